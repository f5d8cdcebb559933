"""What one sees while the demo runs: a live view of the terminal, or a plain log."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from rich.console import Console, Group
from rich.layout import Layout
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from guichet_bot.core.model import QuestionState
from guichet_bot.core.time.french import say_date, say_time
from guichet_bot.demo import cast, words
from guichet_bot.demo.personas import ZONE
from guichet_bot.demo.play import Happening, State, Watch

COLOURS = {"plain": "default", "good": "green", "wait": "yellow", "stop": "red", "none": "dim"}
READABLE = 0.06  # seconds a step stays on the screen, so that eyes can follow
SMALLEST = (80, 24)


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
    if one.incoming:
        return Text.assemble(("  ← ", "bold green"), (name, "bold"), (f"  {one.subject}", "default"))
    label, tone = words.LETTERS.get(one.kind, (one.kind, "plain"))
    return Text.assemble(("  → ", "dim"), name, "  ", (label, COLOURS[tone]), (f"  {one.subject}", "dim"))


class Screen:
    """Clock and counters on top, questions on the left, mail on the right."""

    def __init__(self) -> None:
        self.feed: deque[Text] = deque(maxlen=60)
        self.layout = Layout()
        self.layout.split_column(Layout(name="top", size=4), Layout(name="rest"))
        self.layout["rest"].split_row(Layout(name="questions", ratio=5), Layout(name="mail", ratio=6))

    def show(self, state: State, happened: list[Happening]) -> None:
        for one in happened:
            self.feed.append(Text.assemble((_moment(state), "dim"), _line(one), no_wrap=True, overflow="ellipsis"))
        self.layout["top"].update(self._top(state))
        self.layout["questions"].update(Panel(self._questions(state), title="Questions", border_style="green"))
        newest = list(self.feed)[-40:][::-1]
        self.layout["mail"].update(
            Panel(Group(*newest), title="Courrier (le plus récent en haut)", border_style="green")
        )

    def _top(self, state: State) -> Panel:
        local = state.now.astimezone(ZONE)
        closed = words.HOLIDAYS.get(local.date(), "") or ("week-end" if local.weekday() > 4 else "")
        when = Text.assemble(
            (f"{say_date(local.date())}, {say_time(local)}", "bold"), (f"  {closed}" if closed else "", "yellow")
        )
        answered = sum(state_ in (QuestionState.ANSWERED, QuestionState.CLOSED) for *_, state_, _ in state.questions)
        counts = f"{state.received} reçus · {state.sent} envoyés · {answered}/{len(state.questions)} répondues"
        row = Table.grid(expand=True)
        row.add_column()
        row.add_column(justify="right")
        row.add_row(when, counts)
        gone = (local.date() - cast.FIRST).days + local.hour / 24
        bar = ProgressBar(total=(cast.LAST - cast.FIRST).days + 0.75, completed=gone, complete_style="green")
        return Panel(Group(row, bar), title=cast.DESK_TITLE, border_style="green")

    def _questions(self, state: State) -> Table:
        table = Table(box=None, expand=True, show_header=False, pad_edge=False)
        table.add_column(width=4, no_wrap=True, style="dim")
        table.add_column(ratio=3, no_wrap=True, overflow="ellipsis")
        table.add_column(ratio=2, no_wrap=True, overflow="ellipsis")
        for number, subject, its_state, expert in state.questions:
            label, tone = words.STATES[its_state]
            person = cast.PEOPLE.get(expert)
            said = f"chez {person.name}" if its_state is QuestionState.OFFERED and person else label
            table.add_row(number[-4:], subject, Text(said, style=COLOURS[tone]))
        return table
