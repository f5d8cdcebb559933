"""Personal data: found, erased, and forgotten in time, on both databases."""

from datetime import date, timedelta
from typing import Any

from guichet_bot.core.model import Absence, Cause, EntryKind, Expert, InboundState, OfferState, QuestionState, Role
from guichet_bot.store import (
    Store,
    Tx,
    digests,
    events,
    inbound,
    outbox,
    people,
    privacy,
    questions,
    raws,
    refs,
    retention,
    schema,
    suppressions,
    timers,
    undo,
)
from guichet_bot.store.events import NewEvent
from tests.contract.store_values import BUYER, DESK, EXPERT, NOW, letter, open_question, receive

OLD = NOW - timedelta(days=800)
CUT = NOW - timedelta(days=730)
RAW = f"From: {BUYER}\r\n\r\nBonjour".encode()


def story(tx: Tx, closed: bool = True) -> int:
    """A question with all that comes with it; its id."""
    question = open_question(tx, state="closed" if closed else "offered", opened_at=OLD, subject=f"De {BUYER}")
    mail = receive(tx, RAW, at=OLD)
    inbound.settle(
        tx,
        mail,
        InboundState.DONE,
        Cause.QUESTION,
        question_id=question.id,
        sender=BUYER,
        subject=f"De {BUYER}",
        message_id=f"1.{BUYER}",
        trace={"sender": BUYER},
        now=OLD,
    )
    refs.add(tx, DESK, [(f"1.{BUYER}", question.id)])
    questions.make_offer(tx, question.id, EXPERT, OLD)
    questions.end_offer(tx, question.id, EXPERT, OfferState.ANSWERED, OLD)
    questions.add_entry(tx, question.id, OLD, EntryKind.ANSWER, Role.EXPERT, EXPERT, f"Bonjour {BUYER}")
    outbox.add(tx, [letter(question_id=question.id, raw=RAW, created_at=OLD)])
    events.add_many(tx, [NewEvent(DESK, OLD, "opened", question.id, mail, {"buyer": BUYER})])
    return question.id


def traces(tx: Tx, *needles: str) -> list[str]:
    """Where any of these strings is still found: "table.column"."""
    found = []
    for table in schema.metadata.sorted_tables:
        for row in tx.conn.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings():
            for column, value in row.items():
                text = bytes(value).decode() if isinstance(value, bytes | memoryview) else str(value)
                if any(needle in text for needle in needles):
                    found.append(f"{table.name}.{column}")
    return found


def test_an_old_closed_question_becomes_anonymous_and_still_counts(any_store: Store) -> None:
    with any_store.begin() as tx:
        people.seed(tx, DESK, [])
        question = story(tx)
        number = _number(tx, question)
        assert retention.wipe_questions(tx, CUT, 10, NOW) == 1
        assert traces(tx, BUYER, EXPERT) == []
        left = questions.by_number(tx, DESK, number)
        assert left is not None
        assert (left.state, left.opened_at) == (QuestionState.CLOSED, OLD)
        assert inbound.counts(tx, DESK) == {InboundState.DONE: 1}
        assert retention.wipe_questions(tx, CUT, 10, NOW) == 0


def test_a_question_that_is_open_or_recent_keeps_its_people(any_store: Store) -> None:
    with any_store.begin() as tx:
        story(tx, closed=False)
        recent = open_question(tx)
        questions.change(tx, recent.id, {"state": QuestionState.CLOSED, "closed_at": NOW})
        assert retention.wipe_questions(tx, CUT, 10, NOW) == 0
        assert "question.buyer" in traces(tx, BUYER)


def test_wiping_goes_in_batches(any_store: Store) -> None:
    with any_store.begin() as tx:
        for _ in range(3):
            story(tx)
        assert [retention.wipe_questions(tx, CUT, 2, NOW) for _ in range(3)] == [2, 1, 0]
        assert traces(tx, BUYER) == []
        retention.wipe(tx, [], NOW)


def test_what_belongs_to_no_question_is_forgotten_too(any_store: Store) -> None:
    with any_store.begin() as tx:
        for at in (OLD, NOW):
            mail = receive(tx, RAW if at == OLD else b"new", at=at)
            inbound.settle(tx, mail, InboundState.DONE, Cause.AUTOMATIC, sender=BUYER, now=at)
            outbox.add(tx, [letter(created_at=at, state="sent")])
            events.add_many(tx, [NewEvent(DESK, at, "bounce", data={"address": BUYER})])
        held = receive(tx, b"held", at=OLD)
        inbound.settle(tx, held, InboundState.HELD, Cause.HELD, sender="held@x.example", now=OLD)
        assert retention.wipe_unrelated(tx, CUT, 10) == 3
        assert retention.wipe_unrelated(tx, CUT, 10) == 0
        assert sorted(traces(tx, BUYER)) == ["event.data", "inbound.sender", "outbox.rcpt"]
        assert traces(tx, "held@x.example") == ["inbound.sender"]


def test_the_bytes_of_old_letters_go_but_not_of_those_that_wait(any_store: Store) -> None:
    with any_store.begin() as tx:
        sent, waiting, recent = outbox.add(
            tx, [letter(created_at=OLD, state="sent"), letter(created_at=OLD), letter(state="sent")]
        )
        assert retention.wipe_letter_bytes(tx, CUT, 10) == 1
        assert retention.wipe_letter_bytes(tx, CUT, 10) == 0
        assert [bool(_letter(tx, row).raw) for row in (sent, waiting, recent)] == [False, True, True]
        digests.save_lines(tx, DESK, EXPERT, {"1": "RO-2026-0001"}, OLD)
        assert retention.drop_digest_lines(tx, CUT) == 1


