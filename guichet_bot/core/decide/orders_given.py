"""What an order is given with, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from guichet_bot.core.effects import Effect
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import Role


class Refused(Exception):
    """The order cannot be carried out; a French clause says why."""


@dataclass(frozen=True, slots=True)
class Done:
    """The effects of an order, and what it does as a French clause."""

    effects: tuple[Effect, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Given:
    """Who orders, on what. `case` is the question meant, None when the order is about none.

    `held` maps held mails to their sender; `holding(email)` gives the cases whose open offer an expert holds;
    `stats()` the desk's figures in French. `cause` makes the letters of this order distinct from any other's.
    """

    by: str
    role: Role
    office: Office
    now: datetime
    cause: str
    case: Case | None = None
    held: Mapping[int, str] = field(default_factory=dict)
    holding: Callable[[str], tuple[Case, ...]] = field(default=lambda _email: ())
    stats: Callable[[], str] = field(default=lambda: "")

    def about(self) -> Case:
        """The question meant.

        Raises:
            Refused: the order names none, or one whose buyer is no longer known.
        """
        if self.case is None:
            raise Refused("dites de quelle question il s'agit : son numéro, ou celui de la ligne du point du matin")
        if self.case.question.anonymous:
            raise Refused(f"la question {self.case.question.number} est devenue anonyme, ses données ont été effacées")
        return self.case
