"""Mornings of a desk with its store: once a recipient and date, nothing lost over an outage, nothing told twice."""

from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from guichet_bot.core import effects as fx
from guichet_bot.core.model import Cause, Coordinator, Hours
from tests.fixtures.at_once import at_once
from tests.fixtures.builders import ANNE, BRUNO, CAMILLE, DENIS, away, expert, paris
from tests.unit.digest_desk import MorningDesk

MINUTE = timedelta(minutes=1)
TWO = (Coordinator(CAMILLE, "Camille Roux"), Coordinator(DENIS, "Denis Faure"))


@pytest.fixture
def desk(any_url: str) -> MorningDesk:
    return MorningDesk(any_url)


@pytest.fixture
def light(sqlite_url: str) -> MorningDesk:
    return MorningDesk(sqlite_url)


def kinds(desk: MorningDesk, to: str = CAMILLE) -> list[str]:
    return [one.kind for one in desk.letters(to)]


def test_each_coordinator_has_the_morning_once_a_date(desk: MorningDesk) -> None:
    desk.question(paris("2026-05-04", 17), "Cantine")
    assert desk.run(paris("2026-05-05", 7, 59)) == 0
    assert desk.run(paris("2026-05-05", 8)) == 2
    assert desk.run(paris("2026-05-05", 8) + MINUTE) == 0
    desk.restart()
    assert desk.run(paris("2026-05-05", 18)) == 0
    assert kinds(desk) == kinds(desk, DENIS) == ["digest"]


def test_two_workers_at_the_same_instant_write_it_once(any_url: str) -> None:
    one, other = MorningDesk(any_url), MorningDesk(any_url)
    one.question(paris("2026-05-04", 17), "Cantine")
    written: list[int] = []

    def work(desk: MorningDesk) -> None:
        written.append(desk.run(paris("2026-05-05", 8)))

    at_once(partial(work, one), partial(work, other))
    assert sum(written) == 2
    assert kinds(one) == kinds(one, DENIS) == ["digest"]


def test_who_was_down_in_the_morning_catches_up_the_same_day(light: MorningDesk) -> None:
    light.question(paris("2026-05-04", 17), "Cantine")
    assert light.run(paris("2026-05-05", 15)) == 2
    assert light.run(paris("2026-05-06", 8)) == 0, "nothing new, nothing late"


def test_after_three_missed_mornings_the_fourth_tells_everything_and_nothing_twice(desk: MorningDesk) -> None:
    first = desk.question(paris("2026-05-11", 17), "Premier sujet")
    desk.run(paris("2026-05-12", 8))
    second = desk.question(paris("2026-05-12", 9), "Deuxième sujet")
    desk.answered(paris("2026-05-13", 9), first)
    desk.mail(paris("2026-05-13", 11), Cause.AUTOMATIC)
    desk.applied(paris("2026-05-14", 9), fx.EndOffer(second, ANNE, fx.OfferState.DECLINED))
    assert desk.run(paris("2026-05-18", 8)) == 2
    told = desk.last()
    assert "3 courriers dans la boîte depuis le point du mardi 12 mai = 3 traités" in told.flat
    assert "Premier sujet (RO-2026-0001) : réponse d’Anne Martin" in told.flat
    assert "Anne Martin a décliné" in told.flat
    assert "Deuxième sujet" in told.text
    desk.question(paris("2026-05-18", 9), "Troisième sujet")
    desk.run(paris("2026-05-19", 8))
    after = desk.last()
    assert "1 courrier dans la boîte depuis le point du lundi 18 mai = 1 traité : 1 question." in after.flat
    assert "Premier sujet" not in after.text and "décliné" not in after.text


def test_the_first_morning_of_a_coordinator_tells_the_last_day(desk: MorningDesk) -> None:
    desk.question(paris("2026-05-11", 7), "Sujet ancien")
    desk.question(paris("2026-05-11", 17), "Sujet frais")
    desk.run(paris("2026-05-12", 8))
    told = desk.last()
    assert "1 courrier dans la boîte depuis vingt-quatre heures = 1 traité" in told.flat
    assert "Sujet frais" in told.text and "Sujet ancien" not in told.text


def test_no_morning_on_a_holiday_and_the_next_one_holds_it(light: MorningDesk) -> None:
    light.run(paris("2026-04-30", 8))
    light.question(paris("2026-04-30", 17), "Avant le premier mai")
    for day in ("2026-05-01", "2026-05-02", "2026-05-03"):
        assert light.run(paris(day, 9)) == 0
    assert light.run(paris("2026-05-04", 8)) == 2
    assert "Avant le premier mai" in light.last().text


