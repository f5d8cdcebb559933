"""A report as CSV for a French spreadsheet: one line a number, semicolons, decimal commas."""

from collections.abc import Iterable

from guichet_bot.core.reports.report import Number, Report
from guichet_bot.core.time.french import say_date, say_moment

HEAD = ("Rubrique", "Indicateur", "Détail", "Valeur", "Unité", "Base", "Définition")
BOM = "\ufeff"  # without it a spreadsheet takes UTF-8 for something older
NONE = "non mesuré"
_FORMULA = ("=", "+", "-", "@")


def to_csv(report: Report) -> str:
    """Every figure and every cell of every table, each with its definition; what is not measured says so."""
    return BOM + "".join(";".join(map(_cell, row)) + "\r\n" for row in (HEAD, *_rows(report)))


def _rows(report: Report) -> Iterable[tuple[str, ...]]:
    period = report.period
    yield ("Rapport", "Guichet", "", report.desk, "", "", "")
    yield ("Rapport", "Premier jour", "", say_date(period.first), "", "", "")
    yield ("Rapport", "Dernier jour", "", say_date(period.last), "", "", "")
    yield ("Rapport", "Chiffres arrêtés", "", say_moment(report.made_at, period.timezone), "", "", "")
    for section in report.sections:
        for figure in section.figures:
            value = number(figure.value) if figure.value is not None else figure.why or NONE
            yield (section.title, figure.label, "", value, figure.unit, figure.base, figure.definition)
        for table in section.tables:
            said = table.definition  # once a table: the lines of a long one would all repeat it
            for label, values in table.rows:
                for (heading, unit), cell in zip(table.columns, values, strict=True):
                    name = f"{table.title} : {heading}"
                    yield (section.title, name, label, number(cell), unit, "", said)
                    said = ""
    for label, why in report.unmeasured:
        yield ("Non mesuré", label, "", NONE, "", "", why)


def number(value: Number) -> str:
    """As a French spreadsheet reads it: "1234", "1,5"; "" for none."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.1f}".replace(".", ",")


def _cell(text: str) -> str:
    """Quoted when it must be. A spreadsheet would run a cell that begins like a formula: it gets an apostrophe."""
    plain = " ".join(text.split())
    if plain.startswith(_FORMULA):
        plain = f"'{plain}"
    return '"' + plain.replace('"', '""') + '"' if ";" in plain or '"' in plain else plain
