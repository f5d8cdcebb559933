"""Who may send when: two workers, a desk that is paused, a relay that wants its letters slowly."""

import threading
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from guichet_bot import service
from guichet_bot.adapters.doors import make_relay
from guichet_bot.adapters.relay import Outcome, Outgoing, Relay
from guichet_bot.config.settings import DeskSettings
from guichet_bot.store import outbox
from tests.fixtures.world import BUYER, CANTINE, COORDINATOR, OPERATOR, MakeWorld, Sent, World


class Slow:
    """A relay that stops short for as long as the test wants: before the content leaves, or after it was taken."""

    def __init__(self, inner: Relay, when: str, there: threading.Event, go_on: threading.Event) -> None:
        self.inner, self.when, self.there, self.go_on = inner, when, there, go_on

    async def pause(self) -> None:
        import asyncio

        self.there.set()
        await asyncio.to_thread(self.go_on.wait, 20)

    async def connect(self) -> None:
        await self.inner.connect()

    async def submit(self, letter: Outgoing, on_transmitting: Callable[[], Awaitable[None]]) -> Outcome:
        async def mark() -> None:
            if self.when == "before":
                await self.pause()
            await on_transmitting()

        outcome = await self.inner.submit(letter, mark)
        if self.when == "after":
            await self.pause()
        return outcome

    async def close(self) -> None:
        await self.inner.close()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_that_lost_its_lease_never_makes_a_second_copy(world: World, when: str) -> None:
    there, go_on = threading.Event(), threading.Event()

    def slow(settings: DeskSettings) -> Relay:
        return Slow(make_relay(settings), when, there, go_on)

    world.writes(BUYER, "Cantine en régie", CANTINE)
    first = threading.Thread(
        target=service.once, args=(world.setup, lambda: world.now, service.Doors(relay=slow)), daemon=True
    )
    first.start()
    assert there.wait(10)
    time.sleep(0.2)  # the first worker decides all there is to decide
    world.passes(minutes=6)
    other = service.build(world.settings, world.now, "other worker")
    for _ in range(2):
        service.once(other, lambda: world.now)
        world.passes(minutes=1)
    go_on.set()
    first.join(20)
    for minutes in (16, 20):
        world.passes(minutes=minutes)
        service.once(other, lambda: world.now)
    other.store.close()
    ids = [letter.mail.message_id for letter in world.all_sent]
    assert sorted(ids) == sorted(set(ids))
    assert {"ack", "offer"} <= {letter.kind for letter in world.all_sent}
    with world.setup.store.read() as tx:
        assert set(outbox.counts(tx, "resocc")) == {"sent"}


def digest(world: World) -> Sent:
    """Any letter that a coordinator may answer with orders."""
    world.writes("jeanne.roy@mairie-castres.example", "Repas", "Quelle part de bio dans une cantine scolaire ?")
    return next(letter for letter in world.run() if letter.to == COORDINATOR)


def outside(letters: list[Sent]) -> list[tuple[str, str]]:
    return sorted((letter.kind, letter.to) for letter in letters if letter.to not in (COORDINATOR, OPERATOR))


def test_a_paused_desk_keeps_its_letters_and_frees_them_but_transcripts_leave(world: World) -> None:
    letter = digest(world)
    world.answers(letter, "pause")
    assert [one.kind for one in world.run() if one.to == COORDINATOR] == ["transcript"]
    world.writes(BUYER, "Cantine en régie", CANTINE)
    kept = world.run() + world.lets_pass(minutes=90)
    assert outside(kept) == []
    world.answers(letter, "stats")
    assert [one.kind for one in world.run()] == ["transcript"]
    world.answers(letter, "reprendre")
    freed = world.run() + world.lets_pass(5, minutes=20)
    assert ("ack", BUYER) in outside(freed)
    assert "offer" in {one.kind for one in freed}
    assert len([one for one in freed if one.kind == "ack"]) == 1


def test_a_letter_that_the_relay_put_off_does_not_leave_during_a_pause(world: World) -> None:
    letter = digest(world)
    world.smtp.on("rcpt", "451 4.7.1 greylisted", only=BUYER)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.answers(letter, "pause")
    world.run()
    assert outside(world.lets_pass(10, hours=1)) == []
    world.answers(letter, "reprendre")
    assert ("ack", BUYER) in outside(world.run() + world.lets_pass(5, minutes=30))


def test_a_pause_survives_the_process(world: World) -> None:
    letter = digest(world)
    world.answers(letter, "pause")
    world.run()
    world.again()
    world.writes(BUYER, "Cantine en régie", CANTINE)
    assert outside(world.run()) == []
    world.again()
    world.passes(minutes=1)
    assert outside(world.lets_pass(minutes=60)) == []


def test_per_minute_spreads_letters_over_the_minute(make_world: MakeWorld) -> None:
    world = make_world(relay={"per_minute": 600})
    for number in range(3):
        world.writes(f"acheteur{number}@ville{number}.example", "Cantine", CANTINE)
    begun = time.monotonic()
    sent = world.run()
    assert len(sent) >= 6
    assert time.monotonic() - begun >= (len(sent) - 1) * 0.1


def test_letters_wait_for_their_moment_across_a_restart(world: World) -> None:
    world.smtp.on("rcpt", "451 4.7.1 greylisted", times=2)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.again()
    world.now += timedelta(minutes=4)
    world.again()
    kinds = [letter.kind for letter in world.run() + world.lets_pass(2, minutes=10)]
    assert kinds.count("ack") == kinds.count("offer") == 1
