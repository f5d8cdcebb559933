"""Days on which a desk is closed, by order of its coordinators."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_t = schema.closure


@dataclass(frozen=True, slots=True)
class Closure:
    """Local dates, both included."""

    first: date
    last: date
    name: str


_insert = insert(_t)
_ADD = _insert.on_conflict_do_update(
    index_elements=[_t.c.desk, _t.c.first, _t.c["last"]], set_={"name": _insert.excluded["name"]}
)
_LIST = (
    sa.select(_t.c.first, _t.c["last"], _t.c.name)
    .where(_t.c.desk == sa.bindparam("p_desk"), _t.c["last"] >= sa.bindparam("p_since"))
    .order_by(_t.c.first)
)


def add(tx: Tx, desk: str, first: date, last: date, name: str) -> None:
    """Close the desk from the first to the last day, both included, in its own zone."""
    if tx.journal is not None:
        tx.journal.touch(tx, "closure", desk=desk, first=first.isoformat(), last=last.isoformat())
    tx.execute(_ADD, {"desk": desk, "first": first, "last": last, "name": name})


def list(tx: Tx, desk: str, since: date = date.min) -> tuple[Closure, ...]:
    """Closures that end on that day or later."""
    return tuple(Closure(*row) for row in tx.execute(_LIST, {"p_desk": desk, "p_since": since}))
