"""Undo of orders, on both databases."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from guichet_bot.core.model import Absence, Cause, EntryKind, Expert, InboundState, OfferState, QuestionState, Role
from guichet_bot.store import (
    Store,
    Tx,
    closures,
    inbound,
    outbox,
    people,
    questions,
    schema,
    switches,
    timers,
    undo,
)
from tests.contract.store_values import DESK, EXPERT, MINUTE, NOW, letter, open_question, receive

OTHER = "bob@reseau.example"
_TABLES = ("question", "entry", "offer", "timer", "expert", "absence", "switch", "closure", "inbound")


def image(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that an order may change, as it is in the database."""
    return {name: sorted(tuple(row) for row in tx.conn.exec_driver_sql(f'SELECT * FROM "{name}"')) for name in _TABLES}


def settled(tx: Tx) -> tuple[int, int]:
    """A desk with an offered question and a held mail: their ids."""
    people.seed(tx, DESK, [Expert(EXPERT), Expert(OTHER)])
    question = open_question(tx)
    questions.make_offer(tx, question.id, EXPERT, NOW)
    timers.set(tx, DESK, f"question:{question.id}", "offer", NOW + MINUTE)
    people.set_absence(tx, DESK, OTHER, Absence(date(2026, 5, 1), None))
    switches.set(tx, DESK, "paused", "")
    mail = receive(tx)
    inbound.settle(tx, mail, InboundState.HELD, Cause.HELD, dedup="d", now=NOW)
    return question.id, mail


def order_everything(tx: Tx, question: int, mail: int) -> None:
    """What no single order does: a change of each kind."""
    subject = f"question:{question}"
    questions.end_offer(tx, question, EXPERT, OfferState.WITHDRAWN, NOW)
    questions.make_offer(tx, question, OTHER, NOW)
    questions.change(tx, question, {"expert": OTHER, "state": QuestionState.COORDINATION})
    questions.change(tx, question, {"level": 1})
    questions.add_entry(tx, question, NOW, EntryKind.NOTE, Role.COORDINATOR, "c@x.example", "note")
    timers.clear(tx, DESK, subject, ("offer",))
    timers.set(tx, DESK, subject, "remind", NOW)
    timers.clear(tx, DESK, subject, ("none",))
    people.end_absence(tx, DESK, OTHER, date(2026, 5, 3))
    people.set_absence(tx, DESK, OTHER, Absence(date(2026, 6, 1), date(2026, 6, 2)))
    people.change(tx, DESK, EXPERT, {"ceiling_open": 0})
    people.add(tx, DESK, Expert("new@reseau.example"))
    switches.set(tx, DESK, "paused", "c@x.example")
    switches.set(tx, DESK, "other", "x")
    closures.add(tx, DESK, date(2026, 5, 1), date(2026, 5, 2), "Pont")
    inbound.discard(tx, mail, NOW)


def test_undo_puts_every_row_back_and_undoing_that_does_it_again(any_store: Store) -> None:
    with any_store.begin() as tx:
        question, mail = settled(tx)
        tx.execute(sa.update(schema.expert), {"last_offered_at": None})
        before = image(tx)
        with undo.recording(tx) as journal:
            order_everything(tx, question, mail)
        undo.save(tx, "code1", DESK, "c@x.example", "attribuer", journal, NOW)
        tx.execute(sa.update(schema.expert), {"last_offered_at": None})
        after = image(tx)
        with undo.recording(tx) as journal:
            assert undo.revert(tx, "code1", NOW) == undo.Reverted(True)
        undo.save(tx, "code2", DESK, "c@x.example", "annuler", journal, NOW)
        assert image(tx) == before
        assert undo.revert(tx, "code2", NOW).ok
        assert image(tx) == after


