"""The process is gone for days, or its relay: nothing skipped, nothing twice, nobody woken at night afterwards."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.fixtures.world import ANNE, BUYER, CANTINE, MakeWorld, an_expert
from tests.scenario import month_checks as checks
from tests.scenario.month_desk import MonthDesk
from tests.scenario.month_people import COORDINATORS, People, experts

CHECKS = [one for one in checks.CHECKS if one not in (checks.buyers_hear_new_dates, checks.exclusions_hold)]
OUTAGES = {
    "in a working week, back at night": (
        datetime(2026, 5, 18, 13, tzinfo=UTC),
        datetime(2026, 5, 21, 22, 40, tzinfo=UTC),
    ),
    "over a weekend, back on Monday": (datetime(2026, 6, 5, 15, tzinfo=UTC), datetime(2026, 6, 8, 9, 20, tzinfo=UTC)),
    "over the night that has two 2:30": (
        datetime(2026, 10, 22, 14, 45, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
    ),
}


def playing(folder: Path, down: datetime, up: datetime) -> tuple[MonthDesk, People]:
    """A desk at work until `down`, with mail that goes on coming."""
    start = down - timedelta(days=4)
    desk = MonthDesk(folder, experts(), start, {"coordinators": COORDINATORS, "letters_wait": True})
    people = People(desk, Random(3))
    desk.reads = people.reads
    people.ask(start, up + timedelta(hours=6), 60)
    people.announce()
    desk.play(down)
    return desk, people


def faults(desk: MonthDesk, people: People, *but: object) -> str:
    month = checks.read(desk, people)
    month.closed = ()
    return "\n".join(checks.broken(month, [one for one in CHECKS if one not in but]))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("outage", OUTAGES)
def test_three_days_without_a_process(tmp_path: Path, outage: str) -> None:
    down, up = OUTAGES[outage]
    desk, people = playing(tmp_path, down, up)
    desk.absent_until(up)
    desk.play(up + timedelta(days=8))
    assert faults(desk, people) == ""
    told = Counter(post.to for post in desk.posts if post.kind == "digest" and post.at > up)
    assert set(told) == {one.email for one in COORDINATORS}, "the mornings that were missed are told"
    desk.ends()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_relay_that_is_away_from_noon_to_the_next_night(tmp_path: Path) -> None:
    down, up = datetime(2026, 6, 9, 10, tzinfo=UTC), datetime(2026, 6, 10, 22, 10, tzinfo=UTC)
    desk, people = playing(tmp_path, down, up)
    desk.broken = True
    desk.play(up)
    desk.broken = False
    desk.play(up + timedelta(days=8))
    assert faults(desk, people, checks.one_digest_a_day) == "", "a digest may come late, on the day of the next"
    desk.ends()


def test_an_answer_that_waited_in_the_mailbox_is_no_silence(make_world: MakeWorld) -> None:
    """The process comes back after the offer's end: what the expert wrote meanwhile is read first."""
    world = make_world(experts=(an_expert(ANNE, "Anne Vidal"), an_expert("zoe@ccas.example", "Zoé Blanc")))
    offer = world.offered()
    world.passes(hours=3)
    world.answers(offer, "Le bio et les signes de qualité comptent.")
    world.passes(days=3)
    assert [one.kind for one in world.run()][:1] == ["answer"]
    assert world.question().expert == ANNE


def test_a_letter_that_missed_its_morning_waits_for_the_next(make_world: MakeWorld) -> None:
    """An offer of Monday evening; the process comes back on Wednesday night: asked on Thursday, with a whole day."""
    world = make_world(letters_wait=True)
    world.passes(hours=11)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    assert {one.kind for one in world.run()} <= {"ack", "digest"}
    world.passes(days=2, hours=2)
    assert {one.kind for one in world.run() if one.to != BUYER} <= {"digest"}, "nobody is woken"
    world.passes(hours=11)
    assert [one.kind for one in world.run() if one.to == ANNE] == ["offer"]
    world.passes(hours=3)
    assert [one.kind for one in world.run() if one.to == ANNE] == [], "the reminder was moved too"
    assert "passed_on" in {one.kind for one in world.lets_pass(days=1) if one.to == ANNE}
