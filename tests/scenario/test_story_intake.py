"""What comes in: each mail ends in one recorded cause, whatever it is, however often it comes, whoever is working."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from guichet_bot import service
from guichet_bot.app import handle, tick
from guichet_bot.core.model import Cause, Limits
from guichet_bot.store import inbound
from tests.fixtures.at_once import at_once
from tests.fixtures.dovecot import Dovecot
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, OPERATOR, MakeWorld, World

BOUNCE = b"""From: MAILER-DAEMON@relay.example\r
To: guichet@resocc.example\r
Subject: Undelivered\r
Return-Path: <>\r
Auto-Submitted: auto-replied\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
Not delivered.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; relay.example\r
\r
Final-Recipient: rfc822; someone@else.example\r
Action: failed\r
Status: 5.1.1\r
--b--\r
"""


def test_every_mail_ends_in_one_recorded_cause(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.writes("promo@fournisseur.example", "Promotion", "Nos barquettes", headers={"List-Id": "<promo.example>"})
    world.writes("robot@service.example", "Accusé", "Reçu", headers={"Auto-Submitted": "auto-replied"})
    world.writes("vide@mairie.example", "", "")
    world.writes("dpo@mairie.example", "RGPD", "Je demande l'effacement de mes données personnelles.")
    world.writes(ANNE, "Absence", "absente du 1er au 4 décembre")
    for raw in (BOUNCE, b"\xff\xfe\x00 not a mail at all", b"\n", b"Subject: =?x?b?%%%?=\n\n\x00\x01", b""):
        world.deliver(raw)
    world.run()
    world.run()
    causes = world.causes()
    assert sum(causes.values()) == 11, causes
    assert causes[Cause.QUESTION] >= 1 and causes[Cause.BOUNCE] == 1 and causes[Cause.RIGHTS] == 1
    assert Cause.PARKED not in causes
    assert list((world.folder / "mail" / "new").iterdir()) == [], "all of them were filed away"


def test_every_cause_is_explained_to_the_operator() -> None:
    told = (Path(__file__).parents[2] / "docs" / "how-it-works.md").read_text()
    assert [cause.value for cause in Cause if f"| `{cause.value}` |" not in told] == []


def test_a_mail_that_is_too_large_is_recorded_and_its_sender_told_how(make_world: MakeWorld) -> None:
    world = make_world(limits=Limits(max_message_mb=1))
    world.writes(BUYER, "Cantine en régie", CANTINE, attach=("plans.pdf", b"0" * 1_300_000))
    world.writes("zoe.blanc@ville-revel.example", "Goûters", "Quels goûters bio pour notre cantine scolaire ?")
    sent = [(letter.kind, letter.to) for letter in world.run()]
    assert ("too_large", BUYER) in sent
    assert ("ack", "zoe.blanc@ville-revel.example") in sent, "the others are not kept waiting"
    assert world.causes() == {"question": 1, "too_large": 1}


@pytest.mark.dovecot
def test_a_change_of_uidvalidity_doubles_nothing(dovecot: Callable[..., Dovecot], make_world: MakeWorld) -> None:
    server = dovecot("full")
    world = make_world(mailbox=server.settings("renumbered", start_from="all", file_into=""))
    world.post = lambda raw: server.deliver("renumbered", raw)
    for number in range(3):
        world.writes(f"agent{number}@ville{number}.example", "Repas", f"{CANTINE} Dossier {number}.")
    first = world.run()
    root = server.maildir("renumbered")
    (root / "dovecot-uidlist").unlink()
    for index in root.glob("dovecot.index*"):
        index.unlink()
    time.sleep(1.1)  # the new value is a number of seconds
    world.passes(minutes=5)
    assert world.run() == []
    assert len(world.questions()) == 3 and len(first) >= 6
    assert world.causes() == {"question": 3, "duplicate": 3}


@pytest.mark.postgres
def test_two_first_mails_of_one_buyer_at_once_are_two_questions(make_world: MakeWorld, postgres_url: str) -> None:
    world = make_world(store_url=postgres_url)
    other = service.build(world.settings, world.now, "other")
    for number in range(8):
        for part in ("menus", "goûters"):
            world.writes(f"agent{number}@ville.example", f"Les {part}", f"{CANTINE} C'est pour les {part} {number}.")
    service_now = world.now
    read = service.Poller(
        world.setup, "resocc", lambda: world.doors.mailbox(world.settings.desks[0]), lambda: service_now, lambda: None
    )
    assert read.once() == 16

    def work(setup: service.Setup) -> None:
        while handle.handle_batch(setup, service_now, limit=1):
            pass

    at_once(partial(work, world.setup), partial(work, other))
    other.store.close()
    world.passes(minutes=6)
    world.run()
    assert world.causes() == {"question": 16}
    assert len({question.number for question in world.questions()}) == 16


@pytest.mark.postgres
def test_answers_and_reminders_of_the_same_questions_at_once_do_not_block_each_other(
    make_world: MakeWorld, postgres_url: str
) -> None:
    world = make_world(store_url=postgres_url, limits=Limits(letters_per_address=1000, received_per_address=1000))
    buyers = [f"agent{number}@ville{number}.example" for number in range(4)]
    for number, buyer in enumerate(buyers):
        world.writes(buyer, f"Repas {number}", f"{CANTINE} Dossier {number}.")
    offers = [letter for letter in world.run() if letter.kind == "offer"]
    other = service.build(world.settings, world.now, "other")
    world.passes(hours=5, minutes=31)
    for number, offer in enumerate(offers):
        world.answers(offer, f"Oui, le bio compte pour le dossier {number}.")
    ticking = threading.Thread(target=tick.tick, args=(other, world.now))
    ticking.start()
    world.run()
    ticking.join()
    other.store.close()
    world.passes(minutes=6)
    world.run()
    answered = [letter.to for letter in world.all_sent if letter.kind == "answer"]
    assert len(answered) == len(set(answered)) == len(offers) == 4
    assert world.causes() == {"question": 4, "answer": 4}


def test_a_mail_that_breaks_the_program_is_parked_alone_and_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for a bug of ours: one mail raises whenever it is decided on."""
    usual = handle.decide_mail

    def broken(mail: object, known: object, now: object) -> object:
        if getattr(mail, "subject", "") == "Poison":
            raise RuntimeError("a bug of ours")
        return usual(mail, known, now)  # type: ignore[arg-type]

    monkeypatch.setattr(handle, "decide_mail", broken)
    world.writes("a@ville.example", "Repas", CANTINE)
    world.writes("b@ville.example", "Poison", CANTINE)
    world.writes("c@ville.example", "Goûters", "Quels goûters bio pour notre cantine scolaire ?")
    sent = world.run() + world.run()
    assert world.causes() == {"question": 2, "parked": 1}
    (alarm,) = [letter for letter in sent if letter.to == OPERATOR]
    assert "parked show" in alarm.text
    assert COORDINATOR not in {letter.to for letter in sent if letter.kind == "alarm"}


def test_mails_that_share_a_batch_with_a_killer_are_not_parked_with_it(world: World) -> None:
    """The process died four times with the same batch in hand; only one mail of it can be to blame."""
    for number in range(3):
        world.writes(f"agent{number}@ville{number}.example", "Repas", f"{CANTINE} Dossier {number}.")
    doors = world.doors.mailbox(world.settings.desks[0])
    service.Poller(world.setup, "resocc", lambda: doors, lambda: world.now, lambda: None).once()
    died: list[int] = []
    usual = handle.handle_one

    class Killed(BaseException):
        """As good as a SIGKILL: nothing catches it, nothing is written after it."""

    def deadly(*args: object) -> None:
        (row,) = [one for one in args if isinstance(one, inbound.InboundRow)]
        if row.id == min(died or [row.id]):
            died.append(row.id)
            raise Killed
        usual(*args)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(handle, "handle_one", deadly)
    try:
        for _ in range(12):
            try:
                while handle.handle_batch(world.setup, world.now):
                    pass
            except Killed:
                pass
            world.now += timedelta(minutes=6)
    finally:
        patch.undo()
    assert world.causes() == {"question": 2, "parked": 1}
