"""The desk's people, calendars and switches as one transaction sees them: read once, kept up while it changes them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from guichet_bot.app.setup import Setup
from guichet_bot.core.known import Office
from guichet_bot.core.model import Candidate, Desk, Hours, OfferState
from guichet_bot.core.people.load import charged
from guichet_bot.core.time.calendars import make_calendar
from guichet_bot.core.time.worktime import Calendar, local_day
from guichet_bot.store import calendars, closures, people, restored, suppressions, switches
from guichet_bot.store.engine import Tx

Closures = tuple[tuple[date, date, str], ...]


class Offices:
    """Offices by desk name, for the life of one transaction."""

    def __init__(self, tx: Tx, setup: Setup, now: datetime) -> None:
        self.tx, self.setup, self.now = tx, setup, now
        self._offices: dict[str, Office] = {}
        self._frozen: dict[str, Calendar] = {}
        self._kept: set[str] = set()

    def of(self, name: str) -> Office:
        office = self._offices.get(name)
        if office is None:
            office = self._offices[name] = self._read(name)
        return office

    def forget(self, name: str) -> None:
        """Read this desk anew at the next use: somebody's profile, absence or calendar changed."""
        self._offices.pop(name, None)

    def offered(self, name: str, expert: str) -> None:
        """Count an offer made in the loads that the next decision weighs."""
        self._loads(name, expert, lambda one: charged((one,), expert, self.now)[0])

    def ended(self, name: str, expert: str, state: OfferState) -> None:
        """Count an offer ended; as in the store, what was declined or withdrawn does not use up the month."""
        month = 1 if state in (OfferState.DECLINED, OfferState.WITHDRAWN) else 0
        self._loads(name, expert, lambda one: replace(one, open=max(0, one.open - 1), month=max(0, one.month - month)))

    def _loads(self, name: str, expert: str, change: Callable[[Candidate], Candidate]) -> None:
        office = self._offices.get(name)
        if office is not None:
            loads = tuple(change(one) if one.expert.email == expert else one for one in office.candidates)
            self._offices[name] = replace(office, candidates=loads)

    def keep_calendar(self, office: Office) -> str:
        """Freeze the desk's calendar in the store under its key, once a transaction."""
        key = office.calendar_key
        if key not in self._kept:
            calendars.put(self.tx, key, office.calendar.to_json())
            self._kept.add(key)
        return key

    def _read(self, name: str) -> Office:
        room = self.setup.desks[name]
        desk = room.settings.desk
        today = local_day(self.now, desk.timezone)
        closed: Closures = room.rules.closures + tuple(
            (one.first, one.last, one.name) for one in closures.list(self.tx, name, today - timedelta(days=400))
        )
        calendar = calendar_for(desk.timezone, desk.zone, desk.hours, closed, today.year)
        away = people.away(self.tx, name, today)
        switched = switches.get_all(self.tx, name)
        refused = suppressions.known(self.tx, name)
        found = people.candidates(self.tx, name, month_start(desk, self.now), today, away)
        return Office(
            desk=desk,
            rules=room.rules,
            calendar=calendar,
            calendar_key=calendar.key,
            candidates=found,
            calendar_of=_Calendars(desk, found, calendar, today.year),
            frozen=self._frozen_calendar,
            paused="" if self.setup.reliving and restored.pauses(switched) else switched.get("paused", ""),
            restored=bool(switched.get("restored")),
            away=away,
            silenced=frozenset(one.address for one in refused if one.holds(self.now)),
            refused=frozenset(one.address for one in refused),
        )

    def _frozen_calendar(self, key: str) -> Calendar:
        found = self._frozen.get(key)
        if found is None:
            text = calendars.get_many(self.tx, [key]).get(key)
            found = calendar_of_json(text) if text else Calendar.always_open()
            self._frozen[key] = found
        return found


class _Calendars:
    """The calendar of a person: an expert's own zone and hours, else the desk's."""

    def __init__(self, desk: Desk, candidates: Iterable[Candidate], calendar: Calendar, year: int) -> None:
        self.desk, self.calendar, self.year = desk, calendar, year
        self.experts = {one.expert.email: one.expert for one in candidates}

    def __call__(self, email: str) -> Calendar:
        expert = self.experts.get(email)
        if expert is None or not (expert.timezone or expert.zone or expert.hours):
            return self.calendar
        zone = expert.zone or self.desk.zone
        return calendar_for(expert.timezone or self.desk.timezone, zone, expert.hours or self.desk.hours, (), self.year)


@lru_cache(maxsize=256)
def calendar_for(timezone: str, zone: str, hours: Hours, closed: Closures, year: int) -> Calendar:
    """The calendar of these hours, holidays and closures, from the year before `year` to three after."""
    return make_calendar(timezone, zone, hours, closed, (year - 1, year + 3))


@lru_cache(maxsize=256)
def calendar_of_json(text: str) -> Calendar:
    """A calendar as it was frozen with a question."""
    return Calendar.from_json(text)


def month_start(desk: Desk, now: datetime) -> datetime:
    """The first instant of the desk's current month, in its own zone."""
    local = now.astimezone(ZoneInfo(desk.timezone))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
