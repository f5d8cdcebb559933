"""What the page tells: read from the demo's store and from the mails that were kept, as plain values for a template."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Absence, Cause, Mail, Question, QuestionState
from guichet_bot.core.reports.words import days_away
from guichet_bot.core.time.clock import consumed
from guichet_bot.core.time.duration import say_minutes
from guichet_bot.core.time.french import say_day, say_time
from guichet_bot.core.time.worktime import Calendar
from guichet_bot.demo import cast, reasons, words
from guichet_bot.demo.cast import Person
from guichet_bot.demo.personas import ZONE
from guichet_bot.demo.play import Played
from guichet_bot.demo.shown import as_shown, without_tag
from guichet_bot.store import calendars, questions, schema
from guichet_bot.store.engine import Tx

_TO_VOLUNTEERS = ("offer", "reminder", "passed_on", "thanks", "follow_up")


@dataclass(frozen=True, slots=True)
class Item:
    """One mail in somebody's mailbox: written by them (`incoming` to the desk) or read by them."""

    id: str
    at: datetime
    incoming: bool
    person: Person
    label: str
    tone: str  # how the page colours it: plain | good | wait | stop
    subject: str
    text: str
    html: str = ""
    files: tuple[str, ...] = ()
    eml: str = ""
    question: int | None = None
    cause: str = ""
    why: tuple[str, ...] = ()

    @property
    def hour(self) -> str:
        return say_time(self.at.astimezone(ZONE))

    @property
    def day(self) -> str:
        return say_day(self.at.astimezone(ZONE).date())

    @property
    def box(self) -> str:
        return slug(self.person)


