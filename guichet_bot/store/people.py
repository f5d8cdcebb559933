"""Experts and their load; the absences of everybody at the desk."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.model import Absence, Candidate, Expert, OfferState
from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_x, _a, _o = schema.expert, schema.absence, schema.offer


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence with its id and the address it is of."""

    id: int
    expert: str
    absence: Absence


@dataclass(frozen=True, slots=True)
class Kept:
    """An expert as the store has them. `active`: not removed; `seeded`: first named by the configuration."""

    expert: Expert
    active: bool
    seeded: bool


_make: Callable[..., Expert] = Expert
_PROFILE = [name for name in Expert.__dataclass_fields__ if name != "absences"]
_FIELDS = [_x.c[name] for name in _PROFILE]
_OF_DESK = _x.c.desk == sa.bindparam("p_desk")
_ONE = sa.and_(_OF_DESK, _x.c.email == sa.bindparam("p_email"))

_SEED = insert(_x).on_conflict_do_nothing()
_insert = insert(_x)
_ADD = _insert.on_conflict_do_update(
    index_elements=[_x.c.desk, _x.c.email],
    set_={name: _insert.excluded[name] for name in [*_PROFILE[1:], "active", "seeded"]},
)
_ALL = sa.select(*_FIELDS, _x.c.last_offered_at).where(_OF_DESK, _x.c.active).order_by(_x.c.email)
_GET = sa.select(*_FIELDS).where(_ONE, _x.c.active)
_KEPT = sa.select(_x.c.active, _x.c.seeded, *_FIELDS).where(_OF_DESK).order_by(_x.c.email)
_CHANGE = sa.update(_x).where(_ONE)
_ABSENCE_FIELDS = (_a.c.id, _a.c.expert, _a.c.first, _a.c.until, _a.c.source)
_NOT_OVER = sa.select(*_ABSENCE_FIELDS).where(
    _a.c.desk == sa.bindparam("p_desk"),
    _a.c.active,
    sa.or_(_a.c.until.is_(None), _a.c.until >= sa.bindparam("p_today")),
)
_NOT_OVER_SORTED = _NOT_OVER.order_by(_a.c.first, _a.c.id)
_OF_EXPERT = _NOT_OVER.where(_a.c.expert == sa.bindparam("p_expert")).order_by(_a.c.first, _a.c.id)
# Two halves, so that each follows its own index: SQLite would read all offers of the desk for an OR. The comparison of
# the expert leads it to the index of the open ones.
_OPEN = sa.select(_o.c.expert, sa.literal_column("1").label("opened"), sa.literal_column("0").label("month")).where(
    _o.c.desk == sa.bindparam("p_desk"),
    _o.c.state == sa.literal_column("'open'"),
    _o.c.expert > sa.literal_column("''"),
)
_MONTH = sa.select(_o.c.expert, sa.literal_column("0"), sa.literal_column("1")).where(
    _o.c.desk == sa.bindparam("p_desk"),
    _o.c.offered_at >= sa.bindparam("p_month"),
    _o.c.state.not_in((OfferState.DECLINED, OfferState.WITHDRAWN)),
)
_both = sa.union_all(_OPEN, _MONTH).subquery()
_LOAD = sa.select(_both.c.expert, sa.func.sum(_both.c.opened), sa.func.sum(_both.c.month)).group_by(_both.c.expert)
_ADD_ABSENCE = sa.insert(_a).returning(_a.c.id)
_CHANGE_ABSENCE = sa.update(_a).where(_a.c.id == sa.bindparam("p_id"))


def _row(desk: str, expert: Expert, seeded: bool) -> dict[str, Any]:
    return {"desk": desk, **{name: getattr(expert, name) for name in _PROFILE}, "active": True, "seeded": seeded}


def seed(tx: Tx, desk: str, experts: Iterable[Expert]) -> None:
    """Add those experts of the configuration that the desk never had; the others stay as they are."""
    rows = [_row(desk, expert, seeded=True) for expert in experts]
    if rows:
        tx.execute(_SEED, rows)


def add(tx: Tx, desk: str, expert: Expert) -> None:
    """Add an expert, or bring back one who was removed."""
    _remember(tx, desk, expert.email)
    tx.execute(_ADD, _row(desk, expert, seeded=False))


def kept(tx: Tx, desk: str) -> list[Kept]:
    """Everybody who is or was an expert of this desk, by address; absences left out."""
    return [Kept(expert_of(row[2:]), row[0], row[1]) for row in tx.execute(_KEPT, {"p_desk": desk})]


def away(tx: Tx, desk: str, today: date) -> dict[str, tuple[Absence, ...]]:
    """The absences that are not over on that day, by address: experts' and coordinators' alike."""
    found: dict[str, tuple[Absence, ...]] = {}
    for row in absences(tx, desk, today):
        found[row.expert] = (*found.get(row.expert, ()), row.absence)
    return found


