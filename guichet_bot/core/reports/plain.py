"""A report as plain values, for scripts."""

from typing import Any

from guichet_bot.core.reports.report import Figure, Report, Table


def plain(report: Report) -> dict[str, Any]:
    """Every figure and table by its stable key, JSON-ready; a value that is not measured or not published is None."""
    return {
        "desk": report.desk,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "timezone": report.period.timezone,
        "made_at": report.made_at.isoformat(),
        "unfinished": report.unfinished,
        "figures": {one.key: _figure(one) for section in report.sections for one in section.figures},
        "tables": {one.key: _table(one) for section in report.sections for one in section.tables},
        "unmeasured": [{"label": label, "why": why} for label, why in report.unmeasured],
    }


def _figure(one: Figure) -> dict[str, Any]:
    told = {"label": one.label, "value": one.value, "unit": one.unit, "base": one.base, "definition": one.definition}
    return told | ({"why": one.why} if one.value is None else {})


def _table(one: Table) -> dict[str, Any]:
    return {
        "title": one.title,
        "definition": one.definition,
        "columns": [{"label": heading, "unit": unit} for heading, unit in one.columns],
        "rows": [{"label": label, "values": list(values)} for label, values in one.rows],
    }
