"""Questions with their entries and offers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.effects import OpenQuestion
from guichet_bot.core.known import Case
from guichet_bot.core.model import Entry, EntryKind, Offer, OfferState, Question, QuestionState, Role
from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_q, _e, _o, _c, _x = schema.question, schema.entry, schema.offer, schema.counter, schema.expert

_FIELDS = [_q.c[name] for name in Question.__dataclass_fields__]
_BY_ID = _q.c.id == sa.bindparam("p_id")
_OF_DESK = _q.c.desk == sa.bindparam("p_desk")
_IDS: sa.BindParameter[Any] = sa.bindparam("p_ids", expanding=True)

_NEXT_NUMBER = (
    insert(_c)
    .values(last=1)
    .on_conflict_do_update(index_elements=[_c.c.desk, _c.c.year], set_={"last": _c.c.last + 1})
    .returning(_c.c.last)
)
_OPEN = sa.insert(_q).returning(_q.c.id)
_GET = sa.select(*_FIELDS).where(_BY_ID)
_BY_NUMBER = sa.select(*_FIELDS).where(_OF_DESK, _q.c.number == sa.bindparam("p_number"))
_MANY = sa.select(*_FIELDS).where(_OF_DESK, _q.c.id.in_(_IDS))
_ENTRY_FIELDS = [_e.c[name] for name in Entry.__dataclass_fields__]
_ENTRIES = sa.select(*_ENTRY_FIELDS).where(_e.c.question_id.in_(_IDS)).order_by(_e.c.id)
_OFFER_FIELDS = [_o.c[name] for name in Offer.__dataclass_fields__]
_OFFERS = sa.select(*_OFFER_FIELDS).where(_o.c.question_id.in_(_IDS)).order_by(_o.c.id)
_CHANGE = sa.update(_q).where(_BY_ID).values(version=_q.c.version + 1)
_ADD_ENTRY = sa.insert(_e).returning(_e.c.id)
_DESK_OF = sa.select(_q.c.desk).where(_BY_ID).scalar_subquery()
_MAKE_OFFER = sa.insert(_o).values(desk=_DESK_OF).returning(_o.c.id, _o.c.desk)
_NOTE_OFFERED = sa.update(_x).where(_x.c.desk == sa.bindparam("p_desk"), _x.c.email == sa.bindparam("p_expert"))
_END_OFFER = sa.update(_o).where(
    _o.c.question_id == sa.bindparam("p_question"),
    _o.c.expert == sa.bindparam("p_expert"),
    _o.c.state == sa.literal_column("'open'"),
)
_LIST = sa.select(*_FIELDS).order_by(_q.c.id.desc()).limit(sa.bindparam("p_limit"))
_LIST_DESK = _LIST.where(_OF_DESK)
_IN_STATE = _q.c.state == sa.bindparam("p_state")
_LISTS = {
    (False, False): _LIST,
    (True, False): _LIST_DESK,
    (False, True): _LIST.where(_IN_STATE),
    (True, True): _LIST_DESK.where(_IN_STATE),
}
_COUNTS = sa.select(_q.c.state, sa.func.count()).where(_OF_DESK).group_by(_q.c.state)


def open(tx: Tx, desk: str, prefix: str, year: int, draft: OpenQuestion, calendar_key: str) -> Question:
    """Open a case under the desk's next number of the year ("RO-2026-0042"), with the buyer's text to follow."""
    last = tx.execute(_NEXT_NUMBER, {"desk": desk, "year": year}).scalar_one()
    fields: dict[str, Any] = {
        "desk": desk,
        "number": f"{prefix}-{year}-{last:04d}",
        "state": QuestionState(draft.state),
        "subject": draft.subject,
        "buyer": draft.buyer,
        "opened_at": draft.opened_at,
        "buyer_name": draft.buyer_name,
        "structure": draft.structure,
        "departement": draft.departement,
        "topic": draft.topic,
        "also": draft.also,
        "stage": draft.stage,
        "request": draft.request,
        "live_tender": draft.live_tender,
        "expert": draft.expert,
        "promised_at": draft.promised_at,
        "closed_why": draft.closed_why,
        "closed_at": draft.opened_at if draft.state == QuestionState.CLOSED else None,
        "clock": draft.clock,
        "calendar": calendar_key,
    }
    return Question(id=tx.execute(_OPEN, fields).scalar_one(), **fields)


def get(tx: Tx, question_id: int) -> Question | None:
    """The question with this id."""
    row = tx.execute(_GET, {"p_id": question_id}).first()
    return None if row is None else Question(*row)


def by_number(tx: Tx, desk: str, number: str) -> Question | None:
    """The question with this number ("RO-2026-0042") at this desk."""
    row = tx.execute(_BY_NUMBER, {"p_desk": desk, "p_number": number}).first()
    return None if row is None else Question(*row)


def cases(tx: Tx, desk: str, ids: Iterable[int]) -> dict[int, Case]:
    """The desk's questions with offers and entries, in three statements whatever their number."""
    wanted = sorted({*ids})
    if not wanted:
        return {}
    questions = [Question(*row) for row in tx.execute(_MANY, {"p_desk": desk, "p_ids": wanted})]
    if not questions:
        return {}
    params = {"p_ids": [question.id for question in questions]}
    offers: dict[int, list[Offer]] = {}
    for row in tx.execute(_OFFERS, params):
        offers.setdefault(row[0], []).append(Offer(*row))
    entries: dict[int, list[Entry]] = {}
    for row in tx.execute(_ENTRIES, params):
        entries.setdefault(row[0], []).append(Entry(*row))
    return {q.id: Case(q, tuple(offers.get(q.id, ())), tuple(entries.get(q.id, ()))) for q in questions}


