"""The store fails for a moment at one of a letter's marks: locked, full or restarted. No second copy, no long wait."""

import asyncio
import threading
import time
from collections import Counter

import pytest

from guichet_bot.app import deliver
from guichet_bot.app.deliver import Delivery
from guichet_bot.store import outbox
from tests.fixtures.world import ANNE, BUYER, MakeWorld, World
from tests.scenario.test_delivery_stalls import decided, sending, states
from tests.scenario.test_service_goes_on import until


def break_mark(world: World, when: str) -> None:
    with world.setup.store.begin() as tx:
        tx.conn.exec_driver_sql(
            f"CREATE TRIGGER broken BEFORE UPDATE ON outbox WHEN {when} BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )


def mend(world: World) -> None:
    with world.setup.store.begin() as tx:
        tx.conn.exec_driver_sql("DROP TRIGGER broken")


def test_what_the_relay_took_is_written_down_once_the_store_works_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "RECORD_AGAIN", (0.05,) * 200)
    decided(world)
    break_mark(world, "NEW.state = 'sent'")

    async def play(_: Delivery) -> None:
        await until(lambda: len(world.smtp.letters) == 1)
        await asyncio.sleep(0.3)
        mend(world)
        await until(lambda: states(world) == {"sent": 2})

    sending(world, play)
    world.passes(hours=1)
    assert sorted(one.to for one in world.run() if one.kind != "digest") == [ANNE, BUYER], "no doubt, no second copy"


def test_a_letter_whose_mark_cannot_be_written_waits_for_no_lease(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "FIRST_PAUSE", 0.1)
    decided(world)
    break_mark(world, "NEW.phase = 'data'")

    async def play(_: Delivery) -> None:
        await asyncio.sleep(0.3)
        assert world.smtp.letters == [], "no content leaves without its mark"
        mend(world)
        await until(lambda: states(world) == {"sent": 2})

    sending(world, play)
    with world.setup.store.read() as tx:
        assert {row.doubts for row in outbox.listing(tx, "resocc", "sent")} == {0}


@pytest.mark.postgres
def test_a_database_that_restarts_during_the_sending_costs_no_second_copy(
    make_world: MakeWorld, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every connection is cut again and again while letters leave, as a restart does."""
    monkeypatch.setattr(deliver, "RECORD_AGAIN", (0.05,) * 200)
    monkeypatch.setattr(deliver, "FIRST_PAUSE", 0.1)
    world = make_world(store_url=postgres_url, relay={"connections": 3})
    decided(world, 30)
    written = states(world)["queued"]
    over = threading.Event()

    def restart() -> None:
        while not over.is_set():
            time.sleep(0.15)
            with world.setup.store.begin() as tx:
                tx.conn.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    cutting = threading.Thread(target=restart)

    async def play(delivery: Delivery) -> None:
        cutting.start()
        await asyncio.sleep(2)
        over.set()
        await asyncio.to_thread(cutting.join)
        await until(lambda: not delivery.under_way)  # who ends the sending before leaves letters in doubt

    sending(world, play)
    world.again()
    world.passes(minutes=20)
    copies = Counter(letter.mail.message_id for letter in world.run() if letter.kind != "digest")
    assert (len(copies), max(copies.values())) == (written, 1)
