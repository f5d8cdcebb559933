"""Why the desk did what it did, from the traces it keeps: for each mail, and for each question."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from guichet_bot.app.setup import Setup
from guichet_bot.core.model import Question
from guichet_bot.core.time.french import say_date
from guichet_bot.core.time.why import explain_due
from guichet_bot.core.time.worktime import Calendar
from guichet_bot.core.triage.rules import Rules
from guichet_bot.demo import cast, words
from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

SHOWN_TERMS = 6


def of_mail(trace: Mapping[str, Any], reason: str) -> tuple[str, ...]:
    """What a mail was taken for, and by which evidence, in French sentences."""
    said = []
    if trace.get("verdict") not in ("human", None):
        said.append(f"Écrit par une machine ({trace.get('why') or trace.get('rule', '')}).")
    carriers = trace.get("carriers") or []
    if carriers:
        proofs = dict.fromkeys(_proof(one) for one in carriers)
        said.append(f"Rattaché à la question par : {', '.join(proofs)}.")
    if trace.get("held") or reason:
        said.append(str(trace.get("held") or reason))
    if trace.get("absence"):
        absence = trace["absence"]
        until = f" jusqu'au {_day(absence['until'])}" if absence.get("until") else ""
        said.append(f"Absence comprise : à partir du {_day(absence['first'])}{until}.")
    return tuple(one for rank, one in enumerate(said) if not any(one.rstrip(".") in before for before in said[:rank]))


def _day(written: str) -> str:
    return say_date(date.fromisoformat(written))


def _proof(carrier: Mapping[str, Any]) -> str:
    name = words.CARRIERS.get(carrier["kind"], carrier["kind"])
    owner = carrier.get("owner")
    valid = "" if carrier.get("valid", True) else " (signature fausse)"
    return f"{name}{f' pour {_name(owner)}' if owner else ''}{valid}"


def of_question(tx: Tx, setup: Setup, question: Question, calendar: Calendar) -> dict[str, Any]:
    """Topic scores and terms, route, candidates and why not, offers made, the promised date step by step."""
    rules = setup.desks[cast.DESK.name].rules
    budget = setup.desks[cast.DESK.name].settings.desk.sla.answer
    first = sa.select(schema.inbound.c.trace).where(schema.inbound.c.question_id == question.id)
    trace = tx.execute(first.order_by(schema.inbound.c.id).limit(1)).scalar_one() or {}
    triage = trace.get("triage", {})
    best = max((one["score"] for one in triage.get("topics", [])), default=1) or 1
    return {
        "topics": [
            {
                "label": rules.label(one["id"]),
                "score": round(one["score"]),
                "share": round(100 * one["score"] / best),
                "terms": one["why"][:SHOWN_TERMS],
                "chosen": one["id"] == triage.get("topic"),
            }
            for one in triage.get("topics", [])
        ],
        "confident": triage.get("confident", False),
        "live": triage.get("live_tender", False),
        "out": triage.get("out_of_scope", ""),
        "sentences": [] if triage.get("confident") else triage.get("why", []),
        "stage": triage.get("stage", ""),
        "route": "hors" if triage.get("out_of_scope") else trace.get("route", {}).get("name", ""),
        "misses": [_by_label(miss, rules) for miss in trace.get("route", {}).get("misses", [])],
        "candidates": [{"name": _name(one["expert"]), "why": _say(one["why"])} for one in trace.get("candidates", [])],
        "rejected": list(_rejected(trace.get("rejected", {}))),
        "offers": list(_offers(tx, question.id)),
        "due": explain_due(question.clock, calendar, budget),
        "promised": say_date(calendar.local(question.promised_at).date()) if question.promised_at else "",
    }


def _by_label(miss: str, rules: Rules) -> str:
    """A route's reason with topics as people call them: who writes rules knows their names in the files."""
    for topic in rules.topics.by_id.values():
        miss = miss.replace(f"« {topic.id} »", f"« {topic.label} »")
    return miss


def _rejected(found: Mapping[str, list[str]]) -> Iterable[tuple[str, str]]:
    """Why not, the reasons that teach something first."""
    for why, emails in sorted(found.items(), key=lambda pair: len(pair[1])):
        yield ", ".join(_name(one) for one in emails), why


def _offers(tx: Tx, question: int) -> Iterable[dict[str, Any]]:
    rows = tx.execute(sa.select(schema.offer).where(schema.offer.c.question_id == question).order_by(schema.offer.c.id))
    for row in rows:
        state = str(getattr(row.state, "value", row.state))
        yield {"name": _name(row.expert), "state": words.OFFERS[state][0], "key": state, "why": _say(row.why)}


def _say(why: Iterable[str]) -> str:
    return " ; ".join(why)


def _name(email: str) -> str:
    person = cast.PEOPLE.get(email)
    return person.name if person else email
