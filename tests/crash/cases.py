"""A small working day of the desk that can be replayed as often as it is killed."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from guichet_bot.config.settings import Imap, Settings
from guichet_bot.core.mail.parse import parse
from guichet_bot.store import schema
from guichet_bot.store.engine import open_store
from tests.crash.forkserver import ForkServer, Job
from tests.fixtures.world import CANTINE, World

NEVER_TWICE = {"reminder", "digest"}
RECOVERY = (16, 38, 60)  # minutes after the kill: past the leases, past the quarter of an hour of doubt
SIGKILLED = -9


@dataclass
class Outcome:
    """What the world looks like once everything is quiet again."""

    causes: Counter[str]
    questions: list[tuple[str, str]]
    letters: Counter[str]  # Message-IDs as the relay took them, without the alarms
    unsettled: list[tuple[str, str]]  # letters that are neither sent nor given up
    alarms: int
    doubt: frozenset[str] = frozenset()  # Message-IDs of the letters whose content was leaving at the kill

    @property
    def twice(self) -> set[str]:
        return {one for one, count in self.letters.items() if count > 1}

    @property
    def settled(self) -> Counter[str]:
        """The letters with what was in doubt counted once, whether it came twice or, by its kind, never."""
        return Counter({one: 1 if one in self.doubt else self.letters[one] for one in {*self.letters, *self.doubt}})

    def by_policy(self) -> bool:
        """Only a letter in doubt is repeated, once; and one that must never arrive twice does not. The sender works
        beside every step but its own, so any death may leave the letter of that instant in doubt."""
        lost = self.doubt - set(self.letters)
        kinds = (set(map(kind, lost)) <= NEVER_TWICE, not set(map(kind, self.twice)) & NEVER_TWICE)
        return all(kinds) and self.twice <= self.doubt and len(self.doubt) <= 1 and max(self.letters.values()) <= 2


@dataclass
class Case:
    """`settings` of a seeded desk whose mailbox holds `waiting`; `restore` brings the world back to before the kill."""

    world: World
    server: ForkServer
    settings: Settings
    now: datetime
    store_back: Callable[[], None]
    mailbox_back: Callable[[], None]
    waiting: list[bytes] = field(default_factory=list)

    def restore(self) -> None:
        self.store_back()
        self.mailbox_back()
        self.world.smtp.letters.clear()

    def run(self, step: str = "", when: str = "", n: int = 0, *at: datetime) -> int:
        return self.server.run(Job(self.settings, at or (self.now,), step, when, n))

    def recover(self) -> None:
        assert self.run("", "", 0, *(self.now + timedelta(minutes=after) for after in RECOVERY)) == 0

    def kills(self, step: str, when: str, most: int = 40) -> list[tuple[int, Outcome]]:
        """Kill at the 1st, 2nd... of these steps until there is none left; what each led to, after recovery."""
        found = []
        for n in range(1, most + 1):
            self.restore()
            status = self.run(step, when, n)
            if status == 0:
                break
            assert status == SIGKILLED, f"{when} {step} {n}: {status}"
            doubt = frozenset(message_id for message_id, _ in self.in_doubt())
            self.recover()
            found.append((n, replace(self.outcome(), doubt=doubt)))
        return found

    def in_doubt(self) -> set[tuple[str, int]]:
        """Message-ID and attempt of the letters whose content had begun to leave when the process died."""
        store = open_store(self.settings.store_url)
        try:
            with store.read() as tx:
                one = schema.outbox.c
                return {
                    (row[0], row[1])
                    for row in tx.execute(sa.select(one.message_id, one.attempts).where(one.phase == "data"))
                }
        finally:
            store.close()

    def undisturbed(self) -> Outcome:
        self.restore()
        assert self.run() == 0
        self.recover()
        return self.outcome()

    def outcome(self) -> Outcome:
        store = open_store(self.settings.store_url)
        try:
            with store.read() as tx:
                inbound, question, outbox = schema.inbound.c, schema.question.c, schema.outbox.c
                causes = Counter(str(cause) for (cause,) in tx.execute(sa.select(inbound.cause)))
                asked = tx.execute(sa.select(question.buyer, question.state).order_by(question.id))
                questions = [(buyer, str(state)) for buyer, state in asked]
                waiting = sa.select(outbox.kind, outbox.state).where(outbox.state.not_in(("sent", "cancelled")))
                unsettled = [(kind, state) for kind, state in tx.execute(waiting)]
        finally:
            store.close()
        letters = Counter(parse(letter.raw).message_id for letter in self.world.smtp.letters)
        alarms = [letters.pop(one) for one in list(letters) if kind(one) == "alarm"]
        return Outcome(causes, questions, letters, unsettled, len(alarms))


def kind(message_id: str) -> str:
    return message_id.partition("@")[0].rpartition(".")[2]


def copied(live: Path, folder: Path, *names: str) -> Callable[[], None]:
    """Keep these files and folders as they are now; gives what brings them back."""

    def copy(source: Path, target: Path) -> None:
        for name in names:
            for gone in target.glob(f"{name}*"):
                shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
            (shutil.copytree if (source / name).is_dir() else shutil.copy)(source / name, target / name)

    copy(live, folder)
    return lambda: copy(folder, live)


def work_a_day(world: World) -> list[bytes]:
    """Monday 14:35: two questions are with experts since before the morning's letters were due, one expert is due a
    reminder, and a third question and the answer of the other expert lie in the mailbox (they are given back)."""
    world.writes("paul.martin@mairie-albi.example", "Cantine en régie", CANTINE)
    offer = next(letter for letter in world.run() if letter.kind == "offer")
    world.passes(minutes=10)
    world.writes("lucie.faure@cc-gaillac.example", "Pain bio", "Le pain bio de notre cantine compte-t-il pour EGalim ?")
    world.run()
    world.passes(hours=6, minutes=45)
    text, attached = "Le bio et les signes de qualité comptent.\n", ("fiche.pdf", b"%PDF-1")
    waiting = [
        world.answers(offer, text, attach=attached),
        world.writes("zoe.blanc@ville-revel.example", "Végétarien", "Un menu végétarien est-il dû en cantine ?"),
    ]
    world.setup.store.close()
    return waiting


def on_files(world: World, server: ForkServer, folder: Path) -> Case:
    """The day on SQLite and a Maildir; what brings it back is kept in `folder`."""
    waiting = work_a_day(world)
    store_back = copied(world.folder, folder, "guichet.db")
    mailbox_back = copied(world.folder, folder, "mail")
    return Case(world, server, world.settings, world.now, store_back, mailbox_back, waiting)


def through(case: Case, mailbox: Imap, mailbox_back: Callable[[], None]) -> Case:
    """The same day with its mail in an IMAP mailbox."""
    (desk,) = case.settings.desks
    settings = replace(case.settings, desks=(replace(desk, mailbox=mailbox),))
    return replace(case, settings=settings, mailbox_back=mailbox_back)
