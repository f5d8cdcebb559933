"""Addresses that get no letter for now, or until a person lifts it; what people wrote for a buyer is kept meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from guichet_bot.store import pausing, schema, switches
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

KEPT = ("answer", "details")  # letters that a person wrote: the others say nothing that cannot be said later
WHY = "gardé : la messagerie de cette personne refuse nos courriers"
_t, _o = schema.suppression, schema.outbox


@dataclass(frozen=True, slots=True)
class Suppression:
    """`until` None: until a person lifts it."""

    address: str
    until: datetime | None
    why: str

    def holds(self, now: datetime) -> bool:
        return self.until is None or self.until > now


_insert = insert(_t)
_SET = _insert.on_conflict_do_update(
    index_elements=[_t.c.desk, _t.c.address],
    set_={"until": _insert.excluded.until, "why": _insert.excluded.why},
)
_HOLDS = sa.and_(_t.c.desk == sa.bindparam("p_desk"), sa.or_(_t.c.until.is_(None), _t.c.until > sa.bindparam("p_now")))
_FIELDS = (_t.c.address, _t.c.until, _t.c.why)
_OF = sa.select(*_FIELDS).where(_HOLDS, _t.c.address.in_(sa.bindparam("p_addresses", expanding=True)))
_ALL = sa.select(*_FIELDS).where(_t.c.desk == sa.bindparam("p_desk")).order_by(_t.c.address)
_LIFT = sa.delete(_t).where(_t.c.desk == sa.bindparam("p_desk"), _t.c.address == sa.bindparam("p_address"))
_FREE = (
    sa.update(_o)
    .where(
        _o.c.desk == sa.bindparam("p_desk"),
        _o.c.rcpt == sa.bindparam("p_address"),
        _o.c.state == "held",
        _o.c.response == WHY,
    )
    .values(state="queued", response="")
)


def of(tx: Tx, desk: str, addresses: Sequence[str], now: datetime) -> dict[str, Suppression]:
    """Which of these addresses are suppressed now."""
    if not addresses:
        return {}
    params = {"p_desk": desk, "p_addresses": [*addresses], "p_now": now}
    return {row[0]: Suppression(*row) for row in tx.execute(_OF, params)}


def known(tx: Tx, desk: str) -> list[Suppression]:
    """The addresses that nobody lifted, those whose time is over too: what was kept for them waits all the same."""
    return [Suppression(*row) for row in tx.execute(_ALL, {"p_desk": desk})]


def listing(tx: Tx, desk: str, now: datetime) -> list[Suppression]:
    """The addresses that get no letters at that instant."""
    return [one for one in known(tx, desk) if one.holds(now)]


def set(tx: Tx, desk: str, address: str, until: datetime | None, why: str) -> None:
    """Send nothing to this address until then (None: for good); `why` is French."""
    tx.execute(_SET, {"desk": desk, "address": address, "until": until, "why": why})


def lift(tx: Tx, desk: str, address: str) -> bool:
    """Write to it again, and let go what was kept for it: not before a pause is over, and nothing of a restored store,
    which may have left before. False: it was not suppressed."""
    params = {"p_desk": desk, "p_address": address}
    if tx.execute(_LIFT, params).rowcount != 1:
        return False
    switched = switches.get_all(tx, desk)
    if not switched.get("restored"):
        tx.execute(_FREE, params)
    if switched.get("paused"):
        pausing.hold(tx, desk)
    return True
