"""What one person has to do with the desk's questions, by index and with a limit."""

import sqlalchemy as sa

from guichet_bot.core.model import OfferState, Question
from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

_q, _o = schema.question, schema.offer

_OF_BUYER = (
    sa.select(*[_q.c[name] for name in Question.__dataclass_fields__])
    .where(_q.c.desk == sa.bindparam("p_desk"), _q.c.buyer == sa.bindparam("p_buyer"))
    .order_by(_q.c.id.desc())
    .limit(sa.bindparam("p_limit"))
)
_HELD_BY = (
    sa.select(_o.c.question_id)
    .join(_q, _q.c.id == _o.c.question_id)
    .where(
        _q.c.desk == sa.bindparam("p_desk"),
        _o.c.expert == sa.bindparam("p_expert"),
        _o.c.state == sa.literal_column(f"'{OfferState.OPEN}'"),
    )
    .order_by(_o.c.question_id)
)


def of_buyer(tx: Tx, desk: str, buyer: str, limit: int = 5) -> list[Question]:
    """This buyer's latest questions, newest first."""
    return [Question(*row) for row in tx.execute(_OF_BUYER, {"p_desk": desk, "p_buyer": buyer, "p_limit": limit})]


def held_by(tx: Tx, desk: str, expert: str) -> list[int]:
    """The questions whose open offer this expert holds."""
    return list(tx.execute(_HELD_BY, {"p_desk": desk, "p_expert": expert}).scalars())
