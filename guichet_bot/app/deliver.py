"""T4 to T6: carry letters to the relay. Their bytes were fixed when they were decided; here only their fate changes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from guichet_bot.adapters.relay import NetworkTrouble, Outcome, OutcomeKind, Outgoing, Relay
from guichet_bot.app import alarm, late, outcomes
from guichet_bot.app.journal import Journal
from guichet_bot.app.setup import Setup
from guichet_bot.store import heartbeats, outbox, pausing, switches
from guichet_bot.store.engine import Tx
from guichet_bot.store.outbox import OutboxRow

log = structlog.get_logger()
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0  # seconds between attempts to reach a relay that is down
PATIENCE = 20.0  # seconds that other letters wait for the one in hand; the relay may think about it far longer
MOST_ASIDE = 4  # connections more than configured, on which a relay thinks
RECORD_AGAIN = (0.5, 2.0, 5.0, 10.0, 20.0, 40.0)  # seconds before an outcome is written once more
BEAT_EVERY = timedelta(seconds=30)


class LostLease(Exception):
    """The lease of a letter ended before its content left; it may be with another worker now."""


@dataclass
class Pace:
    """No more than `per_minute` letters a minute from this process, evenly spread; 0 = no limit."""

    per_minute: int
    next_at: float = 0.0

    async def turn(self) -> None:
        if not self.per_minute:
            return
        loop = asyncio.get_running_loop()
        at = max(self.next_at, loop.time())
        self.next_at = at + 60 / self.per_minute
        await asyncio.sleep(at - loop.time())


class Delivery:
    """One desk's letters over its kept connections.

    `now` gives the instant of each claim and mark (aware, UTC); `relay` makes a connection's relay.
    """

    def __init__(self, setup: Setup, desk: str, relay: Callable[[], Relay], now: Callable[[], datetime]) -> None:
        smtp = setup.desks[desk].settings.smtp
        self.setup, self.desk, self.now = setup, desk, now
        self.connections = smtp.connections if smtp else 1
        self.pace = Pace(smtp.per_minute if smtp else 0)
        self.relay = relay
        self.relays = [relay() for _ in range(self.connections)]
        self.under_way: set[asyncio.Task[None]] = set()  # a letter each
        self.beaten = datetime.min.replace(tzinfo=UTC)
        self.journal = Journal(setup.store)
        self.trouble: NetworkTrouble | None = None
        self.wake = asyncio.Event()
        self.stopping = False
        self.cut_short = False  # letters may be claimed that no connection has taken
        self.sent = 0  # letters that the relay took

    async def drain(self) -> int:
        """Send all letters that are due; gives how many were tried. A relay that cannot be reached ends it early
        with `trouble` set, and costs the letters nothing. A letter over which the relay thinks for long may still be
        under way afterwards."""
        self.trouble = None
        await asyncio.to_thread(outcomes.settle_expired, self.setup, self.now())
        queue: asyncio.Queue[OutboxRow | None] = asyncio.Queue(maxsize=self.connections)
        carriers = [asyncio.create_task(self.carry(relay, queue)) for relay in self.relays]
        try:
            tried = await self.feed(queue)
            await _end(carriers, queue)
        except asyncio.CancelledError:  # a relay that says nothing outlasted the service's grace
            for carrier in carriers:
                carrier.cancel()
            await asyncio.gather(*carriers, return_exceptions=True)
            await self.drop()
            self.cut_short = True
            raise
        except Exception:
            await _end(carriers, queue)
            raise
        if self.trouble is not None:
            await asyncio.to_thread(alarm.relay_trouble, self.setup, self.desk, self.trouble, self.now())
        return tried

    async def feed(self, queue: "asyncio.Queue[OutboxRow | None]") -> int:
        """Claim a few letters at a time, so that a crash leaves few to wait for their lease."""
        tried = 0
        while self.trouble is None and not self.stopping:
            rows = await asyncio.to_thread(self.claim)
            if not rows:
                break
            for row in rows:
                await queue.put(row)
            tried += len(rows)
        return tried

    def claim(self) -> list[OutboxRow]:
        service = self.setup.service
        with self.setup.store.begin() as tx:
            if switches.get_all(tx, self.desk).get("paused"):
                pausing.hold(tx, self.desk)  # also what was queued again since the pause began
            now, limit = self.now(), 2 * self.connections
            if not timedelta(0) <= now - self.beaten < BEAT_EVERY:
                heartbeats.beat(tx, f"send:{self.desk}", now)
                self.beaten = now
            while rows := outbox.claim(tx, now, self.setup.worker, service.lease_seconds, limit, (self.desk,)):
                if leaving := late.in_time(tx, self.setup, rows, now):
                    return leaving
        return []

    async def carry(self, relay: Relay, queue: "asyncio.Queue[OutboxRow | None]") -> None:
        """One connection: letters one after the other until the feed ends.

        A relay that thinks for long over a letter keeps that connection, and the next letters go on over a new one.
        """
        while (row := await queue.get()) is not None:
            if self.trouble is None and not self.stopping:
                await self.pace.turn()
            task = asyncio.create_task(self.safely(relay, row))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)
            patient = len(self.under_way) >= self.connections + MOST_ASIDE
            await asyncio.wait({task}, timeout=None if patient else PATIENCE)
            if not task.done():
                log.warning("relay is slow", outbox=row.id)
                fresh = self.relay()
                self.relays[self.relays.index(relay)], relay = fresh, fresh

    async def safely(self, relay: Relay, row: OutboxRow) -> None:
        try:
            await self.one(relay, row)
        except Exception:
            # The letter keeps its phase; its lease decides what becomes of it.
            log.exception("sending failed", outbox=row.id)
            await relay.close()
        finally:
            if relay not in self.relays:  # it was set aside
                await relay.close()

    async def one(self, relay: Relay, row: OutboxRow) -> None:
        if self.trouble is not None or self.stopping:
            await self.give_back(row)
            return
        leaving = False

        async def mark() -> None:
            nonlocal leaving
            await self.journal.write(self.transmitting(row))
            leaving = True

        try:
            outcome = await relay.submit(self.outgoing(row), mark)
        except NetworkTrouble as trouble:
            self.trouble = trouble
            await self.give_back(row)
            return
        except BaseException:  # the process ends, or the mark could not be written
            if not leaving:
                await self.give_back(row)
            raise
        await self.record(row, outcome)
        self.sent += outcome.kind is OutcomeKind.SENT

    async def record(self, row: OutboxRow, outcome: Outcome) -> None:
        """T6. A store that fails for a moment (locked, full, restarted) is tried again: what is not written down would
        be taken for doubt, and a letter that arrived would leave a second time."""
        for pause in RECORD_AGAIN:
            try:
                return await asyncio.shield(self.journal.write(lambda tx: self.finish(tx, row, outcome)))
            except Exception:
                log.exception("outcome not written yet", outbox=row.id, outcome=outcome.kind)
                await asyncio.sleep(pause)
        return await asyncio.shield(self.journal.write(lambda tx: self.finish(tx, row, outcome)))

    async def give_back(self, row: OutboxRow) -> None:
        await self.journal.write(lambda tx: outbox.give_back(tx, row))

    def outgoing(self, row: OutboxRow) -> Outgoing:
        desk = self.setup.desks[self.desk].settings.desk
        local, _, domain = desk.address.rpartition("@")
        copies = (f"{local}+sent@{domain}",) if desk.self_copy else ()
        return Outgoing(row.sender, row.rcpt, row.raw, copies)

    def transmitting(self, row: OutboxRow) -> Callable[[Tx], None]:
        def mark(tx: Tx) -> None:
            if not outbox.mark_data(tx, row):
                raise LostLease(f"letter {row.id} is no longer ours to send")

        return mark

    def finish(self, tx: Tx, row: OutboxRow, outcome: Outcome) -> None:
        outcomes.settle(tx, self.setup, row, outcome, self.now())

    async def run(self, idle_seconds: float) -> None:
        """Send whenever woken or when `idle_seconds` have gone by, until `stopping`; a relay that is down, or a store
        that fails, is tried again after longer and longer pauses."""
        pause = FIRST_PAUSE
        while not self.stopping:
            self.wake.clear()
            try:
                await self.drain()
            except Exception:
                log.exception("sending stopped short", desk=self.desk)
            else:
                if self.trouble is None:
                    pause = FIRST_PAUSE
                    await _wait(self.wake, idle_seconds)
                    continue
                log.warning("relay out of reach", desk=self.desk, why=str(self.trouble), seconds=pause)
            await _wait(None, pause, lambda: self.stopping)
            pause = min(2 * pause, LONGEST_PAUSE)
        try:
            await self.settled()
        except asyncio.CancelledError:
            await self.drop()
            raise

    async def settled(self) -> None:
        """Wait until the relay has answered about every letter."""
        while self.under_way:
            await asyncio.wait(set(self.under_way))

    async def drop(self) -> None:
        """Let go of the letters under way; those whose content had begun to leave are in doubt."""
        for task in list(self.under_way):
            task.cancel()
        await self.settled()

    async def close(self) -> None:
        self.stopping = True
        await self.settled()
        if self.cut_short:
            try:
                await self.journal.write(lambda tx: outbox.let_go(tx, self.desk, self.setup.worker))
            except Exception:
                log.exception("claimed letters stay until their lease ends", desk=self.desk)
        await self.journal.close()
        await asyncio.gather(*(relay.close() for relay in self.relays), return_exceptions=True)


async def _end(carriers: "list[asyncio.Task[None]]", queue: "asyncio.Queue[OutboxRow | None]") -> None:
    """Let each connection carry what it was given, then stop."""
    for _ in carriers:
        await queue.put(None)
    await asyncio.gather(*carriers)


async def _wait(wake: asyncio.Event | None, seconds: float, ended: Callable[[], bool] = lambda: False) -> None:
    if wake is not None:
        try:
            await asyncio.wait_for(wake.wait(), seconds)
        except TimeoutError:
            return
        return
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until and not ended():
        await asyncio.sleep(min(0.2, seconds))