def candidates(
    tx: Tx,
    desk: str,
    month_start: datetime,
    today: date,
    gone: Mapping[str, tuple[Absence, ...]] | None = None,
) -> tuple[Candidate, ...]:
    """The desk's active experts by address, with absences that are not over and their load, in three statements.

    `month`: offers made since `month_start` that were neither declined nor withdrawn. `gone`: what `away` gave, when
    it was read before; then it is two statements.
    """
    absent = away(tx, desk, today) if gone is None else gone
    load = {row[0]: (row[1], row[2]) for row in tx.execute(_LOAD, {"p_desk": desk, "p_month": month_start})}
    found = []
    for row in tx.execute(_ALL, {"p_desk": desk}):
        *profile, last_offered_at = row
        expert = expert_of(profile, absent.get(profile[0], ()))
        opened, month = load.get(expert.email, (0, 0))
        found.append(Candidate(expert, int(opened), int(month), last_offered_at))
    return tuple(found)


def expert_of(profile: Iterable[Any], away: tuple[Absence, ...] = ()) -> Expert:
    """The expert of a row: the columns of `model.Expert` in its order, absences apart."""
    *fields, backup = profile
    return _make(*fields, away, backup)


def get(tx: Tx, desk: str, email: str, today: date | None = None) -> Expert | None:
    """An active expert, with the absences that are not over on `today` (none when it is not given)."""
    row = tx.execute(_GET, {"p_desk": desk, "p_email": email}).first()
    if row is None:
        return None
    away = () if today is None else tuple(item.absence for item in absences(tx, desk, today, email))
    return expert_of(row, away)


def change(tx: Tx, desk: str, email: str, changes: Mapping[str, Any]) -> bool:
    """Set fields by the names of `model.Expert` (not email, not absences). False: no such expert."""
    refused = changes.keys() - set(_PROFILE[1:])
    if refused:
        raise ValueError(f"not to be changed: {sorted(refused)}")
    return _set(tx, desk, email, changes)


def remove(tx: Tx, desk: str, email: str) -> bool:
    """The expert gets no more offers; the configuration does not bring them back. False: no such expert."""
    return _set(tx, desk, email, {"active": False})


def _set(tx: Tx, desk: str, email: str, changes: Mapping[str, Any]) -> bool:
    _remember(tx, desk, email)
    return tx.execute(_CHANGE, {"p_desk": desk, "p_email": email, **changes}).rowcount == 1


def absences(tx: Tx, desk: str, today: date, expert: str = "") -> list[AbsenceRow]:
    """Absences that are not over on that day, of one expert or of all."""
    params: dict[str, Any] = {"p_desk": desk, "p_today": today}
    if expert:
        params["p_expert"] = expert
    rows = tx.execute(_OF_EXPERT if expert else _NOT_OVER_SORTED, params)
    return [AbsenceRow(row[0], row[1], Absence(row[2], row[3], row[4])) for row in rows]


def set_absence(tx: Tx, desk: str, expert: str, absence: Absence) -> bool:
    """Note an absence; one whose end was unknown ends with it when they overlap. False: it was known already."""
    changed = False
    for known in absences(tx, desk, absence.first, expert):
        held = known.absence
        if held.until is None and absence.until is not None and held.first <= absence.until:
            held = Absence(held.first, absence.until, held.source)
            _change_absence(tx, known.id, {"until": held.until})
            changed = True
        if _covers(held, absence):
            return changed
    params = {
        "desk": desk,
        "expert": expert,
        "first": absence.first,
        "until": absence.until,
        "source": absence.source,
        "active": True,
    }
    absence_id = tx.execute(_ADD_ABSENCE, params).scalar_one()
    if tx.journal is not None:
        tx.journal.made(tx, "absence", absence_id)
    return True


def _covers(known: Absence, new: Absence) -> bool:
    ends_later = known.until is None or (new.until is not None and known.until >= new.until)
    return known.first <= new.first and ends_later


def end_absence(tx: Tx, desk: str, expert: str, on: date) -> bool:
    """The expert is back on that day: absences that cover it end the day before. False: there are none."""
    covering = [row for row in absences(tx, desk, on, expert) if row.absence.first <= on]
    for row in covering:
        started = row.absence.first < on
        _change_absence(tx, row.id, {"until": on - timedelta(days=1)} if started else {"active": False})
    return bool(covering)


def _change_absence(tx: Tx, absence_id: int, changes: Mapping[str, Any]) -> None:
    if tx.journal is not None:
        tx.journal.touch(tx, "absence", id=absence_id)
    tx.execute(_CHANGE_ABSENCE, {"p_id": absence_id, **changes})


def _remember(tx: Tx, desk: str, email: str) -> None:
    if tx.journal is not None:
        tx.journal.touch(tx, "expert", desk=desk, email=email)
