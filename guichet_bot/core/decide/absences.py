"""Somebody of the desk is away: known, confirmed once; what an expert holds goes to others at once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from guichet_bot.core.decide.hand import Hand, caused, expert_of, is_coordinator, member_of, role_of, settled
from guichet_bot.core.decide.offering import leaves, offer_next
from guichet_bot.core.effects import (
    ClearTimers,
    Decision,
    Effect,
    EndAbsence,
    EndOffer,
    LetterKind,
    MakeOffer,
    Send,
    SetAbsence,
    SetTimer,
)
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import Absence, Cause, Expert, OfferState, Role
from guichet_bot.core.people.absence import read_calendar, read_vacation
from guichet_bot.core.people.ladder import absence_ahead, absent_now
from guichet_bot.core.people.load import absence_on, charged
from guichet_bot.core.time.worktime import local_day

WITHOUT_END = timedelta(days=14)  # then it expires and the expert is asked whether he is back
COORDINATORS = "les coordinateurs"


def be_absent(
    expert: Expert, absence: Absence, holding: Iterable[Case], office: Office, now: datetime, cause: str
) -> tuple[Effect, ...]:
    """Set the absence, pass on the questions it touches and confirm with the substitutes' names.

    `cause` names what told us; letters about each question get a cause of their own under it.
    """
    away = replace(expert, absences=(absence,))
    effects: list[Effect] = [SetAbsence(expert.email, absence)]
    substitutes: dict[str, str] = {}
    if absence_ahead(away, office, now):
        for case in holding:
            passed, substitute = _pass_on(case, expert, office, now)
            effects += caused(passed, f"{cause}:{case.question.id}")
            substitutes[case.question.number] = _named(office, substitute)
            office = replace(office, candidates=charged(office.candidates, substitute, now))
    else:  # who said that he answers may hold a question for longer than an offer stays open
        effects += [leaves(case.question.id, expert, absence, office) for case in holding]
    if absence.until is None:
        ask_at = office.calendar_of(expert.email).next_opening(now + WITHOUT_END)
        effects.append(SetTimer(None, "absence_end", ask_at, subject=_subject(expert)))
    role = role_of(office, expert.email)
    told: dict[str, Any] = {
        "first": absence.first,
        "until": absence.until,
        "substitutes": substitutes,
        "learned": absence.source in ("vacation reply", "calendar"),
    }
    if is_coordinator(office, expert.email):
        told["remaining"] = _remaining(expert, absence, office)
    # The one letter that somebody absent gets, so it never waits for his return.
    effects.append(Send(LetterKind.ABSENCE, expert.email, role, None, told, to_name=expert.name))
    return tuple(effects)


def _remaining(gone: Expert, absence: Absence, office: Office) -> tuple[str, ...]:
    """Who of the coordination is there all that time; nobody: letters then go to all of them all the same."""
    last = absence.until or absence.first + WITHOUT_END
    others = (member_of(office, one.email) for one in office.desk.coordinators if one.email != gone.email)
    return tuple(one.name or one.email for one in others if one and not absence_on(one, absence.first, last))


def _subject(expert: Expert) -> str:
    """Whose absence a timer watches; a coordinator's too: one person has one absence, whatever the roles."""
    return f"expert:{expert.email}"


def be_back(expert: Expert, now: datetime, role: Role = Role.EXPERT) -> tuple[Effect, ...]:
    """The expert's or coordinator's word that he is back."""
    return (
        EndAbsence(expert.email, now),
        ClearTimers(None, ("absence_end",), _subject(expert)),
        Send(LetterKind.BACK, expert.email, role, None, to_name=expert.name),
    )


def learned(hand: Hand, expert: Expert) -> Absence | None:
    """The absence that an expert's automatic reply or calendar attachment tells, in his own time zone."""
    today = local_day(hand.now, expert.timezone or hand.office.desk.timezone)
    return in_calendar(hand, expert) or read_vacation(hand.mail, today)


def in_calendar(hand: Hand, expert: Expert) -> Absence | None:
    """The absence in a calendar attachment of a mail that a person wrote."""
    if not hand.mail.calendar:
        return None
    timezone = expert.timezone or hand.office.desk.timezone
    return read_calendar(hand.mail.calendar, local_day(hand.now, timezone), expert.email, timezone)


def learn(hand: Hand, expert: Expert, absence: Absence) -> Decision:
    """Act on a learned absence; one that is known already is not confirmed again."""
    if any(known.first <= absence.first and known.until == absence.until for known in expert.absences):
        return settled(Cause.ABSENCE, reason="Cette absence est déjà connue.")
    if absence.until is None and absent_now(expert, hand.office, hand.now):
        return settled(Cause.ABSENCE, reason="L'absence en cours est déjà connue.")
    effects = be_absent(expert, absence, hand.known.holding, hand.office, hand.now, hand.known.cause)
    until = absence.until.isoformat() if absence.until else None
    trace = {"absence": {"first": absence.first.isoformat(), "until": until, "source": absence.source}}
    return settled(Cause.ABSENCE, *effects, trace=trace)


def _pass_on(case: Case, expert: Expert, office: Office, now: datetime) -> tuple[tuple[Effect, ...], str]:
    """The question leaves the absent expert without a letter to him; who got it ("" = the coordinators)."""
    end = EndOffer(case.question.id, expert.email, OfferState.WITHDRAWN)
    following, _ = offer_next(case, office, now, (expert.email,), prefer=expert.backup)
    substitute = next((effect.expert for effect in following if isinstance(effect, MakeOffer)), "")
    return (end, ClearTimers(case.question.id, ("remind", "offer")), *following), substitute


def _named(office: Office, email: str) -> str:
    expert = expert_of(office, email)
    return (expert.name or expert.email) if expert else COORDINATORS
