"""A report as one HTML page: nothing loaded from anywhere, no script, readable on a phone, in the dark and on paper."""

import base64
import re
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from guichet_bot.adapters import report_chart
from guichet_bot.adapters.report_chart import DARK, LIGHT, Palette
from guichet_bot.core.reports.report import FEW, Number, Report, Table, units
from guichet_bot.core.time.french import say_moment

_SPACED = re.compile(r" (?=[:;?!»%])|(?<=«) ")
HEADLINES = ("received", "answered", "median", "kept", "structures", "experts")
STACKED = (1, 2, 3, 4)  # the columns of the months' table that add up to the first


def page(report: Report) -> str:
    """The whole page. The months are a picture when matplotlib is there, else bars like the rest."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=_french, trim_blocks=True)
    environment.globals.update(number=number, share=share, moment=say_moment, units=units, few=FEW)
    return environment.from_string(_read("page.html.j2")).render(
        report=report,
        css=Markup(_read("page.css")),
        headlines=[report.figure(key) for key in HEADLINES],
        pictures={
            table.key: drawn
            for section in report.sections
            for table in section.tables
            if (drawn := draw(table, report))
        },
    )


def draw(table: Table, report: Report) -> dict[str, str] | None:
    """A table's picture for light and dark pages as data addresses, with its words; None when there is none."""
    light, dark = _drawn(table, report, LIGHT), _drawn(table, report, DARK)
    if light is None or dark is None:
        return None
    return {"light": _address(light), "dark": _address(dark), "alt": alternative(table)}


def alternative(table: Table) -> str:
    """The picture in words, for who does not see it."""
    listed = " ; ".join(f"{label} : {number(values[0])}" for label, values in table.rows)
    return f"{table.title}. {listed}."


def share(table: Table, value: Number) -> int:
    """The length of a row's bar in percent of the longest."""
    most = max((values[0] or 0 for _, values in table.rows), default=0)
    return round(100 * (value or 0) / most) if most else 0


def number(value: Number) -> str:
    """As read: "1 234", "1,5", "12"; a dash for none."""
    if value is None:
        return "–"
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return text.replace(",", "\u202f").replace(".", ",")


def _drawn(table: Table, report: Report, palette: Palette) -> bytes | None:
    if table.chart != "columns":
        return None
    series = [(table.columns[i][0], [int(values[i] or 0) for _, values in table.rows]) for i in STACKED]
    return report_chart.columns(report.months, series, palette)


def _address(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _french(value: Any) -> Any:
    """No-break blanks where French typography wants them."""
    return _SPACED.sub("\u00a0", value) if type(value) is str else value


def _read(name: str) -> str:
    return resources.files("guichet_bot.adapters").joinpath("report", name).read_text(encoding="utf-8")
