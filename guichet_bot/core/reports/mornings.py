"""When a regular letter is due: on working days, at a local hour, once a date whatever the clock does."""

from datetime import UTC, date, datetime, time, timedelta

from guichet_bot.core.time.worktime import Calendar, zone_info

EVENING = 20 * 60  # minutes since local midnight: later no regular letter leaves, unless the desk is still open
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def works_on(calendar: Calendar, day: date) -> bool:
    """Whether the calendar is open at all on this local day."""
    return bool(calendar.hours.week[day.weekday()]) and day not in calendar.holidays


def instant(day: date, at: time, timezone: str) -> datetime:
    """The UTC instant of a local wall time: the first of two when the clock is put back, and the next valid one when
    it is put forward over it."""
    zone = zone_info(timezone)
    local = datetime.combine(day, at)
    while True:
        found = local.replace(tzinfo=zone).astimezone(UTC)
        if found.astimezone(zone).replace(tzinfo=None) == local:
            return found
        local += _MINUTE


def begun_on(calendar: Calendar, at: time, now: datetime) -> date | None:
    """Today's local date when it is a working day whose hour has come; None before, or on another day."""
    today = calendar.local(now).date()
    return today if works_on(calendar, today) and now >= instant(today, at, calendar.timezone) else None


def due_on(calendar: Calendar, at: time, now: datetime) -> date | None:
    """As `begun_on`, and None again from the evening on: who was down all day writes in the morning, not at night."""
    begun = begun_on(calendar, at, now)
    local = calendar.local(now).time()
    evening = max(EVENING, calendar.hours.week[begun.weekday()][-1][1]) if begun else 0
    return begun if at.hour * 60 + at.minute >= evening or local.hour * 60 + local.minute < evening else None


def next_due(calendar: Calendar, at: time, now: datetime) -> datetime:
    """The next instant after `now` at which a morning begins."""
    day = calendar.local(now).date()
    while not (works_on(calendar, day) and instant(day, at, calendar.timezone) > now):
        day += _DAY
    return instant(day, at, calendar.timezone)


def monday(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def opens_week(calendar: Calendar, day: date) -> bool:
    """Whether no day of this week before this one was a working day."""
    return not any(works_on(calendar, monday(day) + n * _DAY) for n in range(day.weekday()))
