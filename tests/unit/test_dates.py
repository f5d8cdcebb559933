"""French phrases that name days, as people write them in an order."""

from datetime import date

import pytest

from guichet_bot.core.people.dates import read_range

WEDNESDAY = date(2026, 7, 29)
AUGUST_3, AUGUST_17 = date(2026, 8, 3), date(2026, 8, 17)


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("du 3 au 17 août", AUGUST_3, AUGUST_17),
        ("du 3 août au 17 août", AUGUST_3, AUGUST_17),
        ("DU 3 AOUT AU 17 AOUT", AUGUST_3, AUGUST_17),
        ("du lundi 3 au lundi 17 août", AUGUST_3, AUGUST_17),
        ("du lundi 3 août au lundi 17 août 2026 inclus", AUGUST_3, AUGUST_17),
        ("du 03/08 au 17/08/2026", AUGUST_3, AUGUST_17),
        ("du 3/8/26 au 17/8/26", AUGUST_3, AUGUST_17),
        ("du 3.8. au 17.8.", AUGUST_3, AUGUST_17),
        ("du 2026-08-03 au 2026-08-17", AUGUST_3, AUGUST_17),
        ("3-17 août", AUGUST_3, AUGUST_17),
        ("3–17 août", AUGUST_3, AUGUST_17),
        ("3 au 17 août", AUGUST_3, AUGUST_17),
        ("du 3 au 17", AUGUST_3, AUGUST_17),
        ("entre le 3 et le 17 août", AUGUST_3, AUGUST_17),
        ("Je serai absente du 3 au 17 août.", AUGUST_3, AUGUST_17),
        ("du 3 au 17 août (11 jours ouvrés), merci", AUGUST_3, AUGUST_17),
        ("à partir du 3 août jusqu'au 17 août", AUGUST_3, AUGUST_17),
        ("du 3 au 18 août exclu", AUGUST_3, AUGUST_17),
        ("du 3 août au 2 septembre 2026", AUGUST_3, date(2026, 9, 2)),
        ("du 28 au 3 septembre", date(2026, 8, 28), date(2026, 9, 3)),
        ("du 1er au 15 septembre", date(2026, 9, 1), date(2026, 9, 15)),
        ("du 20 décembre au 4 janvier", date(2026, 12, 20), date(2027, 1, 4)),
        ("du 20 décembre 2026 au 4 janvier", date(2026, 12, 20), date(2027, 1, 4)),
        ("du 1er septembre 2026 au 31 août 2027", date(2026, 9, 1), date(2027, 8, 31)),
        ("du 22 juillet au 3 août", date(2026, 7, 22), AUGUST_3),
        ("de lundi à mercredi", date(2026, 7, 27), date(2026, 7, 29)),
        ("les 14 et 15 août", date(2026, 8, 14), date(2026, 8, 15)),
        ("du 3 au 9 mai", date(2027, 5, 3), date(2027, 5, 9)),
    ],
)
def test_ranges(text: str, first: date, until: date) -> None:
    assert read_range(text, WEDNESDAY) == (first, until)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("jusqu'à lundi", AUGUST_3),
        ("jusqu’à lundi", AUGUST_3),
        ("jusqu'au lundi 3 août", AUGUST_3),
        ("jusqu'à vendredi prochain", date(2026, 7, 31)),
        ("jusqu'à mercredi", date(2026, 8, 5)),
        ("jusqu'au 12 septembre inclus", date(2026, 9, 12)),
        ("jusqu'au 12/09 inclus", date(2026, 9, 12)),
        ("jusqu'au 12 septembre exclu", date(2026, 9, 11)),
        ("jusqu'au 15", date(2026, 8, 15)),
        ("jusqu'au 31", date(2026, 7, 31)),
        ("jusqu'à demain", date(2026, 7, 30)),
        ("jusqu'à fin août", date(2026, 8, 31)),
        ("jusqu'à la mi-août", date(2026, 8, 15)),
        ("jusqu'à la fin de la semaine", date(2026, 8, 2)),
        ("de retour le 17", date(2026, 8, 16)),
        ("de retour le lundi 17 août", date(2026, 8, 16)),
        ("je reviens lundi", date(2026, 8, 2)),
        ("deux semaines", date(2026, 8, 11)),
        ("pendant 10 jours", date(2026, 8, 7)),
        ("10 j", date(2026, 8, 7)),
        ("une semaine", date(2026, 8, 4)),
        ("quinze jours", date(2026, 8, 12)),
        ("aujourd'hui", WEDNESDAY),
        ("cet après-midi", WEDNESDAY),
        ("cette semaine", date(2026, 8, 2)),
    ],
)
def test_away_from_today(text: str, until: date) -> None:
    assert read_range(text, WEDNESDAY) == (WEDNESDAY, until)


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("demain", date(2026, 7, 30), date(2026, 7, 30)),
        ("après-demain", date(2026, 7, 31), date(2026, 7, 31)),
        ("lundi", AUGUST_3, AUGUST_3),
        ("jeudi 6 août après-midi, vers 14 h", date(2026, 8, 6), date(2026, 8, 6)),
        ("le 14 mai", date(2027, 5, 14), date(2027, 5, 14)),
        ("la semaine prochaine", AUGUST_3, date(2026, 8, 9)),
        ("en août", date(2026, 8, 1), date(2026, 8, 31)),
        ("tout le mois de septembre 2026", date(2026, 9, 1), date(2026, 9, 30)),
        ("3 semaines à partir de lundi", AUGUST_3, date(2026, 8, 23)),
        ("du 3 août pendant 2 semaines", AUGUST_3, date(2026, 8, 16)),
        ("à partir de lundi", AUGUST_3, None),
        ("à partir du 3 août", AUGUST_3, None),
        ("à partir du 3", AUGUST_3, None),
        ("dès demain", date(2026, 7, 30), None),
        ("depuis lundi", date(2026, 7, 27), None),
        ("", WEDNESDAY, None),
        (" .", WEDNESDAY, None),
        ("jusqu'à nouvel ordre", WEDNESDAY, None),
        ("pour une durée indéterminée", WEDNESDAY, None),
    ],
)
def test_single_days_periods_and_open_ends(text: str, first: date, until: date | None) -> None:
    assert read_range(text, WEDNESDAY) == (first, until)


