"""A letter of which nobody knows whether it left: repeated, or told to a person, never just forgotten."""

from datetime import timedelta

import pytest

from guichet_bot.store import outbox
from tests.fixtures.smtp import DROP, STALL
from tests.fixtures.world import BUYER, CANTINE, COORDINATOR, OPERATOR, MakeWorld, Sent, World
from tests.scenario.test_delivery_phases import doors


def alarms(letters: list[Sent]) -> list[Sent]:
    return [letter for letter in letters if letter.to == OPERATOR]


def unsure(world: World) -> list[str]:
    with world.setup.store.read() as tx:
        return [row.kind for row in outbox.listing(tx, "resocc", "unsure")]


def test_an_escalation_in_doubt_goes_once_more(make_world: MakeWorld) -> None:
    world = make_world(experts=())
    world.smtp.on("final", STALL, only=".escalation@")
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.doors = doors(STALL)
    letters = world.lets_pass(10, hours=30)
    assert [letter.to for letter in letters if letter.kind == "escalation"] == [COORDINATOR]
    assert unsure(world) == []
    assert alarms(letters) == []


def test_the_buyers_only_warning_before_the_closing_goes_once_more(world: World) -> None:
    offer = world.offered()
    world.answers(offer, "question : combien de repas servez-vous par jour ?")
    world.run()
    world.smtp.on("content", DROP)
    world.passes(days=7, hours=1)
    first = world.run()
    again = world.lets_pass(10, hours=2)
    assert "wait_buyer" not in [letter.kind for letter in first]
    assert [letter.to for letter in again if letter.kind == "wait_buyer"] == [BUYER]


@pytest.mark.parametrize("dies", [False, True])
def test_a_letter_that_never_goes_twice_is_told_to_the_operator_once_a_day(world: World, dies: bool) -> None:
    """The relay falls silent, or the process dies while the content leaves: to the reader it is the same."""
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.passes(hours=5, minutes=31)
    if dies:
        world.smtp.on("mail", "451 4.3.0 not now", times=1)
        world.run()
        world.passes(minutes=3)
        with world.setup.store.begin() as tx:
            (row,) = outbox.claim(tx, world.now, "dead", 60, 5, ("resocc",))
            assert outbox.mark_data(tx, row)
        world.passes(minutes=2)
    else:
        world.smtp.on("content", DROP)
    told = alarms(world.run() + world.lets_pass(10, hours=2))
    assert unsure(world) == ["reminder"]
    (alarm,) = told
    assert "peut-être" in alarm.subject
    assert "ne repart jamais seul" in alarm.text.replace("\n", " ")
    assert "outbox retry" in alarm.text


def test_an_alarm_in_doubt_raises_no_other_alarm(make_world: MakeWorld) -> None:
    world = make_world(relay={"user": "guichet", "password": "sesame"})
    world.run()
    world.smtp.accounts["guichet"] = "sesame"
    world.smtp.on("final", DROP, times=100, only=f"To: {OPERATOR}")
    world.lets_pass(10, hours=20)
    assert len(alarms(world.all_sent)) == 2, "the alarm and its one repetition, both accepted"
    assert unsure(world) == ["alarm"]


def test_what_waits_for_a_person_is_told_again_every_week(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.smtp.on("content", DROP)
    world.passes(hours=5, minutes=31)
    letters = world.run() + world.lets_pass(300, days=20)
    told = [letter for letter in alarms(letters) if "attendent toujours" in letter.subject]
    assert len(told) in (2, 3)
    assert "1 à l’envoi incertain" in told[0].text.replace("\n", " ")
    with world.setup.store.begin() as tx:
        (row,) = outbox.listing(tx, "resocc", "unsure")
        outbox.set_state(tx, row.id, "sent", world.now)
    world.now += timedelta(days=7)
    assert alarms(world.lets_pass(300, days=8)) == []
