"""The promise to the buyer: its date on the question's frozen calendar, and the timers that watch it."""

from datetime import datetime

from guichet_bot.core.effects import ChangeQuestion, ClearTimers, Effect, SetTimer
from guichet_bot.core.known import Office
from guichet_bot.core.model import ClockEvent, Duration, Question, QuestionState
from guichet_bot.core.time import clock
from guichet_bot.core.time.worktime import Calendar

MOST_NEW_DATES = 2  # a buyer hears a new date at most twice a question

Clock = tuple[ClockEvent, ...]


def calendar_of(question: Question, office: Office) -> Calendar:
    """The calendar the question was opened under: a later change of hours moves no promise."""
    return office.frozen(question.calendar) if question.calendar else office.calendar


def opened(office: Office, now: datetime, answer: Duration | None = None) -> tuple[Clock, datetime]:
    """A running clock and the promised date (UTC), by the desk's delay or the route's own."""
    events: Clock = (ClockEvent(now, "start"),)
    if answer is not None:
        more = office.calendar.minutes(answer) - office.calendar.minutes(office.desk.sla.answer)
        events = (*events, ClockEvent(now, "extend", Duration(minutes=more)))
    return events, _due(events, office.calendar, office) or now


def promise_timers(
    question: int | None, promised_at: datetime, new_dates: int, office: Office, calendar: Calendar, now: datetime
) -> tuple[Effect, ...]:
    """The lapse, and the honest mail before it while the buyer may still hear a new date."""
    timers: list[Effect] = [SetTimer(question, "promise", promised_at)]
    if new_dates < MOST_NEW_DATES:
        timers.append(warning(question, promised_at, office, calendar, now))
    return tuple(timers)


def warning(question: int | None, promised_at: datetime, office: Office, calendar: Calendar, now: datetime) -> SetTimer:
    """The timer that tells the buyer before the lapse: half-way when the whole delay is shorter than the warning."""
    left = calendar.between(now, promised_at)
    ahead = calendar.minutes(office.desk.sla.warn_buyer)
    wait = left - ahead if left > ahead else left // 2
    return SetTimer(question, "warn_buyer", calendar.add(now, Duration(minutes=wait)))


def restart(question: Question, office: Office, now: datetime) -> tuple[Effect, ...]:
    """A full new delay from now: the buyer asks again after an answer."""
    calendar = calendar_of(question, office)
    events = (*question.clock, ClockEvent(now, "start"))
    promised = _due(events, calendar, office) or now
    return (
        ChangeQuestion(question.id, {"clock": events, "promised_at": promised, "new_dates": 0, "level": 0}),
        *promise_timers(question.id, promised, 0, office, calendar, now),
    )


def extended(question: Question, by: Duration, office: Office, now: datetime) -> tuple[Clock, datetime | None]:
    """The clock given `by` more working time, and the new date (None while paused).

    A promise already past is first brought up to now, so that the new date is always ahead.
    """
    calendar = calendar_of(question, office)
    late = calendar.between(question.promised_at, now) if question.promised_at else 0
    events = (*question.clock, ClockEvent(now, "extend", Duration(by.days, by.minutes + late)))
    return events, _due(events, calendar, office)


def extend(question: Question, by: Duration, office: Office, now: datetime) -> tuple[Effect, ...]:
    """A person gives the question more time: the promise and its timers move."""
    events, promised = extended(question, by, office, now)
    change = ChangeQuestion(question.id, {"clock": events, "promised_at": promised})
    if promised is None:
        return (change,)
    calendar = calendar_of(question, office)
    return (change, *promise_timers(question.id, promised, question.new_dates, office, calendar, now))


def pause(question: Question, office: Office, now: datetime) -> tuple[Effect, ...]:
    """Wait for the buyer: the consumed time stays, every timer goes, the buyer is reminded once."""
    events = (*question.clock, ClockEvent(now, "pause"))
    due_at = office.calendar.add(now, office.desk.sla.wait_buyer)
    return (
        ChangeQuestion(question.id, {"clock": events, "promised_at": None}),
        ClearTimers(question.id),
        SetTimer(question.id, "wait_buyer", due_at),
    )


def resume(question: Question, office: Office, now: datetime) -> tuple[Effect, ...]:
    """The buyer replied: the clock goes on with what was left."""
    calendar = calendar_of(question, office)
    events = (*question.clock, ClockEvent(now, "resume"))
    promised = _due(events, calendar, office) or now
    return (
        ChangeQuestion(question.id, {"clock": events, "promised_at": promised}),
        ClearTimers(question.id, ("wait_buyer",)),
        *promise_timers(question.id, promised, question.new_dates, office, calendar, now),
    )


def waits_no_more(question: Question, office: Office, now: datetime) -> tuple[Effect, ...]:
    """Somebody new gets a question that waited for the buyer: its clock goes on; nothing for any other question."""
    return resume(question, office, now) if question.state is QuestionState.WAITING else ()


def stopped(question: Question, now: datetime) -> Clock:
    """The clock after an answer or a closing."""
    if not question.clock or question.clock[-1].kind == "stop":
        return question.clock
    return (*question.clock, ClockEvent(now, "stop"))


def _due(events: Clock, calendar: Calendar, office: Office) -> datetime | None:
    return clock.due(events, calendar, office.desk.sla.answer)
