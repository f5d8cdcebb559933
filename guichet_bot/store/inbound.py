"""Received mails: each is a row before anything is done about it, and ends in one recorded cause."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.model import Cause, InboundState
from guichet_bot.store import rows, schema
from guichet_bot.store.dialects import insert, served
from guichet_bot.store.engine import Tx

_t, _raw = schema.inbound, schema.raw
_CHUNK = 500
_SHA = list(_t.c.keys()).index("sha256")

InboundRow = rows.InboundRow

_BY_ID = _t.c.id == sa.bindparam("p_id")
_OF_DESK = _t.c.desk == sa.bindparam("p_desk")
_NEW = _t.c.state == sa.literal_column("'new'")

_KNOWN = sa.select(_t.c.uid).where(
    _OF_DESK,
    _t.c.folder == sa.bindparam("p_folder"),
    _t.c.uidvalidity == sa.bindparam("p_uidvalidity"),
    _t.c.uid.in_(sa.bindparam("p_uids", expanding=True)),
)
_ADD = insert(_t).on_conflict_do_nothing(index_elements=["desk", "folder", "uidvalidity", "uid"]).returning(_t.c.id)
_DUE = (
    sa.select(_t.c.id)
    .where(
        _NEW,
        sa.or_(_t.c.lease_until.is_(None), _t.c.lease_until <= sa.bindparam("p_now")),
        served(_t),
    )
    .order_by(_t.c.id)
    .limit(sa.bindparam("p_limit"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
# A subquery in RETURNING would save a statement, but SQLite reads through all of `raw` for it.
_BYTES = sa.select(_raw.c.sha256, _raw.c.bytes).where(_raw.c.sha256.in_(sa.bindparam("p_shas", expanding=True)))
_CLAIM = (
    sa.update(_t)
    .where(_t.c.id.in_(sa.select(_DUE.c.id)))
    .values(attempts=_t.c.attempts + 1, lease_until=sa.bindparam("p_lease"), worker=sa.bindparam("p_worker"))
    .returning(*_t.c)
)
_SETTLE = sa.update(_t).where(_BY_ID, _NEW).values(lease_until=None)
_UNLEASE = sa.update(_t).where(_BY_ID, _NEW).values(lease_until=None, worker="")
_GIVE_BACK = (
    sa.update(_t)
    .where(_t.c.id.in_(sa.bindparam("p_ids", expanding=True)), _NEW, _t.c.worker == sa.bindparam("p_worker"))
    .values(lease_until=None, worker="", attempts=_t.c.attempts - 1)
)
_RELEASED = sa.case((_t.c.state == InboundState.HELD, sa.literal(Cause.RELEASED, _t.c.cause.type)), else_=sa.null())
_RELEASE = (
    sa.update(_t)
    .where(_BY_ID, _t.c.state.in_((InboundState.HELD, InboundState.PARKED)))
    .values(state=InboundState.NEW, cause=_RELEASED, attempts=0, lease_until=None, handled_at=None, dedup=None)
)
_DISCARD = (
    sa.update(_t)
    .where(_BY_ID, _t.c.state.in_((InboundState.HELD, InboundState.PARKED)))
    .values(state=InboundState.DONE, cause=Cause.DISCARDED, handled_at=sa.bindparam("p_now"))
)
_DUPLICATE = (
    sa.select(sa.literal(1))
    .where(
        _OF_DESK,
        _t.c.dedup == sa.bindparam("p_dedup"),
        _t.c.cause != sa.literal_column("'duplicate'"),
        _t.c.id != sa.bindparam("p_id"),
    )
    .limit(1)
)
_BY_MESSAGE_ID = sa.select(_t).where(_OF_DESK, _t.c.message_id == sa.bindparam("p_message_id")).order_by(_t.c.id)
_TWINS = (
    sa.select(_t.c.question_id, _t.c.subject)
    .where(
        _OF_DESK,
        _t.c.message_id == sa.bindparam("p_message_id"),
        _t.c.sender == sa.bindparam("p_sender"),
        _t.c.received_at >= sa.bindparam("p_since"),
        _t.c.question_id.is_not(None),
        _t.c.id != sa.bindparam("p_id"),
    )
    .order_by(_t.c.id.desc())
    .limit(10)
)
_RECENT = (
    sa.select(sa.func.count())
    .select_from(_t)
    .where(_OF_DESK, _t.c.sender == sa.bindparam("p_sender"), _t.c.received_at >= sa.bindparam("p_since"))
)
_GET = sa.select(_t).where(_BY_ID)
_WAITS = _t.c.state != sa.literal_column("'done'")
_IN_STATE = sa.and_(_t.c.state == sa.bindparam("p_state"), _WAITS)
_BY_STATE = sa.select(_t).where(_OF_DESK, _IN_STATE).order_by(_t.c.id).limit(sa.bindparam("p_limit"))
_WAITING = sa.select(_t.c.state, sa.func.count()).where(_OF_DESK, _WAITS).group_by(_t.c.state)
_ALL = sa.select(sa.func.count()).select_from(_t).where(_OF_DESK)
_ANY_NEW = sa.select(sa.literal(1)).where(_NEW, _WAITS, _OF_DESK).limit(1)
_OLDEST = sa.select(sa.func.min(_t.c.received_at)).where(_IN_STATE)
_OF_QUESTION = sa.select(_t).where(_t.c.question_id == sa.bindparam("p_question")).order_by(_t.c.id)


def unknown_uids(tx: Tx, desk: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> list[int]:
    """Which of these uids are not in the store yet, in the order given."""
    wanted = list(uids)
    known: set[int] = set()
    for start in range(0, len(wanted), _CHUNK):
        params = {
            "p_desk": desk,
            "p_folder": folder,
            "p_uidvalidity": uidvalidity,
            "p_uids": wanted[start : start + _CHUNK],
        }
        known.update(tx.execute(_KNOWN, params).scalars())
    return [uid for uid in wanted if uid not in known]


def add(
    tx: Tx,
    desk: str,
    folder: str,
    uidvalidity: int,
    uid: int,
    source: str,
    sha: str,
    size: int,
    now: datetime,
    state: InboundState = InboundState.NEW,
    cause: Cause | None = None,
) -> int | None:
    """Write a received mail down and return its id, or None when this (desk, folder, uidvalidity, uid) is known."""
    params = {
        "desk": desk,
        "folder": folder,
        "uidvalidity": uidvalidity,
        "uid": uid,
        "source": source,
        "sha256": sha,
        "size": size,
        "received_at": now,
        "state": state,
        "cause": cause,
        "handled_at": None if state == InboundState.NEW else now,
    }
    return tx.execute(_ADD, params).scalar()


def claim(
    tx: Tx, now: datetime, worker: str, lease_seconds: float, limit: int, desks: Sequence[str]
) -> list[InboundRow]:
    """Take up to `limit` new mails, oldest first, with their bytes. Nobody else gets them before the lease ends."""
    params = {
        "p_now": now,
        "p_lease": now + timedelta(seconds=lease_seconds),
        "p_worker": worker,
        "p_limit": limit,
        "p_desks": list(desks),
    }
    claimed = sorted(tx.execute(_CLAIM, params), key=itemgetter(0))
    if not claimed:
        return []
    raws = {row[0]: bytes(row[1]) for row in tx.execute(_BYTES, {"p_shas": [row[_SHA] for row in claimed]})}
    return [replace(InboundRow(*row), raw=raws.get(row[_SHA])) for row in claimed]


def settle(
    tx: Tx,
    inbound_id: int,
    state: InboundState,
    cause: Cause,
    reason: str = "",
    question_id: int | None = None,
    sender: str = "",
    subject: str = "",
    message_id: str = "",
    dedup: str | None = None,
    trace: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> bool:
    """Write down how a new mail ended.

    False: another worker settled it meanwhile; the caller must roll back, or it would act twice.
    """
    params = {
        "p_id": inbound_id,
        "state": state,
        "cause": cause,
        "reason": reason,
        "question_id": question_id,
        "sender": sender,
        "subject": subject,
        "message_id": message_id,
        "dedup": dedup,
        "trace": trace,
        "handled_at": now,
    }
    return tx.execute(_SETTLE, params).rowcount == 1


def park(tx: Tx, inbound_id: int, reason: str, now: datetime | None = None) -> bool:
    """Set a mail aside for the operator."""
    state = {"state": InboundState.PARKED, "cause": Cause.PARKED, "reason": reason, "handled_at": now}
    return tx.execute(_SETTLE, {"p_id": inbound_id, **state}).rowcount == 1


def unlease(tx: Tx, inbound_id: int) -> None:
    """Give a claimed mail back at once."""
    tx.execute(_UNLEASE, {"p_id": inbound_id})


def give_back(tx: Tx, rows: Sequence[InboundRow]) -> None:
    """Undo the claim of mails that were not begun: it was no attempt."""
    if rows:
        tx.execute(_GIVE_BACK, {"p_ids": [row.id for row in rows], "p_worker": rows[0].worker})


def release(tx: Tx, inbound_id: int) -> bool:
    """Let a held mail through, with cause "released" until it is handled, or try a parked one again: that our own
    fault kept it says nothing about its sender. False: it is neither."""
    _remember(tx, inbound_id)
    return tx.execute(_RELEASE, {"p_id": inbound_id}).rowcount == 1


def discard(tx: Tx, inbound_id: int, now: datetime) -> bool:
    """Drop a held or parked mail. False: it is neither."""
    _remember(tx, inbound_id)
    return tx.execute(_DISCARD, {"p_id": inbound_id, "p_now": now}).rowcount == 1


def is_duplicate(tx: Tx, desk: str, dedup: str, inbound_id: int) -> bool:
    """Was the same mail already handled for this desk?"""
    params = {"p_desk": desk, "p_dedup": dedup, "p_id": inbound_id}
    return tx.execute(_DUPLICATE, params).first() is not None


def by_message_id(tx: Tx, desk: str, message_id: str) -> list[InboundRow]:
    """The handled mails with this Message-ID, oldest first."""
    return [InboundRow(*row) for row in tx.execute(_BY_MESSAGE_ID, {"p_desk": desk, "p_message_id": message_id})]


def twins(tx: Tx, desk: str, message_id: str, sender: str, since: datetime, excluding: int) -> list[tuple[int, str]]:
    """(question_id, subject) of this sender's latest mails with this Message-ID that belong to a question."""
    params = {"p_desk": desk, "p_message_id": message_id, "p_sender": sender, "p_since": since, "p_id": excluding}
    return [(row[0], row[1]) for row in tx.execute(_TWINS, params)]


