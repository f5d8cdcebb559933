"""The closed list of what a decision may order. `app.applying` carries each out with one `match`; nothing else writes.

`question` is a question's id, or None for the one that this decision opens (`OpenQuestion` comes first then).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from guichet_bot.core.model import (
    Absence,
    Cause,
    ClockEvent,
    EntryKind,
    InboundState,
    OfferState,
    Role,
)
from guichet_bot.core.model.orders import Orders


class LetterKind(StrEnum):
    """Every kind of letter; the template `templates/<lang>/<kind>.txt.j2` writes it.

    After the dash: who reads it; then the keys of `Send.extra` beyond what the question itself tells.
    """

    ACK = "ack"  # buyer: `files` (how many stay with the desk): resources, promised date, what the desk gives, rights
    OUT_OF_SCOPE = "out_of_scope"  # buyer: `redirect` (name of the redirection in routing.toml)
    TOO_LARGE = "too_large"  # sender: `size_mb`, `limit_mb`
    OFFER = "offer"  # expert: `why` (tuple of sentences), `again` (bool: a follow-up of the buyer changed the text)
    REMINDER = "reminder"  # expert: `offered_at`, `lapses_at` (datetime)
    PASSED_ON = "passed_on"  # expert whose offer lapsed or was withdrawn: `reason`
    ANSWER = "answer"  # buyer: `text`, `attach` (inbound id or None), `private` (what names its author),
    # `dropped` (names of files left out), `second`
    DETAILS = "details"  # buyer: `text` (the expert's question)
    WAIT_BUYER = "wait_buyer"  # buyer: we still wait for your details
    FOLLOW_UP = "follow_up"  # expert who holds or answered it: `text`
    THANKS = "thanks"  # expert: `text`, the buyer's thanks
    LATE_ANSWER = "late_answer"  # coordinators: `text`, `author`: a second answer is held
    LATE_NOTICE = "late_notice"  # expert whose late answer is held: nothing more
    ASIDE = "aside"  # expert, coordinator whose words are held, for they may not be for the buyer: `text`, `inbound`
    NEW_DATE = "new_date"  # buyer: `old` and `new` (datetime), honest mail before the promise lapses
    CLOSED = "closed"  # buyer: `silent` (he wrote no more), `asked` (he needs no answer), how to reopen
    COORDINATION = "coordination"  # coordinators: `reason`, `why` (tuple of sentences): a question is theirs
    ESCALATION = "escalation"  # backup expert or coordinators: `level`, `reason`, `due` (datetime)
    HELD = "held"  # coordinators: `reason`, `sender`, `subject`, `text`, `inbound` (id)
    HELD_LIST = "held_list"  # coordinators, weekly: `rows` of what is still held
    RIGHTS = "rights"  # coordinators: `sender`, `text`, `due` (date): request about personal data
    RIGHTS_ACK = "rights_ack"  # sender: `due` (date)
    HOLD_SENDER = "hold_sender"  # sender whose mail a person will read first; at most once a question
    NOTE = "note"  # expert or coordinators: `text`, `author`
    # expert, coordinator: `first`, `until` (date or None), `substitutes` (question number -> name), `learned`, and for
    # a coordinator `remaining`, the names of those who are there all that time
    ABSENCE = "absence"
    ABSENCE_ENDS = "absence_ends"  # expert, coordinator: `until`: an absence without an end expires: are you back?
    BACK = "back"  # expert, coordinator: absence ended by their word
    TRANSCRIPT = "transcript"  # who sent orders: `lines` (text, effect, undo address), `simulated`, `refused`, `help`
    DIGEST = "digest"  # coordinator: `digest` (core.letters.sheet.Sheet), `chart` (PNG or None)
    WEEKLY = "weekly"  # expert with weekly_list: `rows`
    SIGN_OF_LIFE = "sign_of_life"  # coordinator, weekly when nothing happened: `digest`
    ALARM = "alarm"  # operator: `what`, `detail`, `do`


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A new case from the mail in hand; the store gives the number and the id."""

    buyer: str
    buyer_name: str
    subject: str
    text: str
    opened_at: datetime
    promised_at: datetime
    clock: tuple[ClockEvent, ...]
    state: str
    structure: str = ""
    departement: str = ""
    topic: str = ""
    also: tuple[str, ...] = ()
    stage: str = ""
    request: str = ""
    live_tender: bool = False
    expert: str = ""
    closed_why: str = ""


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """Set fields of a question by the names of `model.Question` (never id, desk, number)."""

    question: int | None
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AddEntry:
    """Add what somebody said to the question's exchange; `author` is an address."""

    question: int | None
    kind: EntryKind
    role: Role
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class MakeOffer:
    """Offer the question to an expert; `why` says in French why this one. The letter is a `Send` of its own."""

    question: int | None
    expert: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndOffer:
    """End the open offer of this expert; unsent letters about it are cancelled by the application."""

    question: int | None
    expert: str
    state: OfferState


@dataclass(frozen=True, slots=True)
class SetTimer:
    """`subject` "" means the question; one timer per (subject, kind): setting again moves it."""

    question: int | None
    kind: str
    due_at: datetime
    step: int = 0
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ClearTimers:
    """Remove timers of the question (or of `subject`); empty `kinds` means all of them."""

    question: int | None
    kinds: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Send:
    """One letter to one person. Key in the outbox: "<kind>:<cause>:<role>[:<to>]", so a cause never sends twice.

    `cause` is the hash of the mail in hand unless given. `not_before` is when it may leave (None: at once).
    """

    kind: LetterKind
    to: str
    role: Role
    question: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    cause: str = ""
    not_before: datetime | None = None
    to_name: str = ""


@dataclass(frozen=True, slots=True)
class Settle:
    """How the mail in hand ends: exactly one in the decision about a mail."""

    state: InboundState
    cause: Cause
    question: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetAbsence:
    """Note an absence of somebody of the desk; `expert` is an address, a coordinator's too."""

    expert: str
    absence: Absence


@dataclass(frozen=True, slots=True)
class EndAbsence:
    """The expert is back from `at`: absences that cover that local day end."""

    expert: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Suppress:
    """No letter to this address until then (None: until a person lifts it)."""

    address: str
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class SetSwitch:
    """A switch of the desk: "paused" = who paused it, "" = off."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SetExpert:
    """Change an expert's profile by the names of `model.Expert` (never email)."""

    expert: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AddClosure:
    """The desk is closed on these local dates, both included."""

    first: str  # ISO date
    last: str
    name: str


@dataclass(frozen=True, slots=True)
class ReleaseHeld:
    """A held mail: handle it as if its sender were in order ("release"), or drop it ("discard")."""

    inbound: int
    how: str


@dataclass(frozen=True, slots=True)
class Obey:
    """Orders given by mail: the application carries them out line by line, all or none, and sends the transcript."""

    by: str
    role: Role
    orders: Orders
    question: int | None = None  # whose letter was answered; None: the digest


@dataclass(frozen=True, slots=True)
class Log:
    """An event of a question's history for `explain`, the digest and the reports: "declined", "lapse"..."""

    question: int | None
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


Effect = (
    OpenQuestion
    | ChangeQuestion
    | AddEntry
    | MakeOffer
    | EndOffer
    | SetTimer
    | ClearTimers
    | Send
    | Settle
    | SetAbsence
    | EndAbsence
    | Suppress
    | SetSwitch
    | SetExpert
    | AddClosure
    | ReleaseHeld
    | Obey
    | Log
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, and why. `trace` is what `explain` prints: JSON-ready values in the order they were found."""

    effects: tuple[Effect, ...]
    trace: Mapping[str, Any] = field(default_factory=dict)
