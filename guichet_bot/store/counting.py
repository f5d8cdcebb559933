"""What a report for funders counts, read along the archive in batches: nobody waits for it, nothing piles up.

A question whose people were forgotten (`retention`) still counts: it keeps its dates, its topic and where it came from.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.model import EntryKind, OfferState, Question
from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

BATCH = 500
_LONGEST = 4_000  # characters of a text that are compared

_q, _e, _o, _v = schema.question, schema.entry, schema.offer, schema.event
_DESK: sa.BindParameter[Any] = sa.bindparam("p_desk")
_SINCE, _UNTIL = sa.bindparam("p_since", type_=_q.c.opened_at.type), sa.bindparam("p_until", type_=_q.c.opened_at.type)
_IDS: sa.BindParameter[Any] = sa.bindparam("p_ids", expanding=True)
_LIMIT: sa.BindParameter[Any] = sa.bindparam("p_limit")

_QUESTIONS = (
    sa.select(*[_q.c[name] for name in Question.__dataclass_fields__])
    .where(
        _q.c.desk == _DESK,
        _q.c.opened_at >= _SINCE,
        _q.c.opened_at < _UNTIL,
        sa.or_(_q.c.opened_at > _SINCE, _q.c.id > sa.bindparam("p_after")),
    )
    .order_by(_q.c.opened_at, _q.c.id)
    .limit(_LIMIT)
)
_EVENTS = (
    sa.select(_v.c.question_id, _v.c.kind, _v.c["at"], _v.c.data)
    .where(_v.c.question_id.in_(_IDS), _v.c.kind.in_(sa.bindparam("p_kinds", expanding=True)))
    .order_by(_v.c.id)
)
_OFFERS = sa.select(_o.c.question_id, _o.c.state).where(_o.c.question_id.in_(_IDS)).order_by(_o.c.id)
_ANSWERS = sa.select(_q.c.answered_at).where(_q.c.desk == _DESK, _q.c.answered_at >= _SINCE, _q.c.answered_at < _UNTIL)
_LOADS = (
    sa.select(_o.c.expert, _o.c.state, sa.func.count())
    .where(_o.c.desk == _DESK, _o.c.offered_at >= _SINCE, _o.c.offered_at < _UNTIL)
    .group_by(_o.c.expert, _o.c.state)
)
_TIMES = sa.select(_v.c["at"], _v.c.question_id, _v.c.data).where(
    _v.c.desk == _DESK, _v.c["at"] >= _SINCE, _v.c["at"] < _UNTIL, _v.c.kind == sa.bindparam("p_kind")
)
_BUYERS = (
    sa.select(_q.c.buyer)
    .where(_q.c.desk == _DESK, _q.c.opened_at < _SINCE, _q.c.buyer != "", _q.c.closed_why != sa.bindparam("p_but"))
    .distinct()
)
_WORDS = (
    sa.select(_q.c.number, _q.c.opened_at, _q.c.topic, _q.c.buyer, _q.c.subject, sa.func.substr(_e.c.text, 1, _LONGEST))
    .join_from(_q, _e, sa.and_(_e.c.question_id == _q.c.id, _e.c.kind == EntryKind.QUESTION))
    .where(
        _q.c.desk == _DESK,
        _q.c.opened_at >= _SINCE,
        _q.c.opened_at < _UNTIL,
        _q.c.topic != "",
        _q.c.wiped_at.is_(None),
        _q.c.closed_why != sa.bindparam("p_but"),
    )
    .order_by(_q.c.opened_at, _q.c.id)
    .limit(_LIMIT)
)


@dataclass(frozen=True, slots=True)
class Passed:
    """A question with its events of the kinds asked for (kind, at, data) and the states of its offers."""

    question: Question
    events: tuple[tuple[str, datetime, Any], ...]
    offers: tuple[OfferState, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a question said, with who asked."""

    number: str
    at: datetime
    topic: str
    buyer: str
    subject: str
    text: str


def passed(tx: Tx, desk: str, since: datetime, until: datetime, kinds: Sequence[str]) -> Iterator[Passed]:
    """The questions received in [since, until), oldest first, read a batch at a time."""
    params: dict[str, Any] = {"p_desk": desk, "p_since": since, "p_until": until, "p_after": 0, "p_limit": BATCH}
    while True:
        found = [Question(*row) for row in tx.execute(_QUESTIONS, params)]
        if not found:
            return
        ids = [one.id for one in found]
        events: dict[int, list[tuple[str, datetime, Any]]] = {}
        for row in tx.execute(_EVENTS, {"p_ids": ids, "p_kinds": list(kinds)}):
            events.setdefault(row[0], []).append((row[1], row[2], row[3]))
        offers: dict[int, list[OfferState]] = {}
        for row in tx.execute(_OFFERS, {"p_ids": ids}):
            offers.setdefault(row[0], []).append(row[1])
        for one in found:
            yield Passed(one, tuple(events.get(one.id, ())), tuple(offers.get(one.id, ())))
        params |= {"p_since": found[-1].opened_at, "p_after": found[-1].id}


def answers(tx: Tx, desk: str, since: datetime, until: datetime) -> Iterator[datetime]:
    """When the first answers left that left in [since, until), whenever their questions came."""
    for row in _stream(tx, _ANSWERS, {"p_desk": desk, "p_since": since, "p_until": until}):
        yield row[0]


def loads(tx: Tx, desk: str, since: datetime, until: datetime) -> dict[str, Counter[OfferState]]:
    """The offers made in [since, until) by expert ("" when he is forgotten) and by how they ended."""
    found: dict[str, Counter[OfferState]] = {}
    for expert, state, number in tx.execute(_LOADS, {"p_desk": desk, "p_since": since, "p_until": until}):
        found.setdefault(expert, Counter())[state] += number
    return found


def noted(tx: Tx, desk: str, since: datetime, until: datetime, kind: str) -> Iterator[tuple[datetime, int, Any]]:
    """The desk's events of one kind in [since, until): at, question, data."""
    params = {"p_desk": desk, "p_since": since, "p_until": until, "p_kind": kind}
    for row in _stream(tx, _TIMES, params):
        yield row[0], row[1], row[2]


def buyers_before(tx: Tx, desk: str, since: datetime, but: str) -> Iterator[str]:
    """Who asked before then, each address once; not those whose question was closed for the reason `but`."""
    for row in _stream(tx, _BUYERS, {"p_desk": desk, "p_since": since, "p_but": but}):
        yield row[0]


def words(tx: Tx, desk: str, since: datetime, until: datetime, but: str, limit: int) -> list[Words]:
    """What the questions of [since, until) with a topic said, oldest first, as far as it is still kept."""
    params = {"p_desk": desk, "p_since": since, "p_until": until, "p_but": but, "p_limit": limit}
    return [Words(*row) for row in tx.execute(_WORDS, params)]


def _stream(tx: Tx, statement: sa.Select[Any], params: dict[str, Any]) -> Iterator[Any]:
    """Rows as the database gives them, never all at once."""
    yield from tx.conn.execute(statement, params, execution_options={"yield_per": BATCH})
