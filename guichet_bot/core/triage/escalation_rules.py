"""Who is told, and when, once a question is in danger: the levels of `rules/escalation.toml`."""

from dataclasses import dataclass

from guichet_bot.core.model import Duration
from guichet_bot.core.time.duration import parse_duration
from guichet_bot.core.triage.reading import Reader

RECIPIENTS = ("backup", "coordinator", "all")


@dataclass(frozen=True, slots=True)
class Level:
    """`to`: the expert's backup, one coordinator, or all of them. `after`: working time since the level before."""

    name: str
    to: str
    after: Duration


def compile_levels(reader: Reader) -> tuple[Level, ...]:
    """The levels of a parsed `escalation.toml` in order; mistakes go to the reader's problems."""
    reader.only("level")
    levels = []
    for table in reader.tables("level", "niveau"):
        table.only("name", "to", "after")
        levels.append(Level(table.text("name"), table.one_of("to", RECIPIENTS, "all"), delay(table, "after")))
    if not levels:
        reader.report("aucun niveau ([[level]]) n’est défini.")
    return tuple(levels)


def delay(table: Reader, key: str) -> Duration:
    """A duration such as "4h" or "3d", as working time."""
    written = table.text(key)
    try:
        return parse_duration(written) if written else Duration()
    except ValueError as error:
        table.report(f"« {key} » : {error}")
        return Duration()
