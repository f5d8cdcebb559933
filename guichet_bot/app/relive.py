"""A restored desk lives the days again that its store lost: the mails it had filed come back through the ordinary door,
each at the hour when it came, and what falls due between them falls due then (docs/decisions/0015).

Nothing leaves by that: until the end the gate writes every letter as in doubt. A letter that a received mail answers,
or whose own copy came back, has left; about the others a person decides. It may be begun again after any crash.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from guichet_bot.adapters.filed import Filed
from guichet_bot.adapters.mailbox import Mailbox, NoFolder
from guichet_bot.app import digest, handle, receive, tick
from guichet_bot.app.office import Offices
from guichet_bot.app.poll import Poller
from guichet_bot.app.setup import Setup
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Mail
from guichet_bot.store import heartbeats, inbound, mailboxes, raws, restored, timers
from guichet_bot.store.engine import Tx

MARGIN = timedelta(days=2)  # a mail may be stored long after it came, and a server's day is not ours
ALIVE = timedelta(minutes=2)  # since its last sign of life: a service still runs
FEW = 50


class StillRunning(Exception):
    """A service works with this store; it must be stopped first."""


@dataclass(slots=True)
class Relived:
    """What came of it: mails that were read, those the store did not know, letters that are known to have left, and
    those of which nobody knows. `unread` are mails that the mailbox announces and does not give."""

    since: datetime
    read: int = 0
    new: int = 0
    left: int = 0
    doubtful: int = 0
    unread: list[str] = field(default_factory=list)


def relive(
    setup: Setup,
    name: str,
    folders: Iterable[Filed],
    mailbox: Callable[[], Mailbox] | None,
    now: datetime,
    *,
    as_is: bool = False,
) -> Relived | None:
    """Compare one restored desk with its mailbox; None when there is nothing to compare.

    `folders` are where it filed what it took in, and what it reads; `mailbox` is its ordinary door, which has the last
    word about the latter. Without one, what was presented to `receive` again is handled last, for nothing tells when it
    first came.

    A mail that cannot be read leaves it to be done again, unless `as_is` says that it will never be.

    Raises:
        MailboxTrouble: not everything could be read; the desk goes on writing in doubt until this has succeeded.
        StillRunning: nothing was done.
    """
    with setup.store.begin() as tx:
        since = restored.to_compare(tx, name)
        if since is None:
            return None
        if any(now - at < ALIVE for who, at in heartbeats.all(tx).items() if not who.startswith("mailbox:")):
            raise StillRunning
        begun = restored.begin(tx, name)  # when it was killed: the hour that it was living
    alone = replace(setup, desks={name: setup.desks[name]}, reliving=True)
    told = Relived(since.mail)
    days = _Days(alone, name, min(max(since.event, begun or since.event), now), now)
    if mailbox is not None:
        days.work()
    for folder in folders:
        _read_again(days, folder, told, door=mailbox is not None and mailbox().folder == folder.folder)
    if mailbox is not None and (more := Poller(alone, name, mailbox, lambda: now, lambda: None).once()):
        told.new += more
        days.at = now  # mails first: who has answered is not silent
        days.work()
    days.pass_until(now)
    if as_is or not told.unread:
        _end(alone, name, told, now)
    return told


@dataclass(slots=True)
class _Days:
    """One desk alone, and the hour it is living."""

    setup: Setup
    name: str
    at: datetime
    now: datetime

    def pass_until(self, until: datetime) -> None:
        """Carry out what falls due until then, each at its hour, and what waits to be handled."""
        while (due := self._next_due()) is not None and due <= until:
            self.at = max(self.at, due)
            tick.tick(self.setup, self.at, 1)
        self.at = max(self.at, until)
        self.work()

    def work(self) -> None:
        while handle.handle_batch(self.setup, self.at):
            pass

    def _next_due(self) -> datetime | None:
        with self.setup.store.read() as tx:
            return timers.first_due(tx, self.setup.names)


def _read_again(days: _Days, folder: Filed, told: Relived, *, door: bool) -> None:
    """Take in what came since, in the order in which it was filed. Through the door, what was there before the desk
    never counts."""
    oldest = told.since - MARGIN
    with closing(folder):
        try:
            folder.open()
        except NoFolder:
            return  # nothing was ever filed
        floor, since = 1, None
        with days.setup.store.begin() as tx:
            validity = receive.life(mailboxes.lives(tx, days.name, folder.folder), folder.uidvalidity)
            if door:
                floor, since = receive.where_to_begin(tx, days.setup, days.name, folder, validity, days.now)
        for batch in receive.batches(folder.uids(floor, max(since or oldest.date(), oldest.date())), FEW):
            came = folder.arrivals(batch)
            young = [uid for uid in batch if came.get(uid, days.now) >= oldest]
            told.read += len(young)
            for uid, raw, size in receive.bytes_of(days.setup, days.name, folder, young):
                if raw is None:
                    told.unread.append(f"{folder.folder} nº {uid}")
                elif _stored(days, folder, validity, uid, raw, size, came.get(uid, days.now)):
                    told.new += 1


def _stored(days: _Days, folder: Filed, validity: int, uid: int, raw: bytes, size: int, came: datetime) -> bool:
    """Put one mail through the door at its hour, unless the store has it."""
    desk = days.name
    with days.setup.store.read() as tx:
        if raws.is_stored(tx, desk, hashlib.sha256(raw).hexdigest()):
            return False
    days.pass_until(min(came, days.now))
    with days.setup.store.begin() as tx:
        sha = raws.put(tx, raw, days.at)
        inbound.add(tx, desk, folder.folder, validity, uid, "mailbox", sha, size, days.at)
    days.work()
    return True


def _end(setup: Setup, name: str, told: Relived, now: datetime) -> None:
    with setup.store.read() as tx:
        seen = {one for mail in _mails(tx, name, told.since - MARGIN) for one in _named(mail)}
    with setup.store.begin() as tx:
        told.left, told.doubtful = restored.have_left(tx, name, seen, now)
        digest.pass_over(tx, Offices(tx, setup, now).of(name), now)
        restored.end(tx, name, now)


def _mails(tx: Tx, desk: str, since: datetime) -> Iterator[Mail]:
    for sha in dict.fromkeys(raws.hashes_since(tx, desk, since)):
        raw = raws.get(tx, sha)
        if raw is not None:
            yield parse(raw)


def _named(mail: Mail) -> Iterator[str]:
    """The Message-IDs of which this mail proves that they were out. Ours cannot be guessed."""
    yield from (mail.message_id, *mail.in_reply_to, *mail.references)
    if mail.report is not None:
        yield mail.report.original_message_id
