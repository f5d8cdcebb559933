"""Offering a question to one expert after another, and taking an offer back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from guichet_bot.core.decide import clocks
from guichet_bot.core.decide.coordination import LIVE, NOBODY, hand_over
from guichet_bot.core.decide.hand import expert_of, holder_of, open_offers, to_expert
from guichet_bot.core.effects import (
    ChangeQuestion,
    ClearTimers,
    Effect,
    EndOffer,
    LetterKind,
    Log,
    MakeOffer,
    Send,
    SetTimer,
)
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import Absence, Expert, OfferState, QuestionState
from guichet_bot.core.people.ladder import Need, Ranking, absent_now, rank
from guichet_bot.core.triage.routing import PREFERENCES

HOLDER_TIMERS = ("remind", "offer")
COORDINATION_TIMERS = ("coordinators",)
SHOWN = 5  # candidates that a trace tells one by one


@dataclass(frozen=True, slots=True)
class Draft:
    """What the ladder looks at in a question that this decision opens."""

    topic: str
    also: tuple[str, ...]
    departement: str
    buyer: str
    live_tender: bool = False
    prefer: tuple[str, ...] = PREFERENCES  # of the route


def ranking(case: Case | Draft, office: Office, now: datetime, excluding: Iterable[str] = ()) -> Ranking:
    """The ladder for a question; who was asked before and did not answer is not asked again."""
    question = case.question if isinstance(case, Case) else case
    excluded = set(excluding)
    if isinstance(case, Case):
        excluded |= {offer.expert for offer in case.offers if offer.state is not OfferState.ANSWERED}
    prefer = case.prefer if isinstance(case, Draft) else PREFERENCES
    need = Need(question.topic, question.also, question.departement, question.buyer, frozenset(excluded), prefer)
    return rank(office.candidates, need, office, now)


def offer_next(
    case: Case | Draft, office: Office, now: datetime, excluding: Iterable[str] = (), *, prefer: str = ""
) -> tuple[tuple[Effect, ...], dict[str, Any]]:
    """Offer to the best expert left (`prefer` first when he may be asked), else hand over to the coordinators."""
    known = case if isinstance(case, Case) else None
    live = known.question.live_tender if known else isinstance(case, Draft) and case.live_tender
    if live:
        return hand_over(known, office, now, LIVE), {"candidates": []}
    ranked = ranking(case, office, now, excluding)
    trace = explained(ranked)
    if not ranked.order:
        return hand_over(known, office, now, NOBODY, reasons(ranked, office)), trace
    best = next((one for one in ranked.order if one.candidate.expert.email == prefer), ranked.order[0])
    return offer_to(known, best.candidate.expert.email, best.why, office, now), trace


def offer_to(
    case: Case | None, email: str, why: tuple[str, ...], office: Office, now: datetime, letter: Send | None = None
) -> tuple[Effect, ...]:
    """One offer: the record, the letter (the usual one unless given), the reminder and the lapse."""
    question = case.question.id if case else None
    change: tuple[Effect, ...] = ()
    if case:
        change = (
            ChangeQuestion(question, {"state": QuestionState.OFFERED, "expert": email}),
            ClearTimers(question, COORDINATION_TIMERS),
            *clocks.waits_no_more(case.question, office, now),
        )
    usual = to_expert(office, LetterKind.OFFER, email, question, now, {"why": why, "again": False})
    return (*change, MakeOffer(question, email, why), letter or usual, *holder_timers(question, email, office, now))


def holder_timers(question: int | None, email: str, office: Office, now: datetime) -> tuple[SetTimer, ...]:
    """The expert's first reminder and the lapse, counted in his own working hours from now."""
    calendar = office.calendar_of(email)
    lapses_at = calendar.add(now, office.desk.sla.offer)
    timers = (SetTimer(question, "offer", lapses_at),)
    expert = expert_of(office, email)
    if not office.desk.sla.remind or (expert and expert.weekly_list):
        return timers
    remind_at = calendar.add(now, office.desk.sla.remind[0])
    return (SetTimer(question, "remind", remind_at), *timers) if remind_at < lapses_at else timers


