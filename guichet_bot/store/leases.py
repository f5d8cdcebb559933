"""Who does what only one process may do at a time: read a mailbox."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_t = schema.lease

_insert = insert(_t)
_TAKE = _insert.on_conflict_do_update(
    index_elements=[_t.c.name],
    set_={
        "holder": _insert.excluded.holder,
        "until": _insert.excluded.until,
        "epoch": _t.c.epoch + sa.case((_t.c.holder == _insert.excluded.holder, 0), else_=1),
    },
    where=sa.or_(
        _t.c.holder == _insert.excluded.holder,
        _t.c.until < sa.bindparam("p_now"),
        _t.c.until > sa.bindparam("p_absurd"),
    ),
).returning(_t.c.epoch)
_RELEASE = sa.delete(_t).where(_t.c.name == sa.bindparam("p_name"), _t.c.holder == sa.bindparam("p_holder"))
_HOLDER = sa.select(_t.c.holder).where(_t.c.name == sa.bindparam("p_name"), _t.c.until >= sa.bindparam("p_now"))


def take(tx: Tx, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Take the lease, or keep it longer. False: somebody else holds it.

    One that would last ten times as long as any was given by a clock that was wrong, and is put right since.
    """
    until, absurd = now + timedelta(seconds=seconds), now + timedelta(seconds=10 * seconds)
    params = {"name": name, "holder": holder, "until": until, "epoch": 1, "p_now": now, "p_absurd": absurd}
    return tx.execute(_TAKE, params).first() is not None


def release(tx: Tx, name: str, holder: str) -> None:
    tx.execute(_RELEASE, {"p_name": name, "p_holder": holder})


def holder(tx: Tx, name: str, now: datetime) -> str:
    """Who holds the lease now, or ""."""
    return tx.execute(_HOLDER, {"p_name": name, "p_now": now}).scalar() or ""
