"""The desk or its relay was away for hours: letters that outlived their hour, and silence that nobody could break."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from guichet_bot.app.office import Offices
from guichet_bot.app.setup import Setup
from guichet_bot.core.decide.hand import holder_of, opening
from guichet_bot.core.decide.offering import holder_timers
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import QuestionState, Role, Timer
from guichet_bot.store import heartbeats, inbound, outbox, questions, timers
from guichet_bot.store.engine import Tx
from guichet_bot.store.outbox import OutboxRow

ASKING = ("offer", "follow_up", "escalation")  # letters by which an expert learns that a question waits for him
ALWAYS_WAIT = frozenset({"reminder", "escalation"})
WAIT_IF_TOLD = frozenset({"offer", "follow_up", "passed_on", "thanks", "note", "coordination", "held", "late_answer"})
STAFF = (Role.EXPERT, Role.COORDINATOR)
LATE = timedelta(minutes=10)
AGAIN = timedelta(minutes=5)  # for a timer that looks again


def in_time(tx: Tx, setup: Setup, rows: list[OutboxRow], now: datetime) -> list[OutboxRow]:
    """The claimed letters that may leave now. The others, late and outside their reader's hours, are given back until
    he works again; an expert who is asked late has all his time from then on."""
    late = [row for row in rows if row.role in STAFF and (row.attempts > 1 or now - row.next_at > LATE)]
    if not late:
        return rows
    offices, put_off = Offices(tx, setup, now), set()
    for row in late:
        office = offices.of(row.desk)
        leaves_at = opening(office, row.rcpt, now) if _waits(row, office) else now
        if leaves_at > now:
            outbox.give_back(tx, row)
            outbox.defer(tx, [row.id], leaves_at)
            put_off.add(row.id)
        if row.kind in ASKING and row.question_id is not None:
            _ask_anew(tx, office, row.question_id, row, leaves_at)
    return [row for row in rows if row.id not in put_off]


def too_soon(tx: Tx, setup: Setup, timer: Timer, case: Case | None, now: datetime) -> bool:
    """Whether it cannot be said yet that an expert is silent: he was not asked, or his answer may wait unread. A letter
    on its way to who is away leaves when he is back, so it holds up nothing that his absence brings about."""
    if timer.kind not in ("remind", "offer", "away") or case is None or not holder_of(case):
        return False
    if _unread(tx, setup, timer.desk, now):
        return True
    return timer.kind != "away" and outbox.on_its_way(tx, case.question.id, holder_of(case), ASKING)


def _waits(row: OutboxRow, office: Office) -> bool:
    return row.kind in ALWAYS_WAIT or (office.desk.letters_wait and row.kind in WAIT_IF_TOLD)


def _ask_anew(tx: Tx, office: Office, question: int, row: OutboxRow, at: datetime) -> None:
    case = questions.cases(tx, row.desk, [question]).get(question)
    if case is None or case.question.state is not QuestionState.OFFERED or holder_of(case) != row.rcpt:
        return
    again: Sequence[Timer] = [
        Timer(row.desk, f"question:{question}", one.kind, one.due_at, one.step)
        for one in holder_timers(question, row.rcpt, office, at)
    ]
    timers.set_many(tx, again)


def _unread(tx: Tx, setup: Setup, desk: str, now: datetime) -> bool:
    """Mails are stored and not handled, or the mailbox has not been looked at for a while."""
    if inbound.any_new(tx, desk):
        return True
    looked_at = heartbeats.all(tx).get(f"mailbox:{desk}") if setup.desks[desk].settings.mailbox else None
    return looked_at is not None and now - looked_at > LATE
