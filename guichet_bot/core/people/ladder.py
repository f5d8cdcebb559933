"""Who is asked next: topic, territory, exclusions, ceilings, absences, then load and the longest idle.

A volunteer is never asked beyond the ceiling that he set, nor about a buyer he excluded, nor about one of his own
organisation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from guichet_bot.core.mail.private import organisation_of
from guichet_bot.core.model import Absence, Candidate, Expert
from guichet_bot.core.people.load import absence_on, ceiling_reached, questions
from guichet_bot.core.time.french import say_date
from guichet_bot.core.time.worktime import local_day

if TYPE_CHECKING:
    from guichet_bot.core.known import Office

IS_BUYER = "a posé la question"
EXCLUDED = "déport : ne traite pas les questions de cette structure"
COLLEAGUE = "travaille dans la structure de l'acheteur"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = timedelta(days=21)  # an absence that begins later cannot meet the time an offer stays open


@dataclass(frozen=True, slots=True)
class Need:
    """What the question asks of an expert. `excluded`: addresses that must not be asked (again).

    `prefer`: what decides between those who may be asked, in that order (territory, least_open, longest_idle).
    """

    topic: str
    also: tuple[str, ...] = ()
    departement: str = ""
    buyer: str = ""
    excluded: frozenset[str] = frozenset()
    prefer: tuple[str, ...] = ("territory", "least_open", "longest_idle")


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    need: Need

    @property
    def why(self) -> tuple[str, ...]:
        """Why this one may be asked, in French; worked out when somebody reads it."""
        return _why(self.candidate, self.need)


@dataclass(frozen=True, slots=True)
class Ranking:
    """`order`: best first, with French reasons; `rejected`: the others, each with the first reason against."""

    order: tuple[Ranked, ...]
    rejected: tuple[tuple[str, str], ...]


def rank(candidates: tuple[Candidate, ...], need: Need, office: "Office", now: datetime) -> Ranking:
    """Every candidate in the order in which the question is offered, or with why it is not offered to them.

    An absence counts when it has begun in the expert's own time zone, or begins before the offer could lapse in
    the expert's own working hours.
    """
    kept: list[Candidate] = []
    rejected: list[tuple[str, str]] = []
    for candidate in candidates:
        against = _against(candidate, need, office, now)
        if against:
            rejected.append((candidate.expert.email, against))
        else:
            kept.append(candidate)
    kept.sort(key=lambda c: _order(c, need))
    return Ranking(tuple(Ranked(c, need) for c in kept), tuple(rejected))


def absence_ahead(expert: Expert, office: "Office", now: datetime) -> Absence | None:
    """The absence that forbids an offer made now: begun, or beginning before the offer lapses."""
    if not expert.absences:
        return None
    today = local_day(now, expert.timezone or office.desk.timezone)
    if not absence_on(expert, today, today + _FAR):
        return None
    lapses_at = office.calendar_of(expert.email).add(now, office.desk.sla.offer)
    return absence_on(expert, today, local_day(lapses_at, expert.timezone or office.desk.timezone))


def absent_now(expert: Expert, office: "Office", now: datetime) -> bool:
    """Whether the expert is away today, where he is: then nothing is sent to him."""
    if not expert.absences:
        return False
    today = local_day(now, expert.timezone or office.desk.timezone)
    return absence_on(expert, today, today) is not None


def _against(candidate: Candidate, need: Need, office: "Office", now: datetime) -> str:
    """The first reason against this person; those that a coordinator may overrule come last, and hide no other."""
    expert = candidate.expert
    for test in _TESTS:
        if against := test(expert, need):
            return against
    if expert.email in office.silenced:
        return "sa messagerie refuse nos courriers"
    absence = absence_ahead(expert, office, now)
    if absence:
        return _say_absence(absence)
    return _same_house(expert, need) or ceiling_reached(candidate)


def _other_topic(expert: Expert, need: Need) -> str:
    return "" if not expert.topics or need.topic in expert.topics else "ne suit pas ce thème"


def _is_buyer(expert: Expert, need: Need) -> str:
    return IS_BUYER if expert.email == need.buyer else ""


def _asked_before(expert: Expert, need: Need) -> str:
    return "déjà sollicité pour cette question" if expert.email in need.excluded else ""


def _excludes_buyer(expert: Expert, need: Need) -> str:
    domain = need.buyer.rpartition("@")[2]
    for excluded in expert.exclusions:
        if excluded == need.buyer or domain == excluded.lstrip("@") or domain.endswith("." + excluded.lstrip("@")):
            return EXCLUDED
    return ""


def _same_house(expert: Expert, need: Need) -> str:
    """A colleague would know at once who asks, and may be asked without any desk."""
    house = organisation_of(need.buyer)
    return COLLEAGUE if house and house == organisation_of(expert.email) else ""


_TESTS: tuple[Callable[[Expert, Need], str], ...] = (
    _other_topic,
    _is_buyer,
    _asked_before,
    _excludes_buyer,
)


def _say_absence(absence: Absence) -> str:
    if absence.until is None:
        return f"absence à partir du {say_date(absence.first)}, retour non connu"
    if absence.until == absence.first:
        return f"absence le {say_date(absence.first)}"
    return f"absence du {say_date(absence.first)} au {say_date(absence.until)}"


def _territory(expert: Expert, need: Need) -> int:
    """0: in the expert's territory, 1: no preference either way, 2: elsewhere."""
    if not expert.territory or not need.departement:
        return 1
    return 0 if need.departement in expert.territory else 2


def _order(candidate: Candidate, need: Need) -> tuple[Any, ...]:
    """Those of the topic before those of any topic, then as `need.prefer` says; the address only breaks a tie."""
    expert = candidate.expert
    preferred = tuple(_KEYS[name](candidate, need) for name in need.prefer)
    return (not expert.topics, *preferred, expert.email)


_KEYS: Mapping[str, Callable[[Candidate, Need], Any]] = {
    "territory": lambda candidate, need: _territory(candidate.expert, need),
    "least_open": lambda candidate, _: (candidate.open, candidate.month),
    "longest_idle": lambda candidate, need: (_others(candidate, need), candidate.last_offered_at or _NEVER),
}


def _others(candidate: Candidate, need: Need) -> int:
    """Fewer is better: how many of the question's other topics this expert does not follow."""
    return sum(topic not in candidate.expert.topics for topic in need.also)


def _why(candidate: Candidate, need: Need) -> tuple[str, ...]:
    expert = candidate.expert
    why = ["thème suivi" if expert.topics else "tous les thèmes suivis"]
    if need.departement and need.departement in expert.territory:
        why.append(f"département {need.departement} connu")
    held = questions(candidate.open) if candidate.open else "aucune question"
    why.append(f"{held} en cours{f', {candidate.month} ce mois-ci' if candidate.month else ''}")
    if candidate.last_offered_at is None:
        why.append("première proposition")
    else:
        why.append(f"dernière proposition le {say_date(candidate.last_offered_at.date())}")
    return tuple(why)
