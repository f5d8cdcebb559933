"""While a desk is paused its letters to buyers and experts are kept; afterwards they leave as if nothing had been."""

import sqlalchemy as sa

from guichet_bot.core.model import Role
from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

WHY = "guichet en pause"
_t = schema.outbox
_OUTSIDE = _t.c.role.in_((Role.BUYER, Role.EXPERT))
_OF_DESK = _t.c.desk == sa.bindparam("p_desk")
_QUEUED = sa.select(_t.c.id).where(_OF_DESK, _OUTSIDE, _t.c.state == "queued").with_for_update()
_KEPT = sa.select(_t.c.id).where(_OF_DESK, _t.c.state == "held", _t.c.response == WHY).with_for_update()
_COUNT = sa.select(sa.func.count()).where(_OF_DESK, _t.c.state == "held", _t.c.response == WHY)
_IDS = _t.c.id.in_(sa.bindparam("p_ids", expanding=True))
_HOLD = sa.update(_t).where(_IDS).values(state="held", response=WHY)
_FREE = sa.update(_t).where(_IDS).values(state="queued", response="")


def hold(tx: Tx, desk: str) -> int:
    """Keep the letters that wait to leave; how many."""
    return _move(tx, desk, _QUEUED, _HOLD)


def free(tx: Tx, desk: str) -> int:
    """Let the kept letters leave; how many."""
    return _move(tx, desk, _KEPT, _FREE)


def kept(tx: Tx, desk: str) -> int:
    """How many letters wait for the end of the pause."""
    return int(tx.execute(_COUNT, {"p_desk": desk}).scalar_one())


def _move(tx: Tx, desk: str, chosen: sa.Select[tuple[int]], change: sa.Update) -> int:
    ids = list(tx.execute(chosen, {"p_desk": desk}).scalars())
    for letter_id in ids if tx.journal is not None else ():
        tx.journal.touch(tx, "outbox", id=letter_id)  # type: ignore[union-attr]
    if ids:
        tx.execute(change, {"p_ids": ids})
    return len(ids)
