"""Letters on their way out, on both databases."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from guichet_bot.core.model import Role
from guichet_bot.store import Store, Tx, outbox
from guichet_bot.store.rows import Finish, OutboxRow
from tests.contract.store_values import BUYER, DESK, EXPERT, MINUTE, NOW, letter, open_question
from tests.fixtures.at_once import at_once


def claim(tx: Tx, worker: str = "w1", at: float = 0) -> list[OutboxRow]:
    return outbox.claim(tx, NOW + at * MINUTE, worker, 60, 10, [DESK])


def state(tx: Tx, letter_id: int) -> tuple[str, str, int]:
    row = outbox.get(tx, letter_id)
    assert row is not None
    return row.state, row.phase, row.doubts


def test_one_cause_makes_one_letter(any_store: Store) -> None:
    with any_store.begin() as tx:
        first = outbox.add(tx, [letter("ack:1"), letter("ack:2")])
        assert len(first) == 2
        assert outbox.add(tx, [letter("ack:1"), letter("ack:3")]) == [
            row.id for row in outbox.listing(tx, DESK) if row.key == "ack:3"
        ]
        assert len(outbox.add(tx, [letter("ack:1", desk="est")])) == 1
        assert outbox.add(tx, []) == []


def test_a_letter_leaves_in_its_bytes_no_earlier_than_it_may(any_store: Store) -> None:
    with any_store.begin() as tx:
        late, now = outbox.add(tx, [letter(next_at=NOW + MINUTE), letter(raw=bytes(range(256)), sender="")])
        assert outbox.add(tx, [letter(state="held")])
        (row,) = claim(tx)
        assert (row.id, row.raw, row.sender, row.role, row.attempts) == (now, bytes(range(256)), "", Role.BUYER, 1)
        assert claim(tx, "w2") == []
        assert [row.id for row in claim(tx, "w2", at=0.9)] == []
        assert [row.id for row in claim(tx, "w2", at=1)] == [late]


def test_two_workers_never_send_the_same_letter(any_store: Store) -> None:
    with any_store.begin() as tx:
        ids = outbox.add(tx, [letter() for _ in range(60)])
    claimed: list[int] = []

    def work(name: str) -> None:
        while True:
            with any_store.begin() as tx:
                rows = outbox.claim(tx, NOW, name, 60, 3, [DESK])
            if not rows:
                return
            claimed.extend(row.id for row in rows)

    at_once(*(partial(work, f"w{n}") for n in range(4)))
    assert sorted(claimed) == sorted(ids)


def test_a_sent_letter_stays_sent(any_store: Store) -> None:
    with any_store.begin() as tx:
        outbox.add(tx, [letter()])
        (row,) = claim(tx)
        assert outbox.mark_data(tx, row)
        assert state(tx, row.id) == ("sending", "data", 0)
        assert outbox.finish_many(tx, [Finish(row.id, "w1", 1, "sent", "250 ok", NOW)], NOW + MINUTE) == 1
        sent = outbox.get(tx, row.id)
        assert sent is not None
        assert (sent.state, sent.phase, sent.response, sent.sent_at) == ("sent", "none", "250 ok", NOW + MINUTE)
        assert outbox.expired(tx, NOW + 9 * MINUTE, [DESK]) == []
        assert claim(tx, at=9) == []


def test_a_worker_that_lost_its_lease_changes_nothing(any_store: Store) -> None:
    with any_store.begin() as tx:
        outbox.add(tx, [letter()])
        (row,) = claim(tx, "slow")
        assert outbox.expired(tx, NOW + MINUTE, [DESK]) == []
        (again,) = claim(tx, "fast", at=2)
        assert not outbox.mark_data(tx, row)
        assert outbox.finish_many(tx, [Finish(row.id, "slow", row.attempts, "failed", "550", NOW)], NOW) == 0
        assert outbox.finish_many(tx, [Finish(again.id, "fast", row.attempts, "failed", "550", NOW)], NOW) == 0
        assert outbox.finish_many(tx, [Finish(again.id, "fast", again.attempts, "sent", "250", NOW)], NOW) == 1


def test_the_same_worker_that_claims_a_letter_again_does_not_send_its_first_claim_too(any_store: Store) -> None:
    with any_store.begin() as tx:
        outbox.add(tx, [letter()])
        (row,) = claim(tx, "w")
        outbox.expired(tx, NOW + MINUTE, [DESK])
        (again,) = claim(tx, "w", at=2)
        assert not outbox.mark_data(tx, row)
        outbox.give_back(tx, row)
        assert state(tx, row.id)[0] == "sending"
        assert outbox.mark_data(tx, again)


def test_what_the_relay_said_after_the_lease_had_ended_still_counts_when_it_took_the_letter(any_store: Store) -> None:
    with any_store.begin() as tx:
        outbox.add(tx, [letter()])
        (row,) = claim(tx)
        outbox.mark_data(tx, row)
        outbox.expired(tx, NOW + MINUTE, [DESK])
        outbox.set_state(tx, row.id, "queued", NOW + 15 * MINUTE)
        assert outbox.finish_many(tx, [Finish(row.id, "w1", 1, "failed", "550", NOW)], NOW) == 0
        assert outbox.finish_many(tx, [Finish(row.id, "w1", 1, "sent", "250", NOW)], NOW + 2 * MINUTE) == 1
        assert claim(tx, at=20) == []


def test_a_letter_given_back_was_never_tried(any_store: Store) -> None:
    with any_store.begin() as tx:
        outbox.add(tx, [letter()])
        (row,) = claim(tx)
        outbox.give_back(tx, row)
        (again,) = claim(tx, "w2")
        assert again.attempts == 1


def test_letters_of_a_desk_served_elsewhere_are_left_to_its_own_workers(any_store: Store) -> None:
    with any_store.begin() as tx:
        outbox.add(tx, [letter()])
        claim(tx)
        outbox.expired(tx, NOW + MINUTE, ["est"])
        assert claim(tx, at=2) == []


def test_a_deferred_attempt_is_tried_again_later(any_store: Store) -> None:
    later = NOW + 5 * MINUTE
    with any_store.begin() as tx:
        outbox.add(tx, [letter()])
        (row,) = claim(tx)
        outbox.finish_many(tx, [Finish(row.id, "w1", 1, "queued", "451 later", later)], NOW)
        assert claim(tx, at=4) == []
        outbox.defer(tx, [row.id], NOW + 7 * MINUTE)
        assert claim(tx, at=6) == []
        (again,) = claim(tx, at=7)
        assert (again.attempts, again.sent_at) == (2, None)
        outbox.defer(tx, [], NOW)


def test_a_letter_whose_worker_died_is_resent_only_when_it_surely_did_not_leave(any_store: Store) -> None:
    with any_store.begin() as tx:
        safe, doubtful = outbox.add(tx, [letter(), letter()])
        outbox.mark_data(tx, next(row for row in claim(tx) if row.id == doubtful))
        assert outbox.expired(tx, NOW + MINUTE / 2, [DESK]) == []
        (row,) = outbox.expired(tx, NOW + MINUTE, [DESK])
        assert (row.id, row.state, row.doubts) == (doubtful, "unsure", 1)
        assert outbox.expired(tx, NOW + MINUTE, [DESK]) == []
        assert state(tx, safe) == ("queued", "none", 0)
        assert [row.id for row in claim(tx, at=2)] == [safe]
        outbox.set_state(tx, doubtful, "queued", NOW + 15 * MINUTE)
        assert [row.id for row in claim(tx, at=15)] == [doubtful]


@pytest.mark.parametrize("lost", ["unsure", "resend", "sending"])
def test_our_own_mail_coming_back_proves_that_it_arrived(any_store: Store, lost: str) -> None:
    with any_store.begin() as tx:
        outbox.add(tx, [letter("k", message_id="x@guichet.example")])
        (row,) = claim(tx)
        outbox.mark_data(tx, row)
        if lost != "sending":
            outbox.expired(tx, NOW + MINUTE, [DESK])
        if lost == "resend":
            outbox.set_state(tx, row.id, "queued", NOW + 15 * MINUTE)
        assert outbox.confirm_by_message_id(tx, DESK, "x@guichet.example", NOW)
        assert state(tx, row.id)[0] == "sent"
        assert not outbox.confirm_by_message_id(tx, DESK, "y@guichet.example", NOW)
        assert not outbox.confirm_by_message_id(tx, "est", "x@guichet.example", NOW)


def test_our_own_mail_coming_back_does_not_touch_what_was_not_in_doubt(any_store: Store) -> None:
    with any_store.begin() as tx:
        (first,) = outbox.add(tx, [letter("k")])
        assert outbox.confirm_by_message_id(tx, DESK, "k@guichet.example", NOW)
        assert state(tx, first)[0] == "queued"


def test_only_letters_that_are_not_leaving_can_be_cancelled(any_store: Store) -> None:
    with any_store.begin() as tx:
        question = open_question(tx).id
        about: Any = {"question_id": question, "rcpt": EXPERT}
        outbox.add(tx, [letter(kind="offer", **about)])
        claim(tx)
        waiting: Any = {"next_at": NOW + timedelta(days=1)}
        outbox.add(tx, [letter(kind="reminder", **about, **waiting), letter(kind="offer", **about, **waiting)])
        outbox.add(tx, [letter(question_id=question, state="held"), letter(question_id=open_question(tx).id)])
        assert outbox.cancel(tx, question, EXPERT, ("reminder",)) == 1
        assert outbox.cancel(tx, question, "other@x.example") == 0
        assert outbox.cancel(tx, question, EXPERT) == 1
        assert outbox.cancel(tx, question) == 1
        assert outbox.cancel(tx, question) == 0
        assert outbox.counts(tx, DESK) == {"sending": 1, "cancelled": 3, "queued": 1}
        assert outbox.sent_before(tx, question, EXPERT, "offer")
        assert not outbox.sent_before(tx, question, BUYER, "offer")


def test_letters_are_found_by_what_a_person_knows_of_them(any_store: Store) -> None:
    with any_store.begin() as tx:
        question = open_question(tx).id
        first, second = outbox.add(tx, [letter("a", question_id=question), letter("b", next_at=NOW + MINUTE)])
        outbox.set_state(tx, second, "failed", response="550 unknown")
        assert [row.id for row in outbox.listing(tx)] == [second, first]
        assert [row.response for row in outbox.listing(tx, DESK, "failed")] == ["550 unknown"]
        assert outbox.listing(tx, "est") == []
        assert [row.id for row in outbox.listing(tx, state="queued", limit=1)] == [first]
        assert [row.id for row in outbox.of_question(tx, question)] == [first]
        found = outbox.by_message_id(tx, DESK, "a@guichet.example")
        assert found is not None
        assert found.id == first
        assert outbox.by_message_id(tx, "est", "a@guichet.example") is None
        assert outbox.oldest(tx) == NOW
