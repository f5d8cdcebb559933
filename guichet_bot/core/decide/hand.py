"""The mail in hand with what is known about it, and the letters that decisions about people have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from guichet_bot.core.effects import Decision, Effect, LetterKind, Send, Settle
from guichet_bot.core.known import Case, Known, Office
from guichet_bot.core.mail.authres import authenticated
from guichet_bot.core.mail.private import scrub
from guichet_bot.core.model import (
    Candidate,
    Cause,
    Coordinator,
    Expert,
    InboundState,
    Mail,
    Offer,
    OfferState,
    Question,
    Role,
)
from guichet_bot.core.people.ladder import absent_now
from guichet_bot.core.time.quiet import may_leave
from guichet_bot.core.time.worktime import local_day


@dataclass(frozen=True, slots=True)
class Hand:
    """A mail, what is known about it, and when."""

    mail: Mail
    known: Known
    now: datetime

    @property
    def office(self) -> Office:
        return self.known.office

    @property
    def sender(self) -> str:
        return self.mail.sender.address

    @property
    def text(self) -> str:
        return self.mail.newest.strip()

    @property
    def indirect(self) -> bool:
        """The author is only named in Reply-To, as web forms do: anybody can write anything there."""
        return self.mail.sender.address != self.mail.from_.address

    @property
    def vouched(self) -> bool:
        """The receiving server vouches for the author himself (RFC 8601), not for some form that names him."""
        return not self.indirect and authenticated(self.mail, self.office.desk.authserv_id) is True

    @property
    def today(self) -> date:
        """The desk's local date."""
        return local_day(self.now, self.office.desk.timezone)

    @property
    def pointed(self) -> int | None:
        """The question that everything valid it carries agrees on."""
        questions = {carrier.question_id for carrier in self.known.carriers if carrier.valid and carrier.question_id}
        return questions.pop() if len(questions) == 1 else None


@dataclass(frozen=True, slots=True)
class Thread:
    """The case a mail belongs to and on whose behalf its sender writes. `signed`: a token of his own says so."""

    case: Case
    role: Role
    who: str
    signed: bool = False


def settled(
    cause: Cause,
    *effects: Effect,
    question: int | None = None,
    reason: str = "",
    state: InboundState = InboundState.DONE,
    trace: Mapping[str, Any] | None = None,
) -> Decision:
    """The decision that ends the mail with this cause after these effects."""
    return Decision((*effects, Settle(state, cause, question, reason)), trace or {})


def caused(effects: Iterable[Effect], cause: str) -> tuple[Effect, ...]:
    """The same effects, their letters under a cause of their own: one mail may move several questions at once."""
    return tuple(replace(effect, cause=cause) if isinstance(effect, Send) else effect for effect in effects)


def candidate_of(office: Office, email: str) -> Candidate | None:
    return next((c for c in office.candidates if c.expert.email == email), None)


def expert_of(office: Office, email: str) -> Expert | None:
    candidate = candidate_of(office, email)
    return candidate.expert if candidate else None


def is_coordinator(office: Office, email: str) -> bool:
    return any(one.email == email for one in office.desk.coordinators)


def member_of(office: Office, email: str) -> Expert | None:
    """Anybody of the desk, for absences: an expert, or a coordinator as an expert to whom nothing is offered."""
    expert = expert_of(office, email)
    if expert:
        return expert
    found = next((one for one in office.desk.coordinators if one.email == email), None)
    if found is None:
        return None
    return Expert(email, found.name, ceiling_open=0, ceiling_month=0, absences=tuple(office.away.get(email, ())))


def role_of(office: Office, email: str) -> Role:
    """In which role a member hears about his own absence: an expert's letters have more to say."""
    return Role.EXPERT if expert_of(office, email) else Role.COORDINATOR


def present(office: Office, at: datetime, *, in_hours: bool = False) -> tuple[Coordinator, ...]:
    """The coordinators who are not away at that instant, or, `in_hours`, when they next work. All of them when all
    are away: a desk never goes dark."""
    people = office.desk.coordinators
    here = tuple(one for one in people if not _away(office, one.email, at, in_hours=in_hours))
    return here or people


def _away(office: Office, email: str, at: datetime, *, in_hours: bool) -> bool:
    member = member_of(office, email)
    if member is None or not member.absences:
        return False
    return absent_now(member, office, may_leave(at, office.calendar_of(email)) if in_hours else at)


def open_offers(case: Case) -> tuple[Offer, ...]:
    return tuple(offer for offer in case.offers if offer.state is OfferState.OPEN)


def holder_of(case: Case) -> str:
    """Who holds the question's open offer, or ""."""
    offers = open_offers(case)
    return offers[-1].expert if offers else ""


def told_at(offer: Offer, office: Office) -> datetime:
    """When its expert read of the offer, as he would say: it may have waited for his working hours."""
    waits = office.desk.letters_wait
    return office.calendar_of(offer.expert).next_opening(offer.offered_at) if waits else offer.offered_at


def to_expert(
    office: Office,
    kind: LetterKind,
    email: str,
    question: int | None,
    now: datetime,
    extra: Mapping[str, Any] | None = None,
    *,
    wait: bool | None = None,
) -> Send:
    """A letter to an expert. `wait` for his working hours and the end of an absence; None: as the desk says."""
    expert = expert_of(office, email)
    return Send(
        kind,
        email,
        Role.EXPERT,
        question,
        extra or {},
        not_before=opening(office, email, now) if (office.desk.letters_wait if wait is None else wait) else None,
        to_name=expert.name if expert else "",
    )


def to_coordinators(
    office: Office,
    kind: LetterKind,
    question: int | None,
    now: datetime,
    extra: Mapping[str, Any],
    *,
    wait: bool | None = None,
    first: bool = False,
) -> tuple[Send, ...]:
    """The same letter to each coordinator who is present when it may leave, or to the first of them."""
    waits = office.desk.letters_wait if wait is None else wait
    chosen = present(office, now, in_hours=waits)
    return tuple(
        Send(
            kind,
            one.email,
            Role.COORDINATOR,
            question,
            extra,
            not_before=may_leave(now, office.calendar_of(one.email)) if waits else None,
            to_name=one.name,
        )
        for one in (chosen[:1] if first else chosen)
    )


def to_buyer(kind: LetterKind, question: Question, extra: Mapping[str, Any] | None = None) -> Send:
    """A letter to the buyer leaves at once: he is waiting for it."""
    return Send(kind, question.buyer, Role.BUYER, question.id, extra or {}, to_name=question.buyer_name)


def without_private(text: str, *private: str) -> str:
    """A person's text as it may reach the other side."""
    return scrub(text, tuple(word for word in private if word))


def opening(office: Office, email: str, now: datetime) -> datetime:
    """When a letter to this expert or coordinator may leave: in his working hours, and not while he is away, unless
    that would leave the desk without any coordinator."""
    calendar, member = office.calendar_of(email), member_of(office, email)
    at = may_leave(now, calendar)
    if member is None or not member.absences:
        return at
    if is_coordinator(office, email) and any(one.email == email for one in present(office, at)):
        return at
    return may_leave(now, calendar, member.absences, member.timezone or office.desk.timezone)
