"""The end of a question."""

from datetime import datetime

from guichet_bot.core.decide.clocks import stopped
from guichet_bot.core.decide.hand import to_buyer
from guichet_bot.core.decide.offering import take_back
from guichet_bot.core.effects import ChangeQuestion, ClearTimers, Effect, LetterKind, Log
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import OfferState, QuestionState

WITHDRAWN = "l'acheteur n'a plus besoin de réponse"


def close(
    case: Case,
    why: str,
    office: Office,
    now: datetime,
    *,
    tell_buyer: bool = False,
    silent: bool = False,
    asked: bool = False,
) -> tuple[Effect, ...]:
    """Close the question (`why`: a few French words); an expert who still held it hears that it is over.

    `silent`: it is the buyer who wrote no more, `asked`: who needs no answer any more; the letter to him says so.
    """
    question = case.question
    if question.state is QuestionState.CLOSED:
        return ()
    changes = {
        "state": QuestionState.CLOSED,
        "closed_at": now,
        "closed_why": why,
        "clock": stopped(question, now),
    }
    told = {"silent": silent, "asked": asked, "answered": question.state is QuestionState.ANSWERED}
    letter = (to_buyer(LetterKind.CLOSED, question, told),) if tell_buyer else ()
    return (
        ChangeQuestion(question.id, changes),
        *take_back(case, office, now, OfferState.WITHDRAWN, "La question est close."),
        ClearTimers(question.id),
        Log(question.id, "closed", {"why": why}),
        *letter,
    )
