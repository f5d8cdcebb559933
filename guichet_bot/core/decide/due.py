"""One due timer, one decision. A timer whose moment has passed otherwise does nothing; none is lost to the night."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from guichet_bot.core.decide import clocks, escalating
from guichet_bot.core.decide.closing import close
from guichet_bot.core.decide.coordination import reminder
from guichet_bot.core.decide.hand import (
    expert_of,
    holder_of,
    member_of,
    open_offers,
    role_of,
    to_buyer,
    to_coordinators,
    to_expert,
    told_at,
)
from guichet_bot.core.decide.offering import offer_next, take_back
from guichet_bot.core.effects import (
    ChangeQuestion,
    Decision,
    Effect,
    EndAbsence,
    LetterKind,
    Log,
    Send,
    SetTimer,
)
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import OfferState, QuestionState, Timer
from guichet_bot.core.people.ladder import absent_now
from guichet_bot.core.time.worktime import Calendar

PAUSE = timedelta(minutes=15)  # how soon a paused desk's timers look again
WEEK = timedelta(days=7)
COORDINATORS_STEPS = 3
AWAY = "Vous êtes absent : la question est passée à quelqu'un d'autre."
SILENT = "Vous n'avez pas pu répondre à temps : la question est passée à quelqu'un d'autre."
_OPEN = (QuestionState.OFFERED, QuestionState.COORDINATION)


@dataclass(frozen=True, slots=True)
class Due:
    """A timer about a question that has fallen due."""

    timer: Timer
    case: Case
    office: Office
    now: datetime

    @property
    def id(self) -> int:
        return self.case.question.id

    @property
    def state(self) -> QuestionState:
        return self.case.question.state


def decide_timer(
    timer: Timer,
    case: Case | None,
    office: Office,
    now: datetime,
    held: Iterable[Mapping[str, Any]] = (),
) -> Decision:
    """What a due timer brings about. `held`: for "held_list", the rows of the mails still held.

    Outside the hours of whom it concerns, or while the desk is paused, it is set again for later. A kind that does
    not exist, or a question that is gone, does nothing.
    """
    trace = {"timer": timer.kind, "step": timer.step}
    later = _postponed(timer, case, office, now)
    if later:
        return Decision((_again(timer, later),), {**trace, "postponed": later.isoformat()})
    if timer.kind == "absence_end":
        return Decision(_absence_end(timer, office, now), trace)
    if timer.kind == "held_list":
        return Decision(_held_list(office, now, tuple(held)), trace)
    act = _ACTS.get(timer.kind)
    if case is None or act is None:
        return Decision((), {**trace, "stale": True})
    effects = act(Due(timer, case, office, now))
    return Decision(effects, trace if effects else {**trace, "stale": True})


def _postponed(timer: Timer, case: Case | None, office: Office, now: datetime) -> datetime | None:
    """When the timer should look again; None: now is fine. A lapse is counted on time: its letters wait."""
    if office.paused:
        return now + PAUSE
    if timer.kind in ("promise", "escalate"):
        return None
    calendar = _calendar(timer, case, office)
    return None if calendar.is_open(now) else calendar.next_opening(now)


def _calendar(timer: Timer, case: Case | None, office: Office) -> Calendar:
    """Whose hours count: the expert's for what concerns him, else the desk's."""
    if timer.subject.startswith("expert:"):
        return office.calendar_of(timer.subject.partition(":")[2])
    if timer.kind in ("remind", "offer") and case and holder_of(case):
        return office.calendar_of(holder_of(case))
    return office.calendar


def _again(timer: Timer, at: datetime) -> SetTimer:
    kind, _, number = timer.subject.partition(":")
    if kind == "question":
        return SetTimer(int(number), timer.kind, at, timer.step)
    return SetTimer(None, timer.kind, at, timer.step, timer.subject)


def _remind(due: Due) -> tuple[Effect, ...]:
    """Each reminder of the desk's list, counted from the offer, as long as the expert has not replied; none to who
    chose the weekly list since."""
    offers = open_offers(due.case)
    if due.state is not QuestionState.OFFERED or not offers:
        return ()
    offer, office = offers[-1], due.office
    expert = expert_of(office, offer.expert)
    if expert is None or absent_now(expert, office, due.now):
        return _pass_on(due, AWAY, OfferState.WITHDRAWN)
    if expert.weekly_list:
        return ()
    calendar = office.calendar_of(offer.expert)
    lapses_at = calendar.add(offer.offered_at, office.desk.sla.offer)
    promised_at = due.case.question.promised_at
    if lapses_at <= due.now and promised_at:  # he said that he answers, so it stays his until then
        lapses_at = promised_at
    extra = {"offered_at": told_at(offer, office), "lapses_at": lapses_at}
    letter = to_expert(office, LetterKind.REMINDER, offer.expert, due.id, due.now, extra, wait=True)
    said = Log(due.id, "reminded", {"expert": offer.expert, "step": due.timer.step})
    step = due.timer.step + 1
    if step >= len(office.desk.sla.remind):
        return (letter, said)
    next_at = calendar.add(offer.offered_at, office.desk.sla.remind[step])
    again = (SetTimer(due.id, "remind", next_at, step),) if due.now < next_at < lapses_at else ()
    return (letter, said, *again)


def _away(due: Due) -> tuple[Effect, ...]:
    """The first day of an absence that was told ahead: whoever still holds the question leaves it to others."""
    holder = expert_of(due.office, holder_of(due.case))
    if due.state is not QuestionState.OFFERED or holder is None or not absent_now(holder, due.office, due.now):
        return ()
    return _pass_on(due, AWAY, OfferState.WITHDRAWN)


def _offer(due: Due) -> tuple[Effect, ...]:
    """Silence: the next expert, or the coordinators."""
    if due.state is not QuestionState.OFFERED or not open_offers(due.case):
        return ()
    return _pass_on(due, SILENT, OfferState.LAPSED)


def _pass_on(due: Due, reason: str, state: OfferState) -> tuple[Effect, ...]:
    holder = holder_of(due.case)
    following, _ = offer_next(due.case, due.office, due.now, (holder,))
    return (*take_back(due.case, due.office, due.now, state, reason), *following)


def _warn_buyer(due: Due) -> tuple[Effect, ...]:
    """The honest mail before the promise lapses. The lapse of the old date stays set: it is counted all the same."""
    question, office = due.case.question, due.office
    old = question.promised_at
    if due.state not in _OPEN or old is None or question.new_dates >= clocks.MOST_NEW_DATES:
        return ()
    events, new = clocks.extended(question, office.desk.sla.answer, office, due.now)
    if new is None:  # paused by hand while the state says otherwise
        return ()
    changes = {"clock": events, "promised_at": new, "new_dates": question.new_dates + 1}
    more: tuple[Effect, ...] = ()
    if question.new_dates + 1 < clocks.MOST_NEW_DATES:
        more = (clocks.warning(question.id, new, office, clocks.calendar_of(question, office), due.now),)
    return (
        ChangeQuestion(question.id, changes),
        to_buyer(LetterKind.NEW_DATE, question, {"old": old, "new": new}),
        Log(question.id, "new_date", {"old": old.isoformat(), "new": new.isoformat()}),
        *more,
    )


def _promise(due: Due) -> tuple[Effect, ...]:
    """A promised date passed without an answer: counted, escalated, and the next date watched."""
    if due.state not in _OPEN:
        return ()
    question = replace(due.case.question, lapses=due.case.question.lapses + 1)
    again: tuple[Effect, ...] = ()
    if question.promised_at and question.promised_at > due.now:
        again = (SetTimer(question.id, "promise", question.promised_at),)
    return (
        ChangeQuestion(question.id, {"lapses": question.lapses}),
        Log(question.id, "lapse", {"promised_at": due.timer.due_at.isoformat()}),
        *again,
        *escalating.begin(replace(due.case, question=question), due.office, due.now),
    )


def _escalate(due: Due) -> tuple[Effect, ...]:
    if due.state not in _OPEN:
        return ()
    return escalating.climb(due.case, due.timer.step, due.office, due.now)


def _coordinators(due: Due) -> tuple[Effect, ...]:
    """With no expert the coordinators are reminded like one, a few times; then the lapse of the promise speaks."""
    if due.state is not QuestionState.COORDINATION:
        return ()
    step = due.timer.step + 1
    extra = {
        "level": 0,
        "reason": "Cette question attend toujours votre réponse.",
        "due": due.case.question.promised_at or due.now,
    }
    again = (reminder(due.id, due.office, due.now, step),) if step < COORDINATORS_STEPS else ()
    letters = to_coordinators(due.office, LetterKind.ESCALATION, due.id, due.now, extra, wait=True)
    return (*letters, Log(due.id, "coordinators_reminded", {"step": due.timer.step}), *again)


def _wait_buyer(due: Due) -> tuple[Effect, ...]:
    """Details were asked: one reminder, then the question closes and says how to reopen it."""
    if due.state is not QuestionState.WAITING:
        return ()
    if due.timer.step:
        why = "pas de précisions de l'acheteur"
        return close(due.case, why, due.office, due.now, tell_buyer=True, silent=True)
    close_at = due.office.calendar.add(due.now, due.office.desk.sla.close_when_silent)
    return (
        to_buyer(LetterKind.WAIT_BUYER, due.case.question),
        SetTimer(due.id, "wait_buyer", close_at, 1),
    )


def _silent(due: Due) -> tuple[Effect, ...]:
    if due.state is not QuestionState.ANSWERED:
        return ()
    return close(
        due.case, "sans nouvelle de l'acheteur après la réponse", due.office, due.now, tell_buyer=True, silent=True
    )


def _absence_end(timer: Timer, office: Office, now: datetime) -> tuple[Effect, ...]:
    """An absence without an end expires, and the expert or coordinator is asked."""
    member = member_of(office, timer.subject.partition(":")[2])
    endless = [absence for absence in member.absences if absence.until is None] if member else []
    if member is None or not endless:
        return ()
    role = role_of(office, member.email)
    letter = Send(LetterKind.ABSENCE_ENDS, member.email, role, None, {"until": None}, to_name=member.name)
    return (EndAbsence(member.email, now), letter)


def _held_list(office: Office, now: datetime, rows: tuple[Mapping[str, Any], ...]) -> tuple[Effect, ...]:
    """Once a week what still waits; nothing held, no letter. The timer sets itself again."""
    next_at = office.calendar.next_opening(now + WEEK)
    again = SetTimer(None, "held_list", next_at, subject="desk")
    if not rows:
        return (again,)
    return (*to_coordinators(office, LetterKind.HELD_LIST, None, now, {"rows": rows}), again)


_ACTS: Mapping[str, Callable[[Due], tuple[Effect, ...]]] = {
    "remind": _remind,
    "offer": _offer,
    "away": _away,
    "warn_buyer": _warn_buyer,
    "promise": _promise,
    "escalate": _escalate,
    "coordinators": _coordinators,
    "wait_buyer": _wait_buyer,
    "silent": _silent,
}
