"""What the desk makes of a mail, as a value: who wrote, what it says, what would follow. Nothing is stored or sent."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from guichet_bot.core.decide import decide_mail
from guichet_bot.core.decide.hand import expert_of, is_coordinator
from guichet_bot.core.decide.large import MEGA, decide_too_large
from guichet_bot.core.decide.threads import role_in
from guichet_bot.core.effects import Decision, Send, Settle
from guichet_bot.core.known import Carrier, Known, Office
from guichet_bot.core.mail.passed_on import asked
from guichet_bot.core.mail.subject import says_answer
from guichet_bot.core.mail.token import find_tag, find_tokens, is_own_message_id, owner_of
from guichet_bot.core.model import Cause, InboundState, Mail, Role
from guichet_bot.core.model.orders import Verb
from guichet_bot.core.time.worktime import local_day
from guichet_bot.core.triage.intent_buyer import BuyerIntent, read_buyer
from guichet_bot.core.triage.intent_expert import ExpertKind, read_expert
from guichet_bot.core.triage.triage import triage

Told = dict[str, Any]

HUMAN = ("human", "too_many")
AS_THEY_ARE = ("own", "duplicate", "bounce")
_TO_A_QUESTION = frozenset(
    (Cause.ANSWER, Cause.FOLLOW_UP, Cause.THANKS, Cause.DECLINE, Cause.DETAILS, Cause.NOTE, Cause.ORDERS, Cause.ABSENCE)
)
_CAUSES_SAY = (Cause.QUESTION, Cause.OUT_OF_SCOPE, Cause.RIGHTS, Cause.DECLINE, Cause.DETAILS, Cause.ABSENCE)
_VERBS = {Verb.ASK: "details", Verb.ABSENT: "absence"}


def known_alone(office: Office, mail: Mail, raw: bytes, now: datetime) -> Known:
    """What is known of a mail without any store: only what it carries itself, as far as its signatures hold."""
    desk, sender = office.desk, mail.sender.address
    carriers = []
    for token in find_tokens(mail.recipients, desk, mail.subject):
        owner = owner_of(token, desk.secrets, [(token.role, sender)])
        kind = "undo" if token.code else "token"
        carriers.append(Carrier(kind, token.question_id, bool(owner), token.role, owner, token.code))
    tag = find_tag(mail.subject, desk)
    if tag is not None:
        carriers.append(Carrier("tag", -1, tag[1]))
    return Known(
        office=office,
        inbound_id=0,
        cause=hashlib.sha256(raw).hexdigest(),
        received_at=now,
        carriers=tuple(carriers),
        own=bool(mail.message_id) and is_own_message_id(desk, mail.message_id),
    )


def explain_mail(mail: Mail, size: int, known: Known, now: datetime, *, stored: bool) -> Told:
    """The reading of a mail and the decision about it, JSON-ready.

    Args:
        mail: the mail, read.
        size: its bytes.
        known: what is known about it.
        now: the instant of the decision, aware UTC.
        stored: a store was asked; without one the mail's own headers say whether it answers another.
    """
    large = size > known.office.desk.limits.max_message_mb * MEGA
    decision = decide_too_large(mail, known, size, now) if large else decide_mail(mail, known, now)
    settle = next((one for one in decision.effects if isinstance(one, Settle)), Settle(InboundState.DONE, Cause.HELD))
    kind = str(decision.trace.get("verdict", "human"))
    verdict = verdict_of(kind, settle.cause, mail, known, stored)
    person = verdict in ("question", "reply")
    read = topics_of(decision, mail, known.office) if person else {}
    return {
        "verdict": verdict,
        "automatic_kind": kind if verdict in ("automatic", "bounce") else None,
        "sender": {"address": mail.sender.address, "name": mail.sender.name, "role": role_of(mail, known, person)},
        "subject": mail.subject,
        "newest_text": mail.newest,
        "intent": intent_of(decision, settle, mail, known, now, verdict) if person else None,
        "topic": read.get("topic") or None,
        "topics": [{"id": one["id"], "score": one["score"]} for one in read.get("topics", ())],
        "confident": bool(read.get("confident")),
        "also": read.get("also", []),
        "stage": read.get("stage") or None,
        "request": read.get("request") or None,
        "live_tender": bool(read.get("live_tender")),
        "out_of_scope": read.get("out_of_scope") or None,
        "failed_recipients": list(mail.report.failed) if verdict == "bounce" and mail.report else [],
        "cause": settle.cause.value,
        "reason": settle.reason,
        "letters": [{"kind": one.kind.value, "to": one.to} for one in decision.effects if isinstance(one, Send)],
        "defects": list(mail.defects),
        "trace": {**decision.trace, **({"triage": read} if person and "triage" not in decision.trace else {})},
    }


def verdict_of(kind: str, cause: Cause, mail: Mail, known: Known, stored: bool) -> str:
    """One of: question, reply, automatic, bounce, own, duplicate."""
    if kind in AS_THEY_ARE:
        return kind
    if kind not in HUMAN:
        return "automatic"
    if known.carriers or cause in _TO_A_QUESTION or (not stored and answers(mail)):
        return "reply"
    return "question"


def answers(mail: Mail) -> bool:
    """Whether the mail says of itself that it answers another: by its headers, or by "Re:" above a quotation."""
    if mail.in_reply_to or mail.references:
        return True
    return says_answer(mail.subject) and len(mail.newest) < len(mail.text.strip())


def role_of(mail: Mail, known: Known, person: bool) -> str:
    """On whose behalf the sender writes, as the desk knows the address; whoever asks is a buyer."""
    office, sender = known.office, mail.sender.address
    if is_coordinator(office, sender):
        return Role.COORDINATOR.value
    if expert_of(office, sender):
        return Role.EXPERT.value
    for carrier in known.carriers:
        case = known.cases.get(carrier.question_id)
        role = role_in(case, office, sender) if case else carrier.role if carrier.valid and carrier.owner else None
        if role:
            return role.value
    return Role.BUYER.value if person and not known.carriers else Role.STRANGER.value


def topics_of(decision: Decision, mail: Mail, office: Office) -> Mapping[str, Any]:
    """The triage that the decision rests on, or that of a mail whose decision needed none."""
    found = decision.trace.get("triage")
    if isinstance(found, Mapping):
        return found
    read = triage(mail.subject, asked(mail), office.rules)
    return {
        "topic": read.topic,
        "confident": read.confident,
        "also": list(read.also),
        "topics": [{"id": one.id, "score": one.score} for one in read.topics],
        "stage": read.stage,
        "request": read.request,
        "live_tender": read.live_tender,
        "out_of_scope": read.out_of_scope,
        "why": list(read.why),
    }


def intent_of(decision: Decision, settle: Settle, mail: Mail, known: Known, now: datetime, verdict: str) -> str:
    """What the author wants: question, out_of_scope, rights, thanks, follow_up, answer, decline, details, orders..."""
    if settle.cause in _CAUSES_SAY and not (verdict == "reply" and settle.cause is Cause.QUESTION):
        return settle.cause.value
    said = decision.trace.get("intent")
    return str(said) if said else read_anyhow(mail, local_day(now, known.office.desk.timezone))


def read_anyhow(mail: Mail, today: date) -> str:
    """The intent of a mail whose thread is not known: read as a buyer's, else as an expert's."""
    asked = read_buyer(mail.newest, mail.subject)
    if asked is not BuyerIntent.FOLLOW_UP:
        return asked.value
    told = read_expert(mail.newest, Role.EXPERT, today)
    if told.kind is not ExpertKind.ORDERS:
        return asked.value
    line = next((line for line in told.orders.lines if line.order), None)
    verb = line.order.verb if line and line.order else None
    if verb is Verb.ASK and line and not line.text.lower().startswith("question"):
        return asked.value  # whose question it is, only the thread could tell
    return _VERBS.get(verb, verb.value) if verb else "orders"
