"""Received mails in the store, on both databases."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from guichet_bot.core.model import Cause, InboundState
from guichet_bot.store import Store, inbound, mailboxes, raws, refs
from tests.contract.store_values import DESK, MINUTE, NOW, claim_mail, open_question, receive
from tests.fixtures.at_once import at_once


def test_a_mail_comes_back_byte_for_byte_and_is_kept_once(any_store: Store) -> None:
    raw = bytes(range(256)) * 3
    with any_store.begin() as tx:
        sha = raws.put(tx, raw, NOW)
        assert raws.put(tx, raw, NOW) == sha
        assert raws.get(tx, sha) == raw
        assert raws.get(tx, "0" * 64) is None


def test_the_same_uid_is_written_down_once_per_life_of_its_folder(any_store: Store) -> None:
    with any_store.begin() as tx:
        sha = raws.put(tx, b"x", NOW)
        first = inbound.add(tx, DESK, "INBOX", 7, 1, "imap", sha, 1, NOW)
        assert first is not None
        assert inbound.add(tx, DESK, "INBOX", 7, 1, "imap", sha, 1, NOW) is None
        assert inbound.add(tx, DESK, "INBOX", 8, 1, "imap", sha, 1, NOW) is not None
        assert inbound.add(tx, "est", "INBOX", 7, 1, "imap", sha, 1, NOW) is not None


def test_unknown_uids_are_those_not_yet_written_down_however_many(any_store: Store) -> None:
    with any_store.begin() as tx:
        for uid in (3, 700, 1999):
            inbound.add(tx, DESK, "INBOX", 7, uid, "imap", "s", 1, NOW)
        found = inbound.unknown_uids(tx, DESK, "INBOX", 7, range(1, 2001))
        assert len(found) == 1997
        assert not {3, 700, 1999} & set(found)
        assert inbound.unknown_uids(tx, DESK, "INBOX", 7, []) == []
        assert inbound.unknown_uids(tx, DESK, "INBOX", 9, [3]) == [3]


def test_reading_a_folder_begins_where_it_began_first(any_store: Store) -> None:
    with any_store.begin() as tx:
        assert mailboxes.known_since(tx, DESK, "INBOX") is None
        assert mailboxes.first_contact(tx, DESK, "INBOX", 7, 100, NOW).floor_uid == 100
        assert mailboxes.first_contact(tx, DESK, "INBOX", 7, 250, NOW).floor_uid == 100
        assert mailboxes.known_since(tx, DESK, "INBOX") is not None
        assert mailboxes.get(tx, DESK, "INBOX", 8) is None


def test_a_claimed_mail_has_its_bytes_and_is_nobody_elses_until_the_lease_ends(any_store: Store) -> None:
    with any_store.begin() as tx:
        raws.put(tx, b"another", NOW)
        mail = receive(tx, b"From: a\r\n\r\nb")
    with any_store.begin() as tx:
        (row,) = claim_mail(tx)
        assert (row.id, row.raw, row.attempts, row.worker) == (mail, b"From: a\r\n\r\nb", 1, "w1")
        assert claim_mail(tx, NOW + MINUTE / 2, "w2") == []
        assert inbound.claim(tx, NOW + MINUTE, "w2", 60, 5, ["est"]) == []
        (again,) = claim_mail(tx, NOW + MINUTE, "w2")
        assert (again.attempts, again.worker) == (2, "w2")
        inbound.unlease(tx, mail)
        (third,) = claim_mail(tx, NOW + MINUTE, "w3")
        inbound.give_back(tx, [third])
        assert [row.attempts for row in claim_mail(tx, NOW + MINUTE, "w4")] == [third.attempts]


def test_oldest_mails_are_claimed_first_and_no_more_than_asked(any_store: Store) -> None:
    with any_store.begin() as tx:
        ids = [receive(tx) for _ in range(5)]
        assert [row.id for row in claim_mail(tx, limit=2)] == ids[:2]
        assert [row.id for row in claim_mail(tx, limit=9)] == ids[2:]


def test_two_workers_never_claim_the_same_mail(any_store: Store) -> None:
    with any_store.begin() as tx:
        ids = [receive(tx) for _ in range(60)]
    claimed: list[int] = []

    def work(name: str) -> None:
        while True:
            with any_store.begin() as tx:
                rows = claim_mail(tx, worker=name, limit=3)
            if not rows:
                return
            claimed.extend(row.id for row in rows)

    at_once(*(partial(work, f"w{n}") for n in range(4)))
    assert sorted(claimed) == ids


def test_a_settled_mail_is_never_settled_again(any_store: Store) -> None:
    with any_store.begin() as tx:
        mail = receive(tx)
        claim_mail(tx)
        done: Any = {
            "sender": "a@b.example",
            "subject": "é",
            "message_id": "m@x",
            "dedup": "d",
            "trace": {"steps": ["é"]},
        }
        assert inbound.settle(tx, mail, InboundState.DONE, Cause.QUESTION, question_id=4, now=NOW, **done)
        assert not inbound.settle(tx, mail, InboundState.DONE, Cause.ANSWER, now=NOW)
        row = inbound.get(tx, mail)
        assert row is not None
        assert (row.state, row.cause, row.question_id, row.trace) == ("done", "question", 4, {"steps": ["é"]})
        assert (row.handled_at, row.lease_until) == (NOW, None)
        assert claim_mail(tx, NOW + 9 * MINUTE) == []
        assert [item.id for item in inbound.of_question(tx, 4)] == [mail]


def test_a_mail_is_handled_once_per_desk_whatever_copies_come(any_store: Store) -> None:
    with any_store.begin() as tx:
        first, copy, elsewhere = receive(tx), receive(tx), receive(tx, desk="est")
        assert not inbound.is_duplicate(tx, DESK, "d1", first)
        inbound.settle(tx, first, InboundState.DONE, Cause.QUESTION, dedup="d1", message_id="m@x", now=NOW)
        assert inbound.is_duplicate(tx, DESK, "d1", copy)
        assert not inbound.is_duplicate(tx, DESK, "d1", first)
        assert not inbound.is_duplicate(tx, "est", "d1", elsewhere)
        inbound.settle(tx, elsewhere, InboundState.DONE, Cause.QUESTION, dedup="d1", now=NOW)
        with pytest.raises(IntegrityError), tx.savepoint():
            inbound.settle(tx, copy, InboundState.DONE, Cause.QUESTION, dedup="d1", now=NOW)
        assert inbound.settle(tx, copy, InboundState.DONE, Cause.DUPLICATE, dedup="d1", message_id="m@x", now=NOW)
        assert [row.id for row in inbound.by_message_id(tx, DESK, "m@x")] == [first, copy]


def test_how_many_mails_an_address_sent(any_store: Store) -> None:
    with any_store.begin() as tx:
        for ago in (10, 50, 70):
            mail = receive(tx, at=NOW - ago * MINUTE)
            inbound.settle(tx, mail, InboundState.DONE, Cause.QUESTION, sender="a@b.example", now=NOW)
        assert inbound.recent_from(tx, DESK, "a@b.example", NOW - timedelta(hours=1)) == 2
        assert inbound.recent_from(tx, "est", "a@b.example", NOW - timedelta(hours=1)) == 0


def test_held_and_parked_mails_wait_for_a_person(any_store: Store) -> None:
    with any_store.begin() as tx:
        held, parked, dropped = receive(tx), receive(tx), receive(tx)
        for mail in (held, dropped):
            inbound.settle(tx, mail, InboundState.HELD, Cause.HELD, "expéditeur inconnu", dedup=f"d{mail}", now=NOW)
        inbound.park(tx, parked, "ValueError", NOW)
        assert [row.id for row in inbound.held(tx, DESK)] == [held, dropped]
        assert inbound.counts(tx, DESK) == {InboundState.HELD: 2, InboundState.PARKED: 1}
        assert inbound.oldest(tx, InboundState.HELD) == NOW
        assert inbound.oldest(tx, InboundState.NEW) is None
        assert inbound.discard(tx, dropped, NOW)
        assert not inbound.release(tx, dropped)
        assert inbound.release(tx, held)
        assert inbound.release(tx, parked)
        rows = claim_mail(tx, NOW + MINUTE)
        assert [(row.id, row.released, row.attempts) for row in rows] == [(held, True, 1), (parked, False, 1)]
        assert not inbound.is_duplicate(tx, DESK, f"d{held}", held)


def test_a_message_id_leads_to_its_first_question(any_store: Store) -> None:
    with any_store.begin() as tx:
        refs.add(tx, DESK, [("a@x", 1), ("b@x", 2)])
        refs.add(tx, DESK, [("a@x", 9)])
        refs.add(tx, DESK, [])
        assert refs.find(tx, DESK, ["a@x", "b@x", "c@x"]) == {"a@x": 1, "b@x": 2}
        assert refs.find(tx, "est", ["a@x"]) == {}
        assert refs.find(tx, DESK, []) == {}


def test_bytes_are_dropped_only_when_nobody_needs_them_any_more(any_store: Store) -> None:
    old = NOW - timedelta(days=100)
    with any_store.begin() as tx:
        closed = open_question(tx, state="closed")
        waiting = open_question(tx)
        ids = [receive(tx, at=old) for _ in range(4)] + [receive(tx)]
        for mail, question in zip(ids, (closed, waiting, None, None, closed), strict=True):
            if mail != ids[3]:
                question_id = question.id if question else None
                inbound.settle(tx, mail, InboundState.DONE, Cause.ANSWER, question_id=question_id, now=old)
        assert raws.prune(tx, NOW - timedelta(days=90)) == 2
        kept = [inbound.get(tx, mail) for mail in ids]
        assert [raws.get(tx, row.sha256) is not None for row in kept if row] == [False, True, False, True, True]
