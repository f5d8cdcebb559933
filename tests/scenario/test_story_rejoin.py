"""A desk works three days after its backup, the store is put back, `db rejoin` compares it with its mailbox."""

import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from guichet_bot.adapters.filed import FiledMaildir, make_folders
from guichet_bot.adapters.mailbox import MailboxTrouble
from guichet_bot.app import handle, receive, relive
from guichet_bot.core.model import Cause, Mail, QuestionState
from guichet_bot.store import outbox, restored
from tests.fixtures.dovecot import Dovecot
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MARC, MakeWorld, Sent, World, only_letter
from tests.scenario.test_story_restored import JULIE, ZOE, copied, paused, put_back

NINA = "nina.faure@metropole.example"
users = itertools.count()


def with_dovecot(dovecot: Callable[..., Dovecot], make_world: MakeWorld, profile: str, **imap: str) -> World:
    server, user = dovecot(profile), f"rejoin{next(users)}"
    box = server.maildir(user)
    world = make_world(mailbox=server.settings(user, start_from="all", **imap))

    def post(raw: bytes) -> None:
        name = server.deliver(user, raw)
        os.utime(box / "new" / name, (world.now.timestamp(), world.now.timestamp()))

    world.post = post
    return world


def rejoins(world: World) -> relive.Relived:
    """What `guichet-bot db rejoin` does; nothing may leave by it."""
    settings = world.settings.desks[0]
    told = relive.relive(
        world.setup, "resocc", make_folders(settings), lambda: world.doors.mailbox(settings), world.now
    )
    assert told is not None
    assert world.new() == []
    return told


def goes_on(world: World) -> None:
    world.answers(next(one for one in world.all_sent if one.to == COORDINATOR), "reprendre")
    world.run()
    assert paused(world) == ""


def last(world: World, kind: str, to: str) -> Sent:
    return [one for one in world.all_sent if (one.kind, one.to) == (kind, to)][-1]


def letters(world: World, state: str) -> set[tuple[str, str]]:
    with world.setup.store.read() as tx:
        return {(one.kind, one.rcpt) for one in outbox.listing(tx, state=state) if one.response in WHYS}


WHYS = (restored.WHY, restored.PROVEN)


def two_questions(world: World) -> Path:
    """Paul's question is in the backup. His answer and his thanks are not, nor is Julie's question with its answer
    and what she asks next, nor Zoe's, whom nobody answers. Nina writes when the desk is down already."""
    offer = world.offered()
    file = copied(world)
    world.passes(hours=1)
    world.writes(JULIE, "Vin bio", CANTINE + " Et le vin ?")
    lost = only_letter(world.run(), "offer")
    world.passes(minutes=30)
    world.answers(offer, "Les fromages AOP comptent dans les 50 %.")
    world.answers(lost, "Le vin bio compte dans les 20 %.")
    world.run()
    world.passes(minutes=30)
    world.answers(last(world, "answer", BUYER), "Merci beaucoup !")
    world.answers(last(world, "answer", JULIE), "Merci, et le cidre bio, compte-t-il aussi ?")
    world.run()
    world.lets_pass(30, days=1)
    world.writes(ZOE, "Pain local", CANTINE + " Et le pain ?")
    world.run()
    world.lets_pass(30, days=2)
    world.writes(NINA, "Miel", CANTINE + " Et le miel ?")
    world.passes(hours=3)
    return file


def lives_on(world: World, before: set[str]) -> None:
    """All came back, nothing leaves twice, and what did not leave waits for the operator."""
    by_buyer = {one.buyer: one for one in world.questions()}
    assert set(by_buyer) == {BUYER, JULIE, ZOE, NINA}
    assert by_buyer[BUYER].state is QuestionState.CLOSED, "answered, and thanked for"
    assert by_buyer[JULIE].answered_at is not None, "the answer to a lost question finds it under its new number"
    assert not {one.number for one in by_buyer.values() if one.buyer != BUYER} & before, "no number is given twice"
    assert Cause.HELD not in world.causes()
    assert letters(world, "sent") == {("offer", MARC), ("answer", BUYER), ("answer", JULIE)}
    assert {("ack", NINA), ("ack", ZOE), ("follow_up", MARC), ("thanks", ANNE)} <= letters(world, "held")
    assert "restauration du" in paused(world)
    left = len(world.all_sent)
    world.lets_pass(30, hours=12)
    goes_on(world)
    world.lets_pass(30, days=2)
    assert {one.to for one in world.all_sent[left:]}.isdisjoint({ANNE, MARC, NINA, BUYER}), "who may have it all"
    assert max(Counter(one.mail.message_id for one in world.all_sent).values()) == 1
    assert max(Counter((one.kind, one.subject, one.to) for one in world.all_sent if one.kind == "digest").values()) == 1
    world.answers(last(world, "answer", JULIE), "Je voulais dire : le cidre de Normandie.")
    world.run()
    assert Cause.HELD not in world.causes(), "what was sent before the restoration stays answerable"


@pytest.mark.dovecot
@pytest.mark.parametrize(
    ("profile", "file_into"), [("full", "Guichet/Traité"), ("poor", "Guichet/Traité"), ("full", "")]
)
def test_three_lost_days_come_back_and_no_letter_leaves_twice(
    dovecot: Callable[..., Dovecot], make_world: MakeWorld, profile: str, file_into: str
) -> None:
    world = with_dovecot(dovecot, make_world, profile, file_into=file_into)
    file = two_questions(world)
    before = {one.number for one in world.questions()}
    put_back(world, file)
    rejoins(world)
    assert relive.relive(world.setup, "resocc", [], None, world.now) is None, "once is enough"
    lives_on(world, before)


