"""Questions, timers, events and digests in the store, on both databases."""

import threading
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from guichet_bot.core.model import ClockEvent, Duration, EntryKind, OfferState, QuestionState, Role, Timer
from guichet_bot.store import Store, digests, events, history, questions, timers
from guichet_bot.store.events import NewEvent
from tests.contract.store_values import BUYER, DESK, EXPERT, MINUTE, NOW, draft, open_question
from tests.fixtures.at_once import at_once


def test_a_question_comes_back_as_it_was_opened(any_store: Store) -> None:
    with any_store.begin() as tx:
        opened = open_question(
            tx, topic="vehicules", also=("energie",), structure="commune", live_tender=True, departement="35"
        )
    with any_store.read() as tx:
        assert questions.get(tx, opened.id) == opened
        assert questions.by_number(tx, DESK, opened.number) == opened
        assert questions.by_number(tx, "est", opened.number) is None
        assert questions.get(tx, 999) is None


def test_numbers_count_up_per_desk_and_year(any_store: Store) -> None:
    with any_store.begin() as tx:
        numbers = [open_question(tx, desk, year).number for desk, year in ((DESK, 2026), (DESK, 2026), ("est", 2026))]
        numbers.append(open_question(tx, DESK, 2027).number)
    assert numbers == ["RO-2026-0001", "RO-2026-0002", "RO-2026-0001", "RO-2027-0001"]


def test_numbers_are_distinct_and_without_gaps_when_opened_at_once(any_store: Store) -> None:
    numbers: list[str] = []

    def work() -> None:
        for _ in range(8):
            with any_store.begin() as tx:
                number = questions.open(tx, DESK, "RO", 2026, draft(), "c").number
            numbers.append(number)

    at_once(*[work] * 3)
    assert sorted(numbers) == [f"RO-2026-{n:04d}" for n in range(1, 25)]


def test_a_change_sets_the_fields_and_counts_the_version(any_store: Store) -> None:
    clock = (ClockEvent(NOW, "start"), ClockEvent(NOW + MINUTE, "extend", Duration(days=2)))
    with any_store.begin() as tx:
        question = open_question(tx)
        questions.change(tx, question.id, {"state": QuestionState.WAITING, "clock": clock, "promised_at": None})
        questions.change(tx, question.id, {"level": 2})
        found = questions.get(tx, question.id)
        assert found is not None
        assert (found.state, found.clock, found.promised_at) == (QuestionState.WAITING, clock, None)
        assert (found.level, found.version, found.subject) == (2, 2, question.subject)
        for wrong in ("id", "desk", "number", "version", "colour"):
            with pytest.raises(ValueError, match=wrong):
                questions.change(tx, question.id, {wrong: 1})


def test_cases_bring_offers_and_entries_in_order_for_one_desk(any_store: Store) -> None:
    with any_store.begin() as tx:
        first, second, other = open_question(tx), open_question(tx), open_question(tx, "est")
        questions.make_offer(tx, first.id, EXPERT, NOW, ("le plus disponible",))
        assert questions.end_offer(tx, first.id, EXPERT, OfferState.DECLINED, NOW + MINUTE)
        questions.make_offer(tx, first.id, "b@reseau.example", NOW + MINUTE)
        questions.add_entry(tx, first.id, NOW, EntryKind.NOTE, Role.EXPERT, EXPERT, "à côté\0", None)
        found = questions.cases(tx, DESK, [first.id, second.id, other.id, 999])
        assert set(found) == {first.id, second.id}
        assert [(o.expert, o.state, o.ended_at) for o in found[first.id].offers] == [
            (EXPERT, OfferState.DECLINED, NOW + MINUTE),
            ("b@reseau.example", OfferState.OPEN, None),
        ]
        assert [entry.text for entry in found[first.id].entries] == ["Quel seuil ?", "à côté\ufffd"]
        assert found[second.id].offers == ()
        assert questions.cases(tx, DESK, []) == {}
        assert questions.cases(tx, DESK, [999]) == {}


def test_an_expert_holds_one_open_offer_of_a_question(any_store: Store) -> None:
    with any_store.begin() as tx:
        question = open_question(tx)
        questions.make_offer(tx, question.id, EXPERT, NOW)
        with pytest.raises(IntegrityError), tx.savepoint():
            questions.make_offer(tx, question.id, EXPERT, NOW)
        questions.end_offer(tx, question.id, EXPERT, OfferState.LAPSED, NOW)
        assert not questions.end_offer(tx, question.id, EXPERT, OfferState.LAPSED, NOW)
        questions.make_offer(tx, question.id, EXPERT, NOW)