@pytest.mark.parametrize(
    "night", [datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)], ids=["spring", "autumn"]
)
def test_half_past_two_comes_once_in_both_nights_of_the_clock(sqlite_url: str, night: datetime) -> None:
    every_day = Hours(week=tuple(((0, 24 * 60),) for _ in range(7)))
    desk = MorningDesk(sqlite_url, digest_at=time(2, 30), hours=every_day, coordinators=TWO[:1])
    desk.question(night, "Cantine", "")
    wrote = [night + MINUTE * n for n in range(0, 9 * 60, 5) if desk.run(night + MINUTE * n)]
    assert len(wrote) == 1
    assert kinds(desk) == ["digest"]


def test_a_clock_that_jumps_back_repeats_nothing(light: MorningDesk) -> None:
    light.question(paris("2026-05-04", 17), "Cantine", "")
    assert light.run(paris("2026-05-05", 8)) == 2
    assert light.run(paris("2026-05-05", 7)) == 0
    assert light.run(paris("2026-05-05", 8)) == 0
    assert light.run(paris("2026-05-06", 8)) == 2, "it still waits for them"


def test_nothing_to_say_nothing_sent_and_those_mails_are_accounted_for_later(light: MorningDesk) -> None:
    light.question(paris("2026-05-11", 17), "Cantine")
    light.run(paris("2026-05-12", 8))
    light.mail(paris("2026-05-12", 10), Cause.AUTOMATIC)
    assert light.run(paris("2026-05-13", 8)) == 0
    light.question(paris("2026-05-13", 10), "Textile")
    light.run(paris("2026-05-15", 8))
    assert "2 courriers dans la boîte" in light.last().flat
    assert "1 question, 1 automatique" in light.last().flat or "1 automatique, 1 question" in light.last().flat


def test_a_silent_morning_is_never_called_a_digest(light: MorningDesk) -> None:
    light.question(paris("2026-05-11", 17), "Cantine")
    light.run(paris("2026-05-12", 8))
    light.mail(paris("2026-05-12", 10), Cause.AUTOMATIC)
    assert light.run(paris("2026-05-13", 8)) == light.run(paris("2026-05-15", 8)) == 0
    light.question(paris("2026-05-15", 10), "Textile")
    light.run(paris("2026-05-18", 8))
    assert "2 courriers dans la boîte depuis le point du mardi 12 mai" in light.last().flat


def test_no_digest_is_named_before_the_first_one(light: MorningDesk) -> None:
    light.mail(paris("2026-05-11", 17), Cause.AUTOMATIC)
    assert light.run(paris("2026-05-12", 8)) == light.run(paris("2026-05-13", 8)) == 0
    light.question(paris("2026-05-13", 10), "Textile")
    light.run(paris("2026-05-15", 8))
    assert "2 courriers dans la boîte depuis le lundi 11 mai = 2 traités" in light.last().flat


def test_a_silent_week_ends_with_a_sign_of_life(light: MorningDesk) -> None:
    light.question(paris("2026-05-18", 17), "Cantine")
    days = [f"2026-05-{day}" for day in range(19, 32)] + [f"2026-06-{day:02}" for day in range(1, 10)]
    found = {day: kinds(light)[-1] for day in days if light.run(paris(day, 8))}
    silent = dict.fromkeys(("2026-05-26", "2026-06-01", "2026-06-08"), "sign_of_life")
    assert found == {"2026-05-19": "digest", **silent}, "25 May is a holiday"
    assert "Aucun courrier reçu" in light.last().flat


def test_the_sign_of_life_comes_on_the_first_working_day(light: MorningDesk) -> None:
    """Easter Monday 2026 is 6 April."""
    light.run(paris("2026-03-23", 8))
    assert [day for day in range(1, 12) if light.run(paris(f"2026-04-{day:02}", 9))] == [1, 7]


def test_mails_that_wait_or_broke_are_said_aloud_until_they_are_settled(light: MorningDesk) -> None:
    light.mail(paris("2026-05-11", 17), None)
    light.mail(paris("2026-05-11", 17), Cause.PARKED)
    light.run(paris("2026-05-12", 8))
    told = light.last()
    assert "Attention : 1 courrier attend encore d’être lu, et 1 courrier n’a pas pu être lu" in told.flat
    assert "= 0 traités + 1 en attente de lecture + 1 illisible" in told.flat
    light.run(paris("2026-05-13", 8))
    assert light.last() is not told and "Attention : 1 courrier attend" in light.last().flat


