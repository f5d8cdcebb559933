"""A store that was put back is older than the world: what it must not do before a person has looked.

It believes that letters are still to be sent which left long ago, and it would give a second time the numbers that it
gave after the backup: a reply to one of those letters would then reach another question, signature and all. Until it
has been compared with the mailbox (`guichet_bot.app.relive`) whatever it writes is in doubt too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from guichet_bot.store import events, pausing, schema, suppressions, switches
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

WHY = "base restaurée : ce courrier est peut-être déjà parti"
PROVEN = "parti avant la restauration : un courrier reçu le prouve"
_BY = "restauration"
GAP = 1000  # numbers passed over: more than a desk gives between a backup and its return

_o, _c = schema.outbox, schema.counter
_HOLD = (
    sa.update(_o)
    .where(
        sa.or_(
            _o.c.state.in_(("queued", "sending", "unsure")),
            sa.and_(_o.c.state == "held", _o.c.response.in_((pausing.WHY, suppressions.WHY))),
        )
    )
    .values(state="held", response=WHY, phase="none", lease_until=None)
)
_DOUBTFUL = sa.and_(_o.c.desk == sa.bindparam("p_desk"), _o.c.response == WHY)
_DOUBTS = sa.select(_o.c.id, _o.c.message_id).where(_DOUBTFUL, _o.c.state.in_(("held", "unsure")))
_LEFT = (
    sa.update(_o)
    .where(_o.c.id.in_(sa.bindparam("p_ids", expanding=True)))
    .values(state="sent", response=PROVEN, sent_at=sa.bindparam("p_now"))
)
_OPEN = sa.update(_o).where(_DOUBTFUL, _o.c.state == "held").values(state="unsure")
_SHUT = sa.update(_o).where(_DOUBTFUL, _o.c.state == "unsure").values(state="held")
_FIRST_LOOK = sa.select(sa.func.min(schema.mailbox.c.first_contact_at)).where(
    schema.mailbox.c.desk == sa.bindparam("p_desk")
)
_LAST_MAIL = sa.select(sa.func.max(schema.inbound.c.received_at)).where(
    schema.inbound.c.desk == sa.bindparam("p_desk"), schema.inbound.c.source == "mailbox"
)
_IN_HAND = sa.and_(
    schema.inbound.c.desk == sa.bindparam("p_desk"), schema.inbound.c.state == sa.literal_column("'new'")
)
_FREE = sa.update(schema.inbound).where(_IN_HAND).values(lease_until=None)
_FIRST_IN_HAND = sa.select(sa.func.min(schema.inbound.c.received_at)).where(
    _IN_HAND, schema.inbound.c.source == "mailbox"
)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_insert = insert(_c)
_PASS_OVER = _insert.on_conflict_do_update(index_elements=[_c.c.desk, _c.c.year], set_={"last": _c.c.last + GAP})
_FORGET = (sa.delete(schema.lease), sa.delete(schema.heartbeat))
_COUNTED = [table.name for table in schema.metadata.sorted_tables if table.dialect_options["sqlite"]["autoincrement"]]
_OLD_IDS = sa.text("DELETE FROM sqlite_sequence WHERE name = :name")
_NEW_ID = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)")
_LAST_ID = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")


@dataclass(frozen=True, slots=True)
class Safe:
    """How many letters are kept back, and the time of the last thing the store knows of (None: an empty one)."""

    held: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Since:
    """From when on a restored desk lacks something: `mail` is when it took in the last mail it knows from its mailbox,
    `event` the last thing that any desk of the store knows of."""

    mail: datetime
    event: datetime


def make_safe(tx: Tx, desks: Sequence[str], now: datetime) -> Safe:
    """Pause the desks, keep back every letter that was to leave, and pass over the numbers given since the backup."""
    last = tx.execute(sa.select(sa.func.max(schema.event.c["at"]))).scalar()
    held = tx.execute(_HOLD).rowcount
    for desk in desks:
        asked = {"p_desk": desk}
        mail = tx.execute(_LAST_MAIL, asked).scalar() or tx.execute(_FIRST_LOOK, asked).scalar() or _LONG_AGO
        pause(tx, desk, now)
        switches.set(tx, desk, "restored", f"{mail.isoformat()} {(last or mail).isoformat()}")
        tx.execute(_PASS_OVER, {"desk": desk, "year": now.year, "last": GAP})
    for statement in _FORGET:
        tx.execute(statement)
    for name in _COUNTED:
        _pass_over_ids(tx, name)
    events.add_many(tx, [events.NewEvent(desk, now, "restored", data={"held": held}) for desk in desks])
    return Safe(held, last)


def pause(tx: Tx, desk: str, now: datetime) -> None:
    switches.set(tx, desk, "paused", f"{_BY} du {now:%d/%m/%Y}")


def pauses(switched: Mapping[str, str]) -> bool:
    """Whether it is a restoration that paused this desk, and nobody else since."""
    return switched.get("paused", "").startswith(_BY)


def to_compare(tx: Tx, desk: str) -> Since | None:
    """What a restored desk lacks, until it has been compared with its mailbox; None: nothing."""
    mail, _, event = switches.get_all(tx, desk).get("restored", "").partition(" ")
    return Since(datetime.fromisoformat(mail), datetime.fromisoformat(event)) if mail else None


def begin(tx: Tx, desk: str) -> datetime | None:
    """While a desk lives its lost days a letter in doubt counts as one that left. It did, unless it is among the last
    ones; were it taken for one that waits, nobody would be asked after its reader.

    A mail that a process was handling when it was killed is free again: its lease may end after the comparison, and
    what it causes would leave then. Gives when the first mail came that waits to be handled."""
    tx.execute(_OPEN, {"p_desk": desk})
    tx.execute(_FREE, {"p_desk": desk})
    return tx.execute(_FIRST_IN_HAND, {"p_desk": desk}).scalar()


def end(tx: Tx, desk: str, now: datetime) -> None:
    """What is still in doubt is kept back, and the desk is paused; what it writes from now on may leave after that."""
    tx.execute(_SHUT, {"p_desk": desk})
    pause(tx, desk, now)
    switches.set(tx, desk, "restored", "")


def have_left(tx: Tx, desk: str, message_ids: Collection[str], now: datetime) -> tuple[int, int]:
    """Take the letters in doubt that somebody was seen to have for sent; how many these are, and how many are left."""
    doubts = tx.execute(_DOUBTS, {"p_desk": desk}).all()
    proven = [row[0] for row in doubts if row[1] in message_ids]
    if proven:
        tx.execute(_LEFT, {"p_ids": proven, "p_now": now})
    return len(proven), len(doubts) - len(proven)


def _pass_over_ids(tx: Tx, name: str) -> None:
    if tx.postgres:
        given = sa.func.pg_get_serial_sequence(name, "id")
        tx.execute(sa.select(sa.func.setval(given, sa.func.nextval(given) + GAP)))
        return
    last = tx.execute(_LAST_ID, {"name": name}).scalar() or 0
    tx.execute(_OLD_IDS, {"name": name})
    tx.execute(_NEW_ID, {"name": name, "seq": last + GAP})
