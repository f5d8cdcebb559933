"""The clock of a question: a pure function of its events and its frozen calendar.

Nothing is counted up and stored: what was consumed is derived each time, so that a pause, a re-assignment, a change of
rules or a restart of the service loses none of it (glpi #15605).

Events in order: `start` begins a count anew (opening, reopening), `pause` and `resume` stop and continue it, `extend`
adds to the budget whenever it comes, `stop` ends it. A pause while paused and a resume while running change nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from guichet_bot.core.model import ClockEvent, Duration
from guichet_bot.core.time.worktime import Calendar

RUNNING, PAUSED, STOPPED = "running", "paused", "stopped"
_MOVES = {
    "start": {RUNNING: RUNNING, PAUSED: RUNNING, STOPPED: RUNNING},
    "pause": {RUNNING: PAUSED, PAUSED: PAUSED, STOPPED: STOPPED},
    "resume": {RUNNING: RUNNING, PAUSED: RUNNING, STOPPED: RUNNING},
    "extend": {RUNNING: RUNNING, PAUSED: PAUSED, STOPPED: STOPPED},
    "stop": {RUNNING: STOPPED, PAUSED: STOPPED, STOPPED: STOPPED},
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The clock read from its events: finished runs, the run in hand if any, what was added to the budget."""

    state: str
    runs: tuple[tuple[datetime, datetime], ...] = ()
    since: datetime | None = None  # the run in hand began then
    extended: tuple[Duration, ...] = ()


def read(events: Iterable[ClockEvent]) -> Reading:
    """Follow the events since the last start. Raises ValueError for a kind that does not exist."""
    state, since = STOPPED, None
    runs: list[tuple[datetime, datetime]] = []
    extended: list[Duration] = []
    for event in events:
        if event.kind not in _MOVES:
            raise ValueError(f"unknown clock event {event.kind!r}")
        if event.kind == "start":
            runs, extended, since = [], [], None
        elif event.kind == "extend":
            extended.append(event.amount)
        state = _MOVES[event.kind][state]
        if state == RUNNING and since is None:
            since = event.at
        elif state != RUNNING and since is not None:
            runs.append((since, event.at))
            since = None
    return Reading(state, tuple(runs), since, tuple(extended))


def due(events: Iterable[ClockEvent], calendar: Calendar, budget: Duration) -> datetime | None:
    """When the budget and its extensions are used up, UTC; None while paused or before any start.

    A clock that stopped while running keeps the date that held then.
    """
    reading = read(events)
    return None if reading.state == PAUSED else due_of(reading, calendar, budget)


def due_of(reading: Reading, calendar: Calendar, budget: Duration) -> datetime | None:
    """`due` of a clock already read; while paused, the instant at which the budget ran out before, if it did."""
    left = timedelta(minutes=total_minutes(reading, calendar, budget))
    for start, end in reading.runs:
        spent = calendar.elapsed(start, end)
        if spent >= left:
            return calendar.advance(start, left)
        left -= spent
    if reading.since is not None:
        return calendar.advance(reading.since, left)
    if reading.state == STOPPED and reading.runs:
        return calendar.advance(reading.runs[-1][1], left)
    return None


def consumed(events: Iterable[ClockEvent], calendar: Calendar, now: datetime) -> int:
    """Opening minutes used up by `now`: only what ran counts."""
    reading = read(events)
    runs = [*reading.runs, *([(reading.since, now)] if reading.since is not None else [])]
    spent = sum((calendar.elapsed(start, min(end, now)) for start, end in runs), timedelta())
    return spent // timedelta(minutes=1)


def paused(events: Iterable[ClockEvent]) -> bool:
    """Whether the clock waits for the buyer."""
    return read(events).state == PAUSED


def total_minutes(reading: Reading, calendar: Calendar, budget: Duration) -> int:
    """The budget with its extensions, in opening minutes."""
    return calendar.minutes(budget) + sum(calendar.minutes(amount) for amount in reading.extended)