def test_all_about_a_buyer_is_found_and_erased(any_store: Store) -> None:
    with any_store.begin() as tx:
        question = story(tx, closed=False)
        outbox.add(tx, [letter(question_id=question, rcpt=EXPERT, raw=RAW)])
        timers.set(tx, DESK, f"question:{question}", "remind", NOW)
        suppressions.set(tx, DESK, BUYER, None, "demande")
        events.add_many(tx, [NewEvent(DESK, NOW, "bounce", data={"address": BUYER})])
        with undo.recording(tx) as journal:
            questions.change(tx, question, {"level": 1})
        undo.save(tx, "code", DESK, "c@x.example", "niveau", journal, NOW)
        found = privacy.find(tx, BUYER)
        assert [q.id for q in found.questions] == [question]
        assert [row.sender for row in found.received] == [BUYER]
        assert [row.rcpt for row in found.letters] == [BUYER]
        assert [entry.kind for entry in found.entries] == [EntryKind.QUESTION]
        assert found.suppressed_by == (DESK,)
        assert privacy.erase(tx, BUYER, NOW) == found
        assert traces(tx, BUYER, "Bonjour") == []
        assert privacy.find(tx, BUYER) == privacy.Found()
        assert outbox.claim(tx, NOW, "w", 60, 9, [DESK]) == []
        assert timers.of(tx, DESK, f"question:{question}") == []


def test_all_about_an_expert_is_found_and_erased(any_store: Store) -> None:
    with any_store.begin() as tx:
        people.seed(tx, DESK, [Expert(EXPERT, "Ada")])
        people.set_absence(tx, DESK, EXPERT, Absence(date(2026, 5, 1), None))
        timers.set(tx, DESK, f"expert:{EXPERT}", "absence_end", NOW)
        question = story(tx)
        mail = receive(tx, f"From: {EXPERT}".encode())
        inbound.settle(tx, mail, InboundState.DONE, Cause.ANSWER, sender=EXPERT, question_id=question, now=NOW)
        found = privacy.erase(tx, EXPERT, NOW)
        assert [(desk, expert.name) for desk, expert in found.expert_of] == [(DESK, "Ada")]
        assert found.absences == (("2026-05-01", ""),)
        assert traces(tx, EXPERT) == []
        assert "question.buyer" in traces(tx, BUYER)


def test_the_same_bytes_received_by_somebody_else_stay(any_store: Store) -> None:
    with any_store.begin() as tx:
        mine, theirs = receive(tx, b"same"), receive(tx, b"same", desk="est")
        inbound.settle(tx, mine, InboundState.DONE, Cause.ANSWER, sender=BUYER, now=NOW)
        inbound.settle(tx, theirs, InboundState.DONE, Cause.ANSWER, sender="x@y.example", now=NOW)
        privacy.erase(tx, BUYER, NOW)
        row = inbound.get(tx, theirs)
        assert row is not None
        assert raws.get(tx, row.sha256) == b"same"


def test_an_address_that_looks_like_the_erased_one_stays_in_the_history(any_store: Store) -> None:
    like = ["annexb@x.example", "jo-anne_b@x.example.org", "joanne_b@x.example"]
    with any_store.begin() as tx:
        events.add_many(
            tx, [NewEvent(DESK, NOW, "bounced", data={"address": one}) for one in (*like, "anne_b@x.example")]
        )
        privacy.erase(tx, "anne_b@x.example", NOW)
        left = [row.data["address"] for row in events.since(tx, DESK, 0, 999)]
    assert left == [*like, "[adresse effacée]"]


def test_a_name_goes_from_the_history_whatever_stands_before_it(any_store: Store) -> None:
    with any_store.begin() as tx:
        people.seed(tx, DESK, [Expert(EXPERT, "Zoé Éluard")])
        said = ["l’absence de Zoé Éluard", "d’Zoé Éluard", "ZOÉ ÉLUARD", f"«{EXPERT}»", "Zoé Éluardon"]
        events.add_many(tx, [NewEvent(DESK, NOW, "order", data={"said": said, EXPERT: 1})])
        privacy.erase(tx, EXPERT, NOW)
        (row,) = events.since(tx, DESK, 0, 999)
    name, address = "[nom effacé]", "[adresse effacée]"
    assert row.data["said"] == [f"l’absence de {name}", f"d’{name}", name, f"«{address}»", "Zoé Éluardon"]
    assert address in row.data


def test_an_offer_that_nobody_passed_on_names_nobody_either(any_store: Store) -> None:
    with any_store.begin() as tx:
        question = open_question(tx, expert=EXPERT)
        questions.make_offer(tx, question.id, EXPERT, NOW)
        privacy.erase(tx, EXPERT, NOW)
        assert traces(tx, EXPERT) == []
        (offer,) = questions.cases(tx, DESK, [question.id])[question.id].offers
        assert (offer.expert, offer.state) == ("", OfferState.WITHDRAWN)


def test_the_key_of_an_anonymous_letter_names_nobody_and_is_still_its_own(any_store: Store) -> None:
    with any_store.begin() as tx:
        for cause in ("a", "b"):
            key, own_id = f"digest:{cause}:coordinator:{BUYER}", f"{cause}.digest@guichet.example"
            outbox.add(tx, [letter(key, message_id=own_id, created_at=OLD, state="sent")])
        assert retention.wipe_unrelated(tx, CUT, 10) == 2
        assert traces(tx, BUYER) == []


def _number(tx: Tx, question_id: int) -> str:
    question = questions.get(tx, question_id)
    assert question is not None
    return question.number


def _letter(tx: Tx, letter_id: int) -> Any:
    return outbox.get(tx, letter_id)
