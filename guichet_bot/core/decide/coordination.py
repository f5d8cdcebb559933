"""A question goes to the coordinators: nobody else may have it, or nobody else is left."""

from collections.abc import Iterable
from datetime import datetime

from guichet_bot.core.decide import clocks
from guichet_bot.core.decide.hand import present, to_coordinators
from guichet_bot.core.effects import ChangeQuestion, Effect, LetterKind, SetTimer
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import QuestionState

NOBODY = "Aucun expert disponible ne peut prendre cette question."
LIVE = "Une consultation semble en cours : seuls les coordinateurs peuvent répondre."


def hand_over(
    case: Case | None, office: Office, now: datetime, reason: str, why: Iterable[str] = ()
) -> tuple[Effect, ...]:
    """The letter to each coordinator and their own reminder; `case` None is the question that this decision opens."""
    question = case.question.id if case else None
    change: tuple[Effect, ...] = ()
    if case and (case.question.state is not QuestionState.COORDINATION or case.question.expert):
        change = (
            ChangeQuestion(question, {"state": QuestionState.COORDINATION, "expert": ""}),
            *clocks.waits_no_more(case.question, office, now),
        )
    letters = to_coordinators(office, LetterKind.COORDINATION, question, now, {"reason": reason, "why": tuple(why)})
    return (*change, *letters, reminder(question, office, now, 0))


def reminder(question: int | None, office: Office, now: datetime, step: int) -> SetTimer:
    """The coordinators' own ladder: they are reminded after the time an expert would have had."""
    people = present(office, now)
    calendar = office.calendar_of(people[0].email) if people else office.calendar
    return SetTimer(question, "coordinators", calendar.add(now, office.desk.sla.offer), step)
