"""The play: the real service on embedded mail servers, and a clock that jumps from one event to the next."""

import heapq
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from guichet_bot import clock, service
from guichet_bot.app.setup import Setup
from guichet_bot.config.settings import DeskSettings, Retention, Service, Settings
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import QuestionState
from guichet_bot.demo import cast
from guichet_bot.demo.personas import ZONE, Troupe, Written
from guichet_bot.demo.servers import Letter, MailServers
from guichet_bot.demo.shown import number_in, without_tag
from guichet_bot.demo.story import Reaction
from guichet_bot.store import questions, schema

DAY_BEGINS, DAY_ENDS = 8, 18


@dataclass(frozen=True, slots=True)
class Happening:
    """One mail that came (`incoming`) or left. `person` is the other side, `number` that of the question.

    `kind` is what the mail was taken for (its cause in the store), or the kind of letter that left.
    """

    at: datetime
    incoming: bool
    person: str
    subject: str
    kind: str = ""
    number: str = ""


@dataclass(slots=True)
class State:
    """The desk after a step: the clock, the questions as they stand, and the counts so far."""

    now: datetime
    received: int = 0
    sent: int = 0
    questions: list[tuple[str, str, QuestionState, str]] = field(default_factory=list)  # number, subject, state, expert


Watch = Callable[[State, list[Happening]], None]


@dataclass(frozen=True, slots=True)
class Played:
    """What a play leaves behind; `seconds` is what it took."""

    setup: Setup
    folder: Path
    seconds: float
    received: int
    sent: int
    unused: list[Reaction]


def play(folder: Path, watch: Watch) -> Played:
    """The whole story in `folder` (the store and every mail as .eml); `watch` is told after each step."""
    began = clock.elapsed()
    stage = Stage(folder, watch)
    try:
        stage.run()
    finally:
        stage.servers.stop()
    state = stage.state
    return Played(stage.setup, folder, clock.elapsed() - began, state.received, state.sent, stage.troupe.unused)


class Stage:
    """The servers, the desk, its people, and the agenda of who writes when."""

    def __init__(self, folder: Path, watch: Watch) -> None:
        self.folder, self.watch = folder, watch
        self.mails = folder / "courriers"
        self.mails.mkdir(parents=True, exist_ok=True)
        self.troupe = Troupe()
        self._order = count()
        self._agenda: list[tuple[datetime, int, Written]] = []
        for written in self.troupe.opening():
            self._plan(written)
        self._letters: list[Letter] = []
        self._lock = threading.Lock()
        self.servers = MailServers(self._took)
        self.servers.start()
        start = datetime.combine(cast.FIRST, datetime.min.time(), ZONE) + timedelta(hours=DAY_BEGINS - 1)
        self.end = datetime.combine(cast.LAST, datetime.min.time(), ZONE) + timedelta(hours=DAY_ENDS)
        self.state = State(start.astimezone(UTC))
        self.setup = service.build(self._settings(), self.state.now, "demo")

    def run(self) -> None:
        while (at := self._next()) <= self.end:
            self.state.now = at.astimezone(UTC)
            self._step()

    def _step(self) -> None:
        """Deliver what is written, let the desk do all that is due, and let people read what it sent."""
        arrived = []
        while self._agenda and self._agenda[0][0] <= self.state.now:
            written = heapq.heappop(self._agenda)[2]
            self._keep(written.raw, "recu")
            self.servers.deliver(written.raw)
            self.state.received += 1
            arrived.append(written)
        service.once(self.setup, lambda: self.state.now)
        happened = [self._read(written) for written in arrived]
        for letter in self._taken():
            self._keep(letter.raw, "envoye")
            self.state.sent += 1
            mail = parse(letter.raw)
            kind = mail.message_id.partition("@")[0].rpartition(".")[2]
            subject, number = without_tag(mail.subject), number_in(mail.subject)
            happened.append(Happening(self.state.now, False, letter.rcpts[0], subject, kind, number))
            for written in self.troupe.reads(letter, self.state.now):
                self._plan(written)
        self._look()
        self.watch(self.state, happened)

    def _read(self, written: Written) -> Happening:
        """What the desk took that mail for, and which question it belongs to."""
        query = (
            sa.select(schema.inbound.c.cause, schema.question.c.number)
            .outerjoin(schema.question, schema.question.c.id == schema.inbound.c.question_id)
            .where(schema.inbound.c.message_id == parse(written.raw).message_id)
        )
        with self.setup.store.read() as tx:
            found = tx.execute(query).first()
        kind, number = (found.cause or "", found.number or "") if found else ("", "")
        subject = without_tag(written.subject)
        return Happening(self.state.now, True, written.who.email, subject, kind, number or number_in(written.subject))

    def _next(self) -> datetime:
        """The next instant at which somebody writes or the desk has something to do; at least once each morning."""
        local = self.state.now.astimezone(ZONE)
        morning = local.replace(hour=DAY_BEGINS, minute=0, second=0, microsecond=0)
        if morning <= local:
            morning += timedelta(days=1)
        soonest = [morning]
        with self.setup.store.read() as tx:
            due = tx.execute(sa.select(sa.func.min(schema.timer.c.due_at))).scalar_one()
            queued = sa.select(sa.func.min(schema.outbox.c.next_at)).where(schema.outbox.c.state == "queued")
            leaves = tx.execute(queued).scalar_one()
        soonest += [max(at, self.state.now + timedelta(minutes=1)) for at in (due, leaves) if at is not None]
        if self._agenda:
            soonest.append(self._agenda[0][0])
        return min(soonest)

    def _look(self) -> None:
        with self.setup.store.read() as tx:
            found = questions.listing(tx, cast.DESK.name)
        self.state.questions = sorted((one.number, one.subject, one.state, one.expert) for one in found)

    def _plan(self, written: Written) -> None:
        heapq.heappush(self._agenda, (written.at, next(self._order), written))

    def _took(self, letter: Letter) -> None:
        """Called in the servers' thread."""
        with self._lock:
            self._letters.append(letter)

    def _taken(self) -> list[Letter]:
        with self._lock:
            taken, self._letters = self._letters, []
        return taken

    def _keep(self, raw: bytes, which: str) -> None:
        number = self.state.received + self.state.sent + 1
        (self.mails / f"{number:03}-{which}.eml").write_bytes(raw)

    def _settings(self) -> Settings:
        desk = DeskSettings(cast.DESK, cast.EXPERTS, self.servers.imap(), self.servers.smtp())
        return Settings(
            folder=self.folder,
            store_url=f"sqlite:///{self.folder / 'guichet.db'}",
            service=Service(),
            retention=Retention(),
            desks=(desk,),
        )
