"""Personal data that may no longer be kept: wiped in small batches, so that the desk never waits for it.

What remains of a question is what the reports count: number, dates, topic, type of structure, département.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.model import InboundState, QuestionState
from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

_q, _e, _i, _o, _v, _r = (
    schema.question,
    schema.entry,
    schema.inbound,
    schema.outbox,
    schema.event,
    schema.message_ref,
)
_IDS: sa.BindParameter[Any] = sa.bindparam("p_ids", expanding=True)
_BEFORE: sa.BindParameter[Any] = sa.bindparam("p_before")
_LIMIT: sa.BindParameter[Any] = sa.bindparam("p_limit")

# One that a worker holds does not leave any more, or has begun to: nobody may queue it again without its bytes.
_NOT_ENDED = ("queued", "sending", "held", "unsure")
_BARE_INBOUND = {"sha256": "", "sender": "", "subject": "", "message_id": "", "reason": "", "trace": None}
# The key names whom the letter was for; the Message-ID is made of it and as unique, and names nobody.
_BARE_LETTER = {"key": _o.c.message_id, "rcpt": "", "sender": "", "subject": "", "raw": b"", "response": ""}

_OLD_QUESTIONS = (
    sa.select(_q.c.id)
    .where(_q.c.wiped_at.is_(None), _q.c.closed_at < _BEFORE, _q.c.state == QuestionState.CLOSED)
    .order_by(_q.c.closed_at)
    .limit(_LIMIT)
)
_WIPE_QUESTION = (
    sa.update(_q)
    .where(_q.c.id.in_(_IDS))
    .values(buyer="", buyer_name="", subject="", expert="", wiped_at=sa.bindparam("p_now"))
)
_RAW_OF = sa.delete(schema.raw).where(
    schema.raw.c.sha256.in_(sa.select(_i.c.sha256).where(_i.c.question_id.in_(_IDS))),
    ~sa.exists().where(
        _i.c.sha256 == schema.raw.c.sha256, sa.or_(_i.c.question_id.is_(None), _i.c.question_id.not_in(_IDS))
    ),
)
_OF_QUESTIONS = (
    _RAW_OF,
    sa.update(_e).where(_e.c.question_id.in_(_IDS)).values(author="", text=""),
    sa.update(schema.offer).where(schema.offer.c.question_id.in_(_IDS)).values(expert="", why=()),
    sa.update(_i).where(_i.c.question_id.in_(_IDS)).values(**_BARE_INBOUND),
    sa.update(_o).where(_o.c.question_id.in_(_IDS), _o.c.state.in_(_NOT_ENDED)).values(state="cancelled"),
    sa.update(_o).where(_o.c.question_id.in_(_IDS)).values(**_BARE_LETTER),
    sa.delete(schema.timer).where(schema.timer.c.subject.in_(sa.bindparam("p_subjects", expanding=True))),
    sa.update(_v).where(_v.c.question_id.in_(_IDS)).values(data={}),
    sa.delete(_r).where(_r.c.question_id.in_(_IDS)),
)

_OLD_INBOUND = (
    sa.select(_i.c.id)
    .where(
        _i.c.question_id.is_(None),
        _i.c.received_at < _BEFORE,
        _i.c.state == InboundState.DONE,
        sa.or_(_i.c.sender != "", _i.c.message_id != "", _i.c.subject != ""),
    )
    .order_by(_i.c.id)
    .limit(_LIMIT)
)
_WIPE_INBOUND = sa.update(_i).where(_i.c.id.in_(_IDS)).values(**_BARE_INBOUND)
_OLD_LETTERS = (
    sa.select(_o.c.id)
    .where(
        _o.c.question_id.is_(None),
        _o.c.created_at < _BEFORE,
        _o.c.state.in_(("sent", "failed", "cancelled")),
        _o.c.rcpt != "",
    )
    .order_by(_o.c.id)
    .limit(_LIMIT)
)
_WIPE_LETTERS = sa.update(_o).where(_o.c.id.in_(_IDS)).values(**_BARE_LETTER)
_CANCEL_LETTERS = sa.update(_o).where(_o.c.id.in_(_IDS), _o.c.state.in_(_NOT_ENDED)).values(state="cancelled")
_OLD_RAW_LETTERS = (
    sa.select(_o.c.id)
    .where(_o.c.created_at < _BEFORE, _o.c.state.in_(("sent", "failed", "cancelled")), _o.c.raw != b"")
    .order_by(_o.c.id)
    .limit(_LIMIT)
)
_RAW_OF_MAILS = sa.delete(schema.raw).where(
    schema.raw.c.sha256.in_(sa.select(_i.c.sha256).where(_i.c.id.in_(_IDS))),
    ~sa.exists().where(_i.c.sha256 == schema.raw.c.sha256, _i.c.id.not_in(_IDS)),
)
_WIPE_RAW_LETTERS = sa.update(_o).where(_o.c.id.in_(_IDS)).values(raw=b"")
_OLD_EVENTS = sa.select(_v.c.id).where(_v.c.question_id.is_(None), _v.c["at"] < _BEFORE).limit(_LIMIT)
_DROP_EVENTS = sa.delete(_v).where(_v.c.id.in_(_IDS))
_LINES = sa.delete(schema.digest_line).where(schema.digest_line.c["at"] < _BEFORE)


def wipe_questions(tx: Tx, before: datetime, limit: int, now: datetime) -> int:
    """Make questions closed before then anonymous, with their mails and letters; how many."""
    ids = list(tx.execute(_OLD_QUESTIONS, {"p_before": before, "p_limit": limit}).scalars())
    wipe(tx, ids, now)
    return len(ids)


def wipe(tx: Tx, question_ids: Sequence[int], now: datetime) -> None:
    """Make these questions anonymous at once."""
    if not question_ids:
        return
    params = {"p_ids": list(question_ids), "p_subjects": [f"question:{i}" for i in question_ids], "p_now": now}
    for statement in (*_OF_QUESTIONS, _WIPE_QUESTION):
        tx.execute(statement, params)


def wipe_unrelated(tx: Tx, before: datetime, limit: int) -> int:
    """The same for mails, letters and events before then that belong to no question."""
    params = {"p_before": before, "p_limit": limit}
    mails = list(tx.execute(_OLD_INBOUND, params).scalars())
    letters = list(tx.execute(_OLD_LETTERS, params).scalars())
    events = list(tx.execute(_OLD_EVENTS, params).scalars())
    wipe_mails(tx, mails)
    wipe_letters(tx, letters)
    if events:
        tx.execute(_DROP_EVENTS, {"p_ids": events})
    return len(mails) + len(letters) + len(events)


def wipe_mails(tx: Tx, inbound_ids: Sequence[int]) -> None:
    """Make these received mails anonymous; their bytes go unless another mail is the same."""
    if inbound_ids:
        tx.execute(_RAW_OF_MAILS, {"p_ids": list(inbound_ids)})
        tx.execute(_WIPE_INBOUND, {"p_ids": list(inbound_ids)})


def wipe_letters(tx: Tx, letter_ids: Sequence[int]) -> None:
    """Make these letters anonymous; one that has not left yet will not leave."""
    if letter_ids:
        tx.execute(_CANCEL_LETTERS, {"p_ids": list(letter_ids)})
        tx.execute(_WIPE_LETTERS, {"p_ids": list(letter_ids)})


def wipe_letter_bytes(tx: Tx, before: datetime, limit: int) -> int:
    """Drop the bytes of letters written before then that will not leave any more; how many."""
    ids = list(tx.execute(_OLD_RAW_LETTERS, {"p_before": before, "p_limit": limit}).scalars())
    if ids:
        tx.execute(_WIPE_RAW_LETTERS, {"p_ids": ids})
    return len(ids)


def drop_digest_lines(tx: Tx, before: datetime) -> int:
    """Forget the numbers of digests written before then; how many rows."""
    return tx.execute(_LINES, {"p_before": before}).rowcount
