"""How much an expert carries: ceilings, absences, and the load after one more offer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from guichet_bot.core.model import Absence, Candidate, Expert


def ceiling_reached(candidate: Candidate) -> str:
    """Which ceiling forbids one more offer (French), or "" when none does."""
    expert = candidate.expert
    if candidate.open >= expert.ceiling_open:
        return f"plafond de {questions(expert.ceiling_open)} en cours atteint"
    if candidate.month >= expert.ceiling_month:
        return f"plafond de {questions(expert.ceiling_month)} par mois atteint"
    return ""


def questions(count: int) -> str:
    """As in "0 question", "2 questions"."""
    return f"{count} question{'s' if count > 1 else ''}"


def absence_on(expert: Expert, first: date, last: date) -> Absence | None:
    """The expert's absence that touches the local days `first` to `last`, both included."""
    for absence in expert.absences:
        if absence.first <= last and (absence.until is None or absence.until >= first):
            return absence
    return None


def charged(candidates: Iterable[Candidate], email: str, now: datetime) -> tuple[Candidate, ...]:
    """The same people after this expert got one more offer: several offers of one decision then share the load."""
    return tuple(
        replace(c, open=c.open + 1, month=c.month + 1, last_offered_at=now) if c.expert.email == email else c
        for c in candidates
    )
