"""What has stopped moving by itself and waits for a person."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.model import InboundState
from guichet_bot.store import pausing, schema
from guichet_bot.store.engine import Tx

_o, _i = schema.outbox, schema.inbound
_BEFORE: sa.BindParameter[Any] = sa.bindparam("p_before")
_UNSENT = _o.c.state != sa.literal_column("'sent'")  # the index of letters that are not sent
_LETTERS = (
    sa.select(_o.c.state, sa.func.count())
    .where(
        _UNSENT,
        _o.c.desk == sa.bindparam("p_desk"),
        _o.c.state.in_(("held", "unsure")),
        _o.c.response != pausing.WHY,
        _o.c.created_at < _BEFORE,
    )
    .group_by(_o.c.state)
)
_PARKED = sa.select(sa.func.count()).where(
    _i.c.state != sa.literal_column("'done'"),  # the index of mails that wait
    _i.c.desk == sa.bindparam("p_desk"),
    _i.c.state == InboundState.PARKED,
    _i.c.received_at < _BEFORE,
)


def counts(tx: Tx, desk: str, before: datetime) -> dict[str, int]:
    """Letters "held" (but not for a pause, which ends by an order) and "unsure", and "parked" mails, as old as that;
    what there is none of is absent."""
    params = {"p_desk": desk, "p_before": before}
    found = {row[0]: row[1] for row in tx.execute(_LETTERS, params)}
    parked = int(tx.execute(_PARKED, params).scalar_one())
    return {**found, "parked": parked} if parked else found
