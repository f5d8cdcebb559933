"""A relay that thinks for long over one letter holds up no other, and its late answer still counts."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from guichet_bot import service
from guichet_bot.adapters.doors import make_mailbox, make_relay
from guichet_bot.adapters.relay import Relay
from guichet_bot.adapters.smtp import SmtpRelay
from guichet_bot.app import deliver, handle
from guichet_bot.app.deliver import Delivery
from guichet_bot.app.poll import Poller
from guichet_bot.config.settings import DeskSettings
from guichet_bot.store import heartbeats, outbox
from tests.fixtures.smtp import STALL
from tests.fixtures.world import ANNE, BUYER, CANTINE, MakeWorld, World
from tests.scenario.test_service_goes_on import until

Play = Callable[[Delivery], Awaitable[None]]


def decided(world: World, number: int = 1) -> None:
    """Questions have come in and their letters wait."""
    for one in range(number):
        world.writes(f"acheteur{one}@ville{one}.example" if one else BUYER, "Cantine", f"{CANTINE} Dossier {one}.")
    box = make_mailbox(world.settings.desks[0])
    Poller(world.setup, "resocc", lambda: box, lambda: world.now, lambda: None).once()
    while handle.handle_batch(world.setup, world.now):
        pass


def sending(world: World, play: Play, relay: Callable[[DeskSettings], Relay] = make_relay) -> Delivery:
    """The desk's letters are sent while `play` goes on; then the sending ends as the service ends it."""

    async def serve() -> Delivery:
        delivery = Delivery(world.setup, "resocc", lambda: relay(world.settings.desks[0]), lambda: world.now)
        task = asyncio.create_task(delivery.run(0.05))
        try:
            await play(delivery)
        finally:
            delivery.stopping = True
            delivery.wake.set()
            _, late = await asyncio.wait({task}, timeout=0.5)
            for one in late:
                one.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await delivery.close()
        return delivery

    return asyncio.run(serve())


def states(world: World) -> dict[str, int]:
    with world.setup.store.read() as tx:
        return outbox.counts(tx, "resocc")


@pytest.mark.parametrize("connections", [1, 3])
def test_the_other_letters_leave_while_the_relay_thinks_over_one(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch, connections: int
) -> None:
    monkeypatch.setattr(deliver, "PATIENCE", 0.2)
    world = make_world(relay={"connections": connections})
    world.smtp.on("final", STALL, times=9, only="To: paul")
    decided(world, 3)

    async def play(_: Delivery) -> None:
        await until(lambda: len(world.smtp.letters) == 5)
        decided(world, 4)  # one more while the first is still under way
        await until(lambda: len(world.smtp.letters) >= 6)

    sending(world, play)
    assert world.smtp.to(BUYER) == []
    assert len(world.smtp.letters) >= 6, "news that came meanwhile did not wait for the relay's answer"


def test_the_relays_late_answer_is_the_end_of_its_letter(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "PATIENCE", 0.1)
    world.smtp.on("final", STALL, only="To: paul")
    decided(world)

    async def play(_: Delivery) -> None:
        await until(lambda: len(world.smtp.letters) == 1)
        await until(lambda: states(world) == {"sent": 1, "sending": 1})
        for talk in list(world.smtp._open):
            if talk.deaf:
                world.smtp._loop.call_soon_threadsafe(talk.say, "250 2.0.0 queued at last")
        await until(lambda: states(world) == {"sent": 2})

    sending(world, play)
    assert states(world) == {"sent": 2}


def test_a_relay_that_thinks_over_everything_is_not_flooded_with_connections(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "PATIENCE", 0.05)
    world = make_world()
    world.smtp.on("final", STALL, times=100)
    decided(world, 12)
    written = states(world)["queued"]
    doubtful = 1 + deliver.MOST_ASIDE

    async def play(_: Delivery) -> None:
        await until(lambda: sum(talk.deaf for talk in list(world.smtp._open)) == doubtful)
        await asyncio.sleep(0.5)  # ten times its patience: what comes after is a flood

    sending(world, play)
    assert world.smtp.connections == doubtful
    assert states(world) == {"sending": doubtful, "queued": written - doubtful}, "the others are free for whoever comes"


def test_the_visit_of_once_waits_for_the_answer_about_a_letter_under_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "PATIENCE", 0.05)
    world.smtp.on("final", STALL, only="To: paul")
    world.doors = service.Doors(relay=lambda one: SmtpRelay(one.smtp, final_seconds=2))  # type: ignore[arg-type]
    world.writes(BUYER, "Cantine", CANTINE)
    assert [one.to for one in world.run() if one.kind != "digest"] == [ANNE]
    world.passes(minutes=16)
    assert [one.to for one in world.run()] == [BUYER], "doubt was written down at once, so it goes once more"


def test_sending_gives_a_sign_of_life_even_with_nothing_to_send(world: World) -> None:
    async def play(_: Delivery) -> None:
        await until(lambda: beat(world) is not None)
        before = beat(world)
        world.now += timedelta(minutes=1)
        await until(lambda: beat(world) != before)

    sending(world, play)
    assert beat(world) == world.now


def beat(world: World) -> object:
    with world.setup.store.read() as tx:
        return heartbeats.all(tx).get("send:resocc")
