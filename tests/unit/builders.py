"""Desks, people, questions and mails for unit tests, with defaults that a test overrides by name."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from guichet_bot.core.effects import ChangeQuestion, Decision, Effect, LetterKind, Send, Settle
from guichet_bot.core.known import Carrier, Case, Known, Office
from guichet_bot.core.model import (
    Absence,
    Address,
    Candidate,
    ClockEvent,
    Coordinator,
    Desk,
    Expert,
    Mail,
    Offer,
    OfferState,
    Question,
    QuestionState,
    Role,
    Timer,
)
from guichet_bot.core.time.calendars import make_calendar
from guichet_bot.core.time.worktime import Calendar
from guichet_bot.core.triage.rules import Rules, compile_rules

NOW = datetime(2026, 4, 30, 14, tzinfo=UTC)  # Thursday 30 April 2026, 16:00 in Paris
DESK = "guichet@reseau.example"
BUYER = "claire@ville-albi.example"
ANNE = "anne@mairie.example"
BRUNO = "bruno@agglo.example"
CHLOE = "chloe@region.example"
CAMILLE = "camille@reseau.example"
DENIS = "denis@reseau.example"
TOPIC = "restauration-egalim"
TEXTILES = "textile-habillement"
QUESTION = 42

RULES: dict[str, dict[str, Any]] = {
    "topics": {
        "topic": [
            {
                "id": TOPIC,
                "label": "Restauration",
                "fr": {"cantine": 4, "repas végétarien": 4},
                "examples": ["cantine"],
            },
            {
                "id": TEXTILES,
                "label": "Textile",
                "fr": {"vêtements de travail": 4},
                "examples": ["vêtements de travail"],
            },
        ]
    },
    "routing": {
        "redirect": [
            {"name": "démarchage", "label": "démarchage", "say": "...", "fr": {"notre catalogue": 6}},
        ],
        "route": [
            {"name": "habitué", "when": {"buyer_known": True, "within": "30d"}, "to": {"previous_expert": True}},
            {"name": "par thème", "when": {"topic_sure": True}, "to": {"skill": "topic"}},
            {"name": "le reste", "to": {"pool": "coordinators"}},
        ],
    },
    "escalation": {
        "level": [
            {"name": "suppléant", "to": "backup", "after": "0m"},
            {"name": "un coordinateur", "to": "coordinator", "after": "2h"},
            {"name": "tous", "to": "all", "after": "4h"},
        ]
    },
    "automatic": {
        "rule": [
            {"name": "failed", "verdict": "bounce", "when": {"failed": True}},
            {"name": "delayed", "verdict": "delayed", "when": {"delayed": True}},
            {
                "name": "vacation",
                "verdict": "auto-reply",
                "when": {"header": {"Auto-Submitted": "auto-replied"}},
            },
            {"name": "robot", "verdict": "automatic", "when": {"header": {"Auto-Submitted": "auto-generated"}}},
            {"name": "own again", "verdict": "own", "when": {"header": {"X-Ours": "."}}},
        ]
    },
}


@cache
def rules() -> Rules:
    return compile_rules(RULES)


@cache
def calendar(timezone: str = "Europe/Paris", zone: str = "FR") -> Calendar:
    return make_calendar(timezone, zone, Desk("", "", "", DESK, ()).hours, (), range(2025, 2030))


def paris(day: str, hour: int = 10, minute: int = 0) -> datetime:
    """That local time in Paris on "2026-05-04", as UTC."""
    local = datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=ZoneInfo("Europe/Paris"))
    return local.astimezone(UTC)


def expert(email: str = ANNE, **changes: Any) -> Expert:
    values: dict[str, Any] = {"name": email.partition("@")[0].capitalize() + " Martin", "topics": (TOPIC,)}
    return Expert(email, **(values | changes))


def desk(**changes: Any) -> Desk:
    values: dict[str, Any] = {
        "name": "resocc",
        "prefix": "RO",
        "title": "Guichet vert",
        "address": DESK,
        "secrets": (b"secret",),
        "coordinators": (Coordinator(CAMILLE, "Camille Roux"), Coordinator(DENIS, "Denis Faure")),
    }
    return Desk(**(values | changes))


def office(*experts: Expert | Candidate, **changes: Any) -> Office:
    """An office with Anne and Bruno for the topic, or with these people."""
    people = experts or (expert(ANNE), expert(BRUNO))
    candidates = tuple(one if isinstance(one, Candidate) else Candidate(one) for one in people)
    calendars = {one.expert.email: one.expert for one in candidates}

    def calendar_of(email: str) -> Calendar:
        found = calendars.get(email)
        if found is None or not found.timezone:
            return calendar()
        return calendar(found.timezone, found.zone or "FR")

    values: dict[str, Any] = {
        "desk": desk(),
        "rules": rules(),
        "calendar": calendar(),
        "calendar_key": "key",
        "candidates": candidates,
        "calendar_of": calendar_of,
        "frozen": lambda _key: calendar(),
    }
    return Office(**(values | changes))


def nobody(**changes: Any) -> Office:
    """An office without any expert."""
    return office(Candidate(expert(ANNE, ceiling_open=0)), **changes)


def question(**changes: Any) -> Question:
    opened_at = changes.pop("opened_at", NOW - timedelta(hours=2))
    values: dict[str, Any] = {
        "id": QUESTION,
        "desk": "resocc",
        "number": "RO-2026-0042",
        "state": QuestionState.OFFERED,
        "subject": "Cantine",
        "buyer": BUYER,
        "buyer_name": "Claire Petit",
        "opened_at": opened_at,
        "topic": TOPIC,
        "expert": ANNE,
        "promised_at": datetime(2026, 5, 6, 10, tzinfo=UTC),
        "clock": (ClockEvent(opened_at, "start"),),
        "calendar": "key",
    }
    return Question(**(values | changes))


def offer(email: str = ANNE, state: OfferState = OfferState.OPEN, **changes: Any) -> Offer:
    values: dict[str, Any] = {"question_id": QUESTION, "offered_at": NOW - timedelta(hours=2)}
    return Offer(expert=email, state=state, **(values | changes))


def case(*offers: Offer, **changes: Any) -> Case:
    """A case in the state given; without offers, Anne holds it when it is offered or waits for the buyer."""
    asked = question(**changes)
    if not offers and asked.state in (QuestionState.OFFERED, QuestionState.WAITING):
        offers = (offer(),)
    return Case(asked, offers)


def answered_case(state: QuestionState = QuestionState.ANSWERED, **changes: Any) -> Case:
    """A case that Anne answered an hour ago."""
    values: dict[str, Any] = {"state": state, "answered_at": NOW - timedelta(hours=1)}
    return case(offer(ANNE, OfferState.ANSWERED), **(values | changes))


def mail(text: str = "Bonjour, quelle clause pour notre cantine ?", sender: str = BUYER, **changes: Any) -> Mail:
    values: dict[str, Any] = {
        "message_id": "m1@ville-albi.example",
        "sender": Address(sender, sender.partition("@")[0].capitalize()),
        "from_": Address(sender),
        "subject": "Cantine",
        "text": text,
        "newest": text,
        "recipients": (DESK,),
    }
    return Mail(**(values | changes))


def known(at: Office | None = None, *cases: Case, **changes: Any) -> Known:
    values: dict[str, Any] = {
        "office": at or office(),
        "inbound_id": 7,
        "cause": "c0ffee",
        "received_at": NOW,
        "cases": {one.question.id: one for one in cases},
    }
    return Known(**(values | changes))


def token(owner: str, role: Role, number: int = QUESTION, **changes: Any) -> Carrier:
    return Carrier("token", number, role=role, owner=owner, **changes)


def reference(number: int = QUESTION) -> Carrier:
    return Carrier("reference", number)


def timer(kind: str, step: int = 0, subject: str = f"question:{QUESTION}", due_at: datetime = NOW) -> Timer:
    return Timer("resocc", subject, kind, due_at, step)


def away(first: str, until: str | None) -> Absence:
    return Absence(date.fromisoformat(first), date.fromisoformat(until) if until else None)


T = TypeVar("T", bound=Effect)


def only(effects: Decision | Iterable[Effect], kind: type[T]) -> list[T]:
    """The effects of one kind, in order."""
    found = effects.effects if isinstance(effects, Decision) else effects
    return [effect for effect in found if isinstance(effect, kind)]


def letters(effects: Decision | Iterable[Effect]) -> list[tuple[LetterKind, str]]:
    """Which letters go to whom, in order."""
    return [(send.kind, send.to) for send in only(effects, Send)]


def letter(effects: Decision | Iterable[Effect], kind: LetterKind) -> Send:
    """The first letter of this kind."""
    return next(send for send in only(effects, Send) if send.kind is kind)


def settle(decision: Decision) -> Settle:
    """How the mail ended: exactly once."""
    (one,) = only(decision, Settle)
    return one


def changed(effects: Decision | Iterable[Effect]) -> dict[str, Any]:
    """The question's fields after the decision, as far as it changed them."""
    fields: dict[str, Any] = {}
    for change in only(effects, ChangeQuestion):
        fields |= change.changes
    return fields
