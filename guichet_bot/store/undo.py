"""Undo of a mailed order: the rows it changed as they were before and after, restored only while nobody touched them.

A row travels as the plain values of the database (a date is text, an instant a number), so it is JSON as it is.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

_t = schema.undo

_NAMES = {  # what may be undone, and how a person calls it
    "question": "la question",
    "entry": "l'historique de la question",
    "offer": "l'attribution",
    "timer": "une échéance",
    "expert": "le profil de l'expert",
    "absence": "l'absence",
    "switch": "l'état du guichet",
    "closure": "la fermeture",
    "inbound": "le courrier en attente",
    "outbox": "un courrier",
    "event": "le temps noté",
}

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class UndoRow:
    """What an undo code stands for, without the images."""

    code: str
    desk: str
    by: str
    at: datetime
    what: str
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reverted:
    """How an undo ended. `problem` (French) says why nothing was changed; `left` are the addresses whose letter had
    already gone and cannot be called back."""

    ok: bool
    problem: str = ""
    left: tuple[str, ...] = ()


class _Plain:
    """A table without the types of its columns, and the statements on one of its rows."""

    def __init__(self, name: str) -> None:
        typed = schema.metadata.tables[name]
        self.keys = [column.name for column in typed.primary_key]
        self.table = sa.table(name, *(sa.column(column.name) for column in typed.columns))
        one = sa.and_(*(self.table.c[key] == sa.bindparam(f"k_{key}") for key in self.keys))
        self.select = sa.select(self.table).where(one).with_for_update()
        self.update = sa.update(self.table).where(one)
        self.delete = sa.delete(self.table).where(one)
        self.insert = sa.insert(self.table)

    def params(self, key: Key) -> Row:
        return {f"k_{name}": value for name, value in zip(self.keys, key, strict=True)}

    def read(self, tx: Tx, key: Key) -> Row | None:
        row = tx.execute(self.select, self.params(key)).mappings().first()
        return None if row is None else dict(row)


@cache
def _plain(name: str) -> _Plain:
    return _Plain(name)


class Journal:
    """Rows as they were before the first change of each, in the order of those changes."""

    def __init__(self) -> None:
        self.before: dict[tuple[str, Key], Row | None] = {}

    def touch(self, tx: Tx, name: str, /, **where: Any) -> None:
        """About to change or add the rows with these plain column values."""
        plain = _plain(name)
        if set(where) == set(plain.keys):
            key = tuple(where[column] for column in plain.keys)
            if (name, key) not in self.before:
                self.before[name, key] = _image(name, plain.read(tx, key))
            return
        statement = sa.select(plain.table).where(*(plain.table.c[k] == v for k, v in where.items()))
        for row in tx.execute(statement).mappings():
            key = tuple(row[column] for column in plain.keys)
            self.before.setdefault((name, key), _image(name, dict(row)))

    def made(self, tx: Tx, name: str, row_id: int) -> None:
        """Just added a row."""
        self.before.setdefault((name, (row_id,)), None)


def _image(name: str, row: Row | None) -> Row | None:
    """What counts of a row: of a letter its state (sending it is no change by a person), of an expert not the load."""
    if row is None:
        return None
    if name == "outbox":
        return {"state": row["state"]}
    return {column: value for column, value in row.items() if column != "last_offered_at"}


@contextmanager
def recording(tx: Tx) -> Iterator[Journal]:
    """Record what the block changes, for `save`."""
    outer = tx.journal
    tx.journal = Journal()
    try:
        yield tx.journal
    finally:
        tx.journal = outer


_SAVE = sa.insert(_t)
_GET = sa.select(_t.c.code, _t.c.desk, _t.c.by, _t.c.at, _t.c.what, _t.c.used_at).where(
    _t.c.code == sa.bindparam("p_code")
)
_IMAGES = sa.select(_t.c.images, _t.c.used_at).where(_t.c.code == sa.bindparam("p_code")).with_for_update()
_USE = sa.update(_t).where(_t.c.code == sa.bindparam("p_code"))
_PRUNE = sa.delete(_t).where(_t.c.at < sa.bindparam("p_before"))


def save(tx: Tx, code: str, desk: str, by: str, what: str, journal: Journal, now: datetime) -> None:
    """Keep what a recorded order changed under a code that `revert` takes."""
    images = []
    for (name, key), before in journal.before.items():
        after = _image(name, _plain(name).read(tx, key))
        if before != after:
            images.append([name, list(key), before, after])
    tx.execute(
        _SAVE,
        {"code": code, "desk": desk, "by": by, "at": now, "what": what, "images": images, "used_at": None},
    )


def get(tx: Tx, code: str) -> UndoRow | None:
    """The order that this code undoes; None when there is none, or none any more."""
    row = tx.execute(_GET, {"p_code": code}).first()
    return None if row is None else UndoRow(*row)


def revert(tx: Tx, code: str, now: datetime) -> Reverted:
    """Put the rows back as they were, all or none. Recorded and saved in turn, an undo can itself be undone."""
    row = tx.execute(_IMAGES, {"p_code": code}).first()
    if row is None:
        return Reverted(False, "Ce code d'annulation n'est pas connu.")
    if row[1] is not None:
        return Reverted(False, "Cet ordre a déjà été annulé.")
    images = row[0]
    for name, key, _, after in images:
        if name != "outbox" and _image(name, _plain(name).read(tx, tuple(key))) != after:
            return Reverted(False, f"Depuis cet ordre, {_NAMES[name]} a changé : rien n'a été annulé.")
    left = []
    for name, key, before, after in reversed(images):
        if tx.journal is not None:
            tx.journal.touch(tx, name, **dict(zip(_plain(name).keys, key, strict=True)))
        if name == "outbox":
            left += _call_back(tx, key[0], before, after)
        else:
            _restore(tx, _plain(name), tuple(key), before, after)
    tx.execute(_USE, {"p_code": code, "used_at": now})
    return Reverted(True, left=tuple(left))


def prune(tx: Tx, before: datetime) -> int:
    """Forget orders given before then."""
    return tx.execute(_PRUNE, {"p_before": before}).rowcount


def _restore(tx: Tx, plain: _Plain, key: Key, before: Row | None, after: Row | None) -> None:
    if before is None:
        tx.execute(plain.delete, plain.params(key))
    elif after is None:
        tx.execute(plain.insert, before)
    else:
        tx.execute(plain.update, {**plain.params(key), **before})


_UNSENT = ("queued", "held", "cancelled")


def _call_back(tx: Tx, letter_id: int, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    """Give an unsent letter its earlier state, "cancelled" when there was none; the address when it is too late."""
    found = tx.execute(_LETTER, {"p_id": letter_id}).first()
    if found is None or after is None:
        return []
    state, rcpt = found
    if state not in _UNSENT:
        return [rcpt]
    tx.execute(_SET_LETTER, {"p_id": letter_id, "state": "cancelled" if before is None else before["state"]})
    return []


_o = schema.outbox
_LETTER = sa.select(_o.c.state, _o.c.rcpt).where(_o.c.id == sa.bindparam("p_id")).with_for_update()
_SET_LETTER = sa.update(_o).where(_o.c.id == sa.bindparam("p_id"))
