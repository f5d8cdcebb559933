"""A person answered from the shared mailbox itself: the question follows, no letter repeats what was said."""

from guichet_bot.core.decide.doubtful import hold
from guichet_bot.core.decide.hand import Hand, settled
from guichet_bot.core.decide.relaying import answered
from guichet_bot.core.decide.threads import Doubt
from guichet_bot.core.effects import AddEntry, Decision
from guichet_bot.core.mail.author import is_desks
from guichet_bot.core.model import Cause, EntryKind, Role

NOBODY = (
    "Le guichet s'est écrit à lui-même, sans dire de la part de qui : un formulaire, peut-être. Le guichet n'aurait "
    "personne à qui répondre : écrivez depuis sa boîte, puis écartez ce courrier."
)


def is_by_hand(hand: Hand) -> bool:
    """From an address of the desk's own, but no letter of ours. Some programs answer from the one that was written to,
    plus-address and all."""
    return is_desks(hand.sender, hand.office.desk.address) and not hand.mail.header("auto-submitted")


def by_hand(hand: Hand) -> Decision:
    """An answer to the buyer ends the wait for an expert; what goes to others is only noted."""
    case = hand.known.cases.get(hand.pointed) if hand.pointed else None
    if case is None and not _to_others(hand):
        return hold(hand, Doubt(NOBODY))
    if case is None:
        return settled(Cause.BY_HAND, reason="Courrier écrit à la main, sans question connue.")
    question = case.question
    entry = AddEntry(question.id, EntryKind.BY_HAND, Role.COORDINATOR, hand.sender, hand.text)
    to_buyer = question.buyer in hand.mail.recipients
    open_still = not question.over
    moved = answered(case, "", hand.office, hand.now) if to_buyer and open_still else ()
    return settled(Cause.BY_HAND, entry, *moved, question=question.id)


def _to_others(hand: Hand) -> bool:
    """Somebody besides the desk gets it, so it is a copy of what a person sent."""
    return not all(is_desks(one, hand.office.desk.address) for one in hand.mail.recipients)
