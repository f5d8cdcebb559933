"""The mail in hand with what is known about it, and the letters that decisions about people have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from guichet_bot.core.effects import Decision, Effect, LetterKind, Send, Settle
from guichet_bot.core.known import Case, Known, Office
from guichet_bot.core.mail.authres import authenticated
from guichet_bot.core.mail.private import scrub
from guichet_bot.core.model import Candidate, Cause, Expert, InboundState, Mail, Offer, OfferState, Question, Role
from guichet_bot.core.people.ladder import local_day
from guichet_bot.core.time.quiet import may_leave


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


def open_offers(case: Case) -> tuple[Offer, ...]:
    return tuple(offer for offer in case.offers if offer.state is OfferState.OPEN)


def holder_of(case: Case) -> str:
    """Who holds the question's open offer, or ""."""
    offers = open_offers(case)
    return offers[-1].expert if offers else ""


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
    only: Iterable[str] = (),
) -> tuple[Send, ...]:
    """The same letter to each coordinator, or to those of `only`."""
    waits = office.desk.letters_wait if wait is None else wait
    chosen = set(only)
    return tuple(
        Send(
            kind,
            one.email,
            Role.COORDINATOR,
            question,
            extra,
            not_before=opening(office, one.email, now) if waits else None,
            to_name=one.name,
        )
        for one in office.desk.coordinators
        if not chosen or one.email in chosen
    )


def to_buyer(kind: LetterKind, question: Question, extra: Mapping[str, Any] | None = None) -> Send:
    """A letter to the buyer leaves at once: he is waiting for it."""
    return Send(kind, question.buyer, Role.BUYER, question.id, extra or {}, to_name=question.buyer_name)


def without_private(text: str, *private: str) -> str:
    """A person's text as it may reach the other side."""
    return scrub(text, tuple(word for word in private if word))


def opening(office: Office, email: str, now: datetime) -> datetime:
    """When a letter to this expert or coordinator may leave: in his working hours, and not while he is away."""
    calendar, expert = office.calendar_of(email), expert_of(office, email)
    if expert is None:
        return may_leave(now, calendar)
    return may_leave(now, calendar, expert.absences, expert.timezone or office.desk.timezone)
