"""What became of one question, as a report counts it: its end, its delay, whether the promise was kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from guichet_bot.core.model import OfferState, Question, QuestionState
from guichet_bot.core.reports.scene import OUT_OF_SCOPE
from guichet_bot.core.time import clock
from guichet_bot.core.time.worktime import Calendar

ANSWERED, OPEN, UNANSWERED, ELSEWHERE = "answered", "open", "unanswered", "out_of_scope"
ESCALATED, LAPSE, NEW_DATE, TIME, RATING = "escalated", "lapse", "new_date", "time", "rating"
COUNTED = (ESCALATED, LAPSE, NEW_DATE, RATING)  # events of a question that a report reads


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a question. Once the question is anonymous only `kind` and `at` are left."""

    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """A question with what a report counts of it. `calendar` is the one it was opened under, None when it is lost."""

    question: Question
    calendar: Calendar | None = None
    happened: tuple[Happening, ...] = ()
    offers: tuple[OfferState, ...] = ()

    @property
    def end(self) -> str:
        """Exactly one of: answered, open, unanswered (closed without an answer), out_of_scope."""
        question = self.question
        if question.answered_at is not None:
            return ANSWERED
        if question.state is not QuestionState.CLOSED:
            return OPEN
        return ELSEWHERE if question.closed_why == OUT_OF_SCOPE else UNANSWERED

    def times(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.happened)

    @property
    def minutes(self) -> int | None:
        """Opening minutes from the question to its first answer, without the waits for the buyer; None: not known."""
        question = self.question
        if question.answered_at is None or self.calendar is None or not question.clock:
            return None
        before = [one for one in question.clock if one.at <= question.answered_at]
        # A question closed and opened again without an answer is one wait for its buyer.
        running = [replace(one, kind="resume") if one.kind == "start" and i else one for i, one in enumerate(before)]
        return clock.consumed(running, self.calendar, question.answered_at)

    @property
    def days(self) -> float | None:
        """The same in working days of the calendar."""
        minutes = self.minutes
        return None if minutes is None or self.calendar is None else minutes / self.calendar.day_minutes

    def kept(self, now: datetime) -> bool | None:
        """Whether the buyer had an answer by the promised date; None while that is open, or when it never will be.

        The date that counts is the one the desk gave: the later one in its "we are late" mail does not.
        """
        question = self.question
        if self.end == ELSEWHERE:
            return None
        late_at = self._broken()
        if question.answered_at is not None:
            return late_at is None or question.answered_at <= late_at
        if late_at is not None and late_at <= (question.closed_at or now):
            return False
        return None

    def _broken(self) -> datetime | None:
        """The earliest instant at which a promise is known to have run out, or would."""
        question = self.question
        dates = [one.at for one in self.happened if one.kind == LAPSE]
        moves = [one.kind for one in question.clock]
        if "pause" not in moves:  # a date given up while the buyer is asked for details binds nobody any more
            dates += [
                datetime.fromisoformat(one.data["old"])
                for one in self.happened
                if one.kind == NEW_DATE and "old" in one.data
            ]
        # After a reopening the date of the row is that of the second round.
        if question.promised_at is not None and moves.count("start") < 2:
            dates.append(question.promised_at)
        return min(dates, default=None)