def test_an_order_is_undone_once(any_store: Store) -> None:
    with any_store.begin() as tx:
        with undo.recording(tx) as journal:
            switches.set(tx, DESK, "paused", "c@x.example")
        undo.save(tx, "code", DESK, "c@x.example", "pause", journal, NOW)
        assert undo.revert(tx, "code", NOW + MINUTE).ok
        assert switches.get_all(tx, DESK) == {}
        assert "déjà" in undo.revert(tx, "code", NOW).problem
        assert "pas connu" in undo.revert(tx, "unknown", NOW).problem
        row = undo.get(tx, "code")
        assert row is not None
        assert (row.by, row.what, row.used_at) == ("c@x.example", "pause", NOW + MINUTE)
        assert undo.get(tx, "unknown") is None
        assert undo.prune(tx, NOW + MINUTE) == 1
        assert undo.get(tx, "code") is None


@pytest.mark.parametrize("meddle", ["question", "offer", "timer"])
def test_nothing_is_undone_once_somebody_changed_a_row(any_store: Store, meddle: str) -> None:
    with any_store.begin() as tx:
        question, mail = settled(tx)
        with undo.recording(tx) as journal:
            order_everything(tx, question, mail)
        undo.save(tx, "code", DESK, "c@x.example", "attribuer", journal, NOW)
        if meddle == "question":
            questions.change(tx, question, {"subject": "autre"})
        elif meddle == "offer":
            questions.end_offer(tx, question, OTHER, OfferState.DECLINED, NOW)
        else:
            timers.claim_due(tx, NOW, 9, [DESK])
        before = image(tx)
        result = undo.revert(tx, "code", NOW)
        assert (result.ok, "rien n'a été annulé" in result.problem) == (False, True)
        assert image(tx) == before


def test_a_new_offer_elsewhere_does_not_forbid_to_undo_a_change_of_profile(any_store: Store) -> None:
    with any_store.begin() as tx:
        settled(tx)
        with undo.recording(tx) as journal:
            people.change(tx, DESK, EXPERT, {"ceiling_open": 0})
        undo.save(tx, "code", DESK, EXPERT, "plafond", journal, NOW)
        questions.make_offer(tx, open_question(tx).id, EXPERT, NOW + MINUTE)
        assert undo.revert(tx, "code", NOW).ok
        (candidate, _) = people.candidates(tx, DESK, NOW, date(2026, 4, 30))
        assert (candidate.expert.ceiling_open, candidate.last_offered_at) == (2, NOW + MINUTE)


def test_letters_of_an_undone_order_do_not_leave_and_those_it_stopped_do(any_store: Store) -> None:
    def states(tx: Tx) -> list[str]:
        return [row.state for row in reversed(outbox.listing(tx, DESK))]

    with any_store.begin() as tx:
        question = open_question(tx).id
        outbox.add(tx, [letter("reminder", question_id=question, rcpt=EXPERT)])
        with undo.recording(tx) as journal:
            outbox.cancel(tx, question, EXPERT)
            outbox.add(tx, [letter("new", question_id=question), letter("gone", rcpt="gone@x.example")])
        undo.save(tx, "code1", DESK, "c@x.example", "attribuer", journal, NOW)
        gone = outbox.by_message_id(tx, DESK, "gone@guichet.example")
        assert gone is not None
        outbox.set_state(tx, gone.id, "sent")
        with undo.recording(tx) as journal:
            assert undo.revert(tx, "code1", NOW) == undo.Reverted(True, left=("gone@x.example",))
        undo.save(tx, "code2", DESK, "c@x.example", "annuler", journal, NOW)
        assert states(tx) == ["queued", "cancelled", "sent"]
        assert undo.revert(tx, "code2", NOW).ok
        assert states(tx) == ["cancelled", "queued", "sent"]


def test_what_is_not_recorded_cannot_be_undone(any_store: Store) -> None:
    with any_store.begin() as tx:
        with undo.recording(tx) as journal:
            pass
        switches.set(tx, DESK, "paused", "x")
        assert journal.before == {}
        assert tx.journal is None
