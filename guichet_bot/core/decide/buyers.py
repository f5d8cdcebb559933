"""The buyer wrote again: thanks, or more to say."""

from guichet_bot.core.decide.closing import close
from guichet_bot.core.decide.hand import Hand, Thread, settled
from guichet_bot.core.decide.relaying import follow_up, pass_thanks
from guichet_bot.core.effects import AddEntry, Decision, Effect
from guichet_bot.core.known import Case
from guichet_bot.core.model import Cause, EntryKind, QuestionState, Role
from guichet_bot.core.triage.intent import BuyerIntent, read_buyer


def from_buyer(hand: Hand, thread: Thread) -> Decision:
    """Thanks close an answered question; anything else goes to whoever deals with it."""
    case = thread.case
    if read_buyer(hand.text) is BuyerIntent.THANKS and not hand.mail.attachments:
        return thanks(hand, case)
    effects = follow_up(case, hand.text, hand.office, hand.now)
    return settled(Cause.FOLLOW_UP, *effects, question=case.question.id, trace={"intent": "follow_up"})


def thanks(hand: Hand, case: Case) -> Decision:
    """ "Merci !" closes what was answered and reaches who answered; it never reopens, and before an answer moves
    nothing."""
    question = case.question
    effects: list[Effect] = [AddEntry(question.id, EntryKind.THANKS, Role.BUYER, question.buyer, hand.text)]
    if question.state in (QuestionState.ANSWERED, QuestionState.CLOSED):
        effects += pass_thanks(case, hand.text, hand.office, hand.now)
        effects += close(case, "remerciements de l'acheteur", hand.office, hand.now)
    return settled(Cause.THANKS, *effects, question=question.id, trace={"intent": "thanks"})
