"""Durations, opening hours and dates as people write and read them."""

from datetime import UTC, date, datetime

import pytest

from guichet_bot.core.model import OFFICE_HOURS, Duration
from guichet_bot.core.time.duration import parse_duration, say
from guichet_bot.core.time.french import say_date, say_day, say_moment
from guichet_bot.core.time.hours import parse_hours


@pytest.mark.parametrize(
    ("written", "duration"),
    [
        ("3d", Duration(days=3)),
        ("4h", Duration(minutes=240)),
        ("30m", Duration(minutes=30)),
        ("1d 4h", Duration(days=1, minutes=240)),
        ("2j", Duration(days=2)),
        ("2 jours ouvrés", Duration(days=2)),
        (" 1 Jour ", Duration(days=1)),
        ("1h30", Duration(minutes=90)),
        ("45 min", Duration(minutes=45)),
        ("2 semaines", Duration(days=10)),
        ("0m", Duration()),
    ],
)
def test_a_duration_is_read(written: str, duration: Duration) -> None:
    assert parse_duration(written) == duration


@pytest.mark.parametrize("written", ["", "3", "d", "-1d", "3 lunes", "1.5d", "400d", "9999h", "trois jours", "1h 9"])
def test_a_wrong_duration_is_refused_in_french(written: str) -> None:
    with pytest.raises(ValueError, match=f"durée « {written} » (illisible|trop longue)"):
        parse_duration(written)


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (Duration(days=1), "1 jour ouvré"),
        (Duration(days=3), "3 jours ouvrés"),
        (Duration(minutes=240), "4 heures"),
        (Duration(minutes=60), "1 heure"),
        (Duration(minutes=90), "1 h 30"),
        (Duration(minutes=1), "1 minute"),
        (Duration(days=1, minutes=245), "1 jour ouvré et 4 h 05"),
        (Duration(), "0 minute"),
    ],
)
def test_a_duration_is_said(duration: Duration, said: str) -> None:
    assert say(duration) == said


def test_dates_are_said_in_full() -> None:
    assert say_date(date(2026, 11, 26)) == "jeudi 26 novembre 2026"
    assert say_date(date(2026, 5, 1)) == "vendredi 1er mai 2026"
    assert say_day(date(2026, 8, 15)) == "samedi 15 août"


def test_a_moment_is_said_on_the_readers_clock() -> None:
    at = datetime(2026, 11, 26, 15, 30, tzinfo=UTC)
    assert say_moment(at, "Europe/Paris") == "jeudi 26 novembre 2026 à 16 h 30"
    assert say_moment(at, "Pacific/Noumea") == "vendredi 27 novembre 2026 à 2 h 30"
    assert say_moment(at.replace(minute=0), "Europe/Paris") == "jeudi 26 novembre 2026 à 16 h"


def test_days_not_named_keep_the_office_hours() -> None:
    hours = parse_hours({"mon": ["14:00-17:00", "09:00-12:30"], "fri": [], "sat": ["10:00-24:00"]})
    assert hours.week[0] == ((540, 750), (840, 1020)), "sorted"
    assert hours.week[1] == OFFICE_HOURS.week[1]
    assert hours.week[4] == ()
    assert hours.week[5] == ((600, 1440),)
    assert hours.week[6] == ()


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"mon": ["09:00-12:30", "12:00-17:00"]}, "lundi : deux plages horaires se chevauchent"),
        ({"tue": ["17:00-09:00"]}, "mardi : la plage « 17:00-09:00 » finit avant de commencer"),
        ({"wed": ["09:00-09:00"]}, "mercredi : la plage"),
        ({"thu": ["9h-12h"]}, "jeudi : plage horaire « 9h-12h » illisible"),
        ({"fri": ["09:75-12:00"]}, "vendredi : l'heure n'existe pas"),
        ({"sun": ["09:00-24:30"]}, "dimanche : l'heure n'existe pas"),
        ({"lundi": ["09:00-12:00"]}, "jour « lundi » inconnu : écrivez mon, tue"),
    ],
)
def test_wrong_hours_name_their_day(written: dict[str, list[str]], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_hours(written)


def test_touching_intervals_are_no_overlap() -> None:
    assert parse_hours({"mon": ["09:00-12:00", "12:00-14:00"]}).week[0] == ((540, 720), (720, 840))
