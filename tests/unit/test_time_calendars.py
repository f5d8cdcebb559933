"""Closed days by zone, and the dates of the acceptance calendar (2026 to 2028)."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from guichet_bot.core.model import OFFICE_HOURS, Duration, Hours
from guichet_bot.core.time.calendars import make_calendar, public_holidays
from guichet_bot.core.time.worktime import Calendar

YEARS = range(2025, 2030)
PARIS = ZoneInfo("Europe/Paris")
METROPOLE = make_calendar("Europe/Paris", "FR", OFFICE_HOURS, (), YEARS)


def paris(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def test_three_days_asked_before_the_first_of_may_end_on_wednesday() -> None:
    assert METROPOLE.add(paris(4, 30, 16), Duration(days=3)) == paris(5, 6, 16)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (paris(4, 30, 17, 0), paris(5, 6, 17)),  # after closing: counted from Monday 9:00
        (paris(5, 1, 11), paris(5, 6, 17)),  # on the holiday
        (paris(5, 2, 3, 30), paris(5, 6, 17)),  # in the night
        (paris(5, 5, 12, 30), paris(5, 11, 12, 30)),  # over 8 May
        (paris(12, 23, 14), paris(12, 29, 12, 30)),  # over Christmas and a weekend; 29 is a Tuesday
    ],
)
def test_what_comes_outside_the_hours_counts_from_the_next_opening(asked: datetime, due: datetime) -> None:
    assert METROPOLE.add(asked, Duration(days=3)) == due


@pytest.mark.parametrize(
    ("zone", "closed", "open_"),
    [
        ("FR", ["2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25"], ["2026-04-03"]),
        ("FR", ["2027-03-29", "2027-05-06", "2027-05-17", "2028-04-17", "2028-05-25", "2028-06-05"], ["2027-03-26"]),
        ("FR-31", ["2026-07-14"], ["2026-04-03", "2026-12-26"]),
        ("FR-2A", ["2026-07-14"], ["2026-04-03"]),
        ("FR-57", ["2026-04-03", "2026-12-26", "2027-03-26", "2028-04-14"], []),
        ("FR-67", ["2026-04-03", "2026-12-26"], []),
        ("fr-68", ["2026-04-03", "2026-12-26"], []),
        ("FR-YT", ["2026-04-27"], ["2026-05-27"]),
        ("FR-976", ["2026-04-27"], []),
        ("FR-MQ", ["2026-05-22"], ["2026-07-21"]),
        ("FR-GP", ["2026-05-27"], ["2026-07-21", "2026-04-03", "2026-03-12"]),
        ("FR-971", ["2026-05-27"], []),
        ("FR-MF", ["2026-05-28"], ["2026-07-21"]),
        ("FR-GF", ["2026-06-10"], []),
        ("FR-973", ["2026-06-10"], []),
        ("FR-BL", ["2026-10-09"], []),
        ("FR-RE", ["2026-12-20"], ["2026-05-27"]),
        ("FR-PM", ["2026-07-14"], []),
        ("FR-NC", ["2026-09-24"], []),
        ("FR-PF", ["2026-03-05", "2026-04-03"], []),
        ("FR-WF", ["2026-04-28", "2026-07-29"], []),
    ],
)
def test_each_zone_has_its_own_days(zone: str, closed: list[str], open_: list[str]) -> None:
    found = public_holidays(zone, YEARS)
    assert [day for day in closed if date.fromisoformat(day) not in found] == []
    assert [day for day in open_ if date.fromisoformat(day) in found] == []


def test_metropole_has_eleven_days_a_year_with_french_names() -> None:
    assert len(public_holidays("FR", [2026])) == 11
    assert METROPOLE.name_of(date(2026, 5, 1)) == "Fête du Travail"
    assert METROPOLE.name_of(date(2026, 5, 4)) == ""


@pytest.mark.parametrize("zone", ["FR-99", "FR-20X", "BE", "", "FR-XX", "67"])
def test_an_unknown_zone_is_refused_in_french(zone: str) -> None:
    with pytest.raises(ValueError, match=r"zone « .* » inconnue : écrivez FR"):
        make_calendar("Europe/Paris", zone, OFFICE_HOURS, (), YEARS)


@pytest.mark.parametrize("timezone", ["Europe/Pari", "", "../etc/passwd", "Paris\0"])
def test_an_unknown_time_zone_is_refused_in_french(timezone: str) -> None:
    with pytest.raises(ValueError, match=r"fuseau horaire « .*» inconnu"):
        make_calendar(timezone, "FR", OFFICE_HOURS, (), YEARS)


def test_an_announced_closure_counts_with_both_its_ends_and_its_name() -> None:
    closures = ((date(2026, 12, 24), date(2027, 1, 2), "Fermeture de fin d'année"),)
    calendar = make_calendar("Europe/Paris", "FR", OFFICE_HOURS, closures, (2025, 2029))
    assert calendar.next_opening(paris(12, 23, 18)) == paris(1, 4, year=2027)
    assert calendar.name_of(date(2026, 12, 28)) == "Fermeture de fin d'année"
    assert calendar.name_of(date(2026, 12, 25)) == "Noël", "a public holiday keeps its name"


def test_an_endless_closure_is_cut_to_the_years_and_then_refused() -> None:
    for last in (date(2027, 6, 1), date(9999, 12, 31)):
        with pytest.raises(ValueError, match="aucune heure d'ouverture pendant 400 jours"):
            make_calendar("Europe/Paris", "FR", OFFICE_HOURS, ((date(2026, 1, 1), last, "x"),), YEARS)


def test_a_week_without_any_opening_is_refused() -> None:
    with pytest.raises(ValueError, match="aucune heure d'ouverture"):
        Calendar(hours=Hours(week=((),) * 7))


def test_equal_settings_share_one_calendar() -> None:
    assert make_calendar("Europe/Paris", "FR", OFFICE_HOURS, [], (2025, 2029)) is METROPOLE


def test_beyond_the_covered_years_there_are_hours_and_no_holidays() -> None:
    assert METROPOLE.is_open(paris(5, 1, 10, year=2040))
    assert METROPOLE.next_opening(paris(5, 5, 10, year=2040)) == paris(5, 7, 9, year=2040)
    assert METROPOLE.is_open(datetime(1969, 5, 2, 10, tzinfo=PARIS))


def test_the_desk_of_la_reunion_lives_on_its_own_clock() -> None:
    calendar = make_calendar("Indian/Reunion", "FR-RE", OFFICE_HOURS, (), YEARS)
    assert calendar.is_open(datetime(2026, 7, 1, 5, 0, tzinfo=UTC))
    assert not calendar.is_open(datetime(2026, 7, 1, 13, 0, tzinfo=UTC))


def test_a_night_with_a_change_of_the_clock_counts_real_minutes() -> None:
    around_the_clock = Calendar("Europe/Paris", Calendar.always_open().hours)
    assert around_the_clock.between(paris(3, 29, 0), paris(3, 30, 0)) == 23 * 60
    assert around_the_clock.between(paris(10, 25, 0), paris(10, 26, 0)) == 25 * 60
    night = Calendar("Europe/Paris", Hours(week=(((120, 150),),) * 7))  # 2:00 to 2:30
    assert night.between(paris(3, 29, 0), paris(3, 30, 0)) == 0, "that half-hour does not exist"
    assert night.between(paris(10, 25, 0), paris(10, 26, 0)) == 60, "that half-hour comes twice"


def test_always_open_counts_every_minute() -> None:
    always = Calendar.always_open()
    at = datetime(2026, 12, 25, 3, 0, 30, tzinfo=UTC)
    assert always.is_open(at)
    assert always.next_opening(at) == at
    assert always.add(at, Duration(days=1)) == at + timedelta(days=1)


def test_time_that_runs_backwards_is_nothing() -> None:
    assert METROPOLE.between(paris(5, 6), paris(5, 5)) == 0
    assert METROPOLE.add(paris(5, 5, 3), Duration()) == paris(5, 5, 3)


def test_a_day_is_the_mean_open_day() -> None:
    half_friday = Hours(week=(*OFFICE_HOURS.week[:4], ((540, 750),), (), ()))
    assert METROPOLE.day_minutes == 390
    assert Calendar("Europe/Paris", half_friday).day_minutes == 354


def test_a_frozen_calendar_comes_back_equal_under_its_key() -> None:
    text = METROPOLE.to_json()
    again = Calendar.from_json(text)
    assert again == METROPOLE
    assert again.key == METROPOLE.key == hashlib.sha256(text.encode()).hexdigest()
    assert again.name_of(date(2026, 5, 1)) == "Fête du Travail"
    assert json.loads(text)["timezone"] == "Europe/Paris"


def test_a_closed_day_without_a_name_is_said_to_be_closed() -> None:
    calendar = Calendar("Europe/Paris", OFFICE_HOURS, frozenset({date(2026, 6, 1)}))
    assert calendar.name_of(date(2026, 6, 1)) == "jour fermé"
    assert Calendar.from_json(calendar.to_json()) == calendar


def test_a_promise_of_ten_days_across_many_holidays() -> None:
    # 30 April 9:00: that day, 4-7 May, 11-13 and 15 May make nine; the tenth is Monday 18.
    assert METROPOLE.add(paris(4, 30), Duration(days=10)) == paris(5, 18, 17)


def test_a_long_closure_is_waited_out() -> None:
    closures = ((date(2026, 7, 1), date(2026, 9, 30), "Fermeture"),)
    calendar = make_calendar("Europe/Paris", "FR", OFFICE_HOURS, closures, YEARS)
    assert calendar.next_opening(paris(7, 2)) == paris(10, 1)
    assert calendar.add(paris(6, 30), Duration(days=2)) == paris(10, 1, 17)
