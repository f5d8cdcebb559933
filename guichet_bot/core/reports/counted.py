"""What a report is written from: sums only, no name and no address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from guichet_bot.core.model import OfferState
from guichet_bot.core.reports.counting import Counting


@dataclass(frozen=True, slots=True)
class Load:
    """The offers made in the period, by how they ended. `answers`: of each expert who got one, how many he answered.

    `nameless`: offers of questions that are anonymous by now: nobody knows whose they were.
    """

    offers: Mapping[OfferState, int] = field(default_factory=dict)
    answers: tuple[int, ...] = ()
    nameless: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """The working time that people noted in the period ("temps : 45"), in minutes by month.

    `lost`: notes whose minutes are no longer kept.
    """

    minutes: Mapping[date, int] = field(default_factory=dict)
    questions: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Returning:
    """A group of similar questions: its topic, how many, from how many structures."""

    topic: str
    questions: int
    structures: int


@dataclass(frozen=True, slots=True)
class Counted:
    """`answers`: first answers that left in the period, by month, whenever their question came.

    `returning`: groups among the `compared` questions; `uncompared` were left out, for their text is gone, no topic was
    seen, or they are too many.
    """

    counting: Counting
    answers: Mapping[date, int] = field(default_factory=dict)
    load: Load = Load()
    spent: Spent = Spent()
    newcomers: int = 0
    returning: Sequence[Returning] = ()
    compared: int = 0
    uncompared: int = 0