def recent_from(tx: Tx, desk: str, sender: str, since: datetime) -> int:
    """How many handled mails this address sent since then."""
    return int(tx.execute(_RECENT, {"p_desk": desk, "p_sender": sender, "p_since": since}).scalar_one())


def get(tx: Tx, inbound_id: int) -> InboundRow | None:
    """The received mail with this id, without its bytes."""
    row = tx.execute(_GET, {"p_id": inbound_id}).first()
    return None if row is None else InboundRow(*row)


def held(tx: Tx, desk: str, limit: int = 500) -> list[InboundRow]:
    """The mails that wait for a coordinator, oldest first."""
    return list_by_state(tx, desk, InboundState.HELD, limit)


def list_by_state(tx: Tx, desk: str, state: InboundState, limit: int = 500) -> list[InboundRow]:
    """The mails in a state other than done, oldest first."""
    params = {"p_desk": desk, "p_state": state, "p_limit": limit}
    return [InboundRow(*row) for row in tx.execute(_BY_STATE, params)]


def of_question(tx: Tx, question_id: int) -> list[InboundRow]:
    return [InboundRow(*row) for row in tx.execute(_OF_QUESTION, {"p_question": question_id})]


def counts(tx: Tx, desk: str) -> dict[InboundState, int]:
    """How many mails are in each state that occurs."""
    found = {row[0]: row[1] for row in tx.execute(_WAITING, {"p_desk": desk})}
    done = tx.execute(_ALL, {"p_desk": desk}).scalar_one() - sum(found.values())
    return {**found, InboundState.DONE: done} if done else found


def any_new(tx: Tx, desk: str) -> bool:
    """Is any stored mail of this desk still to be handled?"""
    return tx.execute(_ANY_NEW, {"p_desk": desk}).first() is not None


def oldest(tx: Tx, state: InboundState) -> datetime | None:
    """When the oldest mail in this state, other than done, was received."""
    return tx.execute(_OLDEST, {"p_state": state}).scalar()


def _remember(tx: Tx, inbound_id: int) -> None:
    if tx.journal is not None:
        tx.journal.touch(tx, "inbound", id=inbound_id)
