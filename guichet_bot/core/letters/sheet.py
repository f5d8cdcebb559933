"""What the regular letters show: the digest, the weekly list, the list of held mails.

Everything is French text ready to print: who fills it (core.reports) decides, the template only lays it out.
"""

from dataclasses import dataclass

from guichet_bot.core.letters.links import Button


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to look at. `line` is the number that an answer by mail may use ("3 clore"), 0 for none.

    `number` and `subject` head it; the others are shown when not empty. `age`: "depuis 2 jours".
    """

    subject: str
    line: int = 0
    number: str = ""
    topic: str = ""
    expert: str = ""
    due: str = ""
    age: str = ""
    note: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart in text. `share` is between 0 and 1, of the longest bar."""

    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A digest. `day` in full; `summary` for the subject; `reconciled` accounts for every mail received.

    `chart_cid` names an inline picture of the letter ("" = none), `chart_alt` says in words what it shows.
    """

    day: str
    reconciled: str
    summary: str = ""  # "2 nouvelles, 1 en retard"
    sections: tuple[Section, ...] = ()
    bars: tuple[Bar, ...] = ()
    bars_title: str = ""
    chart_cid: str = ""
    chart_alt: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The bars as text, two lines each: what and how many, then the bar; narrow enough for a phone."""
        lines: list[str] = []
        for bar in self.bars:
            lines += (f"{bar.label} : {bar.count}", "▇" * max(1, round(20 * bar.share)))
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier answer of the desk that resembles the question: anonymous, shown to experts."""

    number: str
    subject: str
    answered: str  # a date in French
    text: str
