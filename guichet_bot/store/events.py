"""The history of questions and of the desk, for `explain`, the digest and the reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

_t = schema.event


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened, to write down. What `data` holds depends on `kind`."""

    desk: str
    at: datetime
    kind: str
    question_id: int | None = None
    inbound_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened, as it was written down."""

    id: int
    desk: str
    question_id: int | None
    inbound_id: int | None
    at: datetime
    kind: str
    data: Mapping[str, Any]


TAKEN_BACK = ("time",)  # an order that is undone takes these along; all other events stay, for they did happen
_OF_DESK = _t.c.desk == sa.bindparam("p_desk")
_ADD = sa.insert(_t)
_ADD_ONE = sa.insert(_t).returning(_t.c.id)
_OF_QUESTION = sa.select(_t).where(_t.c.question_id == sa.bindparam("p_question")).order_by(_t.c.id)
_MAX = sa.select(sa.func.max(_t.c.id)).where(_OF_DESK)


@cache
def _since(by_kind: bool) -> sa.Select[Any]:
    statement = sa.select(_t).where(_OF_DESK, _t.c.id > sa.bindparam("p_after"), _t.c.id <= sa.bindparam("p_upto"))
    if by_kind:
        statement = statement.where(_t.c.kind.in_(sa.bindparam("p_kinds", expanding=True)))
    return statement.order_by(_t.c.id)


def add_many(tx: Tx, rows: Sequence[NewEvent]) -> None:
    """Write events down; last in a transaction, so that a digest need not wait long for it."""
    if not rows:
        return
    for desk in sorted({row.desk for row in rows}):
        tx.lock(f"events:{desk}", shared=True)
    kept = [row for row in rows if tx.journal is None or row.kind not in TAKEN_BACK]
    for row in rows:
        if tx.journal is not None and row.kind in TAKEN_BACK:
            tx.journal.made(tx, "event", tx.execute(_ADD_ONE, _params(row)).scalar_one())
    if kept:
        params = [_params(row) for row in kept]
        tx.execute(_ADD, params if len(params) > 1 else params[0])


def _params(row: NewEvent) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NewEvent.__dataclass_fields__}


def of_question(tx: Tx, question_id: int) -> list[EventRow]:
    """What happened to the question."""
    return [EventRow(*row) for row in tx.execute(_OF_QUESTION, {"p_question": question_id})]


def since(tx: Tx, desk: str, after_id: int, upto: int, kinds: Sequence[str] = ()) -> list[EventRow]:
    """Events with after_id < id <= upto, oldest first; empty `kinds` means all."""
    params: dict[str, Any] = {"p_desk": desk, "p_after": after_id, "p_upto": upto}
    if kinds:
        params["p_kinds"] = list(kinds)
    return [EventRow(*row) for row in tx.execute(_since(bool(kinds)), params)]


def max_id(tx: Tx, desk: str) -> int:
    """The last event's id (0: none). Waits for transactions that are still writing events of this desk: PostgreSQL
    gives ids before they are committed, and a digest that did not wait would pass over them for good."""
    tx.lock(f"events:{desk}")
    return tx.execute(_MAX, {"p_desk": desk}).scalar() or 0
