"""What every command starts from: the configuration and the set-up, read when first needed; and how things print."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from guichet_bot import clock
from guichet_bot.config.patterns import MOST_COUNTED

if TYPE_CHECKING:
    from guichet_bot.app.setup import Setup
    from guichet_bot.config.settings import Settings
    from guichet_bot.store.engine import Store

UNFOLDED = 240  # columns of a table that is not printed on a terminal
NUMBER = click.IntRange(1, MOST_COUNTED)  # of a mail, of rows


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

    def some(self, name: str | None) -> tuple[str, ...]:
        """The desks that a list is about: the one named, or all."""
        return (self.desk(name),) if name else self.names

    def zone(self, desk: str) -> ZoneInfo:
        """Where the clock of this desk stands."""
        zones = {one.desk.name: one.desk.timezone for one in self.settings.desks}
        shared = next(iter(zones.values())) if len(set(zones.values())) == 1 else "UTC"
        return ZoneInfo(zones.get(desk, shared))  # a desk that was renamed left its rows behind

    def moment(self, at: datetime) -> str:
        """An instant of the whole service: on the desks' clock when they share one."""
        zones = {one.desk.timezone for one in self.settings.desks}
        return cell(at, ZoneInfo(zones.pop()) if len(zones) == 1 else None)

    def desk_of(self, number: str, name: str | None) -> str:
        """The desk that a question's number belongs to, by its prefix; `name` wins."""
        prefix = number.upper().partition("-")[0]
        found = [one.desk.name for one in self.settings.desks if one.desk.prefix == prefix]
        return self.desk(name or (found[0] if len(found) == 1 else None))


def as_json(value: Any) -> str:
    """One line of JSON; dates as ISO 8601, accents as they are unless the terminal cannot show all."""
    told = getattr(sys.stdout, "encoding", None) or "utf-8"
    return json.dumps(value, ensure_ascii="utf" not in told.lower(), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)


def show(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[tuple[str, str]],
    *,
    as_lines: bool,
    empty: str,
    zone: Callable[[str], ZoneInfo],
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Print rows for a person, or as one JSON object a line with every key.

    `columns`: key and French heading; `words`: by key, the French of its values; `zone`: of a desk, for the moments. A
    terminal too narrow for a table gets a paragraph for each row instead.
    """
    listed = list(rows)
    if as_lines:
        for row in listed:
            click.echo(as_json(row))
        return
    if not listed:
        click.echo(empty)
        return
    french = words or {}
    cells = [
        [french.get(key, {}).get(str(row.get(key))) or cell(row.get(key), zone(row["desk"])) for key, _ in columns]
        for row in listed
    ]
    headings = [heading for _, heading in columns]
    width = get_terminal_size().columns if sys.stdout.isatty() else UNFOLDED
    lines = table(headings, cells)
    if max(map(len, lines)) > width:
        lines = [line for each in cells for line in paragraph(headings, each, width)]
    click.echo("\n".join(lines))


def table(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as what they hold."""
    lines = [headings, *cells]
    widths = [max(len(line[place]) for line in lines) for place in range(len(headings))]
    return ["  ".join(value.ljust(wide) for value, wide in zip(line, widths, strict=True)).rstrip() for line in lines]


def paragraph(headings: Sequence[str], row: Sequence[str], width: int) -> list[str]:
    """The first column on a line of its own, then what else the row says, broken between words."""
    named = zip(headings[1:], row[1:], strict=True)
    told = "\u00a0· ".join(f"{heading}\u00a0: {value}" for heading, value in named if value)
    rest = wrap(
        told, width, initial_indent="  ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return [f"{headings[0]} {row[0]}", *rest]


def cell(value: Any, zone: ZoneInfo | None = None) -> str:
    """A value as a person reads it; moments on the clock of that zone, else in UTC, which they then say."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%d/%m/%Y %H:%M}" if zone else f"{value.astimezone(UTC):%d/%m/%Y %H:%M} UTC"
    if isinstance(value, (tuple, list)):
        return ", ".join(str(one) for one in value)
    return " ".join(str(value).split())


json_option = click.option("--json", "as_lines", is_flag=True, help="Un objet JSON par ligne.")
one_json_option = click.option("--json", "as_lines", is_flag=True, help="Un objet JSON.")
limit_option = click.option("--limit", default=200, show_default=True, type=NUMBER, help="Combien au plus.")
desk_option = click.option("--desk", "desk_name", metavar="NOM", help="Le guichet, s'il y en a plusieurs.")
