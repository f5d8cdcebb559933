"""Delivery marks of several connections: committed together, but no letter goes on before its own mark is safe."""

import asyncio
import threading

import pytest
import sqlalchemy as sa

from guichet_bot.app.journal import Journal
from guichet_bot.store import heartbeats
from guichet_bot.store.engine import Store, Tx
from tests.fixtures.world import START


class Mark:
    """A mark that leaves a row behind, and can be told to break or to wait."""

    def __init__(self, name: str, breaks: bool = False, waits: threading.Event | None = None) -> None:
        self.name, self.breaks, self.waits = name, breaks, waits

    def __call__(self, tx: Tx) -> None:
        if self.waits is not None:
            self.waits.wait(5)
        heartbeats.beat(tx, self.name, START)
        if self.breaks:
            raise RuntimeError(f"{self.name} cannot be written")


def written(store: Store) -> set[str]:
    with store.read() as tx:
        return set(heartbeats.all(tx))


def test_a_mark_is_committed_when_write_returns(sqlite_store: Store) -> None:
    async def story() -> None:
        journal = Journal(sqlite_store)
        await journal.write(Mark("a"))
        assert written(sqlite_store) == {"a"}
        await journal.close()

    asyncio.run(story())


def test_marks_that_wait_share_one_transaction(sqlite_store: Store) -> None:
    begun: list[int] = []
    commits = sqlite_store.begin

    def counted():  # type: ignore[no-untyped-def]
        begun.append(1)
        return commits()

    async def story() -> None:
        go_on = threading.Event()
        journal = Journal(sqlite_store)
        journal._store.begin = counted  # type: ignore[method-assign]
        first = asyncio.create_task(journal.write(Mark("first", waits=go_on)))
        await asyncio.sleep(0.05)
        others = [asyncio.create_task(journal.write(Mark(f"m{number}"))) for number in range(8)]
        await asyncio.sleep(0.05)
        assert not any(task.done() for task in others)
        go_on.set()
        await asyncio.gather(first, *others)
        await journal.close()

    asyncio.run(story())
    assert len(written(sqlite_store)) == 9
    assert len(begun) == 2, "one for the first, one for all that came meanwhile"


def test_a_mark_that_breaks_does_not_take_its_neighbours_with_it(sqlite_store: Store) -> None:
    async def story() -> None:
        go_on = threading.Event()
        journal = Journal(sqlite_store)
        first = asyncio.create_task(journal.write(Mark("first", waits=go_on)))
        await asyncio.sleep(0.05)
        marks = [Mark("a"), Mark("bad", breaks=True), Mark("b")]
        tasks = [asyncio.create_task(journal.write(mark)) for mark in marks]
        await asyncio.sleep(0.05)
        go_on.set()
        a, bad, b = await asyncio.gather(*tasks, return_exceptions=True)
        assert (a, b) == (None, None)
        assert isinstance(bad, RuntimeError)
        await first
        await journal.write(Mark("after"))
        await journal.close()

    asyncio.run(story())
    assert written(sqlite_store) == {"first", "a", "b", "after"}


def test_who_is_cancelled_leaves_the_mark_to_be_written(sqlite_store: Store) -> None:
    async def story() -> None:
        go_on = threading.Event()
        journal = Journal(sqlite_store)
        task = asyncio.create_task(journal.write(Mark("sent", waits=go_on)))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        await journal.close()

    asyncio.run(story())
    assert written(sqlite_store) == {"sent"}, "the relay took the letter: that must not be forgotten"


def test_a_store_that_fails_tells_the_one_who_waits(sqlite_store: Store) -> None:
    def broken(tx: Tx) -> None:
        tx.execute(sa.text("SELECT * FROM no_such_table"))

    async def story() -> None:
        journal = Journal(sqlite_store)
        with pytest.raises(sa.exc.SQLAlchemyError):
            await journal.write(broken)
        await journal.write(Mark("later"))
        await journal.close()

    asyncio.run(story())
    assert written(sqlite_store) == {"later"}
