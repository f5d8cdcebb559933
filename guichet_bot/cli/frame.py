"""What every command starts from: the configuration and the set-up, read when first needed; and how things print."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guichet_bot import clock

if TYPE_CHECKING:
    from guichet_bot.app.setup import Setup
    from guichet_bot.config.settings import Settings
    from guichet_bot.store.engine import Store

UNFOLDED = 240  # columns of a table that is not printed on a terminal


class Frame:
    """One command's view of the desk. Each part is loaded at its first use: `--help` and `explain` need little."""

    def __init__(self, config: Path, *, verbose: bool = False) -> None:
        self.config = config
        self.verbose = verbose

    @cached_property
    def settings(self) -> "Settings":
        from guichet_bot.config.load import load  # noqa: PLC0415

        return load(self.config)

    @cached_property
    def setup(self) -> "Setup":
        from guichet_bot import service  # noqa: PLC0415
        from guichet_bot.log import set_up  # noqa: PLC0415

        set_up(verbose=self.verbose)
        return service.build(self.settings, self.now)

    @cached_property
    def store(self) -> "Store":
        """The database alone: enough to look, without rules and templates."""
        from guichet_bot.store.health import open_ready  # noqa: PLC0415

        return open_ready(self.settings.store_url)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.desk.name for one in self.settings.desks)

    @cached_property
    def now(self) -> datetime:
        return clock.now()

    def desk(self, name: str | None) -> str:
        """The desk a command is about: the one named, or the only one there is."""
        if name is None and len(self.names) == 1:
            return self.names[0]
        if name is None:
            raise click.UsageError(f"Plusieurs guichets : ajoutez --desk NOM ({', '.join(self.names)}).")
        return self.settings.desk(name).desk.name

    def desk_of(self, number: str, name: str | None) -> str:
        """The desk that a question's number belongs to, by its prefix; `name` wins."""
        prefix = number.upper().partition("-")[0]
        found = [one.desk.name for one in self.settings.desks if one.desk.prefix == prefix]
        return self.desk(name or (found[0] if len(found) == 1 else None))


def as_json(value: Any) -> str:
    """One line of JSON; dates as ISO 8601, accents as they are."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)


def show(rows: Iterable[Mapping[str, Any]], columns: Sequence[tuple[str, str]], *, as_lines: bool, empty: str) -> None:
    """Print rows as a table (`columns`: key and French heading), or as one JSON object a line with every key."""
    listed = list(rows)
    if as_lines:
        for row in listed:
            click.echo(as_json(row))
        return
    if not listed:
        click.echo(empty)
        return
    from rich.console import Console  # noqa: PLC0415  # slow to import, and a script wants JSON
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for _, heading in columns:
        table.add_column(heading, overflow="fold")
    for row in listed:
        table.add_row(*(cell(row.get(key)) for key, _ in columns))
    Console(width=None if sys.stdout.isatty() else UNFOLDED, markup=False).print(table)


def cell(value: Any) -> str:
    """A value as a person reads it; moments in UTC, as everywhere on the command line."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M} UTC"
    if isinstance(value, (tuple, list)):
        return ", ".join(str(one) for one in value)
    return str(value)


json_option = click.option("--json", "as_lines", is_flag=True, help="Un objet JSON par ligne.")
desk_option = click.option("--desk", "desk_name", metavar="NOM", help="Le guichet, s'il y en a plusieurs.")
