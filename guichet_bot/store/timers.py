"""Due work as rows; one per (desk, subject, kind)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from guichet_bot.core.model import Timer
from guichet_bot.store import schema
from guichet_bot.store.dialects import insert, served
from guichet_bot.store.engine import Tx

_t = schema.timer
_KEY = (_t.c.desk, _t.c.subject, _t.c.kind)

_insert = insert(_t)
_SET = _insert.on_conflict_do_update(
    index_elements=list(_KEY), set_={"due_at": _insert.excluded.due_at, "step": _insert.excluded.step}
)
_OF_SUBJECT = sa.and_(_t.c.desk == sa.bindparam("p_desk"), _t.c.subject == sa.bindparam("p_subject"))
_CLEAR = sa.delete(_t).where(_OF_SUBJECT)
_CLEAR_KINDS = _CLEAR.where(_t.c.kind.in_(sa.bindparam("p_kinds", expanding=True)))
_DUE = (
    sa.select(_t)
    .where(_t.c.due_at <= sa.bindparam("p_now"), served(_t))
    .order_by(_t.c.due_at)
    .limit(sa.bindparam("p_limit"))
)
_TAKE = (
    sa.delete(_t)
    .where(_OF_SUBJECT, _t.c.kind == sa.bindparam("p_kind"), _t.c.due_at == sa.bindparam("p_due"))
    .returning(_t.c.kind)
)
_COUNT_DUE = sa.select(sa.func.count()).select_from(_t).where(_t.c.due_at <= sa.bindparam("p_now"))
_FIRST_DUE = sa.select(sa.func.min(_t.c.due_at)).where(served(_t))
_OF = sa.select(_t).where(_OF_SUBJECT).order_by(_t.c.due_at)


def set(tx: Tx, desk: str, subject: str, kind: str, due_at: datetime, step: int = 0) -> None:
    """Set a timer, or move it when it is already set."""
    set_many(tx, [Timer(desk, subject, kind, due_at, step)])


def set_many(tx: Tx, timers: Iterable[Timer]) -> None:
    """Set these timers; one of the same desk, subject and kind is moved."""
    rows = [{"desk": t.desk, "subject": t.subject, "kind": t.kind, "due_at": t.due_at, "step": t.step} for t in timers]
    if tx.journal is not None:
        for row in rows:
            tx.journal.touch(tx, "timer", desk=row["desk"], subject=row["subject"], kind=row["kind"])
    if rows:
        tx.execute(_SET, rows)


def clear(tx: Tx, desk: str, subject: str, kinds: Sequence[str] = ()) -> None:
    """Remove the timers of a subject; empty `kinds` means all of them."""
    if tx.journal is not None:
        for timer in of(tx, desk, subject):
            if not kinds or timer.kind in kinds:
                tx.journal.touch(tx, "timer", desk=desk, subject=subject, kind=timer.kind)
    if kinds:
        tx.execute(_CLEAR_KINDS, {"p_desk": desk, "p_subject": subject, "p_kinds": list(kinds)})
    else:
        tx.execute(_CLEAR, {"p_desk": desk, "p_subject": subject})


def claim_due(tx: Tx, now: datetime, limit: int, desks: Sequence[str]) -> list[Timer]:
    """Take due timers off, earliest first; the transaction that takes one does its work and sets the next.

    The subject is locked before its row, in the order in which a received mail clears timers: the other way round the
    two would wait for each other.
    """
    params = {"p_now": now, "p_limit": limit, "p_desks": list(desks)}
    while due := [Timer(*row) for row in tx.execute(_DUE, params)]:
        taken = [timer for timer in due if _taken(tx, timer)]
        if taken:
            return taken
    return []


def _taken(tx: Tx, timer: Timer) -> bool:
    """False: somebody else took or moved it while we waited."""
    tx.lock(timer.subject)
    params = {"p_desk": timer.desk, "p_subject": timer.subject, "p_kind": timer.kind, "p_due": timer.due_at}
    return tx.execute(_TAKE, params).first() is not None


def first_due(tx: Tx, desks: Sequence[str]) -> datetime | None:
    """When the earliest timer of these desks falls due."""
    return tx.execute(_FIRST_DUE, {"p_desks": list(desks)}).scalar()


def due_count(tx: Tx, now: datetime) -> int:
    """How many timers of all desks are due."""
    return int(tx.execute(_COUNT_DUE, {"p_now": now}).scalar_one())


def of(tx: Tx, desk: str, subject: str) -> list[Timer]:
    """The timers of one subject ("question:42", "desk")."""
    return [Timer(*row) for row in tx.execute(_OF, {"p_desk": desk, "p_subject": subject})]
