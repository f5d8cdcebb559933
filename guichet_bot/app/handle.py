"""T2 and T3: claim mails, read them outside any transaction, decide and write all consequences in one."""

from datetime import datetime, timedelta

import structlog

from guichet_bot.app import alarm, evidence, orders
from guichet_bot.app.applying import Applying
from guichet_bot.app.office import Offices
from guichet_bot.app.pending import Pending
from guichet_bot.app.setup import Setup
from guichet_bot.core.decide import decide_mail
from guichet_bot.core.decide.large import MEGA, decide_too_large
from guichet_bot.core.effects import (
    AddEntry,
    ChangeQuestion,
    Decision,
    Log,
    MakeOffer,
    OpenQuestion,
    Send,
    SetTimer,
    Settle,
)
from guichet_bot.core.mail.author import behind_desk
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Cause, InboundState, Mail
from guichet_bot.store import inbound, outbox, suppressions, timers
from guichet_bot.store.dialects import in_the_way
from guichet_bot.store.engine import Tx
from guichet_bot.store.inbound import InboundRow

log = structlog.get_logger()
BATCH = 5  # mails a transaction while there is a backlog; the marks of letters wait for one to end
# What opening a question takes: of the tables that `Pending` keeps rows for, none of these reads or changes a row.
OPENING = (OpenQuestion, ChangeQuestion, AddEntry, MakeOffer, SetTimer, Send, Log, Settle)


class Overtaken(Exception):
    """Another worker settled this mail meanwhile; what was decided here must not be kept."""


def handle_batch(setup: Setup, now: datetime, limit: int = BATCH) -> int:
    """Handle up to `limit` stored mails; gives how many were claimed.

    One transaction serves the whole batch: it commits all of it or nothing. When one mail breaks it each is handled
    alone, and one that keeps failing is parked. A mail that was claimed before without coming to an end may have ended
    the process: it is taken alone, so that only the mail to blame uses up its attempts.
    """
    with setup.store.begin() as tx:
        rows = inbound.claim(tx, now, setup.worker, setup.service.lease_seconds, limit, setup.names)
        suspect = next((row for row in rows if row.attempts > 1), None)
        if suspect is not None:
            inbound.give_back(tx, [row for row in rows if row is not suspect])
            rows = [suspect]
    if not rows:
        return 0
    fresh = [row for row in rows if row.attempts == 1]
    again = [row for row in rows if row.attempts > 1]
    if fresh and not _together(setup, fresh, now):
        again = [*fresh, *again] if len(fresh) > 1 else again
        if len(fresh) == 1:
            _failed(setup, fresh[0], now)
    for row in again:
        if row.attempts > setup.service.max_attempts:
            alarm.park(setup, row, "le programme s'est arrêté à chaque essai", now)
        elif not _together(setup, [row], now):
            _failed(setup, row, now)
    return len(rows)


def _together(setup: Setup, rows: list[InboundRow], now: datetime) -> bool:
    """Handle these in one transaction; False when it broke (nothing of it is kept)."""
    try:
        mails = [parse(row.raw or b"") for row in rows]
        with setup.store.begin() as tx:
            offices = Offices(tx, setup, now)
            pending = Pending(tx, setup, offices, now)
            mails = [behind_desk(mail, offices.of(row.desk).desk) for row, mail in zip(rows, mails, strict=True)]
            # All at once and in one order, or workers on PostgreSQL wait for each other in a ring, batch after batch.
            for author in sorted({_author(row, mail) for row, mail in zip(rows, mails, strict=True)}):
                tx.lock(author)
            for row, mail in zip(rows, mails, strict=True):
                handle_one(tx, setup, offices, pending, row, mail, now)
            pending.write()
    except Overtaken:
        return len(rows) == 1
    except Exception as error:
        if in_the_way(error) and len(rows) == 1:
            return _again_later(setup, rows)
        log.exception("handling failed", inbound=[row.id for row in rows])
        return False
    return True


def _author(row: InboundRow, mail: Mail) -> str:
    """The lock of whoever wrote a mail: what he is given and what is counted of him is decided one after the other."""
    return f"{row.desk}:{mail.sender.address}"


def _again_later(setup: Setup, rows: list[InboundRow]) -> bool:
    """Two workers waited for each other and ours gave way: that is no attempt, or a good mail could be parked."""
    with setup.store.begin() as tx:
        inbound.give_back(tx, rows)
    return True


def handle_one(
    tx: Tx, setup: Setup, offices: Offices, pending: Pending, row: InboundRow, mail: Mail, now: datetime
) -> None:
    """T3 for one mail, inside the caller's transaction, which holds the lock of its author: everything that follows,
    and its recorded cause.

    New questions without any thread, the bulk of a full mailbox, leave their letters and timers in `pending`. Any
    other mail may need to read or change such rows, so it finds all of them written, and writes its own at once.
    """
    desk = offices.of(row.desk).desk
    if evidence.threaded(mail, desk):
        pending.write()
    dedup = evidence.body_hash(mail, row.raw or b"")
    if mail.report is None and mail.sender.address in offices.of(row.desk).refused:
        suppressions.lift(tx, row.desk, mail.sender.address)  # who writes has a mailbox that works again
        offices.forget(row.desk)
    known = evidence.gather(tx, offices, row, mail, dedup, now)
    large = row.size > known.office.desk.limits.max_message_mb * MEGA
    decision = decide_too_large(mail, known, row.size, now) if large else decide_mail(mail, known, now)
    applying = Applying(tx, setup, offices, row.desk, now, row.sha256, known.cases, row.id, mail)
    apart = not opens(decision)
    if apart:
        pending.write()
    applying.carry_out(decision.effects)
    for obey in applying.obeys:
        orders.obey(applying, obey, known)
    settle = applying.settled or Settle(InboundState.HELD, Cause.HELD, None, "aucune décision")
    question = settle.question if settle.question is not None else applying.opened
    if known.own and mail.message_id:
        outbox.confirm_by_message_id(tx, row.desk, mail.message_id, now)
    if settle.state is InboundState.HELD:
        remember_held(applying)
    applying.received(mail, question)
    applying.flush(pending)
    if apart:
        pending.write()
    settled = inbound.settle(
        tx,
        row.id,
        state=settle.state,
        cause=settle.cause,
        reason=settle.reason,
        question_id=question,
        sender=mail.sender.address,
        subject=mail.subject,
        message_id=mail.message_id,
        dedup=dedup,
        trace=dict(decision.trace),
        now=now,
    )
    if not settled:
        raise Overtaken(row.id)


def opens(decision: Decision) -> bool:
    """Whether this opens a question and touches nothing else."""
    kinds = {type(effect) for effect in decision.effects}
    return OpenQuestion in kinds and kinds.issubset(OPENING)


def remember_held(applying: Applying) -> None:
    """The first held mail starts the weekly list, which then keeps itself going."""
    if not timers.of(applying.tx, applying.desk, "desk"):
        due_at = applying.office.calendar.next_opening(applying.now + timedelta(days=7))
        applying.one(SetTimer(None, "held_list", due_at, subject="desk"))


def _failed(setup: Setup, row: InboundRow, now: datetime) -> None:
    """Leave it for another attempt, or park it when it has had them all."""
    if row.attempts >= setup.service.max_attempts:
        alarm.park(setup, row, "une erreur du programme empêche de le lire", now)
        return
    with setup.store.begin() as tx:
        inbound.unlease(tx, row.id)
