"""Orders that people give by mail, read from French as people write it. Values only; who may give what is decided
in `core.decide.orders`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Verb(StrEnum):
    """What can be ordered. After the dash: the keys of `Order.args`."""

    ASSIGN = "assign"  # who (name or address as written)
    TOPIC = "topic"  # topic (id or words as written)
    EXTEND = "extend"  # by (Duration)
    CLOSE = "close"
    REOPEN = "reopen"
    WHY = "why"  # explain the promised date
    SEND = "send"  # let the held text of this question go; an expert may add inbound
    RELEASE = "release"  # let a held mail through; inbound (int or None: the one of this letter)
    DISCARD = "discard"  # drop a held mail; inbound
    PAUSE = "pause"
    RESUME = "resume"
    STATS = "stats"
    HELP = "help"
    UNDO = "undo"  # code
    CLOSURE = "closure"  # first, last (date), name: the desk is closed on these days
    ANSWER = "answer"  # text: a coordinator answers the buyer in so many words
    DECLINE = "decline"  # reason ("" allowed)
    ASK = "ask"  # text: details wanted from the buyer
    TRANSFER = "transfer"  # who
    NOTE = "note"  # text
    ABSENT = "absent"  # first, until (date or None), who ("" = the writer)
    BACK = "back"  # who ("" = the writer)
    TIME = "time"  # minutes (int)
    WEEKLY = "weekly"  # on (bool): one list a week instead of single reminders


@dataclass(frozen=True, slots=True)
class Order:
    """One order. `target` is what precedes it: "3" (a line of the digest), "RO-2026-0042", or "" (this question)."""

    verb: Verb
    target: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line as written with the order it gives, or with what is wrong (`problem`, French). `unfinished`: a keyword
    with nothing behind it ("question :") or a number that cannot be ("temps : 450000"): surely no prose."""

    text: str
    order: Order | None = None
    problem: str = ""
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Orders:
    """The reading of a whole mail. `simulate`: change nothing, say what would happen."""

    lines: tuple[OrderLine, ...] = ()
    simulate: bool = False

    @property
    def clear(self) -> bool:
        """Every line is an order."""
        return bool(self.lines) and all(line.order is not None for line in self.lines)
