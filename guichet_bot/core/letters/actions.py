"""Which buttons a letter offers. Each writes an order that `core.triage.orders_language` reads, or plain words."""

from collections.abc import Mapping

from guichet_bot.core.decide.aside import MAY_BE_FOR_BUYER
from guichet_bot.core.effects import LetterKind, Send
from guichet_bot.core.letters.links import Button, order
from guichet_bot.core.mail.token import ReplyTo
from guichet_bot.core.model import Role

# label; what the mail says (a blank at its end: to be completed; {inbound}: the held mail's number); what the text
# tells to do ("" = to reply that)
_Action = tuple[str, str, str]
_PASS: _Action = ("Je passe", "je passe", "")
_ASK: _Action = (
    "Demander une précision",
    "question : ",
    "répondez « question : » suivi de ce qu’il vous manque, nous le demandons à l’acheteur",
)
_AWAY: _Action = (
    "Je suis absent(e)",
    "absent",  # sent as it stands it is an absence without an end, never an answer
    "répondez « absent jusqu’au », suivi de la date de votre dernier jour d’absence",
)
_BACK: _Action = ("Je suis de retour", "de retour", "")
_RETURN = (_BACK, ("Je suis encore absent(e)", *_AWAY[1:]))
_TO_BUYER = "L’envoyer à l’acheteur"
_HOLDER = (_PASS, _ASK, _AWAY)
_ENTRUST: _Action = ("Confier à un expert", "réattribuer ", "répondez « réattribuer » suivi d’un nom")
_DESK = (
    ("Répondre à l’acheteur", "réponse : ", "répondez « réponse : » suivi de votre texte"),
    _ENTRUST,
    ("Clore", "clore", ""),
)
_ACTIONS: Mapping[tuple[LetterKind, Role], tuple[_Action, ...]] = {
    (LetterKind.OFFER, Role.EXPERT): _HOLDER,
    (LetterKind.REMINDER, Role.EXPERT): _HOLDER,
    (LetterKind.ESCALATION, Role.EXPERT): _HOLDER,
    (LetterKind.FOLLOW_UP, Role.EXPERT): (_PASS,),
    (LetterKind.COORDINATION, Role.COORDINATOR): _DESK,
    (LetterKind.ESCALATION, Role.COORDINATOR): _DESK,
    (LetterKind.LATE_ANSWER, Role.COORDINATOR): (("Envoyer aussi cette réponse", "libérer {inbound}", ""),),
    (LetterKind.ASIDE, Role.EXPERT): (("C’était pour l’acheteur", "envoyer {inbound}", ""), _PASS),
    (LetterKind.ABSENCE, Role.EXPERT): (_BACK,),
    (LetterKind.ABSENCE, Role.COORDINATOR): (_BACK,),
    (LetterKind.ABSENCE_ENDS, Role.EXPERT): _RETURN,
    (LetterKind.ABSENCE_ENDS, Role.COORDINATOR): _RETURN,
    (LetterKind.ANSWER, Role.BUYER): (
        ("Merci, cela répond à ma question", "Merci !", "répondez simplement « merci »"),
    ),
}


def actions(send: Send, to: ReplyTo, number: str, tag: str, *, live_tender: bool = False) -> tuple[Button, ...]:
    """The buttons of this letter; they write to the signed address, the subject names the question.

    A live tender is for coordinators alone: no button gives it away, who knows better writes the order.
    """
    chosen = _ACTIONS.get((send.kind, send.role), ())
    if send.kind is LetterKind.HELD:
        return held_buttons(send.extra["inbound"], to, send.extra["reason"])
    if (send.kind, send.role) == (LetterKind.ASIDE, Role.COORDINATOR):
        return _sent_or_not(send.extra["inbound"], to, _TO_BUYER)
    return tuple(
        order(label, to, f"{label} {tag}" if number else label, written.format_map(send.extra), say)
        for label, written, say in chosen
        if not (live_tender and label == _ENTRUST[0])
    )


def held_buttons(inbound: int, to: ReplyTo, reason: str, *, late: bool = False) -> tuple[Button, ...]:
    """What a coordinator may do with a mail held for that reason; `inbound` is its number.

    `late`: an answer that came after another had left, or after the closing.
    """
    if late:
        return _sent_or_not(inbound, to, "Envoyer aussi")
    return _sent_or_not(inbound, to, _TO_BUYER if reason in MAY_BE_FOR_BUYER else "Traiter ce courrier")


def _sent_or_not(inbound: int, to: ReplyTo, label: str) -> tuple[Button, ...]:
    labels = ((label, "libérer"), ("L’écarter", "écarter"))
    return tuple(order(label, to, f"{label} ({inbound})", f"{verb} {inbound}") for label, verb in labels)