def test_the_latest_answered_questions_of_a_topic(any_store: Store) -> None:
    with any_store.begin() as tx:
        for day in (1, 3, 2):
            question = open_question(tx, topic="vehicules", subject=f"jour {day}")
            for text in (f"réponse {day}", "complément"):
                questions.add_entry(tx, question.id, NOW, EntryKind.ANSWER, Role.EXPERT, EXPERT, text)
            questions.change(tx, question.id, {"answered_at": NOW + timedelta(days=day)})
        last = open_question(tx, topic="vehicules")
        questions.change(tx, last.id, {"answered_at": NOW + timedelta(days=9)})  # by hand, so nothing to show
        found = history.answers_like(tx, DESK, "vehicules", last.id, 2)
        assert [(one.subject, one.text, one.author, one.buyer) for one in found] == [
            ("jour 3", "réponse 3", EXPERT, BUYER),
            ("jour 2", "réponse 2", EXPERT, BUYER),
        ]
        assert history.answers_like(tx, DESK, "energie", 0, 2) == []


@pytest.mark.postgres
def test_earlier_answers_are_found_by_their_questions_in_an_archive_never_counted(postgres_store: Store) -> None:
    """PostgreSQL after a load: without its counts it would read the entries from the first one on."""
    with postgres_store.begin() as tx:
        first = open_question(tx, topic="vehicules")
        questions.change(tx, first.id, {"answered_at": NOW})
        tx.conn.exec_driver_sql("ALTER TABLE entry SET (autovacuum_enabled = false)")
        tx.conn.exec_driver_sql(
            "INSERT INTO entry (question_id, at, kind, role, author, text) "
            "SELECT question_id, at, 'note', role, author, text FROM entry, generate_series(1, 60000)"
        )
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(postgres_store.engine, "before_cursor_execute")
    def note(_conn: Any, _cursor: Any, statement: str, params: Any, *_rest: Any) -> None:
        asked.append((statement, params))

    with postgres_store.begin() as tx:
        tx.conn.exec_driver_sql("DROP INDEX ix_entry_question")  # its guess that this is dearer, made sure
        tx.conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        history.answers_like(tx, DESK, "vehicules", first.id + 1, 3)
        statement, params = asked[-1]
        plan = [row[0] for row in tx.conn.exec_driver_sql(f"EXPLAIN {statement}", params)]
    above = [before for before, line in pairwise(plan) if " on entry " in line]
    assert above and not [line for line in above if "Limit" in line], "nobody walks along the ids"


def test_questions_are_listed_newest_first(any_store: Store) -> None:
    with any_store.begin() as tx:
        first, second, third = open_question(tx), open_question(tx, state="closed"), open_question(tx, "est")
        assert [q.id for q in questions.listing(tx)] == [third.id, second.id, first.id]
        assert [q.id for q in questions.listing(tx, DESK)] == [second.id, first.id]
        assert [q.id for q in questions.listing(tx, DESK, QuestionState.CLOSED)] == [second.id]
        assert [q.id for q in questions.listing(tx, state=QuestionState.OFFERED, limit=1)] == [third.id]
        assert questions.counts(tx, DESK) == {QuestionState.OFFERED: 1, QuestionState.CLOSED: 1}


def test_setting_a_timer_again_moves_it(any_store: Store) -> None:
    with any_store.begin() as tx:
        timers.set(tx, DESK, "question:1", "remind", NOW, 0)
        timers.set(tx, DESK, "question:1", "remind", NOW + MINUTE, 1)
        assert timers.of(tx, DESK, "question:1") == [Timer(DESK, "question:1", "remind", NOW + MINUTE, 1)]
        timers.set_many(tx, [])


def test_due_timers_are_taken_off_earliest_first_and_come_back_when_the_work_fails(any_store: Store) -> None:
    with any_store.begin() as tx:
        for minute, kind in ((2, "late"), (0, "first"), (1, "second")):
            timers.set(tx, DESK, "question:1", kind, NOW + minute * MINUTE)
        timers.set(tx, "est", "question:1", "first", NOW)
    with pytest.raises(ZeroDivisionError), any_store.begin() as tx:
        timers.claim_due(tx, NOW + MINUTE, 9, [DESK])
        raise ZeroDivisionError
    with any_store.begin() as tx:
        assert timers.due_count(tx, NOW + MINUTE) == 3
        assert [t.kind for t in timers.claim_due(tx, NOW + MINUTE, 1, [DESK])] == ["first"]
        assert [t.kind for t in timers.claim_due(tx, NOW + MINUTE, 9, [DESK])] == ["second"]
        assert timers.claim_due(tx, NOW + MINUTE, 9, [DESK]) == []
        assert [t.kind for t in timers.of(tx, DESK, "question:1")] == ["late"]


