"""A desk on a driven clock without sockets: mails come through the pipe's door, letters go to a relay that takes all.

For stories of weeks. Everything between the two doors is the real thing.
"""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from guichet_bot import service
from guichet_bot.adapters.relay import NetworkTrouble, Outcome, OutcomeKind, Outgoing
from guichet_bot.app import digest, handle, housekeeping, receive, tick
from guichet_bot.app.deliver import Delivery
from guichet_bot.app.setup import Setup
from guichet_bot.config.settings import DeskSettings, Retention, Service, Settings, Smtp
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Expert, Mail
from guichet_bot.store import outbox, timers
from guichet_bot.store.engine import Store
from tests.fixtures.world import OPERATOR, a_desk

STEP = timedelta(minutes=15)


@dataclass(frozen=True)
class Post:
    """A letter that left, and when."""

    at: datetime
    to: str
    mail: Mail
    raw: bytes

    @property
    def kind(self) -> str:
        return self.mail.message_id.partition("@")[0].rpartition(".")[2]

    @property
    def reply_to(self) -> str:
        return self.mail.header("reply-to").strip("<>")


@dataclass
class FastRelay:
    """Takes every letter at once, after its mark is written; `broken` refuses every connection."""

    desk: "MonthDesk"

    async def connect(self) -> None:
        return None

    async def submit(self, letter: Outgoing, on_transmitting: Callable[[], Awaitable[None]]) -> Outcome:
        if self.desk.broken:
            raise NetworkTrouble("Le serveur d'envoi ne répond pas.")
        await on_transmitting()
        self.desk.posts.append(Post(self.desk.now, letter.rcpt, parse(letter.raw), letter.raw))
        return Outcome(OutcomeKind.SENT, 250, "ok")

    async def close(self) -> None:
        return None


@dataclass
class MonthDesk:
    """`play(until)` lets time go by; `reads` is called with each letter that left and may answer it with `at`."""

    folder: Path
    experts: tuple[Expert, ...]
    now: datetime
    desk: dict[str, Any] = field(default_factory=dict)
    reads: Callable[[Post], None] = lambda _post: None
    posts: list[Post] = field(default_factory=list)
    broken: bool = False  # the relay is out of reach
    setup: Setup = field(init=False)
    _coming: list[tuple[datetime, int, bytes]] = field(default_factory=list)
    _count: "itertools.count[int]" = field(default_factory=itertools.count)
    _read: int = 0
    fed: int = 0  # mails that reached the desk

    def __post_init__(self) -> None:
        self.starts()

    def starts(self) -> None:
        """A process begins."""
        settings = Settings(
            folder=self.folder,
            store_url=f"sqlite:///{self.folder / 'guichet.db'}",
            service=Service(operator=OPERATOR),
            retention=Retention(),
            desks=(DeskSettings(a_desk(**self.desk), self.experts, None, Smtp("relay.example", per_minute=0)),),
        )
        self.setup = service.build(settings, self.now)
        self._runner = asyncio.Runner()

    def ends(self) -> None:
        """The process is gone; mails that come meanwhile wait at the mail host."""
        self._runner.close()
        self.setup.store.close()

    @property
    def store(self) -> Store:
        return self.setup.store

    def at(self, when: datetime, raw: bytes) -> None:
        """This mail arrives then."""
        heapq.heappush(self._coming, (when, next(self._count), raw))

    def play(self, until: datetime) -> None:
        """Time goes by in steps; the desk works at each step that has something due."""
        while self.now < until:
            self.now += STEP
            arrived = self.takes_in()
            digest.run_due(self.setup, self.now)
            if arrived or self.is_due():
                self.works()

    def absent_until(self, until: datetime) -> None:
        """The process is down for a while."""
        self.ends()
        self.now = until
        self.starts()

    def takes_in(self) -> int:
        arrived = 0
        while self._coming and self._coming[0][0] <= self.now:
            receive.from_pipe(self.store, "resocc", heapq.heappop(self._coming)[2], self.now)
            arrived += 1
        self.fed += arrived
        return arrived

    def is_due(self) -> bool:
        with self.store.read() as tx:
            oldest = outbox.oldest(tx)
            return bool(timers.due_count(tx, self.now)) or (oldest is not None and oldest <= self.now)

    def works(self) -> None:
        """Everything due at this instant, as the service does it; then people read what they got."""
        while handle.handle_batch(self.setup, self.now):
            pass
        while tick.tick(self.setup, self.now):
            pass
        digest.run_due(self.setup, self.now)
        housekeeping.run_due(self.setup, self.now)
        if not self.broken:
            self._runner.run(self._send())
        new, self._read = self.posts[self._read :], len(self.posts)
        for post in new:
            self.reads(post)

    async def _send(self) -> None:
        delivery = Delivery(self.setup, "resocc", lambda: FastRelay(self), lambda: self.now)
        while await delivery.drain():
            pass
        await delivery.close()
