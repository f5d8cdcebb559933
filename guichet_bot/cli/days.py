"""A day given on the command line."""

from datetime import date, datetime
from typing import Any

import click

_FORMS = ("%Y-%m-%d", "%d/%m/%Y")
_YEARS = range(1900, 3000)  # at the ends of the calendar no zone can be reckoned with


class Day(click.ParamType[date]):
    """A calendar day as "2026-01-31" or "31/01/2026"."""

    name = "JOUR"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        for form in _FORMS:
            try:
                day = datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
            if day.year in _YEARS:
                return day
        name = param.opts[0] if param else "la date"
        raise click.UsageError(f"{name} : « {value} » n'est pas une date. Écrivez par exemple 2026-01-31.", ctx)


DAY = Day()
