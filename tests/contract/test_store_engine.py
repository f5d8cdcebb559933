"""Transactions and connections, on both databases."""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError

from guichet_bot.core.model import Cause, InboundState
from guichet_bot.store import (
    Store,
    Tx,
    events,
    heartbeats,
    history,
    inbound,
    mailboxes,
    open_store,
    outbox,
    people,
    questions,
    raws,
    refs,
    schema,
    stuck,
    switches,
    tallies,
    timers,
    upgrade,
)
from guichet_bot.store.events import NewEvent
from guichet_bot.store.rows import Finish
from tests.contract.store_values import DESK, EXPERT, NOW, letter, open_question, receive
from tests.fixtures.at_once import at_once


def value(store: Store) -> str:
    with store.read() as tx:
        return switches.get_all(tx, DESK).get("x", "")


def test_what_raises_leaves_nothing_behind(any_store: Store) -> None:
    with pytest.raises(ZeroDivisionError), any_store.begin() as tx:
        switches.set(tx, DESK, "x", "1")
        raise ZeroDivisionError
    assert value(any_store) == ""
    with any_store.begin() as tx:
        switches.set(tx, DESK, "x", "2")
    assert value(any_store) == "2"


def test_a_savepoint_fails_alone(any_store: Store) -> None:
    with any_store.begin() as tx:
        switches.set(tx, DESK, "x", "1")
        with pytest.raises(IntegrityError), tx.savepoint():
            switches.set(tx, DESK, "x", "2")
            tx.execute(sa.insert(schema.heartbeat), [{"name": "a", "at": NOW}, {"name": "a", "at": NOW}])
        heartbeats.beat(tx, "b", NOW)
    assert value(any_store) == "1"
    with any_store.read() as tx:
        assert heartbeats.all(tx) == {"b": NOW}


def test_a_thread_is_in_one_transaction_at_a_time(any_store: Store) -> None:
    with any_store.begin(), pytest.raises(RuntimeError, match="already inside"), any_store.read():
        pass
    with any_store.read() as tx:
        assert switches.get_all(tx, DESK) == {}


def test_a_naive_moment_never_reaches_the_database(any_store: Store) -> None:
    with pytest.raises(StatementError, match="naive"), any_store.begin() as tx:
        timers.set(tx, DESK, "desk", "held_list", datetime(2026, 1, 1))  # noqa: DTZ001


def test_readers_see_what_was_committed_while_somebody_writes(any_store: Store) -> None:
    seen: list[str] = []
    with any_store.begin() as tx:
        switches.set(tx, DESK, "x", "1")
        reader = threading.Thread(target=lambda: seen.append(value(any_store)))
        reader.start()
        reader.join(30)
        assert seen == [""]


def test_threads_that_read_then_write_wait_for_each_other(sqlite_store: Store) -> None:
    """Deferred transactions would fail here with "database is locked" instead of waiting."""

    def work() -> None:
        for _ in range(25):
            with sqlite_store.begin() as tx:
                count = int(switches.get_all(tx, DESK).get("x", "0"))
                switches.set(tx, DESK, "x", str(count + 1))

    at_once(*[work] * 4)
    assert value(sqlite_store) == "100"


def test_who_writes_one_transaction_after_another_overtakes_nobody(sqlite_store: Store) -> None:
    """While a full mailbox is handled in batches, the mark of a letter waits for the batch in hand, not for many."""
    written = 0
    begun, done = threading.Event(), threading.Event()
    overtaken: list[int] = []

    def batches() -> None:
        nonlocal written
        while not done.is_set():
            with sqlite_store.begin() as tx:
                written += 1
                heartbeats.beat(tx, "batch", NOW)
                time.sleep(0.01)
            begun.set()

    def marks() -> None:
        begun.wait(10)
        try:
            for _ in range(20):
                before = written
                with sqlite_store.begin() as tx:
                    heartbeats.beat(tx, "mark", NOW)
                    overtaken.append(written - before)
        finally:
            done.set()

    at_once(batches, marks)
    assert sorted(overtaken)[10] <= 2, "most of them: this thread may also be kept from getting into the line"


def test_a_named_lock_makes_two_transactions_take_turns(any_store: Store) -> None:
    def count_up() -> None:
        with any_store.begin() as tx:
            tx.lock(f"buyer:{EXPERT}")
            count = int(switches.get_all(tx, DESK).get("x", "0"))
            switches.set(tx, DESK, "x", str(count + 1))

    at_once(*[count_up] * 6)
    assert value(any_store) == "6"


@pytest.mark.postgres
def test_a_lost_connection_costs_one_transaction(postgres_store: Store) -> None:
    with postgres_store.read() as tx:
        pid = tx.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
    killer = open_store(postgres_store.url)
    with killer.begin() as tx:
        tx.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    killer.close()
    with pytest.raises(sa.exc.OperationalError), postgres_store.begin() as tx:
        switches.set(tx, DESK, "x", "lost")
    with postgres_store.begin() as tx:
        switches.set(tx, DESK, "x", "2")
    assert value(postgres_store) == "2"


def test_a_closed_store_opens_again(any_store: Store) -> None:
    with any_store.begin() as tx:
        switches.set(tx, DESK, "x", "1")
    any_store.close()
    assert value(any_store) == "1"


