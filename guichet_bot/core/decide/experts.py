"""An expert or a coordinator replied to a letter about a question: orders, a sign of life, or the answer."""

import re
from dataclasses import replace

from guichet_bot.core.decide.aside import telling_words, why_aside
from guichet_bot.core.decide.doubtful import hold
from guichet_bot.core.decide.hand import (
    Hand,
    Thread,
    expert_of,
    holder_of,
    is_coordinator,
    member_of,
    settled,
    to_coordinators,
    to_expert,
)
from guichet_bot.core.decide.offering import taken
from guichet_bot.core.decide.orders import role_for
from guichet_bot.core.decide.own_words import answers_inside, without_ours
from guichet_bot.core.decide.relaying import relay_answer
from guichet_bot.core.decide.threads import Doubt
from guichet_bot.core.effects import AddEntry, Decision, LetterKind, Log, Obey, Send, Settle
from guichet_bot.core.folding import fold, one_line
from guichet_bot.core.known import Case
from guichet_bot.core.mail.enclosed import documents
from guichet_bot.core.mail.private import name_in
from guichet_bot.core.mail.signature import signature_of
from guichet_bot.core.model import Cause, EntryKind, InboundState, OfferState, QuestionState, Role
from guichet_bot.core.model.orders import Orders, Verb
from guichet_bot.core.triage.intent_expert import ExpertIntent, read_expert

_CAUSES = {
    Verb.DECLINE: Cause.DECLINE,
    Verb.ASK: Cause.DETAILS,
    Verb.NOTE: Cause.NOTE,
    Verb.ABSENT: Cause.ABSENCE,
    Verb.ANSWER: Cause.ANSWER,
}
# Nobody need be asked whom that is for.
_SAYS_ANSWER = re.compile(r"^[^\S\n]{0,9}r[ée]ponse\s{0,3}:", re.IGNORECASE | re.MULTILINE)
INSIDE = (
    "Ce texte renvoie à ce qui le suit : son auteur a peut-être répondu au milieu de notre courrier, recopié dessous."
)
TENDER = (
    "Une consultation semble en cours : seule la coordination répond désormais à cet acheteur. "
    "Libéré, ce texte lui est envoyé."
)
AGAIN = "Le même texte que la réponse déjà partie, envoyé une nouvelle fois."
UNSIGNED = "Un ordre ne compte que s'il répond à un courrier adressé à son auteur : l'adresse signée manque."


def from_desk(hand: Hand, thread: Thread) -> Decision:
    """What somebody of the desk wrote on a question."""
    hand = without_ours(hand)
    intent = read_expert(hand.text, thread.role, hand.today)
    if intent.also.lines and _only_signed(hand, thread, intent.text):
        intent = replace(intent, orders=intent.also)
    aside = "" if intent.acknowledged else _aside(hand, thread, intent)
    if aside:
        return _asked_back(hand, thread, aside)
    if intent.orders.lines:
        if thread.role is Role.COORDINATOR and not (thread.signed or hand.known.released):
            return hold(hand, Doubt(UNSIGNED, thread.case.question.id))
        signed = thread.signed or hand.known.released
        role = role_for(intent.orders, thread.role, thread.who, hand.office) if signed else thread.role
        return obey(thread.who, role, intent.orders, thread.case.question.id)
    wordless = not any(c.isalnum() for c in hand.text)
    if intent.acknowledged and not documents(hand.mail) and (wordless or not hand.known.released):
        return _noted(hand, thread)
    if thread.role is Role.EXPERT and not hand.known.released:
        late = _too_late(hand, thread)
        if late:
            return late
    if _said_already(thread, intent.text or hand.text) and not (documents(hand.mail) or hand.known.released):
        return settled(Cause.DUPLICATE, question=thread.case.question.id, reason=AGAIN, trace={"intent": "answer"})
    effects = relay_answer(
        thread.case,
        thread.who,
        thread.role,
        intent.text or hand.text,
        hand.office,
        hand.now,
        hand.mail.attachments,
        hand.known.inbound_id,
        (hand.sender, hand.mail.sender.name, name_in(hand.sender)),
    )
    question, trace = thread.case.question.id, {"intent": intent.kind.value}
    if (
        thread.case.question.buyer in hand.mail.recipients
    ):  # he has it: its author answered all, or wrote to him himself
        told = (LetterKind.ANSWER, LetterKind.NOTE)  # nor that it is kept back
        effects = tuple(one for one in effects if not (isinstance(one, Send) and one.kind in told))
        trace["sent"] = "by its author"
    beside = (Obey(thread.who, thread.role, intent.also, question),) if intent.also.lines else ()
    return settled(Cause.ANSWER, *effects, *beside, question=question, trace=trace)


def _said_already(thread: Thread, text: str) -> bool:
    """The very words that he sent before, and nobody wrote or asked since: a program that sends twice, or a doubt
    whether they left."""
    last = thread.case.entries[-1] if thread.case.question.over and thread.case.entries else None
    if last is None or last.kind is not EntryKind.ANSWER or last.author != thread.who:
        return False
    return one_line(last.text) == one_line(text)