def taken(case: Case, office: Office, now: datetime) -> tuple[Effect, ...]:
    """The holder said that he answers: he is reminded when the offer's time, counted anew, is over, and keeps the
    question until the promised date. What warns the buyer and escalates goes its own way."""
    question, email = case.question, holder_of(case)
    remind_at = lapses_at = office.calendar_of(email).add(now, office.desk.sla.offer)
    if question.promised_at and question.promised_at > lapses_at:
        lapses_at = question.promised_at
    expert = expert_of(office, email)
    departs: tuple[Effect, ...] = ()
    if expert and expert.absences and not absent_now(expert, office, now):
        departs = (leaves(question.id, expert, min(expert.absences, key=lambda one: one.first), office),)
    reminded = remind_at < lapses_at and office.desk.sla.remind and not (expert and expert.weekly_list)
    return (
        ClearTimers(question.id, HOLDER_TIMERS),
        *((SetTimer(question.id, "remind", remind_at),) if reminded else ()),
        SetTimer(question.id, "offer", lapses_at),
        *departs,
    )


def leaves(question: int, expert: Expert, absence: Absence, office: Office) -> SetTimer:
    """When an absence told ahead begins, where the expert is: what he holds then goes on to somebody else."""
    begins = datetime.combine(absence.first, time(), ZoneInfo(expert.timezone or office.desk.timezone))
    return SetTimer(question, "away", begins.astimezone(UTC))


def take_back(
    case: Case, office: Office, now: datetime, state: OfferState, reason: str, *, but: str = ""
) -> tuple[Effect, ...]:
    """End every open offer except `but`'s, and tell who held it, without blame. Nobody absent is written to."""
    effects: list[Effect] = []
    for offer in open_offers(case):
        if offer.expert == but:
            continue
        effects.append(EndOffer(case.question.id, offer.expert, state))
        expert = expert_of(office, offer.expert)
        if expert and not absent_now(expert, office, now):
            effects.append(
                to_expert(office, LetterKind.PASSED_ON, offer.expert, case.question.id, now, {"reason": reason})
            )
    if effects:
        effects.append(ClearTimers(case.question.id, HOLDER_TIMERS))
    return tuple(effects)


def decline(
    case: Case, who: str, reason: str, office: Office, now: datetime
) -> tuple[tuple[Effect, ...], dict[str, Any]]:
    """ "Je passe": the next expert is asked; a reason is kept for the coordinators. Nothing moves when `who` no longer
    holds the question."""
    said = Log(case.question.id, "declined", {"expert": who, "reason": reason})
    if who != holder_of(case):
        return (said,), {}
    end = EndOffer(case.question.id, who, OfferState.DECLINED)
    following, trace = offer_next(case, office, now, (who,))
    return (said, end, ClearTimers(case.question.id, HOLDER_TIMERS), *following), trace


def assign(case: Case, email: str, why: str, office: Office, now: datetime) -> tuple[Effect, ...]:
    """A person chose the expert: he gets the question whatever the ladder says, the others are thanked."""
    reason = "La question a été confiée à une autre personne."
    return (
        *take_back(case, office, now, OfferState.WITHDRAWN, reason),
        *offer_to(case, email, (why,), office, now),
    )


def explained(ranked: Ranking) -> dict[str, Any]:
    """The ladder as `explain` prints it: the first few with why, the others by the reason against them."""
    against: dict[str, list[str]] = {}
    for email, why in ranked.rejected:
        against.setdefault(why, []).append(email)
    best = [{"expert": one.candidate.expert.email, "why": list(one.why)} for one in ranked.order[:SHOWN]]
    return {"candidates": best, "more": max(0, len(ranked.order) - SHOWN), "rejected": against}


def reasons(ranked: Ranking, office: Office) -> tuple[str, ...]:
    """Why nobody is left, for the coordinators: those of another topic are not worth a line each."""
    named = {c.expert.email: c.expert.name or c.expert.email for c in office.candidates}
    telling = [(email, why) for email, why in ranked.rejected if why != "ne suit pas ce thème"]
    return tuple(f"{named[email]} : {why}" for email, why in telling[:10])