@dataclass(frozen=True, slots=True)
class Story:
    """One question with all its mails, and why the desk did what it did."""

    question: Question
    buyer: Person
    items: tuple[Item, ...]
    reasons: dict[str, Any]
    state: str
    tone: str
    took: str = ""
    minutes: int = 0
    promise: int = 0
    kept: bool = False
    expert: str = ""

    @property
    def boxes(self) -> tuple[Person, ...]:
        return tuple({item.box: item.person for item in self.items}.values())


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the story: its name, why the desk is closed ("" when it is open), its mails."""

    day: date
    name: str
    closed: str
    moments: tuple[tuple[Item, ...], ...]  # mails of one instant and one question, what came in first


@dataclass(slots=True)
class Facts:
    """Everything on the page."""

    stories: list[Story] = field(default_factory=list)
    coordination: list[Item] = field(default_factory=list)  # what the coordinator reads and writes of no question
    others: list[Item] = field(default_factory=list)  # the other mails of no question
    days: list[Day] = field(default_factory=list)
    causes: list[tuple[str, list[Item]]] = field(default_factory=list)
    experts: list[dict[str, Any]] = field(default_factory=list)
    figures: list[tuple[str, str]] = field(default_factory=list)
    received: int = 0
    sent: int = 0


def slug(person: Person) -> str:
    """The person as part of a class name."""
    return re.sub(r"[^a-z0-9]+", "-", person.email.lower())


def gather(played: Played) -> Facts:
    """Read everything that the page shows."""
    with played.setup.store.read() as tx:
        files = _files(played.folder / "courriers")
        items = sorted([*_received(tx, files), *_sent(tx, files)], key=lambda item: (item.at, not item.incoming))
        stories = [_story(tx, played, one, items) for one in questions.listing(tx, cast.DESK.name)]
        calendar = _calendar(tx, stories[0].question)
        facts = Facts(
            stories=sorted(stories, key=lambda story: story.question.id),
            coordination=[item for item in items if item.question is None and item.person is cast.CAMILLE],
            others=[item for item in items if item.question is None and item.person is not cast.CAMILLE],
            days=_days(items, calendar),
            causes=_causes(items),
            experts=_experts(tx),
            received=sum(item.incoming for item in items),
            sent=sum(not item.incoming for item in items),
        )
    facts.figures = _figures(facts, calendar)
    return facts


def _files(folder: Path) -> dict[str, tuple[str, Mail]]:
    """The kept mails by Message-ID."""
    found = {}
    for path in sorted(folder.glob("*.eml")):
        mail = parse(path.read_bytes())
        found[mail.message_id] = (f"courriers/{path.name}", mail)
    return found


def _received(tx: Tx, files: dict[str, tuple[str, Mail]]) -> list[Item]:
    items = []
    for row in tx.execute(sa.select(schema.inbound).order_by(schema.inbound.c.id)):
        eml, mail = files.get(row.message_id, ("", None))
        person = cast.PEOPLE.get(row.sender) or Person(row.sender, row.sender, "other", "")
        label, tone = words.CAUSES[row.cause or Cause.HELD]
        items.append(
            Item(
                id=f"m{row.id}",
                at=row.received_at,
                incoming=True,
                person=person,
                label=label,
                tone=tone,
                subject=without_tag(row.subject),
                text=(mail.newest if mail else "").strip(),
                files=tuple(one.filename for one in mail.attachments) if mail else (),
                eml=eml,
                question=row.question_id or _pointed(row.trace or {}),
                cause=row.cause or "",
                why=reasons.of_mail(row.trace or {}, row.reason),
            )
        )
    return items


def _pointed(trace: dict[str, Any]) -> int | None:
    """The question whose letter a mail answers when it is about something else, such as an absence."""
    return next((one["question"] for one in trace.get("carriers", []) if one["question"]), None)


def _sent(tx: Tx, files: dict[str, tuple[str, Mail]]) -> list[Item]:
    items = []
    for row in tx.execute(sa.select(schema.outbox).where(schema.outbox.c.state == "sent").order_by(schema.outbox.c.id)):
        eml, mail = files.get(row.message_id, ("", None))
        person = cast.PEOPLE.get(row.rcpt) or Person(row.rcpt, row.rcpt, "other", "")
        label, tone = words.LETTERS[row.kind]
        items.append(
            Item(
                id=f"c{row.id}",
                at=row.sent_at,
                incoming=False,
                person=person,
                label=label,
                tone=tone,
                subject=without_tag(row.subject),
                text=mail.text.strip() if mail else "",
                html=as_shown(row.raw),
                files=tuple(one.filename for one in mail.attachments) if mail and row.kind == "answer" else (),
                eml=eml,
                question=row.question_id,
                cause=row.kind,
            )
        )
    return items


def _story(tx: Tx, played: Played, question: Question, items: list[Item]) -> Story:
    calendar = _calendar(tx, question)
    budget = played.setup.desks[cast.DESK.name].settings.desk.sla.answer
    until = question.answered_at
    minutes = consumed((one for one in question.clock if one.at < until), calendar, until) if until else 0
    state, tone = words.STATES[question.state]
    redirected = question.closed_why == "hors périmètre"
    if redirected:
        state = "redirigée, hors périmètre"
    elif question.state is QuestionState.CLOSED:
        state = f"close : {question.closed_why}"
    expert = cast.PEOPLE.get(question.expert)
    return Story(
        question=question,
        buyer=cast.PEOPLE.get(question.buyer) or Person(question.buyer, question.buyer_name, "buyer", ""),
        items=tuple(item for item in items if item.question == question.id),
        reasons=reasons.of_question(tx, played.setup, question, calendar),
        state=state,
        tone=tone,
        took=say_minutes(minutes) if question.answered_at else "",
        minutes=minutes,
        promise=calendar.minutes(budget),
        kept=bool(question.answered_at and question.promised_at and question.answered_at <= question.promised_at),
        expert=expert.name if expert else (cast.CAMILLE.name if question.answered_at else ""),
    )


def _calendar(tx: Tx, question: Question) -> Calendar:
    return Calendar.from_json(calendars.get_many(tx, [question.calendar])[question.calendar])


def _days(items: list[Item], calendar: Calendar) -> list[Day]:
    days = []
    day = cast.FIRST
    while day <= cast.LAST:
        todays = tuple(item for item in items if item.at.astimezone(ZONE).date() == day)
        closed = words.HOLIDAYS.get(day, "") or ("week-end" if day.weekday() > 4 else "")
        moments = tuple(tuple(group) for _, group in groupby(todays, key=lambda item: (item.at, item.question)))
        days.append(Day(day, say_day(day), closed, moments))
        day += timedelta(days=1)
    return days


def _causes(items: list[Item]) -> list[tuple[str, list[Item]]]:
    """The mails received by the one cause in which each ended, most frequent first."""
    found: dict[str, list[Item]] = {}
    for item in items:
        if item.incoming:
            found.setdefault(item.label, []).append(item)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


def _experts(tx: Tx) -> list[dict[str, Any]]:
    rows = tx.execute(sa.select(schema.offer.c.expert, schema.offer.c.state)).all()
    rows_away = tx.execute(sa.select(schema.absence).where(schema.absence.c.active))
    away = {row.expert: Absence(row.first, row.until) for row in rows_away}
    told = []
    for expert in cast.EXPERTS:
        states = Counter(
            str(state.value if hasattr(state, "value") else state) for email, state in rows if email == expert.email
        )
        absence = away.get(expert.email)
        told.append(
            {
                "person": cast.PEOPLE[expert.email],
                "ceiling": f"{expert.ceiling_open} à la fois, {expert.ceiling_month} par mois",
                "states": [(words.OFFERS[state][count > 1], state, count) for state, count in sorted(states.items())],
                "total": sum(states.values()),
                "absence": f"absence {days_away(absence)}" if absence else "",
            }
        )
    return sorted(told, key=lambda one: -one["total"])


def _figures(facts: Facts, calendar: Calendar) -> list[tuple[str, str]]:
    asked = [story for story in facts.stories if story.tone != "none" and story.reasons["route"] != "hors"]
    answered = [story for story in asked if story.question.answered_at]
    times = sorted(story.minutes for story in answered)
    letters = [
        item
        for day in facts.days
        for group in day.moments
        for item in group
        if not item.incoming and item.cause in _TO_VOLUNTEERS
    ]
    outside = sum(not calendar.is_open(item.at) for item in letters)
    middle = say_minutes(times[len(times) // 2]) if times else "—"
    moved = sum(story.question.new_dates > 0 for story in answered)
    return [
        (f"{len(answered)} sur {len(asked)}", "questions ont reçu leur réponse"),
        (middle, "d'ouverture du guichet : délai de réponse médian"),
        (
            f"{sum(story.kept for story in answered)}",
            f"à la date promise, dont {moved} reportée{'s' if moved > 1 else ''} avant l'échéance",
        ),
        (str(outside), "courrier aux bénévoles hors de leurs heures"),
        (f"{facts.received} = {sum(len(items) for _, items in facts.causes)}", "courriers reçus, tous comptés"),
    ]
