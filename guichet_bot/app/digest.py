"""T8: the regular letters, once per desk, recipient and local date: digests, signs of life, experts' weekly lists.

A morning is a row written in the transaction of its letter, so a doubled wake-up, a second process or a clock that is
put back finds it done. Whoever was down in the morning catches up until the evening; the next morning tells the rest.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from weakref import WeakKeyDictionary

import structlog

from guichet_bot.adapters import chart
from guichet_bot.app import digest_reading as reading
from guichet_bot.app.applying import Applying
from guichet_bot.app.office import Offices
from guichet_bot.app.setup import Setup
from guichet_bot.core.decide.hand import present
from guichet_bot.core.effects import LetterKind, Send
from guichet_bot.core.known import Office
from guichet_bot.core.letters.facts import reply_to
from guichet_bot.core.model import Coordinator, Expert, Role
from guichet_bot.core.people.load import absence_on
from guichet_bot.core.reports import figures, mornings, weekly
from guichet_bot.core.reports.digest import build
from guichet_bot.core.reports.numbering import LINES_LAST, Numbering
from guichet_bot.core.reports.scene import Scene
from guichet_bot.store import digests
from guichet_bot.store.engine import Store, Tx

log = structlog.get_logger()
LOOK_AGAIN = timedelta(minutes=15)  # somebody may have changed hours, closures or absences meanwhile
SILENT_FOR = timedelta(days=6)  # then a week begins with a sign of life: from a Tuesday to the next Monday is enough
REMEMBERED = timedelta(days=14)  # mornings looked at: did this person have this one, and one this week?
DIGEST, WEEKLY = LetterKind.DIGEST.value, LetterKind.WEEKLY.value


@dataclass(frozen=True, slots=True)
class Look:
    """When a desk was last looked at, and until when nothing can fall due."""

    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """The mornings of the last two weeks of one desk."""

    runs: tuple[digests.DigestRun, ...]

    def done(self, kind: str, rcpt: str, day: date) -> bool:
        return any(one.local_date == day for one in self._of(kind, rcpt))

    def this_week(self, kind: str, rcpt: str, day: date) -> bool:
        return any(one.local_date >= mornings.monday(day) for one in self._of(kind, rcpt))

    def before_this_week(self, kind: str, rcpt: str, day: date) -> bool:
        return any(one.local_date < mornings.monday(day) for one in self._of(kind, rcpt))

    def written_since(self, kind: str, rcpt: str, day: date) -> bool:
        return any(one.written and one.local_date > day for one in self._of(kind, rcpt))

    def _of(self, kind: str, rcpt: str) -> Iterable[digests.DigestRun]:
        return (one for one in self.runs if one.kind == kind and one.rcpt == rcpt)


Job = Callable[[Tx], bool]  # writes one recipient's morning; whether a letter was written
_looks: WeakKeyDictionary[Store, dict[str, Look]] = WeakKeyDictionary()


def run_due(setup: Setup, now: datetime) -> int:
    """Write the regular letters that are due; how many. Costs nothing while none is."""
    return sum(_desk(setup, name, now) for name in setup.names)


def _desk(setup: Setup, name: str, now: datetime) -> int:
    looks = _looks.setdefault(setup.store, {})
    seen = looks.get(name)
    if seen is not None and seen.at <= now < seen.until:
        return 0
    with setup.store.read() as tx:
        office = Offices(tx, setup, now).of(name)
        past = Past(tuple(digests.since(tx, name, office.calendar.local(now).date() - REMEMBERED)))
    if office.restored:
        return 0  # it would leave for nobody, and give the numbers of forgotten lines once more
    looks[name] = Look(now, min(_next_due(office, now), now + LOOK_AGAIN))
    return sum(_carry_out(setup, job, name) for job in _jobs(setup, office, past, now))


def pass_over(tx: Tx, office: Office, now: datetime) -> None:
    """Take the regular letters of today and of this week for written: a restored store cannot know that they were, and
    none of them leaves twice. The next morning tells what they would have told, in lines that no other had."""
    desk = office.desk
    for who in desk.coordinators:
        digests.pass_over_lines(tx, desk.name, who.email, now - LINES_LAST, now)
    due = [(DIGEST, one.email, mornings.begun_on(office.calendar, desk.digest_at, now)) for one in desk.coordinators]
    for one in _listed(office):
        due.append((WEEKLY, one.email, mornings.begun_on(office.calendar_of(one.email), desk.digest_at, now)))
    for kind, rcpt, day in due:
        if day:
            last = digests.last(tx, desk.name, kind, rcpt)
            event, mail = (last.cursor_event, last.cursor_inbound) if last else (0, 0)
            digests.start(tx, desk.name, day, kind, rcpt, event, now, mail, written=False)


def _next_due(office: Office, now: datetime) -> datetime:
    at = office.desk.digest_at
    calendars = [office.calendar, *(office.calendar_of(one.email) for one in _listed(office))]
    return min(mornings.next_due(calendar, at, now) for calendar in calendars)


def _carry_out(setup: Setup, job: Job, desk: str) -> bool:
    """One recipient's morning; when it breaks the others still have theirs, and this one is tried again later."""
    try:
        with setup.store.begin() as tx:
            return job(tx)
    except Exception:
        log.exception("morning letter failed", desk=desk)
        return False


