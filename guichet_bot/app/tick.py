"""T7: due timers, one transaction each, oldest first; whatever fell due during an outage is caught up here."""

import hashlib
from datetime import datetime, timedelta

import structlog

from guichet_bot.app import alarm, late
from guichet_bot.app.applying import Applying
from guichet_bot.app.office import Offices
from guichet_bot.app.setup import Setup
from guichet_bot.core.decide import decide_timer
from guichet_bot.core.decide.aside import told_its_author
from guichet_bot.core.known import Office
from guichet_bot.core.model import Timer
from guichet_bot.store import inbound, timers
from guichet_bot.store.dialects import in_the_way
from guichet_bot.store.engine import Tx

log = structlog.get_logger()
PUT_OFF = timedelta(hours=1)  # for a timer whose work broke
BATCH = 200  # timers a call, so that other work gets its turn


def tick(setup: Setup, now: datetime, limit: int = BATCH) -> int:
    """Act on up to `limit` due timers; gives how many. A timer that breaks is put off an hour, and the rest go on."""
    done = 0
    while done < limit and _next(setup, now) is not None:
        done += 1
    return done


def _next(setup: Setup, now: datetime) -> Timer | None:
    """Claim one timer and carry out what is due, all in one transaction."""
    claimed: Timer | None = None
    try:
        with setup.store.begin() as tx:
            due = timers.claim_due(tx, now, 1, setup.names)
            if not due:
                return None
            claimed = due[0]
            act(tx, setup, claimed, now)
    except Exception as error:
        if claimed is None:
            raise
        if in_the_way(error):
            return claimed  # still due, and the next look takes it
        log.exception("timer failed", subject=claimed.subject, kind=claimed.kind)
        with setup.store.begin() as tx:
            timers.set(tx, claimed.desk, claimed.subject, claimed.kind, now + PUT_OFF, claimed.step)
            alarm.timer_broken(tx, setup, claimed, now)
    return claimed


def act(tx: Tx, setup: Setup, timer: Timer, now: datetime) -> None:
    """Carry out one due timer in the caller's transaction, or put it off when it is too soon to tell."""
    name = f"timer:{timer.subject}:{timer.kind}:{timer.step}:{timer.due_at.isoformat()}"
    applying = Applying(tx, setup, Offices(tx, setup, now), timer.desk, now, hashlib.sha256(name.encode()).hexdigest())
    kind, _, number = timer.subject.partition(":")
    if kind == "question":
        tx.lock(timer.subject)
    case = applying.case(int(number)) if kind == "question" else None
    if late.too_soon(tx, setup, timer, case, now):
        timers.set(tx, timer.desk, timer.subject, timer.kind, now + late.AGAIN, timer.step)
        return
    held = held_rows(tx, applying.office) if timer.kind == "held_list" else ()
    decision = decide_timer(timer, case, applying.office, now, held)
    applying.carry_out(decision.effects)
    applying.flush()


def held_rows(tx: Tx, office: Office) -> list[dict[str, object]]:
    """The mails still held, as the weekly letter about them needs them."""
    return [
        {
            "inbound": row.id,
            "sender": row.sender,
            "subject": row.subject,
            "reason": row.reason,
            "since": row.received_at,
            "late": "late_offers" in (row.trace or {}),
        }
        for row in inbound.held(tx, office.desk.name)
        if not told_its_author(row.sender, row.reason, office)
    ]
