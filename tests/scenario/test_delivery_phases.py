"""Letters meet a relay that refuses, goes away or falls silent at every step of SMTP: none is lost, none doubles but
in the one instant that nobody can know."""

from collections import Counter

import pytest

from guichet_bot.adapters.relay import Relay
from guichet_bot.adapters.smtp import SmtpRelay
from guichet_bot.config.settings import DeskSettings
from guichet_bot.service import Doors
from guichet_bot.store import outbox
from tests.fixtures.smtp import DROP, STALL
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MARC, OPERATOR, MakeWorld, Sent, World, only_letter

BEFORE = ("connect", "ehlo", "mail", "rcpt", "data")


def doors(reply: str) -> Doors:
    """Little patience with a relay that says nothing; with any other, no slow machine may pass for one."""

    def impatient(settings: DeskSettings) -> Relay:
        assert settings.smtp is not None
        return SmtpRelay(settings.smtp, command_seconds=1, final_seconds=1)

    return Doors(relay=impatient) if reply == STALL else Doors()


def count(letters: list[Sent]) -> Counter[tuple[str, str]]:
    """By kind and reader, without the morning's letters, which are other tests' matter."""
    return Counter((letter.kind, letter.to) for letter in letters if letter.kind != "digest")


ONCE = {("ack", BUYER): 1, ("offer", ANNE): 1}


@pytest.mark.parametrize("reply", ["421 4.3.2 closing", "451 4.7.1 greylisted", DROP, STALL])
@pytest.mark.parametrize("phase", BEFORE)
def test_trouble_before_the_content_costs_nothing_but_time(world: World, phase: str, reply: str) -> None:
    world.doors = doors(reply)
    world.smtp.on(phase, reply, times=2)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.lets_pass(5, minutes=30)
    assert count(world.all_sent) == ONCE
    assert world.causes() == {"question": 1}


@pytest.mark.parametrize("reply", ["451 4.3.0 try later", "452 4.2.2 mailbox full for now"])
def test_a_temporary_no_after_the_content_is_tried_again(world: World, reply: str) -> None:
    world.smtp.on("final", reply)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.lets_pass(5, minutes=20)
    assert count(world.all_sent) == ONCE


@pytest.mark.parametrize("phase", ["content", "final"])
@pytest.mark.parametrize("reply", [DROP, STALL])
def test_silence_after_the_content_began_is_doubt_and_the_letter_goes_once_more(
    world: World, phase: str, reply: str
) -> None:
    world.doors = doors(reply)
    world.smtp.on(phase, reply, only="" if phase == "content" else "Bien re")
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    first = count(world.all_sent)
    assert world.lets_pass(2, minutes=14) == [], "the pause leaves time for our own copy to come back"
    world.lets_pass(2, minutes=10)
    accepted = phase == "final" and reply == DROP
    assert first.total() == (2 if accepted else 1)
    assert count(world.all_sent).total() == (3 if accepted else 2)
    assert set(count(world.all_sent)) == set(ONCE)
    ids = [letter.mail.message_id for letter in world.all_sent if letter.kind != "digest"]
    assert len(set(ids)) == 2, "the second copy is the same letter: receivers may drop it"


def test_a_second_doubt_is_told_to_the_operator_and_waits_for_a_person(world: World) -> None:
    world.smtp.on("final", DROP, times=2, only="To: paul")
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    letters = world.lets_pass(5, hours=8)
    assert count(letters)["ack", BUYER] == 1
    (alarm,) = [letter for letter in letters if letter.to == OPERATOR]
    assert "peut-être" in alarm.subject
    with world.setup.store.read() as tx:
        assert [row.kind for row in outbox.listing(tx, "resocc", "unsure")] == ["ack"]


