"""The counting behind a report: questions go by one at a time, only sums stay."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from guichet_bot.core.model import OfferState
from guichet_bot.core.reports.outcome import (
    ANSWERED,
    ELSEWHERE,
    ESCALATED,
    NEW_DATE,
    RATING,
    Fact,
)
from guichet_bot.core.reports.period import Period
from guichet_bot.core.reports.structures import structure

STEPS = (1, 2, 3, 5)  # working days at which the delays are cut


class Kept:
    """Questions by category, and who asked in each: what few asked must not be told. A question whose sender is no
    longer known counts for one of its own."""

    def __init__(self) -> None:
        self.questions: Counter[str] = Counter()
        self.askers: dict[str, set[str]] = defaultdict(set)

    def add(self, category: str, asker: str) -> None:
        self.questions[category] += 1
        self.askers[category].add(asker)

    def rare(self, questions: int, askers: int) -> frozenset[str]:
        """The categories with fewer questions, or fewer askers."""
        return frozenset(
            one for one, n in self.questions.items() if one and (n < questions or len(self.askers[one]) < askers)
        )


class Counting:
    """Sums over the questions received in a period. `now`: when they are counted."""

    def __init__(self, period: Period, now: datetime) -> None:
        self.period, self.now = period, now
        self.ends: dict[date, Counter[str]] = defaultdict(Counter)
        self.topics: Counter[str] = Counter()
        self.departements = Kept()
        self.kinds = Kept()
        self.stages: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self.structures: set[str] = set()
        self.nameless = 0  # questions whose sender is no longer kept
        self.days: dict[date, list[float]] = defaultdict(list)
        self.unknown_delays = 0
        self.promises: Counter[bool] = Counter()
        self.lapses: Counter[date] = Counter()
        self.lapsed = 0
        self.escalated = self.postponed = self.live = 0
        self.by_expert = self.never_offered = 0
        self.ratings: Counter[int] = Counter()
        self.lost_ratings = 0

    def add(self, fact: Fact) -> None:
        """Count one question, received in the period."""
        month = self.period.month(fact.question.opened_at)
        self.ends[month][fact.end] += 1
        if fact.end == ELSEWHERE:
            return
        self._about(fact)
        self._delays(fact, month)
        self._people(fact)

    def total(self, end: str = "") -> int:
        """How many questions ended so; all of them without `end`."""
        return sum(count for ends in self.ends.values() for name, count in ends.items() if end in ("", name))

    @property
    def months(self) -> tuple[date, ...]:
        """The months of the period that have begun."""
        return tuple(one for one in self.period.months if one <= self.period.month(self.now))

    @property
    def every_delay(self) -> list[float]:
        return [one for days in self.days.values() for one in days]

    def newcomers(self, known_before: set[str]) -> int:
        """Structures of the period that had never asked before."""
        return len(self.structures - known_before)

    def _about(self, fact: Fact) -> None:
        question = fact.question
        self.topics[question.topic] += 1
        self.stages[question.stage] += 1
        self.requests[question.request] += 1
        self.live += question.live_tender
        asker = structure(question.buyer) if question.buyer else question.number
        self.departements.add(question.departement, asker)
        self.kinds.add(question.structure, asker)
        if question.buyer:
            self.structures.add(asker)
        else:
            self.nameless += 1

    def _delays(self, fact: Fact, month: date) -> None:
        if fact.end == ANSWERED:
            if (days := fact.days) is None:
                self.unknown_delays += 1
            else:
                self.days[month].append(days)
        if (kept := fact.kept(self.now)) is not None:
            self.promises[kept] += 1
        self.lapses[month] += fact.question.lapses
        self.lapsed += bool(fact.question.lapses)
        self.postponed += bool(fact.question.new_dates or fact.times(NEW_DATE))

    def _people(self, fact: Fact) -> None:
        self.escalated += bool(fact.times(ESCALATED))
        self.never_offered += not fact.offers
        self.by_expert += fact.end == ANSWERED and OfferState.ANSWERED in fact.offers
        for one in fact.happened:
            if one.kind == RATING and isinstance(value := one.data.get("value"), int):
                self.ratings[value] += 1
            elif one.kind == RATING:
                self.lost_ratings += 1


def median(values: Sequence[float]) -> float | None:
    """The middle value; of an even number of values the mean of the two in the middle. None without values."""
    ranked = sorted(values)
    half = len(ranked) // 2
    if not ranked:
        return None
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


def centile(values: Sequence[float], percent: int) -> float | None:
    """The smallest value that at least `percent` of the values do not exceed: a delay that was really seen."""
    ranked = sorted(values)
    return ranked[-(-len(ranked) * percent // 100) - 1] if ranked else None


def steps(values: Sequence[float]) -> tuple[int, ...]:
    """How many values lie in each step: up to 1, over 1 up to 2, ... over 5."""
    found = [0] * (len(STEPS) + 1)
    for value in values:
        found[sum(value > step for step in STEPS)] += 1
    return tuple(found)
