"""All that is kept about one person, by address: to hand over, or to erase."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.mail.private import scrub
from guichet_bot.core.model import Entry, Expert, InboundState, OfferState, Question, QuestionState
from guichet_bot.store import people, retention, schema
from guichet_bot.store.engine import Tx
from guichet_bot.store.inbound import InboundRow
from guichet_bot.store.mentioned import Mentioned, sweep
from guichet_bot.store.outbox import OutboxRow

_q, _e, _f, _i, _o, _x, _a, _r = (
    schema.question,
    schema.entry,
    schema.offer,
    schema.inbound,
    schema.outbox,
    schema.expert,
    schema.absence,
    schema.message_ref,
)
_ADDRESS: sa.BindParameter[Any] = sa.bindparam("p_address")
_IDS: sa.BindParameter[Any] = sa.bindparam("p_ids", expanding=True)
_WORDS = 2  # of a name: a first name alone is somebody else's too


@dataclass(frozen=True, slots=True)
class Offered:
    """A question that an expert was asked to answer."""

    desk: str
    number: str
    state: OfferState
    offered_at: datetime
    ended_at: datetime | None


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
    offers: tuple[Offered, ...] = ()

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """This buyer's questions that are not closed."""
        return tuple(one for one in self.questions if one.state is not QuestionState.CLOSED)

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the person is known. A buyer's is what a mail program says, "Marchés publics" as well
        as a person's name: not to be looked for in what others wrote."""
        known = [one.buyer_name for one in self.questions] + [profile.name for _, profile in self.expert_of]
        return tuple(dict.fromkeys(name.strip() for name in known if name.strip()))

    @property
    def full_names(self) -> tuple[str, ...]:
        """The expert's first and last name, as the desk wrote it down."""
        known = (profile.name.strip() for _, profile in self.expert_of)
        return tuple(dict.fromkeys(name for name in known if len(name.split()) >= _WORDS))

    @property
    def signs(self) -> tuple[str, ...]:
        """What in a mail of somebody else is about this person, the address apart."""
        return (*self.full_names, *(one.number for one in self.questions))


_PROFILE = [name for name in Expert.__dataclass_fields__ if name != "absences"]
_QUESTIONS = (
    sa.select(*(_q.c[name] for name in Question.__dataclass_fields__)).where(_q.c.buyer == _ADDRESS).order_by(_q.c.id)
)
_ENTRIES = sa.select(*(_e.c[name] for name in Entry.__dataclass_fields__)).where(_e.c.author == _ADDRESS)
_RECEIVED = sa.select(_i).where(_i.c.sender == _ADDRESS).order_by(_i.c.id)
_LETTERS = sa.select(_o).where(_o.c.rcpt == _ADDRESS).order_by(_o.c.id)
_EXPERTS = sa.select(_x.c.desk, *(_x.c[name] for name in _PROFILE)).where(_x.c.email == _ADDRESS)
_ABSENCES = sa.select(_a.c["first"], _a.c["until"]).where(_a.c.expert == _ADDRESS).order_by(_a.c["first"])
_SUPPRESSED = sa.select(schema.suppression.c.desk).where(schema.suppression.c.address == _ADDRESS)
_OFFERS = (
    sa.select(_f.c.desk, _q.c.number, _f.c.state, _f.c.offered_at, _f.c.ended_at)
    .join_from(_f, _q, _q.c.id == _f.c.question_id)
    .where(_f.c.expert == _ADDRESS)
    .order_by(_f.c.id)
)
_NUMBERS = sa.select(_q.c.id, _q.c.desk, _q.c.number).where(_q.c.id.in_(_IDS))