def test_sqlite_is_durable_and_checks_references(sqlite_store: Store) -> None:
    with sqlite_store.read() as tx:
        pragmas = {
            name: tx.conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_other_users_of_the_machine_do_not_read_the_mails(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = open_store(f"sqlite:///{tmp_path / 'var' / 'guichet.db'}")
        upgrade(store.url)
        with store.begin() as tx:
            switches.set(tx, DESK, "x", "1")
            made = [tmp_path / "var", *(tmp_path / "var").iterdir()]
            open_to_others = {path.name: oct(path.stat().st_mode) for path in made if path.stat().st_mode & 0o077}
    finally:
        os.umask(before)
    store.close()
    assert {path.name for path in made} == {"var", "guichet.db", "guichet.db-wal", "guichet.db-shm"}
    assert not open_to_others


def test_a_store_makes_its_folder_and_knows_only_two_databases(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/a/b/guichet.db")
    assert (tmp_path / "a" / "b" / "guichet.db").exists()
    for url in ("mysql://x/y", "sqlite://", "sqlite:///:memory:"):
        with pytest.raises(ValueError, match="neither"):
            open_store(url)


def _every_day(tx: Tx) -> None:
    """What one mail, one letter and one tick ask of the store."""
    mail = receive(tx)
    inbound.unknown_uids(tx, DESK, "INBOX", 1, [1, 2])
    mailboxes.lives(tx, DESK, "INBOX")
    inbound.claim(tx, NOW, "w", 60, 5, [DESK])
    inbound.is_duplicate(tx, DESK, "d", mail)
    inbound.twins(tx, DESK, "m@x", "a@b.example", NOW, mail)
    inbound.recent_from(tx, DESK, "a@b.example", NOW)
    inbound.held(tx, DESK)
    inbound.oldest(tx, InboundState.NEW)
    inbound.settle(tx, mail, InboundState.DONE, Cause.QUESTION, now=NOW)
    raws.get(tx, "x")
    refs.add(tx, DESK, [("m@x", 1)])
    refs.find(tx, DESK, ["m@x"])
    people.candidates(tx, DESK, NOW, NOW.date())
    question = open_question(tx)
    questions.change(tx, question.id, {"level": 1})
    questions.make_offer(tx, question.id, EXPERT, NOW)
    questions.end_offer(tx, question.id, EXPERT, "declined", NOW)  # type: ignore[arg-type]
    questions.cases(tx, DESK, [question.id, 7])
    history.answers_like(tx, DESK, "vehicules", 0, 3)
    history.held_by(tx, DESK, EXPERT)
    history.of_buyer(tx, DESK, "a@b.example")
    timers.set(tx, DESK, f"question:{question.id}", "remind", NOW)
    timers.claim_due(tx, NOW, 1, [DESK])
    timers.clear(tx, DESK, f"question:{question.id}")
    outbox.add(tx, [letter(question_id=question.id)])
    for row in outbox.claim(tx, NOW, "w", 60, 5, [DESK]):
        outbox.mark_data(tx, row)
        outbox.finish_many(tx, [Finish(row.id, "w", row.attempts, "sent", "250", NOW)], NOW)
    outbox.expired(tx, NOW, [DESK])
    outbox.listing(tx, DESK, "failed")
    outbox.cancel(tx, question.id, EXPERT)
    outbox.confirm_by_message_id(tx, DESK, "m@x", NOW)
    outbox.sent_before(tx, question.id, EXPERT, "offer")
    tallies.add_many(tx, DESK, 1, {"desk": 1})
    tallies.read(tx, DESK, ["desk"], 1)
    events.add_many(tx, [NewEvent(DESK, NOW, "opened", question.id)])
    events.of_question(tx, question.id)
    events.since(tx, DESK, 1, 2)
    stuck.counts(tx, DESK, NOW)


def test_no_daily_statement_reads_through_a_table_that_grows(sqlite_store: Store) -> None:
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(sqlite_store.engine, "before_cursor_execute")
    def note(_conn: Any, _cursor: Any, statement: str, params: Any, _context: Any, many: bool) -> None:
        asked.append((statement, params[0] if many else params))

    with sqlite_store.begin() as tx:
        _every_day(tx)
        statements = list(asked)
        plans = [
            (statement, row[3])
            for statement, params in statements
            if not statement.startswith(("SAVEPOINT", "RELEASE"))
            for row in tx.conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", params)
        ]
    grows = ("inbound", "raw", "question", "entry", "offer", "message_ref", "outbox", "event", "timer")
    partial = ("ix_inbound_new", "ix_outbox_queued", "ix_outbox_sending", "ix_timer_due")  # only what waits is in them
    slow = [
        (statement, plan)
        for statement, plan in plans
        if any(plan.startswith((f"SCAN {name}", f"SEARCH {name}")) for name in grows)
        and (plan.startswith("SCAN") or plan.endswith("(desk=?)"))  # all rows of a desk are the archive too
        and not any(name in plan for name in partial)
    ]
    sorted_claims = [(statement, plan) for statement, plan in plans if "WITH due" in statement and "ORDER BY" in plan]
    assert len(statements) > 30
    assert slow == []
    assert sorted_claims == []


@pytest.mark.parametrize(
    ("read", "limit"),
    [
        (lambda tx: questions.cases(tx, DESK, range(1, 20)), 3),
        (lambda tx: people.candidates(tx, DESK, NOW, NOW.date()), 3),
    ],
)
def test_a_decision_reads_in_few_statements(sqlite_store: Store, read: Callable[[Tx], Any], limit: int) -> None:
    asked: list[str] = []

    @sa.event.listens_for(sqlite_store.engine, "before_cursor_execute")
    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    with sqlite_store.begin() as tx:
        for _ in range(5):
            open_question(tx)
        asked.clear()
        read(tx)
    assert len(asked) <= limit
