"""A question and what belongs to it: offers, entries, its clock, its timers."""

from dataclasses import dataclass
from datetime import datetime

from guichet_bot.core.model.desk import Duration
from guichet_bot.core.model.kinds import EntryKind, OfferState, QuestionState, Role

NOTHING = Duration()


@dataclass(frozen=True, slots=True)
class Offer:
    """A question sent to one expert, by address; `ended_at` is None while it is open."""

    question_id: int
    expert: str
    state: OfferState
    offered_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """What moved a question's clock: start, pause, resume, extend (`amount`), stop."""

    at: datetime
    kind: str
    amount: Duration = NOTHING


@dataclass(frozen=True, slots=True)
class Question:
    """One case. `number` is "RO-2026-0042". `clock` events with the frozen `calendar` give `promised_at`."""

    id: int
    desk: str
    number: str
    state: QuestionState
    subject: str
    buyer: str
    opened_at: datetime
    buyer_name: str = ""
    structure: str = ""  # type of structure as guessed: "commune", "hôpital", "" = unknown
    departement: str = ""
    topic: str = ""  # "" = the desk abstained
    also: tuple[str, ...] = ()
    stage: str = ""
    request: str = ""
    live_tender: bool = False
    expert: str = ""  # who holds it or answered it
    promised_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    closed_why: str = ""
    new_dates: int = 0  # how often the buyer was told a new date
    lapses: int = 0  # how often the promise lapsed
    level: int = 0  # of escalation
    clock: tuple[ClockEvent, ...] = ()
    calendar: str = ""  # key of the frozen calendar
    version: int = 0

    @property
    def over(self) -> bool:
        """Nobody owes the buyer anything: the answer left, or the question is closed."""
        return self.state in (QuestionState.ANSWERED, QuestionState.CLOSED)

    @property
    def anonymous(self) -> bool:
        """Nobody is left to answer: the personal data went, with time or because somebody asked for it."""
        return not self.buyer


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody said in a question's exchange, as the others may read it."""

    question_id: int
    at: datetime
    kind: EntryKind
    role: Role
    author: str  # e-mail address
    text: str
    inbound_id: int | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """Due work as a row: one per (desk, subject, kind). `subject` is "question:12", "expert:a@b" or "desk"."""

    desk: str
    subject: str
    kind: str
    due_at: datetime
    step: int = 0