def test_a_paused_desk_still_tells_its_coordinators(light: MorningDesk) -> None:
    light.question(paris("2026-05-11", 17), "Cantine", "")
    light.applied(paris("2026-05-11", 18), fx.SetSwitch("paused", CAMILLE))
    light.run(paris("2026-05-12", 8))
    assert [one.state for one in light.letters()] == ["queued"]


def test_a_morning_that_breaks_leaves_the_other_recipients_theirs(light: MorningDesk) -> None:
    light.question(paris("2026-05-11", 17), "Cantine", "")
    light.save_lines({"not a number": "RO-2026-0001"}, paris("2026-05-11", 18))
    with capture_logs() as logged:
        assert light.run(paris("2026-05-12", 8)) == 1
    assert kinds(light, DENIS) == ["digest"]
    assert [one["event"] for one in logged] == ["morning letter failed"]
    light.save_lines({"not a number": "RO-2026-0001"}, paris("2026-04-01", 18))
    assert light.run(paris("2026-05-12", 8, 10)) == 0, "not at every tick"
    assert light.run(paris("2026-05-12", 8, 20)) == 1
    assert kinds(light) == ["digest"]


def test_lines_keep_their_numbers_and_resolve_for_fourteen_days(light: MorningDesk) -> None:
    first = light.question(paris("2026-05-04", 17), "Premier")
    light.run(paris("2026-05-05", 8))
    light.question(paris("2026-05-05", 17), "Deuxième", "")
    light.run(paris("2026-05-06", 8))
    light.answered(paris("2026-05-06", 17), first)
    light.run(paris("2026-05-07", 8))
    assert "1. Premier (RO-2026-0001)" in light.last().text
    assert "2. Deuxième" in light.last().text
    now = paris("2026-05-21", 7, 59)
    assert light.lines(now - timedelta(days=14)) == {"1": "RO-2026-0001", "2": "RO-2026-0002"}
    assert "1" not in light.lines(paris("2026-05-21", 8, 1) - timedelta(days=14))


def test_an_expert_with_a_weekly_list_has_it_on_the_first_day_he_works(sqlite_url: str) -> None:
    reunion = expert(BRUNO, weekly_list=True, timezone="Indian/Reunion", zone="FR-RE")
    anne = expert(ANNE, weekly_list=True, absences=())
    desk = MorningDesk(sqlite_url, anne, reunion, coordinators=())
    desk.applied(paris("2026-05-01"), fx.SetAbsence(ANNE, away("2026-05-11", "2026-05-12")))
    desk.question(paris("2026-05-07", 17), "Cantine bio", ANNE)
    desk.question(paris("2026-05-07", 17), "Cantine de Claire Petit, commune d'Albi", BRUNO)
    at = paris("2026-05-11", 0)
    found = []
    while at < paris("2026-05-16"):
        before = {one: len(desk.letters(one)) for one in (ANNE, BRUNO)}
        if desk.run(at):
            found += [(who, at) for who in before if len(desk.letters(who)) > before[who]]
        at += timedelta(minutes=30)
    assert found == [(BRUNO, paris("2026-05-11", 6)), (ANNE, paris("2026-05-13", 8))]
    told = desk.last(BRUNO)
    assert told.kind == "weekly" and "Claire" not in told.text and "ville-albi" not in told.raw.decode()
    assert "Cantine de [nom retiré]" in told.text and "Albi" not in told.text + told.html
    assert "+e" in told.text, "answered at the question's own address"


def test_no_weekly_list_for_empty_hands(sqlite_url: str) -> None:
    desk = MorningDesk(sqlite_url, expert(ANNE, weekly_list=True), expert(BRUNO), coordinators=())
    assert desk.run(paris("2026-05-11", 8)) == 0
    desk.question(paris("2026-05-11", 9), "Cantine")
    assert desk.run(paris("2026-05-12", 8)) == 0, "the next Monday"
    assert desk.run(paris("2026-05-18", 8)) == 1


def test_while_nothing_is_due_the_store_is_left_alone(light: MorningDesk) -> None:
    light.run(paris("2026-05-05", 8))
    light.setup.store.close()
    light.setup.store._connection = lambda: pytest.fail("the store was read")  # type: ignore[method-assign, assignment]
    assert light.run(paris("2026-05-05", 8) + MINUTE) == 0
