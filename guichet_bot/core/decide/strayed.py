"""The answer of somebody of the desk from which the way took all that says which letter it answers."""

from guichet_bot.core.decide.doubtful import hold
from guichet_bot.core.decide.experts import from_desk
from guichet_bot.core.decide.hand import Hand, Thread
from guichet_bot.core.decide.threads import Doubt
from guichet_bot.core.effects import Decision
from guichet_bot.core.folding import fold
from guichet_bot.core.mail.subject import says_answer
from guichet_bot.core.model import Role

STRAYED = "C'est une réponse de quelqu'un du réseau, mais plus rien n'y prouve à quel courrier elle répond."


def strayed(hand: Hand) -> Decision | None:
    """ "Re: ..." without any thread is no question of its author: it answers the offer that he holds and that its
    subject names, once somebody vouches for him; else a coordinator reads it first."""
    if not says_answer(hand.mail.subject):
        return None
    subject = fold(hand.mail.subject)
    cases = [case for case in hand.known.holding if case.question.subject and fold(case.question.subject) in subject]
    case = cases[0] if len(cases) == 1 else None
    if case and not hand.indirect and (hand.vouched or hand.known.released):
        return from_desk(hand, Thread(case, Role.EXPERT, hand.sender))
    if hand.known.released:
        return None
    return hold(hand, Doubt(STRAYED, case.question.id if case else None, tell=True))