_DISCARD_HELD = (
    sa.update(_i)
    .where(_i.c.state == InboundState.HELD, sa.or_(_i.c.sender == _ADDRESS, _i.c.question_id.in_(_IDS)))
    .values(state=InboundState.DONE, cause="discarded", handled_at=sa.bindparam("p_now"))
)
_ANSWERS = sa.select(_e.c.id, _e.c.text).where(_e.c.author == _ADDRESS)
_REWRITE = sa.update(_e).where(_e.c.id == sa.bindparam("p_id")).values(text=sa.bindparam("p_text"))
_FORGET_REFS = sa.delete(_r).where(
    sa.exists().where(_i.c.desk == _r.c.desk, _i.c.message_id == _r.c.message_id, _i.c.sender == _ADDRESS)
)
_FORGET_PERSON: tuple[Any, ...] = (
    sa.update(_e).where(_e.c.author == _ADDRESS).values(author=""),
    sa.update(_f).where(_f.c.expert == _ADDRESS, _f.c.state == OfferState.OPEN).values(state=OfferState.WITHDRAWN),
    sa.update(_f).where(_f.c.expert == _ADDRESS).values(expert=""),
    sa.update(_q).where(_q.c.expert == _ADDRESS).values(expert=""),
    sa.update(_x).where(_x.c.backup == _ADDRESS).values(backup=""),
    sa.delete(_a).where(_a.c.expert == _ADDRESS),
    sa.delete(_x).where(_x.c.email == _ADDRESS),
    sa.delete(schema.suppression).where(schema.suppression.c.address == _ADDRESS),
    sa.delete(schema.digest_run).where(schema.digest_run.c.rcpt == _ADDRESS),
    sa.delete(schema.digest_line).where(schema.digest_line.c.rcpt == _ADDRESS),
)
_DROP_TIMERS = sa.delete(schema.timer).where(schema.timer.c.subject == sa.bindparam("p_subject"))
_DROP_TALLIES = sa.delete(schema.tally).where(schema.tally.c.scope == sa.bindparam("p_scope"))
_WITH_EXCLUSIONS = sa.select(_x.c.desk, _x.c.email, _x.c.exclusions).where(_x.c.exclusions != ())
_SET_EXCLUSIONS = (
    sa.update(_x).where(_x.c.desk == sa.bindparam("p_desk"), _x.c.email == sa.bindparam("p_email"))
).values(exclusions=sa.bindparam("p_exclusions", type_=_x.c.exclusions.type))


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
        offers=tuple(Offered(*row) for row in tx.execute(_OFFERS, params)),
    )


def numbers(tx: Tx, found: Found) -> dict[int, tuple[str, str]]:
    """Desk and number of the questions that any of it belongs to, by id."""
    ids = {one.question_id for one in found.entries}
    ids |= {one.question_id for one in found.received if one.question_id}
    ids |= {one.question_id for one in found.letters if one.question_id}
    return {row[0]: (row[1], row[2]) for row in tx.execute(_NUMBERS, {"p_ids": sorted(ids)})}


def erase(tx: Tx, address: str, now: datetime, mentioned: Mentioned | None = None) -> Found:
    """Erase this person and return what there was. Their questions become anonymous whatever their state.

    `mentioned` are the mails of others that name the person. A question that an expert holds would be with nobody
    then, and an open one would stay open: pass the one on and close the other first.
    """
    found = find(tx, address)
    own = [question.id for question in found.questions]
    tx.execute(_DISCARD_HELD, {"p_address": address, "p_ids": own, "p_now": now})
    _unsign(tx, address, found)
    retention.wipe(tx, own, now)
    tx.execute(_FORGET_REFS, {"p_address": address})
    retention.wipe_mails(tx, [row.id for row in found.received])
    retention.wipe_letters(tx, [row.id for row in found.letters])
    for statement in _FORGET_PERSON:
        tx.execute(statement, {"p_address": address})
    tx.execute(_DROP_TIMERS, {"p_subject": f"expert:{address}"})
    tx.execute(_DROP_TALLIES, {"p_scope": f"to:{address}"})
    _forget_exclusions(tx, address)
    sweep(tx, address, found.full_names, own, mentioned or Mentioned())
    return found


def _unsign(tx: Tx, address: str, found: Found) -> None:
    """An expert's answers belong to those who asked, and stay; his signature and his telephone do not."""
    private = (address, *found.names)
    for number, text in tx.execute(_ANSWERS, {"p_address": address}).all():
        bare = scrub(text, private)
        if bare != text:
            tx.execute(_REWRITE, {"p_id": number, "p_text": bare})


def _forget_exclusions(tx: Tx, address: str) -> None:
    for desk, email, exclusions in tx.execute(_WITH_EXCLUSIONS).all():
        if address in exclusions:
            kept = tuple(one for one in exclusions if one != address)
            tx.execute(_SET_EXCLUSIONS, {"p_desk": desk, "p_email": email, "p_exclusions": kept})
