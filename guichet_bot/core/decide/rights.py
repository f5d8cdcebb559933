"""A person's request about their data (RGPD art. 15 to 22): a human answers within a month, an expert never sees it."""

from calendar import monthrange
from datetime import date

from guichet_bot.core.decide.hand import Hand, settled, to_coordinators
from guichet_bot.core.effects import Decision, LetterKind, Log, Send
from guichet_bot.core.model import Cause, Role


def request(hand: Hand, question: int | None = None) -> Decision:
    """Tell the coordinators with the legal date, and the person that it was received."""
    due = month_later(hand.today)
    about = {"sender": hand.sender, "text": hand.text, "due": due}
    return settled(
        Cause.RIGHTS,
        *to_coordinators(hand.office, LetterKind.RIGHTS, question, hand.now, about),
        Send(LetterKind.RIGHTS_ACK, hand.sender, Role.BUYER, None, {"due": due}, to_name=hand.mail.sender.name),
        Log(question, "rights", {"due": due.isoformat()}),
        question=question,
    )


def month_later(day: date) -> date:
    """The same day of the next month, or its last day (règlement 1182/71, art. 3: a month ends on the same number)."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
