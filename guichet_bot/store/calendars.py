"""Calendars under which questions were opened, frozen as JSON under their key."""

from collections.abc import Sequence

import sqlalchemy as sa

from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_t = schema.calendar

_PUT = insert(_t).on_conflict_do_nothing()
_GET = sa.select(_t.c.key, _t.c.json).where(_t.c.key.in_(sa.bindparam("p_keys", expanding=True)))


def put(tx: Tx, key: str, json: str) -> None:
    """Keep a frozen calendar under its key; one that is there already stays."""
    tx.execute(_PUT, {"key": key, "json": json})


def get_many(tx: Tx, keys: Sequence[str]) -> dict[str, str]:
    """The JSON of each known key."""
    if not keys:
        return {}
    return {row[0]: row[1] for row in tx.execute(_GET, {"p_keys": [*keys]})}
