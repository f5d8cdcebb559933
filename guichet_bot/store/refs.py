"""Which Message-ID belongs to which question."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_t = schema.message_ref

_ADD = insert(_t).on_conflict_do_nothing()
_FIND = sa.select(_t.c.message_id, _t.c.question_id).where(
    _t.c.desk == sa.bindparam("p_desk"), _t.c.message_id.in_(sa.bindparam("p_ids", expanding=True))
)


def add(tx: Tx, desk: str, pairs: Iterable[tuple[str, int]]) -> None:
    """Note (message_id, question_id) pairs; the first question of an id holds."""
    rows = [{"desk": desk, "message_id": ref, "question_id": question} for ref, question in pairs]
    if rows:
        tx.execute(_ADD, rows)


def find(tx: Tx, desk: str, ids: Sequence[str]) -> dict[str, int]:
    """The question of each known Message-ID."""
    if not ids:
        return {}
    return {row[0]: row[1] for row in tx.execute(_FIND, {"p_desk": desk, "p_ids": list(ids)})}