@pytest.mark.parametrize(
    "text",
    [
        "merci beaucoup",
        "du 30 février au 5 mars",
        "du 30/02 au 05/03",
        "les 14 et 20 août",  # two days, not a period
        "vendredi et lundi",
        "du 1er au 5 juillet",  # over
        "jusqu'au 10 juillet",
        "du 17/08/2026 au 03/08/2026",  # the wrong way round
        "du 3 août 2020 au 3 août 2026",  # longer than any absence
        "du 1er août au 15 juillet",  # nearly a year: a slip
        "appelez le 05.61.22.33.44 ou le 05 61 22 33 44",
        "le 45 août",
        "à 14 h 30",
        "500 jours",
    ],
)
def test_what_names_no_sensible_days_is_not_guessed(text: str) -> None:
    assert read_range(text, WEDNESDAY) is None


def test_a_year_not_written_is_the_one_around_today() -> None:
    assert read_range("du 3 au 17 août", date(2026, 11, 22)) == (date(2027, 8, 3), date(2027, 8, 17))
    assert read_range("du 22 décembre au 6 janvier", date(2027, 1, 2)) == (date(2026, 12, 22), date(2027, 1, 6))
    assert read_range("jusqu'au 29 février", date(2027, 12, 1)) == (date(2027, 12, 1), date(2028, 2, 29))


def test_a_hostile_text_is_read_in_bounded_time() -> None:
    for bait in ("3 au ", "3 août au ", "jusqu'à ", "lundi ", "retour le ", "\ue000 au \ue001 "):
        read_range(bait * 20_000, WEDNESDAY)


def test_what_looks_like_an_inner_mark_is_harmless() -> None:
    assert read_range("du \ue000 au \ue001", WEDNESDAY) is None
