"""The indicators of a period, counted along the archive: one read of the store as it stands, a batch at a time."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

from guichet_bot.core.model import Desk, OfferState
from guichet_bot.core.reports.counted import Counted, Load, Returning, Spent
from guichet_bot.core.reports.counting import Counting
from guichet_bot.core.reports.indicators import indicators
from guichet_bot.core.reports.outcome import COUNTED, TIME, Fact, Happening
from guichet_bot.core.reports.period import Period
from guichet_bot.core.reports.report import Report
from guichet_bot.core.reports.scene import OUT_OF_SCOPE
from guichet_bot.core.reports.structures import structure
from guichet_bot.core.time.worktime import Calendar
from guichet_bot.core.triage import recurring
from guichet_bot.core.triage.rules import Rules
from guichet_bot.store import calendars
from guichet_bot.store import counting as archive
from guichet_bot.store.engine import Store, Tx
from guichet_bot.store.looking import looking

MOST_COMPARED = 1_500  # questions of 90 days looked at for what comes back: each is compared with all of its topic


def report(store: Store, desk: Desk, rules: Rules, period: Period, now: datetime) -> Report:
    """Everything the store knows about the period, as a report that names nobody. Writes nothing."""
    with looking(store) as tx:
        counting = _counting(tx, desk.name, period, now)
        found, compared = _returning(tx, desk.name, period)
        before = {structure(one) for one in archive.buyers_before(tx, desk.name, period.start, OUT_OF_SCOPE)}
        counted = Counted(
            counting=counting,
            answers=Counter(period.month(at) for at in archive.answers(tx, desk.name, period.start, period.end)),
            load=_load(tx, desk.name, period),
            spent=_spent(tx, desk.name, period),
            newcomers=counting.newcomers(before),
            returning=found,
            compared=compared,
            uncompared=counting.topics.total() - compared,
        )
    return indicators(counted, desk.title, rules)


def _counting(tx: Tx, desk: str, period: Period, now: datetime) -> Counting:
    counting, calendar_of = Counting(period, now), _calendars(tx)
    for one in archive.passed(tx, desk, period.start, period.end, COUNTED):
        happened = tuple(Happening(kind, at, data or {}) for kind, at, data in one.events)
        counting.add(Fact(one.question, calendar_of(one.question.calendar), happened, one.offers))
    return counting


def _calendars(tx: Tx) -> Callable[[str], Calendar | None]:
    """The calendars that questions were opened under; there are few, each is read once."""
    known: dict[str, Calendar | None] = {}

    def calendar_of(key: str) -> Calendar | None:
        if key not in known:
            text = calendars.get_many(tx, [key]).get(key)
            known[key] = Calendar.from_json(text) if text else None
        return known[key]

    return calendar_of


def _load(tx: Tx, desk: str, period: Period) -> Load:
    found = archive.loads(tx, desk, period.start, period.end)
    nameless = found.get("", Counter())
    return Load(
        offers=sum(found.values(), Counter()),
        answers=tuple(sorted(states[OfferState.ANSWERED] for expert, states in found.items() if expert)),
        nameless=nameless.total(),
    )


def _spent(tx: Tx, desk: str, period: Period) -> Spent:
    minutes: Counter[date] = Counter()
    questions, lost = set(), 0
    for at, question, data in archive.noted(tx, desk, period.start, period.end, TIME):
        if isinstance(spent := (data or {}).get("minutes"), int):
            minutes[period.month(at)] += spent
            questions.add(question)
        else:
            lost += 1
    return Spent(minutes, len(questions), lost)


def _returning(tx: Tx, desk: str, period: Period) -> tuple[tuple[Returning, ...], int]:
    """What came back within each stretch of 90 days, and how many questions were compared."""
    found: list[Returning] = []
    compared, since = 0, period.start
    while since < period.end:
        until = min(since + recurring.PERIOD, period.end)
        asked = [
            recurring.Asked(one.number, structure(one.buyer), one.at, one.topic, f"{one.subject}\n{one.text}")
            for one in archive.words(tx, desk, since, until, OUT_OF_SCOPE, MOST_COMPARED)
        ]
        compared += len(asked)
        groups = recurring.recurring(asked, until)
        found += [Returning(group.topic, len(group.questions), group.structures) for group in groups]
        since = until
    return tuple(sorted(found, key=lambda one: (-one.questions, one.topic))), compared
