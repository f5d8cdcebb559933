"""A store that was put back is older than the world: what it must not do before a person has looked.

It believes that letters are still to be sent which left long ago, and it would give a second time the numbers that it
gave after the backup: a reply to one of those letters would then reach another question, signature and all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from guichet_bot.store import events, pausing, schema, switches
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

WHY = "base restaurée : ce courrier est peut-être déjà parti"
GAP = 1000  # numbers passed over: more than a desk gives between a backup and its return

_o, _c = schema.outbox, schema.counter
_HOLD = (
    sa.update(_o)
    .where(
        sa.or_(
            _o.c.state.in_(("queued", "sending", "unsure")),
            sa.and_(_o.c.state == "held", _o.c.response == pausing.WHY),
        )
    )
    .values(state="held", response=WHY, phase="none", lease_until=None)
)
_insert = insert(_c)
_PASS_OVER = _insert.on_conflict_do_update(index_elements=[_c.c.desk, _c.c.year], set_={"last": _c.c.last + GAP})
_FORGET = (sa.delete(schema.lease), sa.delete(schema.digest_line), sa.delete(schema.heartbeat))
_COUNTED = [table.name for table in schema.metadata.sorted_tables if table.dialect_options["sqlite"]["autoincrement"]]
_OLD_IDS = sa.text("DELETE FROM sqlite_sequence WHERE name = :name")
_NEW_ID = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)")
_LAST_ID = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")


@dataclass(frozen=True, slots=True)
class Safe:
    """How many letters are kept back, and the time of the last thing the store knows of (None: an empty one)."""

    held: int
    last: datetime | None


def make_safe(tx: Tx, desks: Sequence[str], now: datetime) -> Safe:
    """Pause the desks, keep back every letter that was to leave, and pass over the numbers given since the backup."""
    last = tx.execute(sa.select(sa.func.max(schema.event.c["at"]))).scalar()
    held = tx.execute(_HOLD).rowcount
    for desk in desks:
        switches.set(tx, desk, "paused", f"restauration du {now:%d/%m/%Y}")
        tx.execute(_PASS_OVER, {"desk": desk, "year": now.year, "last": GAP})
    for statement in _FORGET:
        tx.execute(statement)
    for name in _COUNTED:
        _pass_over_ids(tx, name)
    events.add_many(tx, [events.NewEvent(desk, now, "restored", data={"held": held}) for desk in desks])
    return Safe(held, last)


def _pass_over_ids(tx: Tx, name: str) -> None:
    if tx.postgres:
        given = sa.func.pg_get_serial_sequence(name, "id")
        tx.execute(sa.select(sa.func.setval(given, sa.func.nextval(given) + GAP)))
        return
    last = tx.execute(_LAST_ID, {"name": name}).scalar() or 0
    tx.execute(_OLD_IDS, {"name": name})
    tx.execute(_NEW_ID, {"name": name, "seq": last + GAP})
