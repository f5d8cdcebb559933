"""Which digests were written, and what their numbered lines stand for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.reports.numbering import LARGEST
from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_run, _line = schema.digest_run, schema.digest_line
GAP = 300  # lines passed over: more than digests get between a backup and its return


@dataclass(frozen=True, slots=True)
class DigestRun:
    """A morning of one recipient. The cursors: the last event and the last received mail that it told.

    `written`: a letter was; False when there was nothing to say, and the cursors stay where they were.
    """

    desk: str
    local_date: date
    kind: str
    rcpt: str
    cursor_event: int
    at: datetime
    cursor_inbound: int = 0
    written: bool = True


_START = insert(_run).on_conflict_do_nothing().returning(_run.c.rcpt)
_OF = sa.select(_run).where(
    _run.c.desk == sa.bindparam("p_desk"),
    _run.c.kind == sa.bindparam("p_kind"),
    _run.c.rcpt == sa.bindparam("p_rcpt"),
)
_FIRST = _OF.order_by(_run.c.local_date).limit(1)
_LAST = _OF.order_by(_run.c.local_date.desc()).limit(1)
_LAST_WRITTEN = _LAST.where(_run.c.written)
_SINCE = sa.select(_run).where(_run.c.desk == sa.bindparam("p_desk"), _run.c.local_date >= sa.bindparam("p_day"))
_insert = insert(_line)
_SAVE = _insert.on_conflict_do_update(
    index_elements=[_line.c.desk, _line.c.rcpt, _line.c.line],
    set_={"number": _insert.excluded.number, "at": _insert.excluded["at"]},
)
_DROP_LINES = sa.delete(_line).where(_line.c.desk == sa.bindparam("p_desk"), _line.c.rcpt == sa.bindparam("p_rcpt"))
_LINES = sa.select(_line.c.line, _line.c.number).where(
    _line.c.desk == sa.bindparam("p_desk"),
    _line.c.rcpt == sa.bindparam("p_rcpt"),
    _line.c["at"] >= sa.bindparam("p_since"),
)


def start(
    tx: Tx,
    desk: str,
    local_date: date,
    kind: str,
    rcpt: str,
    cursor_event: int,
    now: datetime,
    cursor_inbound: int = 0,
    written: bool = True,
) -> bool:
    """Note that this digest is being written. False: it was already."""
    params = {
        "desk": desk,
        "local_date": local_date,
        "kind": kind,
        "rcpt": rcpt,
        "cursor_event": cursor_event,
        "at": now,
        "cursor_inbound": cursor_inbound,
        "written": written,
    }
    return tx.execute(_START, params).first() is not None


def first(tx: Tx, desk: str, kind: str, rcpt: str) -> DigestRun | None:
    """The first run of this kind for this reader; None before it."""
    return _one(tx, _FIRST, desk, kind, rcpt)


def last(tx: Tx, desk: str, kind: str, rcpt: str) -> DigestRun | None:
    """The latest run of this kind for this reader; None before the first."""
    return _one(tx, _LAST, desk, kind, rcpt)


def last_written(tx: Tx, desk: str, kind: str, rcpt: str) -> DigestRun | None:
    """The last morning that brought a letter."""
    return _one(tx, _LAST_WRITTEN, desk, kind, rcpt)


def _one(tx: Tx, query: sa.Select[Any], desk: str, kind: str, rcpt: str) -> DigestRun | None:
    row = tx.execute(query, {"p_desk": desk, "p_kind": kind, "p_rcpt": rcpt}).first()
    return None if row is None else DigestRun(*row)


def since(tx: Tx, desk: str, day: date) -> list[DigestRun]:
    """Every morning of this desk from that local date on, whoever it was for."""
    return [DigestRun(*row) for row in tx.execute(_SINCE, {"p_desk": desk, "p_day": day})]


def save_lines(tx: Tx, desk: str, rcpt: str, lines: Mapping[str, str], now: datetime) -> None:
    """Remember the question's number of each line ("3" -> "RO-2026-0042"); the latest digest holds."""
    rows = [{"desk": desk, "rcpt": rcpt, "line": line, "number": lines[line], "at": now} for line in lines]
    if rows:
        tx.execute(_SAVE, rows)


def pass_over_lines(tx: Tx, desk: str, rcpt: str, since: datetime, now: datetime) -> None:
    """Count the lines of this reader from a higher number on: a restored store does not know which it gave, and an
    answer to a forgotten digest must not reach the question that has its number now."""
    highest = max((int(line) for line in lines(tx, desk, rcpt, since)), default=0)
    if highest + GAP > LARGEST:  # counted from 1 on again: what is known must not hold it above
        tx.execute(_DROP_LINES, {"p_desk": desk, "p_rcpt": rcpt})
        highest = 0
    save_lines(tx, desk, rcpt, {str(highest + GAP): ""}, now)


def lines(tx: Tx, desk: str, rcpt: str, since: datetime) -> dict[str, str]:
    """What the lines of digests written since then stand for."""
    params = {"p_desk": desk, "p_rcpt": rcpt, "p_since": since}
    return {row[0]: row[1] for row in tx.execute(_LINES, params)}
