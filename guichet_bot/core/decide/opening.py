"""A new question: what it is about, who is asked, what the buyer hears within seconds."""

from datetime import datetime
from typing import Any

from guichet_bot.core.decide import clocks
from guichet_bot.core.decide.coordination import LIVE, hand_over
from guichet_bot.core.decide.hand import Hand, settled
from guichet_bot.core.decide.offering import Draft, offer_next
from guichet_bot.core.effects import (
    ChangeQuestion,
    Decision,
    Effect,
    LetterKind,
    MakeOffer,
    OpenQuestion,
    Send,
)
from guichet_bot.core.mail.enclosed import documents, with_files_named
from guichet_bot.core.mail.passed_on import asked
from guichet_bot.core.model import Cause, Question, QuestionState, Role
from guichet_bot.core.people.structure import guess_structure
from guichet_bot.core.triage.routing import Facts, Route, route
from guichet_bot.core.triage.triage import Triage, triage

NO_SUBJECT = "(sans objet)"
NO_TEXT = "Ce courrier n'a pas de texte lisible par le guichet : ouvrez ses fichiers joints dans la boîte du guichet."


def open_question(hand: Hand) -> Decision:
    """Acknowledge at once, offer to the best expert or hand to the coordinators; out of scope is redirected."""
    read = triage(hand.mail.subject, asked(hand.mail), hand.office.rules)
    chosen, misses = route(hand.office.rules.routes, _facts(hand, read))
    trace: dict[str, Any] = {
        "triage": _explained(read),
        "route": {"name": chosen.name, "to": chosen.to, "misses": list(misses)},
    }
    if read.out_of_scope:
        return _redirect(hand, read, trace)
    home = guess_structure(hand.sender, hand.mail.text)
    draft = Draft(read.topic, read.also, home[1], hand.sender, read.live_tender, chosen.prefer)
    following, ladder = _follow(hand, draft, chosen, read)
    offer = next((effect for effect in following if isinstance(effect, MakeOffer)), None)
    clock, promised_at = clocks.opened(hand.office, hand.now, chosen.sla)
    opened = OpenQuestion(
        **_common(hand, home, promised_at),
        clock=clock,
        state=QuestionState.OFFERED if offer else QuestionState.COORDINATION,
        topic=read.topic,
        also=read.also,
        stage=read.stage,
        request=read.request,
        live_tender=read.live_tender,
        expert=offer.expert if offer else "",
    )
    return settled(
        Cause.QUESTION,
        opened,
        _to_sender(hand, LetterKind.ACK, {"files": len(documents(hand.mail))}),
        *following,
        *clocks.promise_timers(None, promised_at, 0, hand.office, hand.office.calendar, hand.now),
        trace={**trace, **ladder},
    )


def _follow(hand: Hand, draft: Draft, chosen: Route, read: Triage) -> tuple[tuple[Effect, ...], dict[str, Any]]:
    """Where the route leads: to the experts' ladder, or to the coordinators with the proposed topic's reasons."""
    office, now = hand.office, hand.now
    if draft.live_tender:
        return hand_over(None, office, now, LIVE, read.why), {}
    if not asked(hand.mail):
        return hand_over(None, office, now, NO_TEXT, read.why), {}
    if chosen.to == "coordinators":
        return hand_over(None, office, now, _why_coordinators(read), read.why), {}
    previous = _previous(hand, read.topic)
    prefer = previous.expert if previous and chosen.to == "previous_expert" else ""
    return offer_next(draft, office, now, prefer=prefer)


def _why_coordinators(read: Triage) -> str:
    if not read.confident:
        return "Le thème n'est pas sûr : à vous de dire qui peut répondre."
    return "Les règles du guichet confient cette question aux coordinateurs."


def _redirect(hand: Hand, read: Triage, trace: dict[str, Any]) -> Decision:
    """Polite, at once, and nobody is bothered; a reply of the sender reaches the coordinators."""
    clock, promised_at = clocks.opened(hand.office, hand.now)
    opened = OpenQuestion(
        **_common(hand, guess_structure(hand.sender, hand.mail.text), promised_at),
        clock=clock,
        state=QuestionState.CLOSED,
        closed_why="hors périmètre",
    )
    return settled(
        Cause.OUT_OF_SCOPE,
        opened,
        ChangeQuestion(None, {"closed_at": hand.now}),
        _to_sender(hand, LetterKind.OUT_OF_SCOPE, {"redirect": read.out_of_scope}),
        trace=trace,
    )


def _common(hand: Hand, home: tuple[str, str], promised_at: datetime) -> dict[str, Any]:
    """`home`: the type of the buyer's structure and its département."""
    mail = hand.mail
    return {
        "buyer": hand.sender,
        "buyer_name": mail.sender.name,
        "subject": mail.subject.strip() or NO_SUBJECT,
        "text": with_files_named(asked(hand.mail), hand.mail),
        "opened_at": hand.now,
        "promised_at": promised_at,
        "structure": home[0],
        "departement": home[1],
    }


def _to_sender(hand: Hand, kind: LetterKind, extra: dict[str, Any] | None = None) -> Send:
    return Send(kind, hand.sender, Role.BUYER, None, extra or {}, to_name=hand.mail.sender.name)


def _facts(hand: Hand, read: Triage) -> Facts:
    previous = _previous(hand, read.topic)
    return Facts(
        topic_sure=read.confident,
        topic=read.topic,
        live_tender=read.live_tender,
        buyer_known_days=(hand.now - previous.opened_at).days if previous else None,
        previous_expert=previous.expert if previous else "",
        out_of_scope=read.out_of_scope,
        stage=read.stage,
        request=read.request,
    )


def _previous(hand: Hand, topic: str) -> Question | None:
    """The buyer's latest question on this topic that an expert answered."""
    return next((one for one in hand.known.previous if topic and one.topic == topic and one.expert), None)


def _explained(read: Triage) -> dict[str, Any]:
    return {
        "topic": read.topic,
        "confident": read.confident,
        "also": list(read.also),
        "topics": [{"id": one.id, "score": one.score, "why": list(one.why)} for one in read.topics],
        "stage": read.stage,
        "request": read.request,
        "live_tender": read.live_tender,
        "out_of_scope": read.out_of_scope,
        "why": list(read.why),
    }
