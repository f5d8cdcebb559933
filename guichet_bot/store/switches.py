"""Switches of a desk: "paused" = who paused it, "" = off; "restored" as `restored` writes it."""

import sqlalchemy as sa

from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_t = schema.switch

_insert = insert(_t)
_SET = _insert.on_conflict_do_update(index_elements=[_t.c.desk, _t.c.name], set_={"value": _insert.excluded["value"]})
_ALL = sa.select(_t.c.name, _t.c.value).where(_t.c.desk == sa.bindparam("p_desk"))


def get_all(tx: Tx, desk: str) -> dict[str, str]:
    """What the desk's switches stand at, by name."""
    return {row[0]: row[1] for row in tx.execute(_ALL, {"p_desk": desk})}


def set(tx: Tx, desk: str, name: str, value: str) -> None:
    """Put a switch; "" is off."""
    if tx.journal is not None:
        tx.journal.touch(tx, "switch", desk=desk, name=name)
    tx.execute(_SET, {"desk": desk, "name": name, "value": value})
