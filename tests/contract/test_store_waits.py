"""Two that work on one question at the same time wait for each other in one order only: nobody waits in a ring."""

import threading
from datetime import timedelta

import pytest

from guichet_bot.core.model import Cause
from guichet_bot.store import Store, timers
from tests.contract.store_values import DESK, NOW
from tests.fixtures.world import CANTINE, MakeWorld

LONG = timedelta(seconds=10)


@pytest.mark.postgres
def test_a_timer_that_falls_due_while_its_question_is_answered_waits_and_finds_itself_gone(
    postgres_store: Store,
) -> None:
    with postgres_store.begin() as tx:
        timers.set(tx, DESK, "question:1", "remind", NOW)
    found: list[object] = []
    ticking = threading.Event()

    def tick() -> None:
        with postgres_store.begin() as tx:
            ticking.set()
            found.append(timers.claim_due(tx, NOW, 1, [DESK]))

    with postgres_store.begin() as tx:
        tx.lock("question:1")
        thread = threading.Thread(target=tick)
        thread.start()
        assert ticking.wait(LONG.total_seconds())
        while not tx.conn.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar():
            assert thread.is_alive()
        timers.clear(tx, DESK, "question:1")
    thread.join(LONG.total_seconds())
    assert found == [[]]


@pytest.mark.postgres
def test_a_batch_holds_no_author_while_it_waits_for_one_before_him(make_world: MakeWorld, postgres_url: str) -> None:
    """Four workers on the mails of seven buyers spent nearly all their time breaking rings."""
    world = make_world(store_url=postgres_url)
    first, last = "anne@mairie.example", "zoe@mairie.example"
    for author in (last, first):
        world.writes(author, "Cantine", CANTINE)
    with world.setup.store.begin() as tx:
        tx.lock(f"resocc:{first}")
        worker = threading.Thread(target=world.run)
        worker.start()
        while not tx.conn.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar():
            assert worker.is_alive()
        tx.conn.exec_driver_sql("SET LOCAL lock_timeout = '500ms'")
        tx.lock(f"resocc:{last}")
    worker.join(LONG.total_seconds())
    assert world.causes() == {Cause.QUESTION: 2}
