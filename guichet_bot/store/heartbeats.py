"""When each loop of the service last went round."""

from datetime import datetime

import sqlalchemy as sa

from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_t = schema.heartbeat

_insert = insert(_t)
_BEAT = _insert.on_conflict_do_update(index_elements=[_t.c.name], set_={"at": _insert.excluded["at"]})
_ALL = sa.select(_t.c.name, _t.c["at"])


def beat(tx: Tx, name: str, now: datetime) -> None:
    """Note that the worker of this name ("handle", "mailbox:resocc") lives."""
    tx.execute(_BEAT, {"name": name, "at": now})


def all(tx: Tx) -> dict[str, datetime]:
    """When each worker last gave a sign of life, by name."""
    return {row[0]: row[1] for row in tx.execute(_ALL)}
