"""What the regular letters show: the digest, the weekly list, the list of held mails.

Everything is French text ready to print: who fills it (core.reports) decides, the template only lays it out.
"""

from dataclasses import dataclass

from guichet_bot.core.letters.links import Button


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to look at. `line` is the number that an answer by mail may use ("3 clore"), 0 for none.

    `number` and `subject` head it; the others are shown when not empty. `who` asks it, `age`: "depuis 2 jours".
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
    who: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Under `title`: a sentence, then things to act on, then things to know (`items`, one line each)."""

    title: str
    rows: tuple[Row, ...] = ()
    note: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart in text. `share` is between 0 and 1, of the longest bar."""

    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A digest. `day` in full; `summary` for the subject; `reconciled` accounts for every mail received.

    `alert` says what is not dealt with. `weeks`: questions received, week by week; `bars`: by topic. `chart_cid` names
    an inline picture of both ("" = none), which stands in HTML for the bars; `chart_alt` says in words what it shows.
    """

    day: str
    reconciled: str
    summary: str = ""  # "2 nouvelles, 1 en retard"
    sections: tuple[Section, ...] = ()
    bars: tuple[Bar, ...] = ()
    bars_title: str = ""
    chart_cid: str = ""
    chart_alt: str = ""
    alert: str = ""
    weeks: tuple[Bar, ...] = ()
    weeks_title: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The bars as text, two lines each: what and how many, then the bar; narrow enough for a phone."""
        lines: list[str] = []
        for bar in self.bars:
            lines += (f"{bar.label} : {bar.count}", "▇" * max(1, round(20 * bar.share)))
        return tuple(lines)

    @property
    def week_columns(self) -> tuple[str, ...]:
        """The weeks as text, one line each: their labels are of one width."""
        return tuple(f"{bar.label} {'▇' * round(20 * bar.share)} {bar.count}".replace("  ", " ") for bar in self.weeks)


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier answer of the desk that resembles the question: anonymous, shown to experts."""

    number: str
    subject: str
    answered: str  # a date in French
    text: str
