"""Why, from the store: what happened to a question in order, how a received mail ended, what became of a letter."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.adapters.templates import Templates
from guichet_bot.app import evidence
from guichet_bot.app.office import Offices
from guichet_bot.app.setup import DeskSetup, Setup
from guichet_bot.config.settings import Settings
from guichet_bot.core.known import Known
from guichet_bot.core.model import InboundState, Mail, Question
from guichet_bot.core.time.why import explain_due
from guichet_bot.store import events, inbound, outbox, questions, timers
from guichet_bot.store.engine import Store, Tx
from guichet_bot.store.inbound import InboundRow
from guichet_bot.store.outbox import OutboxRow

Told = dict[str, Any]


def read_only(settings: Settings, store: Store) -> Setup:
    """A set-up for looking: nothing of the configuration is written to the store."""
    desks = {one.desk.name: DeskSetup(one, load_rules(settings.rules, one.desk.name)) for one in settings.desks}
    return Setup(store, desks, Templates(settings.templates), "", settings.service, settings.retention)


@contextmanager
def known_of(setup: Setup, desk: str, mail: Mail, raw: bytes, now: datetime) -> Iterator[Known]:
    """What the store knows about a mail, while its transaction lasts; the same evidence as for a received one."""
    row = InboundRow(
        id=0,
        desk=desk,
        folder="",
        uidvalidity=0,
        uid=0,
        source="file",
        sha256=evidence.body_hash(mail, raw),
        size=len(raw),
        received_at=now,
        state=InboundState.NEW,
        cause=None,
        reason="",
        attempts=1,
        lease_until=None,
        worker="",
        dedup=None,
        message_id=mail.message_id,
        sender=mail.sender.address,
        subject=mail.subject,
        question_id=None,
        trace=None,
        handled_at=None,
    )
    with setup.store.read() as tx:
        yield evidence.gather(tx, Offices(tx, setup, now), row, mail, row.sha256, now)


def story(tx: Tx, setup: Setup, question: Question, now: datetime) -> Told:
    """Everything about a question, oldest first: mails, events, letters; why these experts; why this date."""
    office = Offices(tx, setup, now).of(question.desk)
    case = questions.cases(tx, question.desk, [question.id])[question.id]
    received = inbound.of_question(tx, question.id)
    letters = outbox.of_question(tx, question.id)
    happened = events.of_question(tx, question.id)
    calendar = office.frozen(question.calendar) if question.calendar else office.calendar
    return {
        "number": question.number,
        "desk": question.desk,
        "state": question.state.value,
        "subject": question.subject,
        "buyer": question.buyer,
        "topic": question.topic or None,
        "topic_label": office.rules.label(question.topic) if question.topic else None,
        "expert": question.expert or None,
        "opened_at": question.opened_at,
        "promised_at": question.promised_at,
        "answered_at": question.answered_at,
        "timezone": office.desk.timezone,
        "received": [mail_told(row) for row in received],
        "events": [{"at": one.at, "kind": one.kind, **one.data} for one in happened],
        "offers": [
            {"expert": one.expert, "state": one.state.value, "offered_at": one.offered_at, "ended_at": one.ended_at}
            for one in case.offers
        ],
        "letters": [letter_told(row) for row in letters],
        "timers": [
            {"kind": one.kind, "due_at": one.due_at} for one in timers.of(tx, question.desk, f"question:{question.id}")
        ],
        "why_this_date": list(explain_due(question.clock, calendar, office.desk.sla.answer)),
    }


def by_number(tx: Tx, setup: Setup, number: str) -> Question | None:
    """The question of that number, in whichever desk it is."""
    for desk in setup.names:
        found = questions.by_number(tx, desk, number.upper())
        if found is not None:
            return found
    return None


def by_message_id(tx: Tx, setup: Setup, message_id: str) -> list[Told]:
    """Every received mail and every letter with that Message-ID (with or without angle brackets)."""
    wanted = message_id.strip().strip("<>")
    found: list[Told] = []
    for desk in setup.names:
        for row in inbound.by_message_id(tx, desk, wanted):
            found.append(mail_told(row) | {"question": number_of(tx, row.question_id)})
        letter = outbox.by_message_id(tx, desk, wanted)
        if letter is not None:
            found.append(letter_told(letter) | {"question": number_of(tx, letter.question_id)})
    return found


def number_of(tx: Tx, question: int | None) -> str | None:
    """The number of the question with this id; None without one."""
    found = questions.get(tx, question) if question else None
    return found.number if found else None


def mail_told(row: InboundRow) -> Told:
    """A received mail and how it ended."""
    return {
        "what": "received",
        "id": row.id,
        "desk": row.desk,
        "message_id": row.message_id,
        "received_at": row.received_at,
        "sender": row.sender,
        "subject": row.subject,
        "state": row.state.value,
        "cause": row.cause.value if row.cause else None,
        "reason": row.reason,
        "handled_at": row.handled_at,
        "trace": row.trace or {},
    }


def letter_told(row: OutboxRow) -> Told:
    """A letter and what became of it."""
    return {
        "what": "letter",
        "id": row.id,
        "desk": row.desk,
        "message_id": row.message_id,
        "kind": row.kind,
        "rcpt": row.rcpt,
        "subject": row.subject,
        "state": row.state,
        "attempts": row.attempts,
        "response": row.response,
        "created_at": row.created_at,
        "next_at": row.next_at,
        "sent_at": row.sent_at,
    }
