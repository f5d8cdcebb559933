"""One mail, one decision: who wrote it, to which question, may they, and what follows."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from guichet_bot.core.decide import rights
from guichet_bot.core.decide.absences import in_calendar, learn
from guichet_bot.core.decide.buyers import from_buyer
from guichet_bot.core.decide.by_hand import by_hand, is_by_hand
from guichet_bot.core.decide.doubtful import hold, hold_silently
from guichet_bot.core.decide.experts import from_desk
from guichet_bot.core.decide.hand import Hand, Thread, expert_of, is_coordinator, member_of, settled
from guichet_bot.core.decide.machines import machine
from guichet_bot.core.decide.opening import open_question
from guichet_bot.core.decide.own_words import own_words
from guichet_bot.core.decide.threads import Doubt, Evidence, Personal, Undo, weigh
from guichet_bot.core.decide.unsolicited import begins_anew, new_mail, personal, undo
from guichet_bot.core.effects import Decision
from guichet_bot.core.known import Known
from guichet_bot.core.mail.address_list import writable
from guichet_bot.core.mail.authres import authenticated
from guichet_bot.core.mail.automatic import Facts, Verdict, verdict
from guichet_bot.core.mail.passable import passable, wrapped
from guichet_bot.core.model import Cause, Mail, Role
from guichet_bot.core.triage.rights import rights_words

FORGED = "Le serveur de réception n'a pas pu vérifier que ce courrier vient bien de son expéditeur."
NOBODY = "Ce courrier n'a pas d'expéditeur lisible : le guichet ne sait pas à qui répondre."
SEALED = "Ce courrier est chiffré, ou d'un format que le guichet ne lit pas : ouvrez-le dans la boîte du guichet."
MEETING = "Réponse d'un agenda à une invitation."
INVITED = "Invitation à une réunion, ou son annulation : à vous d'y répondre. Libérée, elle passera pour une question."
RECALLED = "L'expéditeur souhaite rappeler un courrier déjà envoyé : à vous de voir ce qu'il en reste à faire."
QUOTED = (
    "Ce courrier ne fait que citer le nôtre : son auteur n'y a rien ajouté, ou il a écrit au milieu de la citation."
)
NOTHING = "Ce courrier ne contient ni texte ni pièce jointe."
SPAM = "La messagerie du guichet signale ce courrier comme indésirable : personne n'en est averti."
# What the receiving server says of a mail, OVH's and Gandi's words included.
_SPAM = {
    "x-spam-flag": "yes",
    "x-spam-status": "yes",
    "x-spam": "yes",
    "x-vr-spamstate": "spam",
    "x-gnd-status": "spam",
}
_SPAM_SUBJECT = re.compile(r"\s{0,3}(?:\*{2,6}\s{0,2}spam\b|\[spam\])", re.IGNORECASE)
_REPLY = re.compile(r"^METHOD:\s*(?:REPLY|COUNTER|REFRESH)\b", re.IGNORECASE | re.MULTILINE)
_INVITES = re.compile(r"^METHOD:\s*(?:REQUEST|CANCEL|ADD)\b", re.IGNORECASE | re.MULTILINE)
# As Outlook writes it to those whose server knows no recall.
_RECALLS = re.compile(r"\b(?:souhait\w+ rappeler|would like to recall) (?:le|un|the|a) (?:message|courrier)\b", re.I)
_RECALL = 400  # characters of such a mail


def decide_mail(mail: Mail, known: Known, now: datetime) -> Decision:
    """Everything that follows from a received mail, with exactly one `Settle`, and why.

    `now` is aware UTC. Never raises for what a mail contains.
    """
    hand = own_words(Hand(mail, known, now))
    seen = _seen_before(hand)
    if seen:
        return seen
    judged = Verdict("human", "released") if known.released else _judge(hand)
    trace: dict[str, Any] = {"verdict": judged.kind, "rule": judged.rule, "why": judged.why}
    decision = _decide(hand, judged)
    return replace(decision, trace={**trace, **_carried(hand), **decision.trace})


def _seen_before(hand: Hand) -> Decision | None:
    """Mail that brings nothing new: our own, a second delivery, a copy through a list."""
    known = hand.known
    if known.own:
        return settled(Cause.OWN, trace={"verdict": "own"})
    if known.duplicate:
        return settled(Cause.DUPLICATE, question=known.known_message_id, trace={"verdict": "duplicate"})
    if known.known_message_id is not None and not known.released:
        reason = "Le même courrier, arrivé aussi par une liste."
        return settled(Cause.DUPLICATE, question=known.known_message_id, reason=reason, trace={"verdict": "duplicate"})
    return None


def _judge(hand: Hand) -> Verdict:
    desk = hand.office.desk
    facts = Facts(
        thread=any(carrier.valid for carrier in hand.known.carriers),
        recent=hand.known.recent,
        limit=desk.limits.received_per_address,
        desk=desk.address,
    )
    return verdict(hand.mail, hand.office.rules.automatic, facts)


def _decide(hand: Hand, judged: Verdict) -> Decision:
    if is_by_hand(hand):
        return _forged(hand) or by_hand(hand)
    if judged.kind not in ("human", "too_many"):
        return machine(hand, judged)
    for check in (_stranger, _sealed, _rights) if hand.known.released else _CHECKS:
        stopped = check(hand)
        if stopped:
            return stopped
    return _dispatch(hand, weigh(hand))


def _too_many(hand: Hand) -> Decision | None:
    """A storm from one address: the first one over the limit is explained, the others are only kept."""
    limit = hand.office.desk.limits.received_per_address
    if hand.known.recent <= limit:
        return None
    reason = f"Plus de {limit} courriers de cette adresse en une heure."
    if hand.known.recent == limit + 1:
        return hold(hand, Doubt(reason, tell=True), Cause.TOO_MANY)
    return hold_silently(hand, reason, Cause.TOO_MANY)


def _spam(hand: Hand) -> Decision | None:
    """To answer spam tells its senders that somebody reads it, and blames the desk with those whose address they took.
    Kept, and seen in the next digest: a filter may be wrong."""
    if any(one.valid and one.personal for one in hand.known.carriers):
        return None
    said = any(hand.mail.header(name).strip().lower().startswith(word) for name, word in _SPAM.items())
    return hold_silently(hand, SPAM, Cause.HELD) if said or _SPAM_SUBJECT.match(hand.mail.subject) else None


def _forged(hand: Hand) -> Decision | None:
    if authenticated(hand.mail, hand.office.desk.authserv_id) is False:
        return hold(hand, Doubt(FORGED))
    return None


def _empty(hand: Hand) -> Decision | None:
    files = passable(hand.mail.attachments, ()) or wrapped(hand.mail.attachments)
    if hand.text or files or hand.mail.calendar or _is_undo(hand):
        return None
    if hand.mail.text.strip():
        return hold(hand, Doubt(QUOTED, hand.pointed, tell=True), Cause.EMPTY)
    return hold(hand, Doubt(NOTHING), Cause.EMPTY)


def _nobody(hand: Hand) -> Decision | None:
    """Without an address that a letter can bear nobody can be answered: a person looks at it."""
    return None if writable(hand.sender) else hold(hand, Doubt(NOBODY))


def _stranger(hand: Hand) -> Decision | None:
    """Let through without a thread it would begin a question that nobody can be answered about."""
    return None if hand.known.carriers else _nobody(hand)


def _sealed(hand: Hand) -> Decision | None:
    """An encrypted mail, or one signed the way that hides its text: what its author wrote can reach nobody."""
    files = hand.mail.attachments
    if hand.text or hand.mail.calendar or not hand.known.carriers or not wrapped(files) or passable(files, ()):
        return None
    return hold(hand, Doubt(SEALED, hand.pointed, tell=True))


def _invited(hand: Hand) -> Decision | None:
    """A calendar program says that somebody accepts or declines a meeting (RFC 5546 §3.2.3)."""
    answers = any(_REPLY.search(one) for one in hand.mail.calendar)
    if not answers or (hand.known.carriers and hand.text):
        return _meets(hand)
    return settled(Cause.AUTOMATIC, question=hand.pointed, reason=MEETING)


def _meets(hand: Hand) -> Decision | None:
    """A buyer asks for a meeting, or calls one off: nobody of the desk can be put into his calendar by a machine. What
    somebody of the desk sends may be his absence."""
    if member_of(hand.office, hand.sender) or not any(_INVITES.search(one) for one in hand.mail.calendar):
        return None
    return hold(hand, Doubt(INVITED, hand.pointed, tell=True))


def _recalled(hand: Hand) -> Decision | None:
    """Nothing can be called back: a person must know, and nobody is asked a question that is none."""
    if len(hand.text) > _RECALL or not _RECALLS.search(hand.text):
        return None
    return hold(hand, Doubt(RECALLED, hand.pointed or hand.known.buyer_last, tell=True))


def _is_undo(hand: Hand) -> bool:
    """An undo button sends a mail whose text may be empty."""
    return any(carrier.kind == "undo" for carrier in hand.known.carriers)


def _rights(hand: Hand) -> Decision | None:
    """Whoever asks about their data is heard, whatever thread they use; the desk's own people give orders instead."""
    if is_coordinator(hand.office, hand.sender) or expert_of(hand.office, hand.sender):
        return None
    return rights.request(hand, hand.pointed) if rights_words(f"{hand.mail.subject}\n{hand.text}") else None