def _jobs(setup: Setup, office: Office, past: Past, now: datetime) -> list[Job]:
    jobs: list[Job] = []
    today = mornings.due_on(office.calendar, office.desk.digest_at, now)
    due = [one for one in present(office, now) if today and not past.done(DIGEST, one.email, today)]
    if today and due:
        begins = {one.email for one in due if _week_begins(past, one, office, today)}
        scene, upto = reading.scene(setup, office, now, today, with_groups=bool(begins))
        picture = chart.draw(figures.weeks(scene), figures.topics(scene), figures.TOPICS_TITLE)
        morning = Morning(setup, scene, upto, picture, frozenset(begins))
        jobs += [partial(morning.write, one, _sign_of_life(past, one, office, today)) for one in due]
    for expert in _listed(office):
        day = _weekly_due(past, expert, office, now)
        if day:
            jobs.append(partial(_write_weekly, setup, office, expert, day, now))
    return jobs


def _listed(office: Office) -> list[Expert]:
    return [one.expert for one in office.candidates if one.expert.weekly_list]


def _week_begins(past: Past, who: Coordinator, office: Office, day: date) -> bool:
    """The first working day of the week, or the first morning after an outage over it."""
    if past.this_week(DIGEST, who.email, day):
        return False
    return mornings.opens_week(office.calendar, day) or past.before_this_week(DIGEST, who.email, day)


def _sign_of_life(past: Past, who: Coordinator, office: Office, day: date) -> bool:
    """Whether a silent morning brings one: as the week begins, when nothing was written since the last began."""
    return _week_begins(past, who, office, day) and not past.written_since(DIGEST, who.email, day - SILENT_FOR)


def _weekly_due(past: Past, expert: Expert, office: Office, now: datetime) -> date | None:
    """Today when it is the first day of his week on which he works and asks for a list, and his hour has come."""
    calendar = office.calendar_of(expert.email)
    day = mornings.due_on(calendar, office.desk.digest_at, now)
    if day is None or absence_on(expert, day, day) or past.this_week(WEEKLY, expert.email, day):
        return None
    return day


@dataclass(frozen=True, slots=True)
class Morning:
    """The coordinators' morning of one desk: what all of them see, read once."""

    setup: Setup
    scene: Scene
    upto: reading.Upto
    picture: bytes | None
    begins: frozenset[str]  # whose week begins: who comes back later in it still reads what comes back every week

    def write(self, who: Coordinator, sign_of_life: bool, tx: Tx) -> bool:
        """The digest of one coordinator, a sign of life, or nothing; and the row that says so."""
        scene = self.scene if who.email in self.begins else replace(self.scene, groups=())
        office = scene.office
        desk = office.desk.name
        cursor = reading.cursor(tx, desk, who.email, scene.now, self.upto)
        news = reading.news(tx, scene, cursor, self.upto)
        lines = Numbering(digests.lines(tx, desk, who.email, scene.now - LINES_LAST))
        send = Send(LetterKind.DIGEST, who.email, Role.COORDINATOR, to_name=who.name)
        sheet, says = build(scene, news, lines, reply_to(send, office), self.picture is not None)
        if not says:
            send = replace(send, kind=LetterKind.SIGN_OF_LIFE)
        written = says or sign_of_life
        told = self.upto if written else cursor  # what was not written is told another day
        if not digests.start(tx, desk, scene.today, DIGEST, who.email, told.event, scene.now, told.inbound, written):
            return False
        if written:
            extra = {"digest": sheet, "chart": self.picture if says else None}
            _send(tx, self.setup, desk, replace(send, extra=extra), scene.today, scene.now)
        if says:
            digests.save_lines(tx, desk, who.email, lines.shown, scene.now)
        return written


def _write_weekly(setup: Setup, office: Office, expert: Expert, day: date, now: datetime, tx: Tx) -> bool:
    desk = office.desk.name
    rows = weekly.rows(reading.held_by(tx, desk, expert.email), expert.email, office)
    if not digests.start(tx, desk, day, WEEKLY, expert.email, 0, now, 0, bool(rows)):
        return False
    if rows:
        send = Send(LetterKind.WEEKLY, expert.email, Role.EXPERT, None, {"rows": rows}, to_name=expert.name)
        _send(tx, setup, desk, send, day, now)
    return bool(rows)


def _send(tx: Tx, setup: Setup, desk: str, send: Send, day: date, now: datetime) -> None:
    """Through the gate like every letter. Its cause is the date, so that no key is used twice."""
    cause = hashlib.sha256(f"morning:{desk}:{day.isoformat()}".encode()).hexdigest()
    applying = Applying(tx, setup, Offices(tx, setup, now), desk, now, cause)
    applying.one(send)
    applying.flush()
