"""A promise lapsed: the levels of `rules/escalation.toml`, one after the other, each in its reader's working hours."""

from datetime import datetime
from typing import Any

from guichet_bot.core.decide.hand import expert_of, holder_of, to_coordinators, to_expert
from guichet_bot.core.decide.offering import offer_to, ranking, take_back
from guichet_bot.core.effects import ChangeQuestion, ClearTimers, Effect, LetterKind, Log, SetTimer
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import Duration, OfferState, Question
from guichet_bot.core.triage.escalation_rules import Level

_TIMES = {2: "deuxième", 3: "troisième", 4: "quatrième", 5: "cinquième"}
_DEFAULT = (Level("tous les coordinateurs", "all", Duration()),)


def begin(case: Case, office: Office, now: datetime) -> tuple[Effect, ...]:
    """The promise just lapsed: the first level after its delay. When it lapses again the next level comes at once, so
    that a lapse never puts off what was about to happen; past the last one, that one again after its delay."""
    levels, question = _levels(office), case.question
    step = min(question.level + 1, len(levels))
    again = question.lapses > 1 and question.level < len(levels)
    if not again and office.calendar.minutes(levels[step - 1].after) > 0:
        return (_later(case, step, office, now),)
    return (ClearTimers(question.id, ("escalate",)), *climb(case, step, office, now))


def climb(case: Case, step: int, office: Office, now: datetime) -> tuple[Effect, ...]:
    """Carry out level `step` (1 is the first); one that finds nobody gives way to the next at once."""
    levels = _levels(office)
    if step > len(levels):
        return ()
    level = levels[step - 1]
    effects = _reach(case, step, level, office, now)
    if not effects:
        return climb(case, step + 1, office, now)
    question = case.question.id
    said = Log(question, "escalated", {"level": step, "name": level.name})
    following = (_later(case, step + 1, office, now),) if step < len(levels) else ()
    return (*effects, ChangeQuestion(question, {"level": step}), said, *following)


def _levels(office: Office) -> tuple[Level, ...]:
    return office.rules.escalation or _DEFAULT


def _later(case: Case, step: int, office: Office, now: datetime) -> SetTimer:
    due_at = office.calendar.add(now, _levels(office)[step - 1].after)
    return SetTimer(case.question.id, "escalate", due_at, step)


def _reach(case: Case, step: int, level: Level, office: Office, now: datetime) -> tuple[Effect, ...]:
    question = case.question
    extra: dict[str, Any] = {"level": step, "reason": _reason(question, now), "due": question.promised_at or now}
    if level.to == "backup":
        return _to_backup(case, extra, office, now)
    first = level.to == "coordinator"
    return to_coordinators(office, LetterKind.ESCALATION, question.id, now, extra, wait=True, first=first)


def _reason(question: Question, now: datetime) -> str:
    """That the promise lapsed, how often, and whether the buyer was told another date meanwhile."""
    times = f" pour la {_TIMES.get(question.lapses, f'{question.lapses}e')} fois" if question.lapses > 1 else ""
    told = question.promised_at is not None and question.promised_at > now
    later = " Une nouvelle date lui a été annoncée." if told else ""
    return f"Le délai promis à l'acheteur est dépassé{times}.{later}"


def _to_backup(case: Case, extra: dict[str, Any], office: Office, now: datetime) -> tuple[Effect, ...]:
    """The substitute that the silent expert named takes over, when the ladder allows him."""
    holder = expert_of(office, holder_of(case))
    if holder is None or not holder.backup:
        return ()
    ranked = ranking(case, office, now, (holder.email,))
    if all(one.candidate.expert.email != holder.backup for one in ranked.order):
        return ()
    why = (f"remplace {holder.name or holder.email}",)
    letter = to_expert(office, LetterKind.ESCALATION, holder.backup, case.question.id, now, extra, wait=True)
    reason = "Le délai est dépassé : la question est passée à votre suppléant."
    return (
        *take_back(case, office, now, OfferState.WITHDRAWN, reason),
        *offer_to(case, holder.backup, why, office, now, letter),
    )
