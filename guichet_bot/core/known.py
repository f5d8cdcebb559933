"""What the store tells a decision: a snapshot read in the same transaction, as values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from guichet_bot.core.model import (
    Absence,
    Candidate,
    Desk,
    Entry,
    Offer,
    Question,
    Role,
)
from guichet_bot.core.time.worktime import Calendar
from guichet_bot.core.triage.rules import Rules


@dataclass(frozen=True, slots=True)
class Carrier:
    """One piece of threading evidence: by which carrier a mail points to a question.

    `kind`: token | letter (the sender answers one that was written to him) | undo | tag | reference. `valid` is False
    for a token or tag whose signature fails. `owner`: whom the token or letter was made for ("" for a tag or a
    reference). Question 0 is no question: the answer to a digest or to a letter about the expert himself. `code` is
    set for an undo address.
    """

    kind: str
    question_id: int
    valid: bool = True
    role: Role = Role.STRANGER
    owner: str = ""
    code: str = ""

    @property
    def personal(self) -> bool:
        """Made for one reader, who may act by it."""
        return self.kind in ("token", "letter")


@dataclass(frozen=True, slots=True)
class Office:
    """The desk's people, rules and calendars: the same for every mail and timer of one transaction.

    `calendar_of(email)` is the calendar of that expert or coordinator (own zone and hours, else the desk's),
    `frozen(key)` the calendar a question was opened under. Callables over values already read: no I/O.
    """

    desk: Desk
    rules: Rules
    calendar: Calendar
    calendar_key: str
    candidates: tuple[Candidate, ...] = ()
    calendar_of: Callable[[str], Calendar] = field(default=lambda _email: Calendar.always_open())
    frozen: Callable[[str], Calendar] = field(default=lambda _key: Calendar.always_open())
    paused: str = ""  # who paused the desk; "" = it runs
    restored: bool = False  # the store was put back and not yet compared with the mailbox
    away: Mapping[str, tuple[Absence, ...]] = field(default_factory=dict)  # not over, by address; also coordinators'
    silenced: frozenset[str] = frozenset()  # addresses that get no letter for now: theirs were refused
    refused: frozenset[str] = frozenset()  # these, and those that get letters again but have not written since


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what happened to it: offers in order of making, entries in order."""

    question: Question
    offers: tuple[Offer, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about the mail in hand.

    `inbound_id`, `cause` (sha256 hex of the raw mail) and `received_at` identify it. `cases` maps question ids to
    those that any carrier points to. `recent` is how many mails this address sent in the last hour, this one
    included. `buyer_last`: the id of the sender's latest open question, if any. `held_before`: a hold notice
    already went to this sender for this question. `released`: a coordinator let this held mail through.
    `digest_lines` maps "3" to a question's number, for a coordinator's answer to a digest.
    `own`: its Message-ID is one of ours. `duplicate`: the same mail is already there.
    `known_message_id`: another mail with this id but another body was handled for this question (a list copy).
    `previous`: this buyer's latest answered questions, newest first, a few. `holding`: when the sender is an expert,
    the cases whose open offer he holds: they are offered to others when he turns out to be absent.
    """

    office: Office
    inbound_id: int
    cause: str
    received_at: datetime
    carriers: tuple[Carrier, ...] = ()
    cases: Mapping[int, Case] = field(default_factory=dict)
    recent: int = 1
    buyer_last: int | None = None
    held_before: bool = False
    released: bool = False
    digest_lines: Mapping[str, str] = field(default_factory=dict)
    own: bool = False
    duplicate: bool = False
    known_message_id: int | None = None
    previous: tuple[Question, ...] = ()
    holding: tuple[Case, ...] = ()
