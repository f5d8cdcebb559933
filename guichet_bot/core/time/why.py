"""Why this date: the computation of a due date in French, step by step, as a coordinator would check it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest

from guichet_bot.core.model import ClockEvent, Duration
from guichet_bot.core.time.clock import PAUSED, STOPPED, Reading, due_of, read, total_minutes
from guichet_bot.core.time.duration import say, say_minutes
from guichet_bot.core.time.french import WEEKDAYS, say_date, say_day, say_moment, say_time
from guichet_bot.core.time.worktime import Calendar

_MOST_STEPS = 8
_NOT_WORKED = "jour non ouvré"
_Run = tuple[datetime, datetime]
_Line = tuple[str, bool]  # the sentence, and whether it tells more than that a day counted


@dataclass(frozen=True, slots=True)
class _Step:
    """Neighbouring days that count alike: the same reason for being closed, or whole opening days."""

    first: date
    last: date
    minutes: int
    closed: str = ""  # why nothing counts
    part: str = ""  # "de 16 h à 17 h" when only a part of the day counts


def explain_due(events: Iterable[ClockEvent], calendar: Calendar, budget: Duration) -> tuple[str, ...]:
    """French sentences, at most about twelve: the start, the budget, the days that count and those that do not, the
    pauses, the date. Empty before any start. Raises ValueError for an unknown kind of event."""
    reading = read(events)
    runs = _runs(reading, calendar, budget)
    if not runs:
        return ()
    return (
        f"Le délai part du {say_moment(runs[0][0], calendar.timezone)}.",
        _say_budget(reading, calendar, budget),
        _say_hours(calendar),
        *_say_steps(calendar, runs),
        _say_end(reading, calendar, budget),
    )


def _runs(reading: Reading, calendar: Calendar, budget: Duration) -> list[_Run]:
    """The runs up to the due date, the last one carried on to it when the clock still runs or stopped early."""
    end = due_of(reading, calendar, budget)
    runs = [*reading.runs, *([(reading.since, reading.since)] if reading.since is not None else [])]
    if end is None:
        return runs
    runs = [run for run in runs if run[0] <= end]
    return [*runs[:-1], (runs[-1][0], end)]


def _say_budget(reading: Reading, calendar: Calendar, budget: Duration) -> str:
    added = "".join(f", prolongé de {say(amount)}" for amount in reading.extended)
    total = say_minutes(total_minutes(reading, calendar, budget))
    day = f" (une journée compte {say_minutes(calendar.day_minutes)})" if budget.days or reading.extended else ""
    return f"Délai : {say(budget)}{added}, soit {total} d'ouverture{day}."


def _say_hours(calendar: Calendar) -> str:
    by_hours: dict[str, list[int]] = {}
    for number, day in enumerate(calendar.hours.week):
        if day:
            hours = " et ".join(f"{_clock(start)}-{_clock(end)}" for start, end in day)
            by_hours.setdefault(hours, []).append(number)
    said = " ; ".join(f"{_say_weekdays(days)} {hours}" for hours, days in by_hours.items())
    return f"Horaires d'ouverture : {said} (fuseau horaire {calendar.timezone})."


def _say_weekdays(days: list[int]) -> str:
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"du {WEEKDAYS[days[0]]} au {WEEKDAYS[days[-1]]}"
    return ", ".join(WEEKDAYS[day] for day in days)


def _clock(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02}" if minutes % 60 else f"{minutes // 60} h"


def _say_steps(calendar: Calendar, runs: list[_Run]) -> list[str]:
    lines = _lines(calendar, runs, weekends=True)
    if len(lines) > _MOST_STEPS:
        lines = _lines(calendar, runs, weekends=False)
    return _shorten(lines)


def _lines(calendar: Calendar, runs: list[_Run], weekends: bool) -> list[_Line]:
    lines: list[_Line] = []
    for run, after in zip_longest(runs, runs[1:]):
        lines += [(_say_step(step), bool(step.closed)) for step in _steps(calendar, run, weekends)]
        if after is not None:
            since, until = say_moment(run[1], calendar.timezone), say_moment(after[0], calendar.timezone)
            lines.append((f"Délai suspendu du {since} au {until}.", True))
    return lines


def _steps(calendar: Calendar, run: _Run, weekends: bool) -> list[_Step]:
    """The days of a run, neighbours alike as one; without `weekends` whole days join across them."""
    steps: list[_Step] = []
    for step in _days(calendar, *run):
        if step.closed == _NOT_WORKED and not weekends:
            continue
        last = steps[-1] if steps else None
        if last is not None and not last.part and not step.part and last.closed == step.closed:
            steps[-1] = _Step(last.first, step.last, last.minutes + step.minutes, step.closed)
        else:
            steps.append(step)
    return steps


def _days(calendar: Calendar, start: datetime, end: datetime) -> Iterator[_Step]:
    first, last = calendar.local(start), calendar.local(end)
    for ahead in range((last.date() - first.date()).days + 1):
        day = first.date() + timedelta(days=ahead)
        midnight = datetime.combine(day, time(), tzinfo=first.tzinfo)
        following = datetime.combine(day + timedelta(days=1), time(), tzinfo=first.tzinfo)
        since, until = max(start, midnight.astimezone(UTC)), min(end, following.astimezone(UTC))
        counted, whole = calendar.between(since, until), calendar.between(midnight, following)
        if not whole:
            yield _Step(day, day, 0, closed=calendar.name_of(day) or _NOT_WORKED)
        elif counted == whole:
            yield _Step(day, day, counted)
        elif counted:
            opening = calendar.local(calendar.next_opening(since))
            part = _say_part(opening, calendar.local(until), midnight < since, until < following)
            yield _Step(day, day, counted, part=part)


def _say_part(since: datetime, until: datetime, began: bool, ended: bool) -> str:
    """Which part of a day counts, in local times: the first day "à partir de", the last "jusqu'à"."""
    if began and ended:
        return f"de {say_time(since)} à {say_time(until)}"
    return f"à partir de {say_time(since)}" if began else f"jusqu'à {say_time(until)}"


def _say_step(step: _Step) -> str:
    length = (step.last - step.first).days
    days = (
        say_day(step.first)
        if not length
        else f"{say_day(step.first)} et {say_day(step.last)}"
        if length == 1
        else f"du {say_day(step.first)} au {say_day(step.last)}"
    )
    days = days[0].upper() + days[1:]
    if step.closed:
        return f"{days} : ne compte{'nt' if length else ''} pas ({step.closed})."
    return f"{days}{', ' + step.part if step.part else ''} : {say_minutes(step.minutes)}."


def _shorten(lines: list[_Line]) -> list[str]:
    """A long computation keeps its first and last step, the pauses and the holidays; the rest is counted."""
    if len(lines) <= _MOST_STEPS:
        return [text for text, _ in lines]
    telling = [index for index, (_, tells) in enumerate(lines) if tells and 0 < index < len(lines) - 1]
    kept = [0, *telling[: _MOST_STEPS - 3], len(lines) - 1]
    said = [lines[index][0] for index in kept]
    said.insert(-1, f"… et {len(lines) - len(kept)} autres périodes comptées de la même façon.")
    return said


def _say_end(reading: Reading, calendar: Calendar, budget: Duration) -> str:
    end = due_of(reading, calendar, budget)
    if end is None:
        left = total_minutes(reading, calendar, budget) - sum(calendar.between(*run) for run in reading.runs)
        since = say_moment(reading.runs[-1][1], calendar.timezone)
        return f"Délai suspendu depuis le {since} : il restera {say_minutes(left)} à la reprise."
    arrested = " (le décompte est arrêté)" if reading.state in (PAUSED, STOPPED) else ""
    return f"Échéance : {say_date(calendar.local(end).date())} à {say_time(calendar.local(end))}{arrested}."
