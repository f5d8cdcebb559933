"""Received mails as they came, kept once however many desks got them."""

import hashlib
from datetime import datetime

import sqlalchemy as sa

from guichet_bot.core.model import InboundState, QuestionState
from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_raw, _inbound, _question = schema.raw, schema.inbound, schema.question

_PUT = insert(_raw).on_conflict_do_nothing()
_GET = sa.select(_raw.c.bytes).where(_raw.c.sha256 == sa.bindparam("p_sha"))
_STILL_NEEDED = (
    sa.select(_inbound.c.id)
    .outerjoin(_question, _question.c.id == _inbound.c.question_id)
    .where(
        _inbound.c.sha256 == _raw.c.sha256,
        sa.or_(_inbound.c.state != InboundState.DONE, _question.c.state != QuestionState.CLOSED),
    )
)
_PRUNE = sa.delete(_raw).where(
    _raw.c.sha256.in_(
        sa.select(_raw.c.sha256)
        .where(_raw.c.at < sa.bindparam("p_before"), ~_STILL_NEEDED.exists())
        .order_by(_raw.c.at)
        .limit(sa.bindparam("p_limit"))
    )
)

_DESK = _inbound.c.desk == sa.bindparam("p_desk")
_SAME = sa.select(sa.literal(1)).where(_DESK, _inbound.c.sha256 == sa.bindparam("p_sha")).limit(1)
_HASHES = (
    sa.select(_inbound.c.sha256)
    .where(_DESK, _inbound.c.received_at >= sa.bindparam("p_since"), _inbound.c.sha256 != "")
    .order_by(_inbound.c.id)
)


def put(tx: Tx, raw: bytes, now: datetime) -> str:
    """Keep a mail and return its sha256 (hex)."""
    sha = hashlib.sha256(raw).hexdigest()
    tx.execute(_PUT, {"sha256": sha, "bytes": raw, "size": len(raw), "at": now})
    return sha


def get(tx: Tx, sha: str) -> bytes | None:
    """The mail as it came, or None when it was never there or is no longer kept."""
    found = tx.execute(_GET, {"p_sha": sha}).scalar()
    return None if found is None else bytes(found)


def is_stored(tx: Tx, desk: str, sha: str) -> bool:
    """Are these very bytes among the mails of this desk?"""
    return tx.execute(_SAME, {"p_desk": desk, "p_sha": sha}).first() is not None


def hashes_since(tx: Tx, desk: str, since: datetime) -> list[str]:
    """Which bytes this desk received since then, oldest first."""
    return list(tx.execute(_HASHES, {"p_desk": desk, "p_since": since}).scalars())


def prune(tx: Tx, before: datetime, limit: int = 200) -> int:
    """Drop mails received before then that are dealt with and whose question is closed; how many went."""
    return tx.execute(_PRUNE, {"p_before": before, "p_limit": limit}).rowcount
