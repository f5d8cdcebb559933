"""When a morning begins: working days, local hours, both nights on which the clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from guichet_bot.core.model import Hours
from guichet_bot.core.reports import mornings
from guichet_bot.core.time.calendars import make_calendar
from guichet_bot.core.time.worktime import Calendar
from tests.fixtures.builders import calendar, paris

EVERY_DAY = Hours(week=tuple(((0, 24 * 60),) for _ in range(7)))
NIGHTLY = Calendar(timezone="Europe/Paris", hours=EVERY_DAY)
EIGHT, HALF_PAST_TWO = time(8), time(2, 30)


def fired(calendar: Calendar, at: time, first: datetime, hours: int) -> list[tuple[datetime, date]]:
    """When each local date is first due, looking every ten minutes."""
    seen: dict[date, datetime] = {}
    for step in range(hours * 6):
        now = first + timedelta(minutes=10 * step)
        day = mornings.due_on(calendar, at, now)
        if day is not None:
            seen.setdefault(day, now)
    return [(now, day) for day, now in seen.items()]


def test_a_working_day_is_due_from_its_hour_on_and_not_at_night() -> None:
    office = calendar()
    assert mornings.due_on(office, EIGHT, paris("2026-05-04", 7, 59)) is None
    assert mornings.due_on(office, EIGHT, paris("2026-05-04", 8)) == date(2026, 5, 4)
    assert mornings.due_on(office, EIGHT, paris("2026-05-04", 19, 59)) == date(2026, 5, 4)
    assert mornings.due_on(office, EIGHT, paris("2026-05-04", 20)) is None
    assert mornings.begun_on(office, EIGHT, paris("2026-05-04", 23, 59)) == date(2026, 5, 4)


def test_who_is_open_late_or_wants_it_in_the_evening_has_it_then() -> None:
    late = Calendar(timezone="Europe/Paris", hours=Hours(week=tuple(((540, 22 * 60),) for _ in range(7))))
    assert mornings.due_on(late, EIGHT, paris("2026-05-04", 21, 59)) == date(2026, 5, 4)
    assert mornings.due_on(late, EIGHT, paris("2026-05-04", 22)) is None
    assert mornings.due_on(calendar(), time(21), paris("2026-05-04", 21, 5)) == date(2026, 5, 4)


@pytest.mark.parametrize("day", ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-08"])
def test_no_morning_on_holidays_and_weekends(day: str) -> None:
    assert mornings.due_on(calendar(), EIGHT, paris(day, 9)) is None


def test_no_morning_while_the_desk_is_closed() -> None:
    office = calendar()
    closed = make_calendar(
        "Europe/Paris", "FR", office.hours, ((date(2026, 8, 3), date(2026, 8, 14), "été"),), range(2026, 2028)
    )
    assert mornings.due_on(closed, EIGHT, paris("2026-08-05", 9)) is None
    assert mornings.next_due(closed, EIGHT, paris("2026-07-31", 9)) == paris("2026-08-17", 8)


def test_a_wall_time_that_the_clock_skips_comes_at_the_next_valid_instant() -> None:
    """On 29 March 2026 the clock goes from 2:00 to 3:00."""
    (first, second) = fired(NIGHTLY, HALF_PAST_TWO, datetime(2026, 3, 29, 0, 0, tzinfo=UTC), 25)[:2]
    assert first == (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), date(2026, 3, 29))
    assert second == (datetime(2026, 3, 30, 0, 30, tzinfo=UTC), date(2026, 3, 30))


def test_a_wall_time_that_comes_twice_counts_the_first_time() -> None:
    """On 25 October 2026 the clock goes from 3:00 back to 2:00."""
    found = fired(NIGHTLY, HALF_PAST_TWO, datetime(2026, 10, 24, 22, 0, tzinfo=UTC), 6)
    assert found == [(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25))]


def test_the_next_morning_is_after_now_whatever_the_clock_does() -> None:
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    for _ in range(3):
        later = mornings.next_due(NIGHTLY, HALF_PAST_TWO, at)
        assert at < later <= at + timedelta(hours=25)
        assert mornings.due_on(NIGHTLY, HALF_PAST_TWO, later) == NIGHTLY.local(later).date()
        at = later
    assert mornings.next_due(calendar(), EIGHT, paris("2026-04-30", 8)) == paris("2026-05-04", 8)


def test_each_desk_has_its_own_morning() -> None:
    reunion = calendar("Indian/Reunion", "FR-RE")
    now = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)  # 8:00 in Saint-Denis, 6:00 in Paris
    assert mornings.due_on(reunion, EIGHT, now) == date(2026, 5, 4)
    assert mornings.due_on(calendar(), EIGHT, now) is None


def test_the_week_begins_on_its_first_working_day() -> None:
    office = calendar()
    assert mornings.opens_week(office, date(2026, 5, 4))
    assert not mornings.opens_week(office, date(2026, 5, 5))
    assert mornings.opens_week(office, date(2026, 4, 7)), "Tuesday after Easter Monday"