def test_a_reminder_in_doubt_is_never_repeated(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.smtp.on("content", DROP, only="")
    world.passes(hours=5, minutes=31)
    world.run()
    later = world.lets_pass(10, hours=2)
    assert "reminder" not in {letter.kind for letter in [*world.all_sent, *later]}
    with world.setup.store.read() as tx:
        assert [row.kind for row in outbox.listing(tx, "resocc", "unsure")] == ["reminder"]


def test_our_own_copy_coming_back_settles_the_doubt(world: World) -> None:
    world.smtp.on("final", DROP, only="To: paul")
    world.writes(BUYER, "Cantine en régie", CANTINE)
    ack = only_letter(world.run(), "ack")
    world.passes(minutes=5)
    world.deliver(ack.raw)
    world.run()
    assert count(world.lets_pass(10, hours=1)) == {}
    assert count(world.all_sent) == ONCE
    assert world.causes() == {"question": 1, "own": 1}


def test_a_relay_that_is_down_for_a_day_costs_only_time(world: World) -> None:
    world.smtp.on("connect", "421 4.3.2 down", times=10_000)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.lets_pass(60, hours=24)
    assert world.all_sent == []
    world.smtp._orders.clear()
    left = world.run()
    assert count(left)["ack", BUYER] == 1
    with world.setup.store.read() as tx:
        (ack,) = [row for row in outbox.listing(tx, "resocc", "sent") if row.kind == "ack"]
    assert ack.attempts == 1, "the outage counted for nothing"


def test_after_a_week_without_relay_greylisting_does_not_end_a_letter(world: World) -> None:
    world.smtp.on("connect", "421 4.3.2 down", times=10_000)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.passes(days=7)
    world.smtp._orders.clear()
    world.smtp.on("rcpt", "451 4.7.1 greylisted", times=50)
    world.run()
    world.smtp._orders.clear()
    assert ("ack", BUYER) in count(world.lets_pass(5, minutes=20))


def test_a_refused_login_alarms_the_operator_once_a_day(make_world: MakeWorld) -> None:
    world = make_world(relay={"user": "guichet", "password": "sesame"})
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.lets_pass(60, hours=26)
    world.smtp.accounts["guichet"] = "sesame"
    left = world.run()
    alarms = [letter for letter in left if letter.to == OPERATOR]
    assert [letter.subject for letter in alarms] == [alarms[0].subject] * 2, "one for each of the two days"
    assert count(left)["ack", BUYER] == 1


def test_a_relay_that_refuses_our_address_keeps_every_letter_and_says_so_once(world: World) -> None:
    world.smtp.on("mail", "550 5.7.1 sender not allowed", times=6, only="guichet@")
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.lets_pass(10, hours=3)
    sent = count(world.all_sent)
    assert (sent["ack", BUYER], sent["offer", ANNE]) == (1, 1)
    assert len([letter for letter in world.all_sent if letter.to == OPERATOR]) == 1


def test_a_buyer_who_cannot_be_reached_is_told_to_the_coordinators_once(world: World) -> None:
    world.smtp.on("rcpt", "550 5.1.1 no such user", times=100, only=BUYER)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    sent = world.run() + world.lets_pass(10, hours=1)
    assert count(sent) == {("offer", ANNE): 1, ("note", COORDINATOR): 1}
    note = only_letter(sent, "note")
    assert BUYER in note.text and "5.1.1" in note.text


def test_an_expert_who_cannot_be_reached_loses_the_offer_to_the_next(world: World) -> None:
    world.smtp.on("rcpt", "550 5.1.1 no such user", times=100, only=ANNE)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    sent = world.run() + world.lets_pass(10, hours=1)
    assert count(sent) == {("ack", BUYER): 1, ("offer", MARC): 1, ("note", COORDINATOR): 1}
    assert world.question().expert == MARC


def test_a_content_refused_for_good_says_nothing_about_the_address(world: World) -> None:
    world.smtp.on("final", "554 5.7.1 content refused", only="Bien re")
    world.writes(BUYER, "Cantine en régie", CANTINE)
    sent = world.run()
    assert ("note", COORDINATOR) in count(sent)
    world.passes(minutes=5)
    world.writes(BUYER, "Autre question", "Quels labels demander pour le poisson de notre cantine scolaire ?")
    assert ("ack", BUYER) in count(world.run())
