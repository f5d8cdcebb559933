"""Working time against an oracle that looks at every minute: all zones, three years, both changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guichet_bot.core.model import OFFICE_HOURS, ClockEvent, Duration, Hours
from guichet_bot.core.time.calendars import make_calendar
from guichet_bot.core.time.clock import consumed, due
from guichet_bot.core.time.worktime import Calendar

YEARS = range(2026, 2029)
ZONES = {
    "FR": "Europe/Paris",
    "FR-57": "Europe/Paris",
    "FR-67": "Europe/Paris",
    "FR-68": "Europe/Paris",
    "FR-GP": "America/Guadeloupe",
    "FR-MQ": "America/Martinique",
    "FR-GF": "America/Cayenne",
    "FR-RE": "Indian/Reunion",
    "FR-YT": "Indian/Mayotte",
    "FR-BL": "America/St_Barthelemy",
    "FR-MF": "America/Marigot",
    "FR-PM": "America/Miquelon",
    "FR-NC": "Pacific/Noumea",
    "FR-PF": "Pacific/Tahiti",
    "FR-WF": "Pacific/Wallis",
}
MINUTE = timedelta(minutes=1)
NIGHTS = (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2027, 3, 28, tzinfo=UTC))
SPLIT_NIGHT = Hours(week=tuple(((0, 135), (150, 160), (1380, 1440)) for _ in range(7)))
MORNINGS = Hours(week=(((540, 720),), (), ((0, 60), (600, 1440)), (), ((840, 1020),), (), ((120, 180),)))
WEEKS = st.sampled_from([OFFICE_HOURS, SPLIT_NIGHT, MORNINGS, Calendar.always_open().hours])


def calendars() -> st.SearchStrategy[Calendar]:
    closure = (date(2026, 12, 24), date(2027, 1, 3), "Fermeture")
    return st.builds(
        lambda zone, hours: make_calendar(ZONES[zone], zone, hours, (closure,), YEARS),
        st.sampled_from(list(ZONES)),
        WEEKS,
    )


def moments() -> st.SearchStrategy[datetime]:
    minutes = st.integers(0, 3 * 365 * 24 * 60).map(lambda ahead: datetime(2026, 1, 1, tzinfo=UTC) + ahead * MINUTE)
    near = st.builds(lambda night, ahead: night + ahead * MINUTE, st.sampled_from(NIGHTS), st.integers(-900, 900))
    return minutes | near


def open_by_the_wall_clock(calendar: Calendar, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(calendar.timezone))
    minute = local.hour * 60 + local.minute
    hours = calendar.hours.week[local.weekday()]
    return local.date() not in calendar.holidays and any(start <= minute < end for start, end in hours)


def count(calendar: Calendar, start: datetime, end: datetime) -> int:
    return sum(open_by_the_wall_clock(calendar, start + MINUTE * n) for n in range((end - start) // MINUTE))


@settings(max_examples=80, deadline=None)
@given(calendars(), moments(), st.integers(0, 4000))
@example(make_calendar("Europe/Paris", "FR", SPLIT_NIGHT, (), YEARS), NIGHTS[0], 600)
@example(make_calendar("Europe/Paris", "FR", SPLIT_NIGHT, (), YEARS), NIGHTS[1], 600)
@example(make_calendar("America/Miquelon", "FR-PM", SPLIT_NIGHT, (), YEARS), datetime(2026, 11, 1, tzinfo=UTC), 900)
def test_between_counts_what_the_oracle_counts(calendar: Calendar, at: datetime, length: int) -> None:
    assert calendar.between(at, at + length * MINUTE) == count(calendar, at, at + length * MINUTE)
    assert calendar.is_open(at) == open_by_the_wall_clock(calendar, at)


@settings(max_examples=60, deadline=None)
@given(calendars(), moments(), st.integers(1, 500))
@example(make_calendar("Europe/Paris", "FR", SPLIT_NIGHT, (), YEARS), NIGHTS[0] - 3 * MINUTE, 90)
@example(make_calendar("Europe/Paris", "FR", SPLIT_NIGHT, (), YEARS), NIGHTS[1] - 3 * MINUTE, 200)
def test_add_stops_where_the_oracle_stops(calendar: Calendar, at: datetime, minutes: int) -> None:
    walked, left = at, minutes
    while left:
        left -= open_by_the_wall_clock(calendar, walked)
        walked += MINUTE
    assert calendar.add(at, Duration(minutes=minutes)) == walked


@settings(max_examples=60, deadline=None)
@given(calendars(), moments())
def test_the_next_opening_is_the_first_open_minute(calendar: Calendar, at: datetime) -> None:
    walked = at
    while not open_by_the_wall_clock(calendar, walked):
        walked += MINUTE
    assert calendar.next_opening(at) == walked


@settings(max_examples=150, deadline=None)
@given(
    calendars(),
    moments(),
    st.builds(Duration, days=st.integers(0, 30), minutes=st.integers(0, 600)),
    st.integers(0, 59),
    st.integers(0, 5000),
)
def test_laws(calendar: Calendar, at: datetime, duration: Duration, seconds: int, later: int) -> None:
    at += timedelta(seconds=seconds, microseconds=seconds)
    end = calendar.add(at, duration)
    assert calendar.between(at, end) == calendar.minutes(duration)
    assert end >= at
    assert end <= calendar.add(at + later * MINUTE, duration), "starting later never ends earlier"
    assert end <= calendar.add(at, Duration(duration.days, duration.minutes + later)), "more never ends earlier"
    assert Calendar.from_json(calendar.to_json()).add(at, duration) == end, "a frozen calendar gives the same date"


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_of_three_years_opens_as_the_wall_clock_says(zone: str) -> None:
    calendar = make_calendar(ZONES[zone], zone, OFFICE_HOURS, (), YEARS)
    timezone = ZoneInfo(ZONES[zone])
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(1096)]
    for day in days:
        for minute in (539, 540, 749, 750, 839, 840, 1019, 1020):
            at = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=timezone)
            assert calendar.is_open(at) == open_by_the_wall_clock(calendar, at)
    working = sum(day.weekday() < 5 and day not in calendar.holidays for day in days)
    edges = [datetime.combine(day, time(), tzinfo=timezone) for day in (days[0], days[-1] + timedelta(days=1))]
    assert calendar.between(*edges) == working * 390


@settings(max_examples=100, deadline=None)
@given(
    calendars(),
    moments(),
    st.lists(st.integers(1, 4000), min_size=1, max_size=6),
    st.builds(Duration, days=st.integers(1, 8)),
)
def test_a_pause_costs_nothing_and_loses_nothing(
    calendar: Calendar, start: datetime, gaps: list[int], budget: Duration
) -> None:
    events, at = [ClockEvent(start, "start")], start
    for number, gap in enumerate(gaps):
        at += gap * MINUTE
        events.append(ClockEvent(at, "pause" if number % 2 == 0 else "resume"))
    if len(gaps) % 2:
        assert due(events, calendar, budget) is None
        events.append(ClockEvent(at, "resume"))
    end = due(events, calendar, budget)
    assert end is not None
    assert consumed(events, calendar, end) == calendar.minutes(budget)
    assert consumed(events, calendar, end - timedelta(seconds=1)) < calendar.minutes(budget)
    # Stopped and resumed at one instant, as after a re-assignment or a restart: nothing moves.
    blink = [ClockEvent(at, "pause"), ClockEvent(at, "resume")]
    assert due([*events, *blink], calendar, budget) == end
    # Without any pause the date is never later.
    unpaused = due(events[:1], calendar, budget)
    assert unpaused is not None
    assert unpaused <= end
