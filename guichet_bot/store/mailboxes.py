"""What is known of each mailbox folder: where the desk began to read it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_t = schema.mailbox


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """A folder in one of its lives (`uidvalidity`); mails below `floor_uid` were there before the desk."""

    desk: str
    folder: str
    uidvalidity: int
    floor_uid: int
    first_contact_at: datetime


_ADD = insert(_t).on_conflict_do_nothing()
_GET = sa.select(_t).where(
    _t.c.desk == sa.bindparam("p_desk"),
    _t.c.folder == sa.bindparam("p_folder"),
    _t.c.uidvalidity == sa.bindparam("p_uidvalidity"),
)
_HIGHEST = (
    sa.select(sa.func.max(schema.inbound.c.uid))
    .where(
        schema.inbound.c.desk == _t.c.desk,
        schema.inbound.c.folder == _t.c.folder,
        schema.inbound.c.uidvalidity == _t.c.uidvalidity,
    )
    .correlate(_t)
    .scalar_subquery()
)
_LIVES = sa.select(_t.c.uidvalidity, sa.func.coalesce(_HIGHEST, 0)).where(
    _t.c.desk == sa.bindparam("p_desk"), _t.c.folder == sa.bindparam("p_folder")
)
_FIRST = sa.select(sa.func.min(_t.c.first_contact_at)).where(
    _t.c.desk == sa.bindparam("p_desk"), _t.c.folder == sa.bindparam("p_folder")
)


def first_contact(tx: Tx, desk: str, folder: str, uidvalidity: int, floor_uid: int, now: datetime) -> MailboxRow:
    """Note where reading begins, unless it is already noted; the row that holds."""
    row = MailboxRow(desk, folder, uidvalidity, floor_uid, now)
    tx.execute(
        _ADD,
        {"desk": desk, "folder": folder, "uidvalidity": uidvalidity, "floor_uid": floor_uid, "first_contact_at": now},
    )
    return get(tx, desk, folder, uidvalidity) or row


def lives(tx: Tx, desk: str, folder: str) -> dict[int, int]:
    """The highest known uid of each life of this folder."""
    return {row[0]: row[1] for row in tx.execute(_LIVES, {"p_desk": desk, "p_folder": folder})}


def get(tx: Tx, desk: str, folder: str, uidvalidity: int) -> MailboxRow | None:
    """What is remembered of this life of a folder; None before the first contact."""
    row = tx.execute(_GET, {"p_desk": desk, "p_folder": folder, "p_uidvalidity": uidvalidity}).first()
    return None if row is None else MailboxRow(*row)


def known_since(tx: Tx, desk: str, folder: str) -> datetime | None:
    """When this folder was first read, under any uidvalidity; None: never."""
    return tx.execute(_FIRST, {"p_desk": desk, "p_folder": folder}).scalar()
