"""What the morning's letters tell, read by index and bounded: nothing here grows with the archive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.model import EntryKind, InboundState, Question, QuestionState
from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

_q, _e, _i, _v = schema.question, schema.entry, schema.inbound, schema.event
_FIELDS = [_q.c[name] for name in Question.__dataclass_fields__]
_IDS: sa.BindParameter[Any] = sa.bindparam("p_ids", expanding=True)
_SINCE: sa.BindParameter[Any] = sa.bindparam("p_since")
_AFTER: sa.BindParameter[Any] = sa.bindparam("p_after")
_UPTO: sa.BindParameter[Any] = sa.bindparam("p_upto")
_LIMIT: sa.BindParameter[Any] = sa.bindparam("p_limit")


def _desk_unindexed(table: sa.Table) -> sa.ColumnElement[bool]:
    """For reads that follow the ids or the dates: SQLite would rather take all rows of the desk and sort them."""
    desk: sa.ColumnElement[Any] = table.c.desk.concat(sa.literal_column("''"))
    return desk == sa.bindparam("p_desk")


_OPEN = (
    sa.select(*_FIELDS)
    .where(
        _q.c.desk == sa.bindparam("p_desk"),
        _q.c.state.in_((QuestionState.OFFERED, QuestionState.COORDINATION)),
    )
    .order_by(_q.c.promised_at, _q.c.id)
    .limit(_LIMIT)
)
_BY_IDS = sa.select(*_FIELDS).where(_q.c.desk == sa.bindparam("p_desk"), _q.c.id.in_(_IDS))
_RECEIVED = (
    sa.select(_q.c.id, _q.c.number, _q.c.opened_at, _q.c.topic, _q.c.buyer, _q.c.subject, _q.c.closed_why)
    .where(_q.c.desk == sa.bindparam("p_desk"), _q.c.opened_at >= _SINCE)
    .order_by(_q.c.opened_at.desc())
    .limit(_LIMIT)
)
_TEXTS = sa.select(_e.c.question_id, _e.c.text).where(
    _e.c.question_id.in_(_IDS), _e.c.kind == sa.literal_column(f"'{EntryKind.QUESTION}'")
)
_ENDS = (
    sa.select(_i.c.state, _i.c.cause, sa.func.count())
    .where(_desk_unindexed(_i), _i.c.id > _AFTER, _i.c.id <= _UPTO)
    .group_by(_i.c.state, _i.c.cause)
)
_OLDER = (
    sa.select(_i.c.state, sa.func.count())
    .where(
        _i.c.state.in_((InboundState.NEW, InboundState.HELD, InboundState.PARKED)),
        _i.c.state != sa.literal_column("'done'"),  # says that the partial index serves
        _i.c.desk == sa.bindparam("p_desk"),
        _i.c.id + 0 <= _UPTO,
    )
    .group_by(_i.c.state)
)
_LAST_INBOUND = (
    sa.select(_i.c.id)
    .where(_desk_unindexed(_i), _i.c.received_at < sa.bindparam("p_before"))
    .order_by(_i.c.id.desc())
    .limit(1)
)
_FIRST_EVENT = (
    sa.select(_v.c.id).where(_v.c["at"] >= _SINCE, _desk_unindexed(_v)).order_by(_v.c["at"], _v.c.id).limit(1)
)
_TRACES = sa.select(_i.c.id, _i.c.trace).where(_i.c.id.in_(_IDS))


@dataclass(frozen=True, slots=True)
class Received:
    """A question as it came in."""

    id: int
    number: str
    at: datetime
    topic: str
    buyer: str
    subject: str
    closed_why: str


def open_questions(tx: Tx, desk: str, limit: int) -> list[Question]:
    """The questions that wait for an answer, the soonest promised first."""
    return [Question(*row) for row in tx.execute(_OPEN, {"p_desk": desk, "p_limit": limit})]


def by_ids(tx: Tx, desk: str, ids: Iterable[int]) -> dict[int, Question]:
    """Questions of the desk by id; ids it does not have are left out."""
    wanted = sorted({*ids})
    rows = tx.execute(_BY_IDS, {"p_desk": desk, "p_ids": wanted}) if wanted else ()
    return {row[0]: Question(*row) for row in rows}


def received(tx: Tx, desk: str, since: datetime, limit: int) -> list[Received]:
    """The questions that came since then, newest first."""
    params = {"p_desk": desk, "p_since": since, "p_limit": limit}
    return [Received(*row) for row in tx.execute(_RECEIVED, params)]


def first_texts(tx: Tx, ids: Iterable[int]) -> dict[int, str]:
    """What the buyers of these questions first wrote."""
    wanted = sorted({*ids})
    return {row[0]: row[1] for row in tx.execute(_TEXTS, {"p_ids": wanted})} if wanted else {}


def ends(tx: Tx, desk: str, after: int, upto: int) -> dict[str, int]:
    """How the mails with after < id <= upto ended: counts by cause, and "new" for those not yet handled."""
    found: dict[str, int] = {}
    for state, cause, count in tx.execute(_ENDS, {"p_desk": desk, "p_after": after, "p_upto": upto}):
        name = InboundState.NEW.value if state == InboundState.NEW or cause is None else str(cause)
        found[name] = found.get(name, 0) + count
    return found


def unfinished(tx: Tx, desk: str, upto: int) -> dict[str, int]:
    """How many mails up to that id are new, held or parked."""
    return {str(row[0]): row[1] for row in tx.execute(_OLDER, {"p_desk": desk, "p_upto": upto})}


def last_inbound(tx: Tx, desk: str, before: datetime) -> int:
    """The id of the last mail received before that instant, 0 for none."""
    return tx.execute(_LAST_INBOUND, {"p_desk": desk, "p_before": before}).scalar() or 0


def last_event(tx: Tx, desk: str, before: datetime, newest: int) -> int:
    """The id after which the desk's events of that instant or later begin; `newest` when there are none."""
    first = tx.execute(_FIRST_EVENT, {"p_desk": desk, "p_since": before}).scalar()
    return newest if first is None else int(first) - 1


def traces(tx: Tx, inbound_ids: Iterable[int]) -> dict[int, Any]:
    """What was decided about these mails and why."""
    wanted = sorted({*inbound_ids})
    return {row[0]: row[1] for row in tx.execute(_TRACES, {"p_ids": wanted})} if wanted else {}
