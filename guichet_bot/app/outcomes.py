"""What becomes of a letter after an attempt, by the meaning of the outcome."""

import hashlib
from datetime import datetime, timedelta

import structlog

from guichet_bot.adapters.relay import Outcome, OutcomeKind
from guichet_bot.app import alarm
from guichet_bot.app.applying import Applying
from guichet_bot.app.office import Offices
from guichet_bot.app.setup import Setup
from guichet_bot.core.decide.undelivered import decide_refused
from guichet_bot.core.model import Role
from guichet_bot.store import outbox
from guichet_bot.store.engine import Tx
from guichet_bot.store.outbox import Finish, OutboxRow

log = structlog.get_logger()

FIRST_RETRY = timedelta(minutes=2)
LONGEST_RETRY = timedelta(hours=4)
GIVE_UP = timedelta(days=5)  # RFC 5321 §4.5.4.1: at least four to five days
ENOUGH_ATTEMPTS = 20  # a letter that was kept back for days (a pause, a relay that was down) is young by its attempts
DOUBT_PAUSE = timedelta(minutes=15)  # lets our own copy come back before a doubtful letter is sent again
# Read twice they annoy; missing one costs little: an offer lapses all the same, the next morning tells what is open.
NEVER_TWICE = frozenset({"reminder", "digest", "weekly", "sign_of_life", "held_list"})


def settle(tx: Tx, setup: Setup, row: OutboxRow, outcome: Outcome, now: datetime) -> None:
    """T6, inside the caller's transaction: record the outcome and order what it asks for."""
    said = f"{outcome.code or ''} {outcome.text}".strip()[:500]
    match outcome.kind:
        case OutcomeKind.SENT:
            _finish(tx, row, "sent", said, now)
        case OutcomeKind.FAILED:
            refuse(tx, setup, row, said, now)
        case OutcomeKind.UNSURE:
            doubt(tx, setup, row, said, now)
        case OutcomeKind.LATER | OutcomeKind.REFUSED_SENDER:
            later(tx, setup, row, outcome, said, now)


def later(tx: Tx, setup: Setup, row: OutboxRow, outcome: Outcome, said: str, now: datetime) -> None:
    """Certainly not sent: try again, less and less often; after five days say so to a person."""
    if now - row.created_at > GIVE_UP and row.attempts >= ENOUGH_ATTEMPTS:
        refuse(tx, setup, row, f"abandonné après cinq jours d'essais : {said}", now)
        return
    _finish(tx, row, "queued", said, now, next_at=now + back_off(row))
    if outcome.kind is OutcomeKind.REFUSED_SENDER:
        alarm.sender_refused(tx, setup, row.desk, said, now)


def refuse(tx: Tx, setup: Setup, row: OutboxRow, said: str, now: datetime) -> None:
    """The recipient is refused for good: the people concerned must know, in the same commit."""
    if _finish(tx, row, "failed", said, now):  # else somebody else's by now, or of a person who was erased meanwhile
        consequences(tx, setup, row, said, now)


def doubt(tx: Tx, setup: Setup, row: OutboxRow, said: str, now: datetime) -> None:
    """Sent or not, nobody knows: once more after a pause for what people wait for, else a person decides."""
    doubts = row.doubts + 1
    if repeated(row, doubts):
        _finish(tx, row, "queued", said, now, next_at=now + DOUBT_PAUSE, doubts=doubts)
        return
    if _finish(tx, row, "unsure", said, now, doubts=doubts):
        alarm.letter_unsure(tx, setup, row, now, never_twice=row.kind in NEVER_TWICE)


def repeated(row: OutboxRow, doubts: int) -> bool:
    """Whether a letter of this kind leaves again after that many doubts."""
    return row.kind not in NEVER_TWICE and doubts <= 1


def settle_expired(setup: Setup, now: datetime) -> int:
    """Letters whose worker died: sent again at once when no content had left, else by the policy of doubt."""
    with setup.store.begin() as tx:
        rows = outbox.expired(tx, now, setup.names)
        for row in rows:
            if repeated(row, row.doubts):
                outbox.set_state(tx, row.id, "queued", now + DOUBT_PAUSE)
            else:
                alarm.letter_unsure(tx, setup, row, now, never_twice=row.kind in NEVER_TWICE)
    return len(rows)


def consequences(tx: Tx, setup: Setup, row: OutboxRow, said: str, now: datetime) -> None:
    """What a letter that nobody will read changes for its question, as when it bounces."""
    cause = hashlib.sha256(f"refused:{row.key}".encode()).hexdigest()
    if row.question_id is not None:
        tx.lock(f"question:{row.question_id}")  # an answer may be arriving at the same instant
    offices = Offices(tx, setup, now)
    applying = Applying(tx, setup, offices, row.desk, now, cause)
    case = applying.case(row.question_id)
    decision = decide_refused(row.rcpt, row.kind, said, case, applying.office, now)
    applying.carry_out(decision.effects)
    applying.flush()
    if case is None or row.role not in (Role.BUYER, Role.EXPERT):
        alarm.letter_refused(tx, setup, row, said, now)
    log.warning("letter refused", outbox=row.id, kind=row.kind, said=said)


def back_off(row: OutboxRow) -> timedelta:
    """2 min, 4, 8... up to 4 h, moved by up to a quarter so that letters do not all come back at once."""
    doublings = min(max(row.attempts - 1, 0), 10)
    base = min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)
    jitter = hashlib.sha256(f"{row.id}:{row.attempts}".encode()).digest()[0] / 255 - 0.5
    return base * (1 + jitter / 2)


def _finish(
    tx: Tx, row: OutboxRow, state: str, said: str, now: datetime, *, next_at: datetime | None = None, doubts: int = -1
) -> bool:
    """Write down how the attempt ended; whether the letter was still this worker's."""
    count = row.doubts if doubts < 0 else doubts
    return (
        outbox.finish_many(tx, [Finish(row.id, row.worker, row.attempts, state, said, next_at or now, count)], now) == 1
    )