def change(tx: Tx, question_id: int, changes: Mapping[str, Any]) -> None:
    """Set fields by the names of `model.Question`; the version goes up by one."""
    refused = {"id", "desk", "number", "version"} & changes.keys() or changes.keys() - Question.__dataclass_fields__
    if refused:
        raise ValueError(f"not to be changed: {sorted(refused)}")
    if tx.journal is not None:
        tx.journal.touch(tx, "question", id=question_id)
    tx.execute(_CHANGE, {"p_id": question_id, **changes})


def add_entry(
    tx: Tx,
    question_id: int,
    at: datetime,
    kind: EntryKind,
    role: Role,
    author: str,
    text: str,
    inbound_id: int | None = None,
) -> None:
    """Add what somebody said to the question's exchange; `author` is an address."""
    params = {
        "question_id": question_id,
        "at": at,
        "kind": kind,
        "role": role,
        "author": author,
        "text": text,
        "inbound_id": inbound_id,
    }
    entry_id = tx.execute(_ADD_ENTRY, params).scalar_one()
    if tx.journal is not None:
        tx.journal.made(tx, "entry", entry_id)


def make_offer(tx: Tx, question_id: int, expert: str, at: datetime, why: Sequence[str] = ()) -> None:
    """Offer the question to an expert. Raises IntegrityError when an offer to them is already open."""
    params = {
        "p_id": question_id,
        "question_id": question_id,
        "expert": expert,
        "state": OfferState.OPEN,
        "offered_at": at,
        "why": tuple(why),
    }
    offer_id, desk = tx.execute(_MAKE_OFFER, params).one()
    tx.execute(_NOTE_OFFERED, {"p_desk": desk, "p_expert": expert, "last_offered_at": at})
    if tx.journal is not None:
        tx.journal.made(tx, "offer", offer_id)


def end_offer(tx: Tx, question_id: int, expert: str, state: OfferState, at: datetime) -> bool:
    """End this expert's open offer. False: there is none."""
    if tx.journal is not None:
        tx.journal.touch(tx, "offer", question_id=question_id, expert=expert, state=str(OfferState.OPEN))
    params = {"p_question": question_id, "p_expert": expert, "state": state, "ended_at": at}
    return tx.execute(_END_OFFER, params).rowcount == 1


def listing(tx: Tx, desk: str | None = None, state: QuestionState | None = None, limit: int = 200) -> list[Question]:
    """Questions, newest first."""
    params: dict[str, Any] = {"p_limit": limit}
    if desk is not None:
        params["p_desk"] = desk
    if state is not None:
        params["p_state"] = state
    statement = _LISTS[desk is not None, state is not None]
    return [Question(*row) for row in tx.execute(statement, params)]


def counts(tx: Tx, desk: str) -> dict[QuestionState, int]:
    """How many questions of the desk are in each state; a state without any is left out."""
    return {row[0]: row[1] for row in tx.execute(_COUNTS, {"p_desk": desk})}
