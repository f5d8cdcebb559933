"""The clock of a question: what pauses, extensions, stops and reopenings do to its date."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from guichet_bot.core.model import OFFICE_HOURS, ClockEvent, Duration, Hours
from guichet_bot.core.time.calendars import make_calendar
from guichet_bot.core.time.clock import consumed, due, paused
from guichet_bot.core.time.why import explain_due
from guichet_bot.core.time.worktime import Calendar

CALENDAR = make_calendar("Europe/Paris", "FR", OFFICE_HOURS, (), range(2025, 2030))
THREE_DAYS = Duration(days=3)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


START = ClockEvent(at(30, 16, month=4), "start")


def test_the_promise_runs_from_the_start() -> None:
    assert due([START], CALENDAR, THREE_DAYS) == at(6, 16)
    assert consumed([START], CALENDAR, at(5, 9)) == 60 + 390
    assert not paused([START])


def test_a_clock_that_never_started_promises_nothing() -> None:
    assert due([], CALENDAR, THREE_DAYS) is None
    assert consumed([], CALENDAR, at(5)) == 0
    assert explain_due([], CALENDAR, THREE_DAYS) == ()


def test_while_paused_there_is_no_date_and_nothing_is_consumed() -> None:
    events = [START, ClockEvent(at(4, 11), "pause")]
    assert due(events, CALENDAR, THREE_DAYS) is None
    assert paused(events)
    assert consumed(events, CALENDAR, at(20)) == 60 + 120


def test_what_was_consumed_survives_the_pause() -> None:
    events = [START, ClockEvent(at(4, 11), "pause"), ClockEvent(at(18, 11), "resume")]
    # 60 + 120 minutes are gone; 16 h 30 are left from Monday 18 at 11:00.
    assert due(events, CALENDAR, THREE_DAYS) == at(20, 16)
    assert consumed(events, CALENDAR, at(20, 16)) == 3 * 390


def test_saying_it_twice_changes_nothing() -> None:
    once = [START, ClockEvent(at(4, 11), "pause"), ClockEvent(at(18, 11), "resume")]
    twice = [*once[:2], ClockEvent(at(5, 11), "pause"), once[2], ClockEvent(at(19, 9), "resume")]
    assert due(twice, CALENDAR, THREE_DAYS) == due(once, CALENDAR, THREE_DAYS)


def test_an_extension_adds_whenever_it_comes() -> None:
    events = [START, ClockEvent(at(5), "extend", Duration(days=2)), ClockEvent(at(5), "extend", Duration(minutes=60))]
    assert due(events, CALENDAR, THREE_DAYS) == at(11, 17)
    in_pause = [START, ClockEvent(at(4, 11), "pause"), *events[1:], ClockEvent(at(5, 11), "resume")]
    assert due(in_pause, CALENDAR, THREE_DAYS) == at(12, 17)


def test_a_date_that_passed_before_a_later_pause_stays_in_the_past() -> None:
    events = [START, ClockEvent(at(12, 9), "pause"), ClockEvent(at(20, 9), "resume")]
    assert due(events, CALENDAR, THREE_DAYS) == at(6, 16)


def test_a_stopped_clock_keeps_the_date_that_held() -> None:
    events = [START, ClockEvent(at(5, 9), "stop")]
    assert due(events, CALENDAR, THREE_DAYS) == at(6, 16)
    assert consumed(events, CALENDAR, at(29)) == 60 + 390
    assert consumed(events, CALENDAR, at(4, 10)) == 60 + 60, "asked about a moment before the stop"


def test_a_reopened_question_gets_a_new_promise() -> None:
    events = [
        START,
        ClockEvent(at(4), "extend", Duration(days=9)),
        ClockEvent(at(5), "stop"),
        ClockEvent(at(18), "start"),
    ]
    assert due(events, CALENDAR, THREE_DAYS) == at(20, 17)


def test_an_unknown_event_is_a_bug() -> None:
    with pytest.raises(ValueError, match="'snooze'"):
        due([ClockEvent(at(4), "snooze")], CALENDAR, THREE_DAYS)


def test_why_this_date_names_what_counts_and_the_holiday() -> None:
    assert explain_due([START], CALENDAR, THREE_DAYS) == (
        "Le délai part du jeudi 30 avril 2026 à 16 h.",
        "Délai : 3 jours ouvrés, soit 19 h 30 d'ouverture (une journée compte 6 h 30).",
        "Horaires d'ouverture : du lundi au vendredi 9 h-12 h 30 et 14 h-17 h (fuseau horaire Europe/Paris).",
        "Jeudi 30 avril, à partir de 16 h : 1 heure.",
        "Vendredi 1er mai : ne compte pas (Fête du Travail).",
        "Samedi 2 mai et dimanche 3 mai : ne comptent pas (jour non ouvré).",
        "Lundi 4 mai et mardi 5 mai : 13 heures.",
        "Mercredi 6 mai, jusqu'à 16 h : 5 h 30.",
        "Échéance : mercredi 6 mai 2026 à 16 h.",
    )


def test_why_tells_the_pause_and_what_is_left() -> None:
    events = [START, ClockEvent(at(4, 11), "pause")]
    said = explain_due(events, CALENDAR, THREE_DAYS)
    assert said[-1] == "Délai suspendu depuis le lundi 4 mai 2026 à 11 h : il restera 16 h 30 à la reprise."
    resumed = explain_due([*events, ClockEvent(at(12, 11), "resume")], CALENDAR, THREE_DAYS)
    assert "Délai suspendu du lundi 4 mai 2026 à 11 h au mardi 12 mai 2026 à 11 h." in resumed
    assert "Jeudi 14 mai : ne compte pas (Ascension)." in resumed
    assert resumed[-1] == "Échéance : vendredi 15 mai 2026 à 16 h."


def test_why_tells_an_hour_of_one_day_and_the_extension() -> None:
    said = explain_due([ClockEvent(at(5, 10), "start")], CALENDAR, Duration(minutes=60))
    assert said[1] == "Délai : 1 heure, soit 1 heure d'ouverture."
    assert said[3:] == ("Mardi 5 mai, de 10 h à 11 h : 1 heure.", "Échéance : mardi 5 mai 2026 à 11 h.")
    longer = explain_due([START, ClockEvent(at(4), "extend", Duration(days=1))], CALENDAR, THREE_DAYS)
    assert longer[1].startswith("Délai : 3 jours ouvrés, prolongé de 1 jour ouvré, soit 26 heures d'ouverture")


def test_why_says_when_the_count_has_stopped() -> None:
    said = explain_due([START, ClockEvent(at(5), "stop")], CALENDAR, THREE_DAYS)
    assert said[-1] == "Échéance : mercredi 6 mai 2026 à 16 h (le décompte est arrêté)."


@pytest.mark.parametrize("days", [5, 10, 20, 60, 200])
def test_why_stays_short_however_long_the_delay(days: int) -> None:
    events = [START, *(ClockEvent(at(4 + n), "pause" if n % 2 else "resume") for n in range(8))]
    said = explain_due([*events, ClockEvent(at(12), "resume")], CALENDAR, Duration(days=days))
    assert len(said) <= 12
    assert said[0].startswith("Le délai part du jeudi 30 avril")
    assert said[-1].startswith("Échéance")


def test_why_says_uneven_hours_day_by_day() -> None:
    week = (((540, 750),), ((840, 1020),), ((540, 750),), (), ((540, 585),), (), ())
    said = explain_due([START], Calendar("Europe/Paris", Hours(week=week)), Duration(days=1))
    assert said[2] == (
        "Horaires d'ouverture : lundi, mercredi 9 h-12 h 30 ; mardi 14 h-17 h ; vendredi 9 h-9 h 45 "
        "(fuseau horaire Europe/Paris)."
    )
