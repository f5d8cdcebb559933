"""What one sees while the demo runs: a live view of the terminal, or a plain log."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from time import sleep

from rich.console import Console, Group, RenderableType
from rich.layout import Layout
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from guichet_bot.core.model import QuestionState
from guichet_bot.core.time.french import say_day, say_time
from guichet_bot.demo import cast, words
from guichet_bot.demo.personas import ZONE
from guichet_bot.demo.play import Happening, State, Watch

COLOURS = {"plain": "default", "good": "green", "wait": "yellow", "stop": "red", "none": "dim"}
READABLE = 0.06  # seconds a step stays on the screen, so that eyes can follow
SMALLEST = (80, 24)
QUESTIONS, MAIL = "Questions", "Courrier (le plus récent en haut)"


def fits(console: Console) -> bool:
    """Whether the live view has room; a smaller terminal gets the log."""
    return all(has >= needed for has, needed in zip(console.size, SMALLEST, strict=True))


@contextmanager
def watching(console: Console, *, live: bool) -> Iterator[Watch]:
    """Gives what `play` tells its steps to."""
    if not live:
        yield lambda state, happened: log(console, state, happened)
        return
    screen = Screen()
    with Live(screen.layout, console=console, auto_refresh=False, transient=True) as view:

        def watch(state: State, happened: list[Happening]) -> None:
            screen.show(state, happened)
            view.refresh()
            sleep(READABLE)

        yield watch


def log(console: Console, state: State, happened: list[Happening]) -> None:
    """One line a mail."""
    for one in happened:
        console.print(_moment(state), _line(one), soft_wrap=True, highlight=False)


def _moment(state: State) -> str:
    local = state.now.astimezone(ZONE)
    return f"{local:%d/%m %H:%M}"


def _line(one: Happening) -> Text:
    """Who wrote, or to whom the desk wrote, and what."""
    person = cast.PEOPLE.get(one.person)
    name = person.name if person else one.person
    label, tone = _label(one)
    if one.incoming:
        said = (f"  {label}", COLOURS[tone])
        return Text.assemble(("  ← ", "bold green"), (name, "bold"), said, (f"  {one.subject}", "default"))
    return Text.assemble(("  → ", "dim"), name, "  ", (label, COLOURS[tone]), (f"  {one.subject}", "dim"))


def _label(one: Happening) -> tuple[str, str]:
    """What a mail is, in words, and its tone."""
    known = words.CAUSES if one.incoming else words.LETTERS
    return known.get(one.kind, (one.kind or "courrier", "plain"))


class Screen:
    """Clock and counters on top, questions on the left, mail on the right."""

    def __init__(self) -> None:
        self.feed: deque[tuple[date, tuple[RenderableType, ...]]] = deque(maxlen=60)
        self.layout = Layout()
        self.layout.split_column(Layout(_framed("Le guichet ouvre sa boîte…"), name="top", size=4), Layout(name="rest"))
        self.layout["rest"].split_row(
            Layout(_framed("", QUESTIONS), name="questions", ratio=4), Layout(_framed("", MAIL), name="mail", ratio=5)
        )

    def show(self, state: State, happened: list[Happening]) -> None:
        local = state.now.astimezone(ZONE)
        self.feed.extend((local.date(), (f"{local:%H:%M}", *_cells(one))) for one in happened)
        self.layout["top"].update(self._top(state))
        self.layout["questions"].update(_framed(self._questions(state), QUESTIONS))
        self.layout["mail"].update(_framed(self._mail(), MAIL))

    def _top(self, state: State) -> Panel:
        local = state.now.astimezone(ZONE)
        closed = " (férié)" if local.date() in words.HOLIDAYS else " (week-end)" if local.weekday() > 4 else ""
        when = Text.assemble((f"{say_day(local.date())}, {say_time(local)}", "bold"), (closed, "yellow"))
        settled = sum(state_ in (QuestionState.ANSWERED, QuestionState.CLOSED) for *_, state_, _ in state.questions)
        counts = f"{state.received} reçus, {state.sent} envoyés, {settled}/{len(state.questions)} réglées"
        row = Table.grid(expand=True)
        row.add_column()
        row.add_column(justify="right")
        row.add_row(when, counts)
        gone = (local.date() - cast.FIRST).days + local.hour / 24
        bar = ProgressBar(total=(cast.LAST - cast.FIRST).days + 0.75, completed=gone, complete_style="green")
        return _framed(Group(row, bar))

    def _questions(self, state: State) -> Table:
        table = _table()
        table.add_column(width=2, no_wrap=True, style="dim")
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        table.add_column(width=13, no_wrap=True, overflow="ellipsis")
        for number, subject, its_state, expert in state.questions:
            label, tone = words.SHORT_STATES[its_state]
            person = cast.PEOPLE.get(expert)
            said = f"chez {person.name.split()[0]}" if its_state is QuestionState.OFFERED and person else label
            table.add_row(number[-2:], subject, Text(said, style=COLOURS[tone]))
        return table

    def _mail(self) -> Table:
        """The newest on top, each day under its name."""
        table = _table()
        table.add_column(width=5, no_wrap=True, style="dim")
        table.add_column(width=1, no_wrap=True)
        table.add_column(ratio=4, no_wrap=True, overflow="ellipsis")
        table.add_column(ratio=5, no_wrap=True, overflow="ellipsis")
        table.add_column(width=2, no_wrap=True, style="dim")
        shown: date | None = None
        for day, cells in reversed(self.feed):
            if shown not in (None, day):
                table.add_row(f"{day:%d/%m}", style="dim")
            shown = day
            table.add_row(*cells)
        return table


def _cells(one: Happening) -> tuple[RenderableType, ...]:
    """Direction, person, what it is, and the number of the question that it is about."""
    person = cast.PEOPLE.get(one.person)
    name = person.name if person else one.person
    label, tone = _label(one)
    if one.incoming:
        said = Text(one.subject) if one.kind == "question" else Text(label, COLOURS[tone])
        return Text("←", "bold green"), Text(name, "bold"), said, one.number[-2:]
    return Text("→", "dim"), name, Text(label, COLOURS[tone]), one.number[-2:]


def _table() -> Table:
    return Table(box=None, expand=True, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))


def _framed(what: RenderableType, title: str = cast.DESK_TITLE) -> Panel:
    return Panel(what, title=title, border_style="green")
