"""Delivery marks of many connections, committed together: one transaction carries whatever waits at that moment.

A connection goes on only when its own mark is safely written, so what each mark promises (T5 before the first byte of
content, T6 right after the reply) holds letter by letter.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from guichet_bot.store.engine import Store, Tx

Mark = Callable[[Tx], None]


class Journal:
    """Writes marks from one thread of its own, in the order they were given."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Mark, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")

    async def write(self, mark: Mark) -> None:
        """Return when `mark` is committed; raise what its transaction raised."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((mark, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._drain())
        await asyncio.shield(done)

    async def close(self) -> None:
        """Write what still waits, then end the thread."""
        if self._writer is not None:
            await asyncio.gather(self._writer, return_exceptions=True)
        self._thread.shutdown(wait=True)

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                await loop.run_in_executor(self._thread, self._commit, [mark for mark, _ in group])
            except Exception as error:
                await self._one_by_one(group) if len(group) > 1 else _fail(group[0][1], error)
            else:
                for _, done in group:
                    if not done.done():
                        done.set_result(None)

    async def _one_by_one(self, group: list[tuple[Mark, asyncio.Future[None]]]) -> None:
        """A mark that cannot be written must not take its neighbours with it."""
        loop = asyncio.get_running_loop()
        for mark, done in group:
            try:
                await loop.run_in_executor(self._thread, self._commit, [mark])
            except Exception as error:
                _fail(done, error)
            else:
                if not done.done():
                    done.set_result(None)

    def _commit(self, marks: list[Mark]) -> None:
        with self._store.begin() as tx:
            for mark in marks:
                mark(tx)


def _fail(done: "asyncio.Future[None]", error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