@pytest.mark.dovecot
def test_a_mailbox_that_was_numbered_anew_meanwhile_changes_nothing(
    dovecot: Callable[..., Dovecot], make_world: MakeWorld
) -> None:
    world = with_dovecot(dovecot, make_world, "full")
    file = two_questions(world)
    before = {one.number for one in world.questions()}
    put_back(world, file)
    imap = world.settings.desks[0].mailbox
    root = dovecot("full").maildir(imap.user)  # type: ignore[union-attr]
    for lists in root.rglob("dovecot-uidlist"):
        lists.write_text("3 V99 N1000 G0123456789abcdef0123456789abcdef\n")
        for index in lists.parent.glob("dovecot.index*"):
            index.unlink()
    rejoins(world)
    lives_on(world, before)


def test_a_maildir_and_a_stop_in_the_middle(make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    file = two_questions(world)
    before = {one.number for one in world.questions()}
    put_back(world, file)
    whole, batch = FiledMaildir.fetch, itertools.count()

    def breaks(self: FiledMaildir, uids: list[int]) -> Iterator[tuple[int, bytes | None]]:
        if next(batch) == 1:
            raise MailboxTrouble("La connexion est coupée.")
        yield from whole(self, uids)

    monkeypatch.setattr(FiledMaildir, "fetch", breaks)
    monkeypatch.setattr(relive, "FEW", 4)
    with pytest.raises(MailboxTrouble):
        rejoins(world)
    assert [one for one in world.run() if one.kind != "alarm"] == [], "a service that is started all the same is silent"
    world.passes(minutes=5)
    monkeypatch.undo()
    rejoins(world)
    lives_on(world, before)


def test_a_mail_that_was_in_hand_when_it_was_killed_is_handled_at_its_hour(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    world.offered()
    file = copied(world)
    world.passes(hours=1)
    world.writes(JULIE, "Vin bio", CANTINE + " Et le vin ?")
    asked_at = world.now
    only_letter(world.run(), "offer")
    world.passes(minutes=5)
    put_back(world, file)

    def killed(_: bytes) -> Mail:
        raise KeyboardInterrupt

    monkeypatch.setattr(handle, "parse", killed)
    with pytest.raises(KeyboardInterrupt):
        rejoins(world)
    monkeypatch.undo()
    rejoins(world)
    assert [one.opened_at for one in world.questions() if one.buyer == JULIE] == [asked_at]
    goes_on(world)
    world.lets_pass(30, hours=3)
    assert [one.to for one in world.all_sent if one.kind == "ack"].count(JULIE) == 1


def test_a_desk_without_a_mailbox_gets_its_mails_again_and_answers_none_twice(make_world: MakeWorld) -> None:
    world = make_world()
    world.settings = replace(world.settings, desks=(replace(world.settings.desks[0], mailbox=None),))
    world.post = lambda raw: receive.from_pipe(world.setup.store, "resocc", raw, world.now)
    world.again()
    world.offered()
    file = copied(world)
    world.passes(hours=1)
    lost = world.writes(JULIE, "Vin bio", CANTINE + " Et le vin ?")
    world.run()
    world.lets_pass(60, days=2)
    put_back(world, file)
    world.deliver(lost)
    assert relive.relive(world.setup, "resocc", [], None, world.now) is not None
    (again,) = [one for one in world.questions() if one.buyer == JULIE]
    assert again.opened_at == world.now, "no date is promised that has passed already"
    assert [kind for kind, to in letters(world, "held") if to == JULIE] == ["ack"]
    goes_on(world)
    world.lets_pass(60, hours=3)
    assert [one.to for one in world.all_sent if one.kind == "ack"].count(JULIE) == 1


def test_nothing_leaves_before_the_comparison_whatever_a_coordinator_writes(make_world: MakeWorld) -> None:
    world = make_world()
    file = two_questions(world)
    put_back(world, file)
    world.answers(next(one for one in world.all_sent if one.to == COORDINATOR), "reprendre")
    world.writes("eva.petit@ville.example", "Lait", CANTINE + " Et le lait ?")
    assert [one for one in world.lets_pass(60, days=1) if one.kind != "alarm"] == []


def test_orders_to_pause_and_to_go_on_that_are_read_again_start_nothing(make_world: MakeWorld) -> None:
    world = make_world()
    world.offered()
    file = copied(world)
    world.passes(hours=1)
    digest = last(world, "digest", COORDINATOR)
    for order in ("pause", "reprendre"):
        world.answers(digest, order)
        world.run()
        world.passes(hours=1)
    world.writes(JULIE, "Vin bio", CANTINE + " Et le vin ?")
    world.run()
    put_back(world, file)
    assert rejoins(world).new == 3
    assert "restauration du" in paused(world)
    assert [one for one in world.lets_pass(60, hours=12) if one.to != COORDINATOR] == []


def test_an_order_for_a_line_of_a_forgotten_digest_reaches_no_other_question(make_world: MakeWorld) -> None:
    world = make_world(experts=())
    file = copied(world)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.lets_pass(60, days=1)
    forgotten = last(world, "digest", COORDINATOR)
    put_back(world, file)
    world.writes(ZOE, "Pain local", CANTINE + " Et le pain ?")
    rejoins(world)
    goes_on(world)
    world.lets_pass(60, days=1)
    assert len(world.questions()) == 2
    world.answers(forgotten, "1 clore")
    said = only_letter(world.run(), "transcript")
    assert "la ligne 1 n’est dans aucun point du matin" in said.text.replace("'", "’")
    assert QuestionState.CLOSED not in {one.state for one in world.questions()}


def test_a_running_service_is_not_worked_against(make_world: MakeWorld) -> None:
    world = make_world()
    put_back(world, two_questions(world))
    world.run()
    with pytest.raises(relive.StillRunning):
        rejoins(world)
    world.passes(minutes=5)
    rejoins(world)
