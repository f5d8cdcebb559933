"""What one person has to do with the desk's questions, by index and with a limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from guichet_bot.core.model import EntryKind, OfferState, Question, Role
from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

_q, _o, _e, _l = schema.question, schema.offer, schema.entry, schema.outbox

_OF_BUYER = (
    sa.select(*[_q.c[name] for name in Question.__dataclass_fields__])
    .where(_q.c.desk == sa.bindparam("p_desk"), _q.c.buyer == sa.bindparam("p_buyer"))
    .order_by(_q.c.id.desc())
    .limit(sa.bindparam("p_limit"))
)
_HELD_BY = (
    sa.select(_o.c.question_id)
    .where(
        _o.c.desk == sa.bindparam("p_desk"),
        _o.c.expert == sa.bindparam("p_expert"),
        _o.c.state == sa.literal_column(f"'{OfferState.OPEN}'"),
    )
    .order_by(_o.c.question_id)
)

# "+ 0" in the next two: by the id itself PostgreSQL, as long as it has not counted its rows (a load, a restoration),
# reads all entries since the first in search of the question's.
_first = _e.alias("first_answer")
_FIRST = (
    sa.select(sa.func.min(_first.c.id + sa.literal_column("0")))
    .where(_first.c.question_id == _q.c.id, _first.c.kind == sa.literal_column(f"'{EntryKind.ANSWER}'"))
    .correlate(_q)
    .scalar_subquery()
)
_asked = _e.alias("asked")
_ASKED = (
    sa.select(_asked.c.text)
    .where(_asked.c.question_id == _q.c.id, _asked.c.kind == sa.literal_column(f"'{EntryKind.QUESTION}'"))
    .order_by(_asked.c.id + sa.literal_column("0"))
    .limit(1)
    .correlate(_q)
    .scalar_subquery()
)
_LIKE = (
    sa.select(
        _q.c.number,
        _q.c.subject,
        _q.c.answered_at,
        _e.c.text,
        _e.c.author,
        _q.c.buyer,
        _q.c.buyer_name,
        sa.func.coalesce(_ASKED, "").label("asked"),
    )
    .join_from(_q, _e, _e.c.id == _FIRST)
    .where(
        _q.c.desk == sa.bindparam("p_desk"),
        _q.c.topic == sa.bindparam("p_topic"),
        _q.c.answered_at.is_not(None),
        _q.c.wiped_at.is_(None),
        _q.c.id != sa.bindparam("p_id"),
    )
    .order_by(_q.c.answered_at.desc())
    .limit(sa.bindparam("p_limit"))
)

_LETTERS = sa.select(_l.c.question_id, _l.c.role).where(
    _l.c.desk == sa.bindparam("p_desk"),
    _l.c.message_id.in_(sa.bindparam("p_ids", expanding=True)),
    _l.c.rcpt == sa.bindparam("p_reader"),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answered question of the past; `text` is its first answer as `author` wrote it, signature and all, `asked`
    the buyer's first words."""

    number: str
    subject: str
    answered_at: datetime
    text: str
    author: str
    buyer: str
    buyer_name: str
    asked: str


def of_buyer(tx: Tx, desk: str, buyer: str, limit: int = 5) -> list[Question]:
    """This buyer's latest questions, newest first."""
    return [Question(*row) for row in tx.execute(_OF_BUYER, {"p_desk": desk, "p_buyer": buyer, "p_limit": limit})]


def held_by(tx: Tx, desk: str, expert: str) -> list[int]:
    """The questions whose open offer this expert holds."""
    return list(tx.execute(_HELD_BY, {"p_desk": desk, "p_expert": expert}).scalars())


def answers_like(tx: Tx, desk: str, topic: str, excluding: int, limit: int) -> list[Answered]:
    """The latest questions of a topic that were answered by mail, newest first, but for the question in hand."""
    params = {"p_desk": desk, "p_topic": topic, "p_id": excluding, "p_limit": limit}
    return [Answered(*row) for row in tx.execute(_LIKE, params)]


def letters_to(tx: Tx, desk: str, reader: str, message_ids: Sequence[str]) -> list[tuple[int, Role]]:
    """Which of these Message-IDs are letters of ours to this reader: their question (0: of none), and his role."""
    if not message_ids:
        return []
    params = {"p_desk": desk, "p_ids": list(message_ids), "p_reader": reader}
    return [(row[0] or 0, row[1]) for row in tx.execute(_LETTERS, params)]
