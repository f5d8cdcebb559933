"""The mails of a period as they were decided, in batches, for rules to be tried on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.model import Cause, InboundState
from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

_i, _q = schema.inbound, schema.question
MOST_BEFORE = 5  # as many of a buyer's questions as the desk itself looks at

_ROWS = (
    sa.select(
        _i.c.id, _i.c.sha256, _i.c.received_at, _i.c.handled_at, _i.c.sender, _i.c.subject, _i.c.trace, _q.c.number,
        _q.c.topic, _i.c.question_id,
    )
    .outerjoin(_q, _q.c.id == _i.c.question_id)
    .where(
        _i.c.desk == sa.bindparam("p_desk"),
        _i.c.received_at >= sa.bindparam("p_since"),
        _i.c.id > sa.bindparam("p_after"),
        _i.c.state.in_((InboundState.DONE, InboundState.HELD)),
        _i.c.cause.not_in((Cause.OWN, Cause.DUPLICATE, Cause.TOO_LARGE, Cause.BY_HAND)),
    )
    .order_by(_i.c.id)
    .limit(sa.bindparam("p_limit"))
)  # fmt: skip
_BEFORE = (
    sa.select(_q.c.topic, _q.c.expert, _q.c.opened_at, _q.c.answered_at)
    .where(
        _q.c.desk == sa.bindparam("p_desk"),
        _q.c.buyer == sa.bindparam("p_buyer"),
        _q.c.opened_at < sa.bindparam("p_then"),
        _q.c.id != sa.bindparam("p_id"),
    )
    .order_by(_q.c.id.desc())
    .limit(MOST_BEFORE)
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A received mail with what was decided about it (`trace`; None when it is anonymous by now). `number` and `topic`
    are its question's, as they stand today."""

    id: int
    sha256: str
    received_at: datetime
    handled_at: datetime | None
    sender: str
    subject: str
    trace: Mapping[str, Any] | None
    number: str | None
    topic: str | None
    question_id: int | None


def decided(tx: Tx, desk: str, since: datetime, after: int, limit: int) -> list[Decided]:
    """The desk's settled mails received since then with an id above `after`, oldest first."""
    params = {"p_desk": desk, "p_since": since, "p_after": after, "p_limit": limit}
    return [Decided(*row) for row in tx.execute(_ROWS, params)]


def before(tx: Tx, desk: str, buyer: str, question: int | None, then: datetime) -> list[tuple[str, str, datetime]]:
    """(topic, expert, opened at) of this buyer's latest questions of that time that were answered by then."""
    params = {"p_desk": desk, "p_buyer": buyer, "p_id": question or 0, "p_then": then}
    rows = tx.execute(_BEFORE, params)
    return [(row[0], row[1], row[2]) for row in rows if row[3] is not None and row[3] <= then]