def _only_signed(hand: Hand, thread: Thread, text: str) -> bool:
    """Under orders nothing is left but the writer's name and what stands under it."""
    expert = expert_of(hand.office, thread.who)
    names = {fold(name) for name in (expert.name if expert else "", hand.mail.sender.name) if name}
    lines = ["-", "", *text.strip().split("\n")]  # a signature stands under something
    found = signature_of(lines, tuple(names))
    return bool(found) and found.start <= 2 and found.stop == len(lines)


def _aside(hand: Hand, thread: Thread, intent: ExpertIntent) -> str:
    """Why words that would reach the buyer, as an answer or as a request for details, may be for the desk; or ""."""
    orders = intent.orders
    asked = [line for line in orders.lines if line.order and line.order.verb is Verb.ASK]
    relayed = not orders.lines or (len(asked) == len(orders.lines) and "question" not in asked[0].text.lower()[:10])
    if hand.known.released or not relayed:
        return ""
    if answers_inside(hand):
        return INSIDE
    if documents(hand.mail) or _SAYS_ANSWER.search(hand.text):
        return ""
    buyer = thread.case.question.buyer_name
    return why_aside(intent.text or hand.text, thread.who, hand.office, buyer, bool(hand.mail.attachments))


def _asked_back(hand: Hand, thread: Thread, reason: str) -> Decision:
    """Its author hears that nothing left, and lets it go with one word; an expert's words the coordinators read."""
    question, shown = thread.case.question.id, {"text": hand.text, "inbound": hand.known.inbound_id}
    trace = {"held": reason}
    because = telling_words(hand.text, reason, thread.who, hand.office, thread.case.question.buyer_name)
    if because:
        trace["because"] = because
    if thread.role is Role.EXPERT:
        told = to_expert(hand.office, LetterKind.ASIDE, thread.who, question, hand.now, shown, wait=False)
        return Decision((told, *hold(hand, Doubt(reason, question)).effects), trace)
    member = member_of(hand.office, thread.who)
    return settled(
        Cause.HELD,
        Send(LetterKind.ASIDE, thread.who, thread.role, question, shown, to_name=member.name if member else ""),
        question=question,
        reason=reason,
        state=InboundState.HELD,
        trace=trace,
    )


def obey(who: str, role: Role, orders: Orders, question: int | None) -> Decision:
    """Orders are carried out by the application; the mail ends as what its first order is."""
    first = next((line.order.verb for line in orders.lines if line.order), None)
    cause = _CAUSES.get(first, Cause.ORDERS) if first and orders.clear and not orders.simulate else Cause.ORDERS
    trace = {"intent": "orders", "orders": [line.text for line in orders.lines]}
    return Decision((Obey(who, role, orders, question), Settle(InboundState.DONE, cause, question)), trace)


def _noted(hand: Hand, thread: Thread) -> Decision:
    """ "Je regarde" : nothing for the buyer, and more time for who holds the question."""
    case, question = thread.case, thread.case.question.id
    holds = case.question.state is QuestionState.OFFERED and thread.who == holder_of(case)
    return settled(
        Cause.NOTE,
        AddEntry(question, EntryKind.NOTE, thread.role, thread.who, hand.text),
        *(taken(case, hand.office, hand.now) if holds else ()),
        Log(question, "acknowledged", {"expert": thread.who}),
        question=question,
        trace={"intent": "acknowledged"},
    )


def _too_late(hand: Hand, thread: Thread) -> Decision | None:
    """Another person's answer left, the question was closed without one, or a tender began: the text waits for one
    word."""
    case = thread.case
    question = case.question
    if question.live_tender and thread.who != holder_of(case) and not is_coordinator(hand.office, thread.who):
        return hold(hand, Doubt(TENDER, question.id, tell=True))
    if thread.who == holder_of(case) or _answered(case, thread.who):
        return None
    if not question.over and (question.answered_at is None or _asked_anew(case, thread.who)):
        return None
    office, now = hand.office, hand.now
    shown = {"text": hand.text, "author": thread.who, "inbound": hand.known.inbound_id}
    reason = (
        "Une réponse est déjà partie vers l'acheteur."
        if question.answered_at
        else "La question a été close avant cette réponse."
    )
    return settled(
        Cause.HELD,
        *to_coordinators(office, LetterKind.LATE_ANSWER, question.id, now, shown),
        to_expert(office, LetterKind.LATE_NOTICE, thread.who, question.id, now, wait=False),
        Log(question.id, "late_answer", {"expert": thread.who}),
        question=question.id,
        reason=reason,
        state=InboundState.HELD,
        trace={"intent": "answer", "held": reason, "late_offers": _late_states(case, thread.who)},
    )


def _answered(case: Case, who: str) -> bool:
    """He answered this question before: what he adds completes it."""
    return any(offer.expert == who and offer.state is OfferState.ANSWERED for offer in case.offers)


def _asked_anew(case: Case, who: str) -> bool:
    """He was asked since the buyer came back: the answer that left before was to something else."""
    starts = (event.at for event in case.question.clock if event.kind == "start")
    begun = max(starts, default=case.question.opened_at)  # out of scope at first: no clock
    return any(offer.expert == who and offer.offered_at >= begun for offer in case.offers)


def _late_states(case: Case, who: str) -> list[str]:
    return [offer.state.value for offer in case.offers if offer.expert == who]
