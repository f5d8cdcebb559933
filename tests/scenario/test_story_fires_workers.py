"""Several workers on one PostgreSQL."""

import threading

import pytest

from guichet_bot.app import handle
from guichet_bot.core.model import Cause
from tests.fixtures.world import ANNE, MakeWorld


@pytest.mark.postgres
def test_a_mail_that_gives_way_to_another_worker_has_used_up_no_attempt(
    make_world: MakeWorld, postgres_url: str
) -> None:
    world = make_world(store_url=postgres_url)
    offer = world.offered()
    assert offer.to == ANNE
    world.answers(offer, "Les fromages AOP comptent, les vins non.")
    question = world.question().id
    store = world.setup.store
    with store.begin() as tx:
        tx.conn.exec_driver_sql("SET LOCAL deadlock_timeout = '20s'")  # the mail's worker is the one to give way
        tx.lock(f"question:{question}")
        worker = threading.Thread(target=world.run)
        worker.start()
        while not tx.conn.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar():
            assert worker.is_alive()
        tx.lock(f"resocc:{ANNE}")
    worker.join(30)
    world.run()
    with store.read() as tx:
        attempts = tx.conn.exec_driver_sql("SELECT max(attempts) FROM inbound").scalar()
    assert attempts == 1
    assert world.causes()[Cause.ANSWER] == 1
    assert len([letter for letter in world.all_sent if letter.kind == "answer"]) == 1
    assert handle.handle_batch(world.setup, world.now) == 0
