"""Letters on their way out. Their bytes are fixed when they are added; only delivery state changes afterwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from guichet_bot.store import rows, schema
from guichet_bot.store.dialects import insert, served
from guichet_bot.store.engine import Tx

_t = schema.outbox


NewLetter = rows.NewLetter
OutboxRow = rows.OutboxRow
Finish = rows.Finish

_BY_ID = _t.c.id == sa.bindparam("p_id")
_OF_DESK = _t.c.desk == sa.bindparam("p_desk")
_QUEUED = _t.c.state == sa.literal_column("'queued'")
_SENDING = _t.c.state == sa.literal_column("'sending'")
_ENDED = sa.and_(_SENDING, _t.c.lease_until <= sa.bindparam("p_now"))

_ADD = insert(_t).on_conflict_do_nothing().returning(_t.c.id)
_DUE = (
    sa.select(_t.c.id)
    .where(_QUEUED, _t.c.next_at <= sa.bindparam("p_now"), served(_t))
    .order_by(_t.c.next_at, _t.c.id)
    .limit(sa.bindparam("p_limit"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    sa.update(_t)
    .where(_t.c.id.in_(sa.select(_DUE.c.id)))
    .values(
        state="sending",
        phase="none",
        attempts=_t.c.attempts + 1,
        lease_until=sa.bindparam("p_lease"),
        worker=sa.bindparam("p_worker"),
    )
    .returning(*_t.c)
)
_IDS = _t.c.id.in_(sa.bindparam("p_ids", expanding=True))
_MINE = sa.and_(_t.c.worker == sa.bindparam("p_worker"), _t.c.attempts == sa.bindparam("p_attempts"))
_MARK_DATA = sa.update(_t).where(_BY_ID, _SENDING, _MINE).values(phase="data").returning(_t.c.id)
_FINISH = sa.update(_t).where(_BY_ID, _SENDING, _MINE).values(phase="none", lease_until=None)
# A lease may end while the relay thinks: what it answers then is still the truth about this attempt.
_FINISH_SENT = (
    sa.update(_t)
    .where(_BY_ID, _MINE, sa.or_(_SENDING, _t.c.state == "unsure", sa.and_(_QUEUED, _t.c.doubts > 0)))
    .values(phase="none", lease_until=None)
)
_GIVE_BACK = (
    sa.update(_t)
    .where(_BY_ID, _SENDING, _MINE)
    .values(state="queued", phase="none", lease_until=None, attempts=_t.c.attempts - 1)
)
_LET_GO = (
    sa.update(_t)
    .where(_OF_DESK, _SENDING, _t.c.phase == "none", _t.c.worker == sa.bindparam("p_worker"))
    .values(state="queued", lease_until=None, attempts=_t.c.attempts - 1)
)
_REQUEUE = (
    sa.update(_t)
    .where(_ENDED, _t.c.phase != "data", served(_t))
    .values(state="queued", lease_until=None, next_at=sa.bindparam("p_now"))
)
_DOUBT = (
    sa.update(_t)
    .where(_ENDED, _t.c.phase == "data", served(_t))
    .values(state="unsure", phase="none", lease_until=None, doubts=_t.c.doubts + 1)
    .returning(*_t.c)
)
_BY_MESSAGE_ID = sa.select(_t).where(_OF_DESK, _t.c.message_id == sa.bindparam("p_message_id"))
_CONFIRM = (
    sa.update(_t)
    .where(_BY_ID, sa.or_(_t.c.state.in_(("unsure", "sending")), sa.and_(_QUEUED, _t.c.doubts > 0)))
    .values(state="sent", phase="none", lease_until=None, sent_at=sa.bindparam("p_now"))
)
_GET = sa.select(_t).where(_BY_ID)
_STATE = sa.update(_t).where(_BY_ID)
_DEFER = sa.update(_t).where(_IDS, _QUEUED)
_UNSENT = _t.c.state != sa.literal_column("'sent'")
_COUNTS = sa.select(_t.c.state, sa.func.count()).where(_OF_DESK, _UNSENT).group_by(_t.c.state)
_ALL = sa.select(sa.func.count()).select_from(_t).where(_OF_DESK)
_OLDEST = sa.select(sa.func.min(_t.c.next_at)).where(_QUEUED)
_OF_QUESTION = sa.select(_t).where(_t.c.question_id == sa.bindparam("p_question")).order_by(_t.c.id)
_SENT_TO = (
    sa.select(sa.literal(1))
    .where(
        _t.c.question_id == sa.bindparam("p_question"),
        _t.c.rcpt == sa.bindparam("p_rcpt"),
        _t.c.kind == sa.bindparam("p_kind"),
    )
    .limit(1)
)

_WAITS = (
    sa.select(sa.literal(1))
    .where(
        _t.c.question_id == sa.bindparam("p_question"),
        _t.c.rcpt == sa.bindparam("p_rcpt"),
        _t.c.kind.in_(sa.bindparam("p_kinds", expanding=True)),
        _t.c.state.in_(("queued", "sending", "held")),
    )
    .limit(1)
)


def add(tx: Tx, letters: Sequence[NewLetter]) -> list[int]:
    """Add letters and return the ids of those added: a key that is there already adds nothing."""
    if not letters:
        return []
    params = [{name: getattr(letter, name) for name in NewLetter.__dataclass_fields__} for letter in letters]
    ids = list(tx.execute(_ADD, params if len(params) > 1 else params[0]).scalars())
    if tx.journal is not None:
        for letter_id in ids:
            tx.journal.made(tx, "outbox", letter_id)
    return ids


def claim(
    tx: Tx, now: datetime, worker: str, lease_seconds: float, limit: int, desks: Sequence[str]
) -> list[OutboxRow]:
    """Take up to `limit` letters that may leave by now; nobody else gets them before the lease ends."""
    params = {
        "p_now": now,
        "p_lease": now + timedelta(seconds=lease_seconds),
        "p_worker": worker,
        "p_limit": limit,
        "p_desks": list(desks),
    }
    return sorted((OutboxRow(*row) for row in tx.execute(_CLAIM, params)), key=lambda row: (row.next_at, row.id))


def mark_data(tx: Tx, row: OutboxRow) -> bool:
    """Write down that the content of a claimed letter is about to leave.

    False: it must not be transmitted, for its lease ended and it may be with somebody else.
    """
    params = {"p_id": row.id, "p_worker": row.worker, "p_attempts": row.attempts}
    return tx.execute(_MARK_DATA, params).first() is not None


def give_back(tx: Tx, row: OutboxRow) -> None:
    """Queue a claimed letter again as if it had never been claimed; nothing happens when it is no longer ours."""
    tx.execute(_GIVE_BACK, {"p_id": row.id, "p_worker": row.worker, "p_attempts": row.attempts})


def let_go(tx: Tx, desk: str, worker: str) -> None:
    """Queue what this worker claimed and did not begin to send: it ends, and the next need not wait for its lease."""
    tx.execute(_LET_GO, {"p_desk": desk, "p_worker": worker})


def finish_many(tx: Tx, finishes: Iterable[Finish], now: datetime) -> int:
    """Write down how attempts ended; how many of the letters were still held by their worker."""
    done = 0
    for finish in finishes:
        params = {
            "p_id": finish.id,
            "p_worker": finish.worker,
            "p_attempts": finish.attempts,
            "state": finish.state,
            "response": finish.response,
            "next_at": finish.next_at,
            "doubts": finish.doubts,
            "sent_at": now if finish.state == "sent" else None,
        }
        done += tx.execute(_FINISH_SENT if finish.state == "sent" else _FINISH, params).rowcount
    return done


def expired(tx: Tx, now: datetime, desks: Sequence[str]) -> list[OutboxRow]:
    """Free the letters whose worker died: those not yet begun are queued again; the others, whose fate nobody knows,
    become unsure (doubts + 1) and are returned for the policy of their kind."""
    params = {"p_now": now, "p_desks": list(desks)}
    tx.execute(_REQUEUE, params)
    return [OutboxRow(*row) for row in tx.execute(_DOUBT, params)]


def confirm_by_message_id(tx: Tx, desk: str, message_id: str, now: datetime) -> bool:
    """Is this one of our Message-IDs? Then the mail came back to us, so a doubtful sending did arrive."""
    row = tx.execute(_BY_MESSAGE_ID, {"p_desk": desk, "p_message_id": message_id}).first()
    if row is None:
        return False
    tx.execute(_CONFIRM, {"p_id": row[0], "p_now": now})
    return True


@cache
def _unsent(by_rcpt: bool, by_kind: bool) -> sa.Select[Any]:
    statement = sa.select(_t.c.id).where(
        _t.c.question_id == sa.bindparam("p_question"), _t.c.state.in_(("queued", "held"))
    )
    if by_rcpt:
        statement = statement.where(_t.c.rcpt == sa.bindparam("p_rcpt"))
    if by_kind:
        statement = statement.where(_t.c.kind.in_(sa.bindparam("p_kinds", expanding=True)))
    return statement.with_for_update(skip_locked=True)


_CANCEL = sa.update(_t).where(_IDS).values(state="cancelled")


def cancel(tx: Tx, question_id: int, rcpt: str = "", kinds: Sequence[str] = ()) -> int:
    """Cancel letters of a question that are not yet leaving; empty `rcpt` or `kinds` means any. How many."""
    params: dict[str, Any] = {"p_question": question_id}
    if rcpt:
        params["p_rcpt"] = rcpt
    if kinds:
        params["p_kinds"] = list(kinds)
    ids = list(tx.execute(_unsent(bool(rcpt), bool(kinds)), params).scalars())
    if not ids:
        return 0
    if tx.journal is not None:
        for letter_id in ids:
            tx.journal.touch(tx, "outbox", id=letter_id)
    return tx.execute(_CANCEL, {"p_ids": ids}).rowcount


def by_message_id(tx: Tx, desk: str, message_id: str) -> OutboxRow | None:
    row = tx.execute(_BY_MESSAGE_ID, {"p_desk": desk, "p_message_id": message_id}).first()
    return None if row is None else OutboxRow(*row)


def get(tx: Tx, letter_id: int) -> OutboxRow | None:
    row = tx.execute(_GET, {"p_id": letter_id}).first()
    return None if row is None else OutboxRow(*row)


def of_question(tx: Tx, question_id: int) -> list[OutboxRow]:
    return [OutboxRow(*row) for row in tx.execute(_OF_QUESTION, {"p_question": question_id})]


def sent_before(tx: Tx, question_id: int, rcpt: str, kind: str) -> bool:
    """Was a letter of this kind ever written to this address about this question?"""
    params = {"p_question": question_id, "p_rcpt": rcpt, "p_kind": kind}
    return tx.execute(_SENT_TO, params).first() is not None


def on_its_way(tx: Tx, question_id: int, rcpt: str, kinds: Sequence[str]) -> bool:
    """Is a letter of these kinds to this address about this question still to leave, or kept back?"""
    params = {"p_question": question_id, "p_rcpt": rcpt, "p_kinds": list(kinds)}
    return tx.execute(_WAITS, params).first() is not None


@cache
def _listing(by_desk: bool, by_state: bool, unsent: bool) -> sa.Select[Any]:
    statement = sa.select(_t).order_by(_t.c.id.desc()).limit(sa.bindparam("p_limit"))
    if by_desk:
        statement = statement.where(_OF_DESK)
    if by_state:
        statement = statement.where(_t.c.state == sa.bindparam("p_state"))
    return statement.where(_UNSENT) if unsent else statement


def listing(tx: Tx, desk: str | None = None, state: str | None = None, limit: int = 200) -> list[OutboxRow]:
    """Letters, newest first."""
    params: dict[str, Any] = {"p_limit": limit}
    if desk is not None:
        params["p_desk"] = desk
    if state is not None:
        params["p_state"] = state
    statement = _listing(desk is not None, state is not None, state not in (None, "sent"))
    return [OutboxRow(*row) for row in tx.execute(statement, params)]


def set_state(tx: Tx, letter_id: int, state: str, next_at: datetime | None = None, response: str | None = None) -> None:
    """Put a letter into a state by hand or by policy; None leaves that field as it is."""
    params: dict[str, Any] = {"p_id": letter_id, "state": state}
    if next_at is not None:
        params["next_at"] = next_at
    if response is not None:
        params["response"] = response
    tx.execute(_STATE, params)


def defer(tx: Tx, ids: Sequence[int], next_at: datetime) -> None:
    """Let queued letters leave no earlier than then."""
    if ids:
        tx.execute(_DEFER, {"p_ids": list(ids), "next_at": next_at})


def counts(tx: Tx, desk: str) -> dict[str, int]:
    """How many letters are in each state that occurs."""
    found = {row[0]: row[1] for row in tx.execute(_COUNTS, {"p_desk": desk})}
    sent = tx.execute(_ALL, {"p_desk": desk}).scalar_one() - sum(found.values())
    return {**found, "sent": sent} if sent else found


def oldest(tx: Tx) -> datetime | None:
    """Since when the longest waiting queued letter could have left."""
    return tx.execute(_OLDEST).scalar()