def test_timers_of_a_subject_are_cleared_by_kind_or_all(any_store: Store) -> None:
    with any_store.begin() as tx:
        for kind in ("a", "b", "c"):
            timers.set(tx, DESK, "question:1", kind, NOW)
        timers.set(tx, DESK, "question:11", "a", NOW)
        timers.clear(tx, DESK, "question:1", ("a", "b"))
        assert [t.kind for t in timers.of(tx, DESK, "question:1")] == ["c"]
        timers.clear(tx, DESK, "question:1")
        assert timers.of(tx, DESK, "question:1") == []
        assert len(timers.of(tx, DESK, "question:11")) == 1


def test_two_workers_never_take_the_same_timer(any_store: Store) -> None:
    with any_store.begin() as tx:
        timers.set_many(tx, [Timer(DESK, f"question:{n}", "remind", NOW) for n in range(40)])
    taken: list[str] = []

    def work() -> None:
        while True:
            with any_store.begin() as tx:
                found = timers.claim_due(tx, NOW, 1, [DESK])
            if not found:
                return
            taken.extend(timer.subject for timer in found)

    at_once(*[work] * 3)
    assert sorted(taken) == sorted(f"question:{n}" for n in range(40))


def test_events_tell_a_question_and_what_is_new_since(any_store: Store) -> None:
    with any_store.begin() as tx:
        assert events.max_id(tx, DESK) == 0
        events.add_many(tx, [])
        events.add_many(tx, [NewEvent(DESK, NOW, "opened", 1, 5, {"why": ["é"]}), NewEvent("est", NOW, "opened", 2)])
        seen = events.max_id(tx, DESK)
        events.add_many(tx, [NewEvent(DESK, NOW, "declined", 1)])
        events.add_many(tx, [NewEvent(DESK, NOW, "answered", 1)])
        assert [(e.kind, e.data) for e in events.of_question(tx, 1)][:2] == [
            ("opened", {"why": ["é"]}),
            ("declined", {}),
        ]
        upto = events.max_id(tx, DESK)
        assert [e.kind for e in events.since(tx, DESK, seen, upto)] == ["declined", "answered"]
        assert [e.kind for e in events.since(tx, DESK, 0, upto, ("answered", "x"))] == ["answered"]
        assert events.since(tx, DESK, upto, upto) == []


@pytest.mark.postgres
def test_a_digest_waits_for_events_that_are_being_written(postgres_store: Store) -> None:
    """PostgreSQL gives ids before they are committed: a digest that read on would lose the one in flight for good."""
    found: list[int] = []

    def digest() -> None:
        with postgres_store.begin() as tx:
            found.append(events.max_id(tx, DESK))

    reader = threading.Thread(target=digest)
    with postgres_store.begin() as tx:
        events.add_many(tx, [NewEvent(DESK, NOW, "opened", 1)])
        reader.start()
        reader.join(0.2)
        assert reader.is_alive()
    reader.join()
    assert found == [1]


def test_a_digest_is_written_once_a_day_and_its_lines_resolve(any_store: Store) -> None:
    day = date(2026, 4, 30)
    with any_store.begin() as tx:
        assert digests.last(tx, DESK, "daily", EXPERT) is None
        assert digests.start(tx, DESK, day, "daily", EXPERT, 5, NOW)
        assert not digests.start(tx, DESK, day, "daily", EXPERT, 6, NOW)
        assert digests.start(tx, DESK, day + timedelta(days=1), "daily", EXPERT, 9, NOW)
        last = digests.last(tx, DESK, "daily", EXPERT)
        assert last is not None
        assert (last.local_date, last.cursor_event) == (date(2026, 5, 1), 9)
        digests.save_lines(tx, DESK, EXPERT, {"1": "RO-2026-0001", "2": "RO-2026-0002"}, NOW)
        digests.save_lines(tx, DESK, EXPERT, {"1": "RO-2026-0003"}, NOW + MINUTE)
        digests.save_lines(tx, DESK, EXPERT, {}, NOW)
        assert digests.lines(tx, DESK, EXPERT, NOW) == {"1": "RO-2026-0003", "2": "RO-2026-0002"}
        assert digests.lines(tx, DESK, EXPERT, NOW + MINUTE) == {"1": "RO-2026-0003"}
        assert digests.lines(tx, DESK, BUYER, NOW) == {}
