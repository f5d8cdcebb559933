"""All that is kept about one person, by address: to hand over, or to erase."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.model import Entry, Expert, Question
from guichet_bot.store import people, retention, schema
from guichet_bot.store.engine import Tx
from guichet_bot.store.inbound import InboundRow
from guichet_bot.store.outbox import OutboxRow

_q, _e, _i, _o, _x, _a = (
    schema.question,
    schema.entry,
    schema.inbound,
    schema.outbox,
    schema.expert,
    schema.absence,
)
_ADDRESS: sa.BindParameter[Any] = sa.bindparam("p_address")


@dataclass(frozen=True, slots=True)
class Found:
    """What concerns an address, over all desks. `expert_of`: (desk, profile); `absences` in ISO dates."""

    questions: tuple[Question, ...] = ()
    entries: tuple[Entry, ...] = ()
    received: tuple[InboundRow, ...] = ()
    letters: tuple[OutboxRow, ...] = ()
    expert_of: tuple[tuple[str, Expert], ...] = ()
    absences: tuple[tuple[str, str], ...] = ()
    suppressed_by: tuple[str, ...] = ()


_PROFILE = [name for name in Expert.__dataclass_fields__ if name != "absences"]
_QUESTIONS = sa.select(*(_q.c[name] for name in Question.__dataclass_fields__)).where(_q.c.buyer == _ADDRESS)
_ENTRIES = sa.select(*(_e.c[name] for name in Entry.__dataclass_fields__)).where(_e.c.author == _ADDRESS)
_RECEIVED = sa.select(_i).where(_i.c.sender == _ADDRESS).order_by(_i.c.id)
_LETTERS = sa.select(_o).where(_o.c.rcpt == _ADDRESS).order_by(_o.c.id)
_EXPERTS = sa.select(_x.c.desk, *(_x.c[name] for name in _PROFILE)).where(_x.c.email == _ADDRESS)
_ABSENCES = sa.select(_a.c["first"], _a.c["until"]).where(_a.c.expert == _ADDRESS).order_by(_a.c["first"])
_SUPPRESSED = sa.select(schema.suppression.c.desk).where(schema.suppression.c.address == _ADDRESS)

_FORGET_PERSON: tuple[Any, ...] = (
    sa.update(_e).where(_e.c.author == _ADDRESS).values(author=""),
    sa.update(schema.offer).where(schema.offer.c.expert == _ADDRESS, schema.offer.c.state != "open").values(expert=""),
    sa.update(_q).where(_q.c.expert == _ADDRESS, _q.c.state == "closed").values(expert=""),
    sa.delete(_a).where(_a.c.expert == _ADDRESS),
    sa.delete(_x).where(_x.c.email == _ADDRESS),
    sa.delete(schema.suppression).where(schema.suppression.c.address == _ADDRESS),
    sa.delete(schema.digest_run).where(schema.digest_run.c.rcpt == _ADDRESS),
    sa.delete(schema.digest_line).where(schema.digest_line.c.rcpt == _ADDRESS),
)
_T = schema.timer
_WIPE_EVENTS = (
    sa.update(schema.event)
    .where(sa.type_coerce(schema.event.c.data, sa.Text).contains(sa.bindparam("p_text")))
    .values(data={})
)
_DROP_UNDO = sa.delete(schema.undo).where(
    sa.type_coerce(schema.undo.c.images, sa.Text).contains(sa.bindparam("p_text"))
)
_DROP_TIMERS = sa.delete(_T).where(_T.c.subject == sa.bindparam("p_subject"))


def find(tx: Tx, address: str) -> Found:
    """Everything kept about this address (lower case)."""
    params = {"p_address": address}
    return Found(
        questions=tuple(Question(*row) for row in tx.execute(_QUESTIONS, params)),
        entries=tuple(Entry(*row) for row in tx.execute(_ENTRIES, params)),
        received=tuple(InboundRow(*row) for row in tx.execute(_RECEIVED, params)),
        letters=tuple(OutboxRow(*row) for row in tx.execute(_LETTERS, params)),
        expert_of=tuple((row[0], people.expert_of(row[1:])) for row in tx.execute(_EXPERTS, params)),
        absences=tuple((str(row[0]), str(row[1] or "")) for row in tx.execute(_ABSENCES, params)),
        suppressed_by=tuple(tx.execute(_SUPPRESSED, params).scalars()),
    )


def erase(tx: Tx, address: str, now: datetime) -> Found:
    """Erase this person and return what there was. Their questions become anonymous whatever their state.

    An open offer keeps its expert's address: withdraw it first, so that the question goes to somebody else.
    """
    found = find(tx, address)
    retention.wipe(tx, [question.id for question in found.questions], now)
    retention.wipe_mails(tx, [row.id for row in found.received])
    retention.wipe_letters(tx, [row.id for row in found.letters])
    for statement in _FORGET_PERSON:
        tx.execute(statement, {"p_address": address})
    tx.execute(_WIPE_EVENTS, {"p_text": address})
    tx.execute(_DROP_UNDO, {"p_text": address})
    tx.execute(_DROP_TIMERS, {"p_subject": f"expert:{address}"})
    return found
