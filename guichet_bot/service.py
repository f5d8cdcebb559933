"""The composition root: builds everything once, and runs it as a service or once. One loop conducts, threads work."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from socket import gethostname

import structlog

from guichet_bot import clock
from guichet_bot.adapters.doors import make_mailbox, make_relay
from guichet_bot.adapters.mailbox import Mailbox, MailboxTrouble
from guichet_bot.adapters.relay import Relay
from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.adapters.templates import Templates
from guichet_bot.app import digest, handle, housekeeping, tick
from guichet_bot.app.deliver import Delivery
from guichet_bot.app.poll import Poller
from guichet_bot.app.setup import DeskSetup, Setup
from guichet_bot.config.settings import DeskSettings, Settings
from guichet_bot.core.model import InboundState
from guichet_bot.store import heartbeats, inbound, people
from guichet_bot.store.health import open_ready

log = structlog.get_logger()
Now = Callable[[], datetime]
ROLES = ("poll", "handle", "send", "schedule")
BEAT_EVERY = timedelta(seconds=30)
IDLE_SECONDS = 2.0  # how long a role sleeps when nobody wakes it


@dataclass(frozen=True, slots=True)
class Doors:
    """How the outside world is reached; tests and the demo bring their own."""

    mailbox: Callable[[DeskSettings], Mailbox] = make_mailbox
    relay: Callable[[DeskSettings], Relay] = make_relay


@dataclass(slots=True)
class Visit:
    """What `once` did, and what kept it from doing more."""

    received: int = 0
    handled: int = 0
    sent: int = 0
    parked: int = 0
    troubles: list[Exception] = field(default_factory=list)

    @property
    def permanent(self) -> bool:
        return any(getattr(trouble, "permanent", True) for trouble in self.troubles)


def build(settings: Settings, now: datetime, worker: str = "") -> Setup:
    """Open the store, load rules and templates, bring in the experts that the configuration names.

    Raises:
        RulesMistake: the rules cannot be used.
        SchemaMismatch: the store is older or newer than this program.
    """
    store = open_ready(settings.store_url)
    setup = Setup(
        store=store,
        desks={one.desk.name: DeskSetup(one, load_rules(settings.rules, one.desk.name)) for one in settings.desks},
        templates=Templates(settings.templates),
        worker=worker or f"{gethostname()}:{os.getpid()}:{token_hex(3)}",
        service=settings.service,
        retention=settings.retention,
    )
    with store.begin() as tx:
        for one in settings.desks:
            people.seed(tx, one.desk.name, one.experts)
    return setup


def once(setup: Setup, now: Now = clock.now, doors: Doors | None = None) -> Visit:
    """All work that is due: mail is read, handled and sent at the same time; then timers, digests, housekeeping."""
    return asyncio.run(_once(setup, now, doors or Doors()))


async def _once(setup: Setup, now: Now, doors: Doors) -> Visit:
    visit, decided = Visit(), asyncio.Event()
    senders = [asyncio.create_task(_send_until(decided, one, visit)) for one in _deliveries(setup, now, doors)]
    try:
        read = asyncio.create_task(_read_all(setup, now, doors, visit))
        while True:
            finished = read.done()
            handled = await asyncio.to_thread(handle.handle_batch, setup, now())
            visit.handled += handled
            if not handled and finished:
                break
            if not handled:
                await asyncio.wait({read}, timeout=0.01)
        await read
        for work in (all_timers, digest.run_due, housekeeping.run_due):
            try:
                await asyncio.to_thread(work, setup, now())
            except Exception as error:  # one that breaks must not keep the others, nor the letters already decided
                log.exception("scheduled work failed", work=work.__module__)
                visit.troubles.append(error)
        visit.parked = await asyncio.to_thread(_parked, setup)
        await asyncio.to_thread(_beat, setup, now(), "handle", "schedule")
    finally:
        decided.set()
        await asyncio.gather(*senders)
    return visit


def all_timers(setup: Setup, now: datetime) -> None:
    """Every timer that is due, in bounded batches."""
    while tick.tick(setup, now):
        pass


def _beat(setup: Setup, now: datetime, *names: str) -> None:
    with setup.store.begin() as tx:
        for name in names:
            heartbeats.beat(tx, name, now)


def _parked(setup: Setup) -> int:
    with setup.store.read() as tx:
        return sum(inbound.counts(tx, desk).get(InboundState.PARKED, 0) for desk in setup.names)


async def _read_all(setup: Setup, now: Now, doors: Doors, visit: Visit) -> None:
    def read(desk: str, settings: DeskSettings) -> int:
        return Poller(setup, desk, lambda: doors.mailbox(settings), now, lambda: None).once()

    jobs = [
        asyncio.to_thread(read, name, room.settings)
        for name, room in setup.desks.items()
        if room.settings.mailbox is not None
    ]
    for result in await asyncio.gather(*jobs, return_exceptions=True):
        if isinstance(result, MailboxTrouble):
            visit.troubles.append(result)
        elif isinstance(result, BaseException):
            raise result
        else:
            visit.received += result


async def _send_until(decided: asyncio.Event, delivery: Delivery, visit: Visit) -> None:
    """Send while others still decide, and once more after the last decision."""
    try:
        last = False
        while not last:
            last = decided.is_set()
            await delivery.drain()
            if delivery.trouble is not None:
                visit.troubles.append(delivery.trouble)
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(decided.wait(), 0.02)
    finally:
        await delivery.close()
        visit.sent += delivery.sent


def _deliveries(setup: Setup, now: Now, doors: Doors) -> Iterable[Delivery]:
    for name, room in setup.desks.items():
        if room.settings.smtp is not None:
            settings = room.settings
            yield Delivery(setup, name, lambda settings=settings: doors.relay(settings), now)  # type: ignore[misc]


class Running:
    """The service: threads that read and handle, tasks that send, a scheduler that only tells the time."""

    def __init__(self, setup: Setup, roles: Iterable[str], now: Now, doors: Doors) -> None:
        self.setup, self.roles, self.now, self.doors = setup, set(roles), now, doors
        self.ended = threading.Event()
        self.beaten = datetime.min.replace(tzinfo=UTC)
        self.to_handle = threading.Event()
        self.loop = asyncio.get_running_loop()
        self.pollers = list(self._pollers()) if "poll" in self.roles else []
        self.deliveries = list(_deliveries(setup, now, doors)) if "send" in self.roles else []
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415  # `once` does without

        self.scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def _pollers(self) -> Iterable[Poller]:
        for name, room in self.setup.desks.items():
            if room.settings.mailbox is not None:
                settings = room.settings
                make = lambda settings=settings: self.doors.mailbox(settings)  # noqa: E731
                yield Poller(self.setup, name, make, self.now, self.to_handle.set)

    async def until(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then end what is in hand within the grace that the configuration gives."""
        threads = [threading.Thread(target=one.run, name=one.name, daemon=True) for one in self.pollers]
        if "handle" in self.roles:
            threads.append(threading.Thread(target=self.handling, name="handle", daemon=True))
        for thread in threads:
            thread.start()
        sending = [asyncio.create_task(one.run(IDLE_SECONDS)) for one in self.deliveries]
        if "schedule" in self.roles:
            self.scheduler.add_job(
                self.on_tick, "interval", seconds=self.setup.service.tick_seconds, next_run_time=None
            )
            self.scheduler.start()
            for job in self.scheduler.get_jobs():
                job.modify(next_run_time=self.now())
        await stop.wait()
        await self.end(threads, sending)

    async def end(self, threads: list[threading.Thread], sending: list["asyncio.Task[None]"]) -> None:
        self.ended.set()
        self.to_handle.set()
        for one in self.pollers:
            one.stop()
        if self.scheduler.running:
            self.scheduler.pause()
        for delivery in self.deliveries:
            delivery.stopping = True
        self.wake_senders()
        grace = self.setup.service.grace_seconds
        joining = asyncio.gather(*(asyncio.to_thread(one.join, grace) for one in threads))
        if sending:
            _, late = await asyncio.wait(sending, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await joining
        for delivery in self.deliveries:
            await delivery.close()
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)

    def wake_senders(self) -> None:
        """Each desk has an event of its own: one that clears it must not take the news from another."""
        for delivery in self.deliveries:
            delivery.wake.set()

    def handling(self) -> None:
        """The handling thread: batches while there is mail, else sleep until somebody wakes it."""
        while not self.ended.is_set():
            self.to_handle.clear()
            try:
                if handle.handle_batch(self.setup, self.now()):
                    self.loop.call_soon_threadsafe(self.wake_senders)
                    self.to_handle.set()
                self.beat_slowly("handle")
            except Exception:
                log.exception("handling stopped short")
                self.ended.wait(IDLE_SECONDS)
            self.to_handle.wait(IDLE_SECONDS)

    async def on_tick(self) -> None:
        """Due timers, digests and housekeeping, each on its own: one that breaks does not keep the others."""
        for work in (tick.tick, digest.run_due, housekeeping.run_due):
            try:
                await asyncio.to_thread(work, self.setup, self.now())
            except Exception:
                log.exception("scheduled work failed", work=work.__module__)
        self.wake_senders()
        await asyncio.to_thread(_beat, self.setup, self.now(), "schedule")

    def beat_slowly(self, name: str) -> None:
        """A sign of life every half minute; the thread comes by more often."""
        if not timedelta(0) <= self.now() - self.beaten < BEAT_EVERY:  # nor must a clock that was put back stop it
            self.beaten = self.now()
            _beat(self.setup, self.now(), name)


async def run(
    setup: Setup,
    roles: Iterable[str] = ROLES,
    now: Now = clock.now,
    doors: Doors | None = None,
    read_again: Callable[[datetime], object] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT. SIGHUP calls `read_again` in a thread; without one it ends the service too."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_hangup() -> None:
        if read_again is None:
            stop.set()
        else:
            loop.run_in_executor(None, read_again, now())

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, on_hangup)
    await Running(setup, roles, now, doors or Doors()).until(stop)
