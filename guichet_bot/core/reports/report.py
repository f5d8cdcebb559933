"""A report for funders as a value: sections of figures and tables, each with its definition (French)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from guichet_bot.core.reports.period import Period

Number = int | float | None  # None: not measured, or not published

FEW, FEW_ASKERS = 5, 3  # what concerns fewer questions or experts, or fewer structures, could tell who it is
GROUPED = "Autres, regroupés"


def units(value: Number, unit: str) -> str:
    """The unit beside a value: "1,5 jour ouvré", "2 jours ouvrés"."""
    return " ".join(word.removesuffix("s") for word in unit.split()) if value is not None and value < 2 else unit


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `base` says of how many; `why` says why there is none."""

    key: str
    label: str
    value: Number
    unit: str
    definition: str
    base: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are (heading, unit); each row has a label and a number a column.

    `chart`: columns (a picture), bars (of the first number, beside each label) or "".
    """

    key: str
    title: str
    first: str  # heading of the labels
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Number, ...]], ...]
    definition: str
    chart: str = ""
    empty: str = "Rien à compter sur cette période."


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under its title."""

    title: str
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """`unmeasured`: what funders ask for and the desk does not know, with the reason."""

    desk: str
    period: Period
    made_at: datetime
    sections: tuple[Section, ...]
    unmeasured: tuple[tuple[str, str], ...]
    months: tuple[date, ...] = ()  # those of the period that have begun
    unfinished: bool = False  # the period was not over when this was made

    def figure(self, key: str) -> Figure:
        return next(one for section in self.sections for one in section.figures if one.key == key)


def grouped(
    counts: Mapping[str, int], rare: Collection[str], names: Mapping[str, str], unknown: str
) -> tuple[tuple[str, tuple[int]], ...]:
    """Counts as rows, the most frequent first; the rare categories are one row without their names, so that nobody is
    recognised. The unknown ("") come last.

    A lone rare category takes the smallest other along: alone it would be told by elimination.
    """
    listed = sorted(
        (key for key in counts if key and key not in rare), key=lambda key: (-counts[key], names.get(key, key))
    )
    hidden = [key for key in counts if key in rare]
    if len(hidden) == 1 and listed:
        hidden.append(listed.pop())
    rows = [(names.get(key, key), (counts[key],)) for key in listed]
    if hidden:
        rows.append((GROUPED, (sum(counts[key] for key in hidden),)))
    if counts.get(""):
        rows.append((unknown, (counts[""],)))
    return tuple(rows)


def ranked(counts: Mapping[str, int], names: Mapping[str, str], unknown: str) -> tuple[tuple[str, tuple[int]], ...]:
    """Counts as rows, the most frequent first, the unknown ("") last: for what says nothing about who asked."""
    rows = [(names.get(key, key), n) for key, n in counts.items() if key]
    rows.sort(key=lambda one: (-one[1], one[0]))
    last = [(unknown, counts[""])] if counts.get("") else []
    return tuple((label, (n,)) for label, n in [*rows, *last])
