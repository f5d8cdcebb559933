"""The nouns of the desk: frozen values that travel between the layers.

Nothing here reads a clock, a file or a database. Every `datetime` is aware; what is stored is UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class Role(StrEnum):
    """On whose behalf somebody writes to a question, or whom a letter is for."""

    BUYER = "buyer"
    EXPERT = "expert"
    COORDINATOR = "coordinator"
    OPERATOR = "operator"
    STRANGER = "stranger"


class QuestionState(StrEnum):
    OFFERED = "offered"  # one expert holds an open offer
    COORDINATION = "coordination"  # the coordinators hold it
    WAITING = "waiting"  # details were asked of the buyer; the clock is paused
    ANSWERED = "answered"  # an answer left; closes when the buyer thanks or stays silent
    CLOSED = "closed"


class OfferState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    LAPSED = "lapsed"  # silence for the desk's `offer` time
    WITHDRAWN = "withdrawn"  # reassigned, absent, or the question ended otherwise


class EntryKind(StrEnum):
    """What a piece of a question's history is."""

    QUESTION = "question"  # the buyer's first mail
    FOLLOW_UP = "follow_up"  # a later mail of the buyer
    DETAILS = "details"  # the expert asks the buyer for details
    ANSWER = "answer"
    NOTE = "note"  # between experts and coordinators; the buyer never sees it
    THANKS = "thanks"
    BY_HAND = "by_hand"  # a person answered from the shared mailbox, outside the desk


class InboundState(StrEnum):
    NEW = "new"
    DONE = "done"
    HELD = "held"  # waits for a coordinator's decision
    PARKED = "parked"  # our bug: waits for the operator


class Cause(StrEnum):
    """The one recorded cause in which every received mail ends (features.md N1)."""

    QUESTION = "question"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"
    THANKS = "thanks"
    DECLINE = "decline"
    DETAILS = "details"
    NOTE = "note"
    ORDERS = "orders"
    ABSENCE = "absence"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DELAYED = "delayed"  # a delivery report that says "not yet" or "delivered"
    OWN = "own"
    DUPLICATE = "duplicate"
    BY_HAND = "by_hand"
    OUT_OF_SCOPE = "out_of_scope"
    RIGHTS = "rights"  # a person's request about their data
    HELD = "held"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    EMPTY = "empty"
    RELEASED = "released"  # was held or parked, then handled
    DISCARDED = "discarded"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Address:
    """An addr-spec in lower case and the display name, both free of control characters."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that a person attached. `filename` is safe to write to disk (no path, no control character)."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a delivery report says: addresses by action (RFC 3464), and the Message-ID of the mail it is about."""

    failed: tuple[str, ...] = ()
    delayed: tuple[str, ...] = ()
    delivered: tuple[str, ...] = ()
    original_message_id: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A received mail, read. `core.mail.parse.parse` makes it from any bytes and never raises.

    `headers` maps lower-case names to every decoded value in order. `text` is the whole body as plain text,
    `newest` the part that its author wrote this time (never empty when `text` is not). `message_id`,
    `in_reply_to` and `references` hold ids without angle brackets.
    """

    message_id: str
    sender: Address  # the author: From, or Reply-To when From is a no-reply web form
    from_: Address
    subject: str
    text: str
    newest: str
    recipients: tuple[str, ...] = ()  # To, Cc, Delivered-To, X-Original-To..., lower case
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None
    return_path: str | None = None  # None: no such header; "": the null sender <>
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    calendar: tuple[str, ...] = ()  # text/calendar parts, decoded
    report: DeliveryReport | None = None
    defects: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The first value of a header (any case), or ""."""
        values = self.headers.get(name.lower(), ())
        return values[0] if values else ""


@dataclass(frozen=True, slots=True)
class Duration:
    """Working time: `days` are opening days of a calendar, `minutes` opening minutes. "3d", "4h", "30m"."""

    days: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours by weekday (0 = Monday): minutes since local midnight, end excluded, sorted, disjoint."""

    week: tuple[tuple[tuple[int, int], ...], ...]


OFFICE_HOURS = Hours(week=tuple(((540, 750), (840, 1020)) for _ in range(5)) + ((), ()))


@dataclass(frozen=True, slots=True)
class Sla:
    """The desk's promised delays, as working time of its calendar."""

    answer: Duration = Duration(days=3)
    offer: Duration = Duration(days=1)
    remind: tuple[Duration, ...] = (Duration(minutes=240),)
    warn_buyer: Duration = Duration(minutes=240)
    wait_buyer: Duration = Duration(days=5)  # details asked, no reply: the buyer is reminded once
    close_when_silent: Duration = Duration(days=10)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the outgoing gate and the intake allow. Counts are per sliding hour unless the name says otherwise."""

    letters_per_address: int = 20
    letters_per_question: int = 40
    letters_per_desk: int = 500
    received_per_address: int = 20
    max_message_mb: int = 25
    attachments_mb: int = 15  # of one relayed answer


@dataclass(frozen=True, slots=True)
class Coordinator:
    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """One guichet as configured; a value passed down, never global.

    `secrets`: the first signs, all verify (key rotation). `domain` of letters is that of `address`.
    """

    name: str
    prefix: str
    title: str
    address: str
    secrets: tuple[bytes, ...]
    languages: tuple[str, ...] = ("fr",)
    timezone: str = "Europe/Paris"
    zone: str = "FR"
    hours: Hours = OFFICE_HOURS
    letters_wait: bool = False  # offers and notices wait for their reader's hours; set when `hours` is written
    sla: Sla = field(default_factory=Sla)
    digest_at: time = time(8, 0)
    coordinators: tuple[Coordinator, ...] = ()
    limits: Limits = field(default_factory=Limits)
    authserv_id: str = ""
    self_copy: bool = False
    phone: str = ""
    privacy_url: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Absence:
    """An expert's absence: local dates, both included; `until` None = no end known yet."""

    first: date
    until: date | None
    source: str = "mail"  # mail | vacation reply | calendar | coordinator | command line


@dataclass(frozen=True, slots=True)
class Expert:
    """A volunteer. Empty `topics` or `territory` means any. Ceilings of 0 mean none may be offered."""

    email: str
    name: str = ""
    topics: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()  # département codes
    ceiling_open: int = 2
    ceiling_month: int = 4
    exclusions: tuple[str, ...] = ()  # addresses or domains of buyers (déports)
    timezone: str = ""  # "" = the desk's
    zone: str = ""
    hours: Hours | None = None
    weekly_list: bool = False  # one list a week instead of single reminders
    absences: tuple[Absence, ...] = ()
    backup: str = ""  # e-mail of the substitute


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert with the load that the ladder weighs."""

    expert: Expert
    open: int = 0
    month: int = 0
    last_offered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
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
    amount: Duration = Duration()


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


@dataclass(frozen=True, slots=True)
class Entry:
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
