"""The answer of somebody of the desk from which the way took all that says which letter it answers, or which he wrote
as a mail of its own."""

import re

from guichet_bot.core.decide.doubtful import hold
from guichet_bot.core.decide.experts import from_desk
from guichet_bot.core.decide.hand import Hand, Thread
from guichet_bot.core.decide.threads import Doubt
from guichet_bot.core.effects import Decision
from guichet_bot.core.folding import fold
from guichet_bot.core.known import Case
from guichet_bot.core.mail.subject import says_answer, says_passed_on
from guichet_bot.core.model import Role

ANEW = "C'est sans doute la réponse d'une personne qui a une question en main : elle n'en pose aucune ici."
TO_BUYER = " Libéré, ce texte part à l'acheteur de {number}."
STRAYED = "C'est une réponse de quelqu'un du réseau, mais plus rien n'y prouve à quel courrier elle répond."
_ASKS = re.compile(
    r"\?|\b(?:(?:re)?cherch(?:e|ons)|souhait\w+|(?:ai|avons|aurais|aurions) (?:\w+ )?besoin|voudr\w+|aimer\w+|pourriez|"
    r"pouvez|auriez|avez-vous|il (?:me|nous) faut|existe-t-il|merci (?:d'|par )avance|(?:d'|par )avance merci|"
    r"merci de (?:me|nous)|je me demande|nous nous demandons|comment)\b"
)


def strayed(hand: Hand) -> Decision | None:
    """ "Re: ..." without any thread is no question of its author: it answers the offer that he holds and that its
    subject names, once somebody vouches for him; else a coordinator reads it first. So does he what asks nothing."""
    answers = says_answer(hand.mail.subject)
    if not answers and not _asks_nothing(hand):
        return None
    case = _meant(hand, answers)
    if case and not hand.indirect and ((hand.vouched and answers) or hand.known.released):
        return from_desk(hand, Thread(case, Role.EXPERT, hand.sender))
    if hand.known.released:
        return None
    if answers or case is None:
        return hold(hand, Doubt(STRAYED if answers else ANEW, case.question.id if case else None, tell=True))
    return hold(hand, Doubt(ANEW + TO_BUYER.format(number=case.question.number), case.question.id, tell=True))


def _asks_nothing(hand: Hand) -> bool:
    """A mail of its own by an expert who owes an answer, without any question and not passed on."""
    mail = hand.mail
    asks = _ASKS.search(fold(f"{mail.subject}\n{hand.text}"))
    return bool(hand.known.holding) and not says_passed_on(mail.subject) and asks is None


def _meant(hand: Hand, answers: bool) -> Case | None:
    """The question in his hands that the subject names, or, in a mail of its own, the only one."""
    subject, held = fold(hand.mail.subject), hand.known.holding
    cases = [case for case in held if case.question.subject and fold(case.question.subject) in subject]
    if not (cases or answers):
        cases = list(held)
    return cases[0] if len(cases) == 1 else None