_CHECKS: tuple[Callable[[Hand], Decision | None], ...] = (
    _nobody,
    _too_many,
    _forged,
    _spam,
    _invited,
    _recalled,
    _empty,
    _sealed,
    _rights,
)


def _dispatch(hand: Hand, evidence: Evidence) -> Decision:
    match evidence:
        case Doubt():
            return hold(hand, evidence)
        case Undo():
            return undo(evidence)
        case Personal():
            return personal(hand, evidence)
        case Thread(role=Role.BUYER):
            return open_question(hand) if begins_anew(hand, evidence) else from_buyer(hand, evidence)
        case Thread():
            return _from_desk(hand, evidence)
        case None:
            return new_mail(hand)


def _from_desk(hand: Hand, thread: Thread) -> Decision:
    """A calendar attachment says when its sender is away, whichever letter it answers; a coordinator must sign."""
    sure = thread.role is Role.EXPERT or thread.signed or hand.known.released
    member = member_of(hand.office, thread.who) if sure else None
    absence = in_calendar(hand, member) if member else None
    return learn(hand, member, absence) if member and absence else from_desk(hand, thread)


def _carried(hand: Hand) -> dict[str, Any]:
    """The evidence, for `explain`."""
    if not hand.known.carriers:
        return {}
    return {
        "carriers": [
            {"kind": one.kind, "question": one.question_id, "valid": one.valid, "owner": one.owner}
            for one in hand.known.carriers
        ]
    }
