"""The service survives what fails for a moment: no thread and no task may die in silence."""

import asyncio
from collections.abc import Callable

import pytest

from guichet_bot import service
from guichet_bot.adapters.doors import make_relay
from guichet_bot.app import deliver, handle
from guichet_bot.app.deliver import Delivery
from guichet_bot.store.outbox import OutboxRow
from tests.fixtures.world import BUYER, CANTINE, World


class Hiccup(Delivery):
    """A delivery whose store fails once, as a locked or full disk does."""

    failures = 1

    def claim(self) -> list[OutboxRow]:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        return super().claim()


async def until(reached: Callable[[], bool], seconds: float = 30) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not reached() and loop.time() < end:
        await asyncio.sleep(0.05)


def test_a_store_that_fails_for_a_moment_does_not_end_the_sending(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.writes(BUYER, "Cantine", CANTINE)

    async def serve() -> None:
        delivery = Hiccup(world.setup, "resocc", lambda: make_relay(world.settings.desks[0]), lambda: world.now)
        task = asyncio.create_task(delivery.run(0.1))
        await until(lambda: len(world.smtp.letters) == 2)
        delivery.stopping = True
        delivery.wake.set()
        await task
        await delivery.close()

    poller = service.Poller(
        world.setup, "resocc", lambda: service.Doors().mailbox(world.settings.desks[0]), lambda: world.now, lambda: None
    )
    poller.once()
    handle.handle_batch(world.setup, world.now)
    monkeypatch.setattr(deliver, "FIRST_PAUSE", 0.1)
    asyncio.run(serve())
    assert sorted(one.kind for one in world.new()) == ["ack", "offer"]
