"""T1: the raw bytes are safe in the store before anything else happens to a mail."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

import structlog

from guichet_bot.store import inbound, mailboxes, raws
from guichet_bot.store.engine import Store, Tx

if TYPE_CHECKING:  # an MTA starts a process a mail: what the pipe does not use is not loaded
    from guichet_bot.adapters.mailbox import Mailbox
    from guichet_bot.app.setup import Setup

log = structlog.get_logger()
BATCH = 50
HEAVY = 8_000_000  # bytes stored in one transaction
LIFE = 2**32  # uids and UIDVALIDITY stay below (RFC 3501 §2.3.1.1)


def look(setup: "Setup", name: str, mailbox: "Mailbox", now: datetime) -> Iterator[int]:
    """Fetch what the folder holds and the store does not, batch by batch: store, then file away. Gives how many new
    mails each batch stored.

    Filing is cosmetic: uids known already are filed again (a crash came between), and a failure there loses nothing.
    """
    folder = mailbox.folder
    with setup.store.begin() as tx:
        validity = life(mailboxes.lives(tx, name, folder), mailbox.uidvalidity)
        floor, since = where_to_begin(tx, setup, name, mailbox, validity, now)
    present = mailbox.uids(floor, since)
    for batch in batches(present, BATCH):
        with setup.store.read() as tx:
            unknown = inbound.unknown_uids(tx, name, folder, validity, batch)
        empty = store_batch(setup, name, mailbox, validity, unknown, now)
        mailbox.file_away([uid for uid in batch if uid not in empty])
        yield len(unknown) - len(empty)


def life(known: Mapping[int, int], uidvalidity: int) -> int:
    """Under which number the mails of this UIDVALIDITY are kept: itself, or the last further life of it."""
    return max((one for one in known if one % LIFE == uidvalidity), default=uidvalidity)


def set_back(setup: "Setup", name: str, mailbox: "Mailbox", known: Mapping[int, int], now: datetime) -> None:
    """A folder restored from a backup counts on from there, although it must not: new mails get the uids of mails that
    are known, and would be filed unread. A further life begins, as if UIDVALIDITY had changed.

    `known` are the lives as they were before the mailbox was opened: what another process stored since proves nothing.
    """
    validity = life(known, mailbox.uidvalidity)
    if 0 < mailbox.announced <= known.get(validity, 0):
        log.warning("the folder counts its mails from an earlier number on", desk=name, folder=mailbox.folder)
        with setup.store.begin() as tx:
            mailboxes.first_contact(tx, name, mailbox.folder, validity + LIFE, 1, now)


def where_to_begin(
    tx: Tx, setup: "Setup", name: str, mailbox: "Mailbox", validity: int, now: datetime
) -> tuple[int, date | None]:
    """The lowest uid to look at, and the day before which nothing is ours.

    A first contact with start_from = "now" begins at UIDNEXT. When UIDVALIDITY has changed everything looks new: what
    the desk had is recognised by its content, what was there before the desk by its date.
    """
    settings = setup.desks[name].settings.mailbox
    from_now = settings is not None and settings.start_from == "now"
    known = mailboxes.known_since(tx, name, mailbox.folder)
    start = mailbox.uidnext if from_now and known is None else 1
    row = mailboxes.first_contact(tx, name, mailbox.folder, validity, start, now)
    if from_now and known is not None and row.floor_uid == 1:
        return 1, known.date() - timedelta(days=1)  # a server's day may begin before ours
    return row.floor_uid, None


def store_batch(
    setup: "Setup", name: str, mailbox: "Mailbox", validity: int, uids: list[int], now: datetime
) -> set[int]:
    """Store these mails; gives the uids that announced themselves without a body (tried again at the next look)."""
    empty = set(uids)
    for few in _by_weight(bytes_of(setup, name, mailbox, uids)):
        with setup.store.begin() as tx:
            for uid, raw, size in few:
                inbound.add(tx, name, mailbox.folder, validity, uid, "mailbox", raws.put(tx, raw, now), size, now)
        empty -= {uid for uid, _, _ in few}
    return empty


def _by_weight(found: Iterable[tuple[int, bytes | None, int]]) -> Iterator[list[tuple[int, bytes, int]]]:
    """What has bytes, in lists of no more than `HEAVY` bytes and one mail: fifty of the largest would fill the memory,
    and the process that they end would fetch them again for ever."""
    few: list[tuple[int, bytes, int]] = []
    for uid, raw, size in found:
        if raw is not None:
            few.append((uid, raw, size))
        if sum(len(one) for _, one, _ in few) > HEAVY:
            yield few
            few = []
    if few:
        yield few


def bytes_of(setup: "Setup", name: str, mailbox: "Mailbox", uids: list[int]) -> Iterator[tuple[int, bytes | None, int]]:
    """These mails with their size, fetched as they are asked for; of one too large to be taken in its head only; None
    has a size and no body yet."""
    if not uids:
        return
    limit = setup.desks[name].settings.desk.limits.max_message_mb * 1024 * 1024
    sizes = mailbox.sizes(uids)
    large = [uid for uid in uids if sizes.get(uid, 0) > limit]
    whole = [uid for uid in uids if uid not in set(large)]
    for uid, given in chain(mailbox.fetch(whole), mailbox.heads(large) if large else ()):
        # A mail of no byte at all is a mail: it is recorded as empty. One that has a size and no body comes later.
        raw = b"" if given is None and sizes.get(uid) == 0 else given
        yield uid, raw, max(len(raw or b""), sizes.get(uid, 0))


def from_pipe(store: Store, name: str, raw: bytes, now: datetime) -> int | None:
    """Store one mail given on standard input; the same bytes given twice are one mail (an MTA that tries again)."""
    uid = int.from_bytes(hashlib.sha256(raw).digest()[:8], "big") >> 1
    with store.begin() as tx:
        sha = raws.put(tx, raw, now)
        return inbound.add(tx, name, "pipe", 0, uid, "pipe", sha, len(raw), now)


def batches(uids: Iterable[int], size: int) -> Iterator[list[int]]:
    """In the order given, which is that of arrival: a Maildir's uids do not grow."""
    listed = list(uids)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
