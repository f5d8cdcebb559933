"""What a morning's digest is made from: the desk as it stands, and what happened since the recipient's last one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from guichet_bot.core.known import Office
from guichet_bot.core.model import Question
from guichet_bot.core.triage.recurring import Group

WEEKS = 8
OUT_OF_SCOPE = "hors périmètre"  # closed_why of what never was a question for the desk

OPENED, REPLIED, DECLINED, LAPSED = "opened", "replied", "declined", "lapsed"
REOPENED, CLOSED, BOUNCED, RIGHTS = "reopened", "closed", "bounced", "rights"
TOLD = (OPENED, REPLIED, DECLINED, LAPSED, REOPENED, CLOSED, BOUNCED, RIGHTS)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of `TOLD`: what it says depends on its kind."""

    kind: str
    question: int | None
    inbound: int | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that waits for a coordinator. `question` is set when it belongs to one; `late`: an expert's second answer,
    which one word sends to the buyer."""

    inbound: int
    sender: str
    subject: str
    reason: str
    since: datetime
    question: int | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the charts count it."""

    at: datetime
    topic: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The desk this morning, the same for all coordinators. `today` is local; `groups` only when the week begins.

    `open`: questions offered or in coordination. `asked`: questions of the last 90 days, out of scope ones left out.
    """

    office: Office
    now: datetime
    today: date
    open: tuple[Question, ...] = ()
    held: tuple[HeldMail, ...] = ()
    asked: tuple[Asked, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """What happened since this recipient's last digest, at `since` (None: this is the first, it tells a day).

    `since_letter` False: no letter was written then, nor on any silent morning after it.
    `questions` are those that the events, the held mails and the open list speak of, by id; `triage` what was read in
    a question, by its id. `ends` and `unfinished` count mails for the reconciliation.
    """

    since: datetime | None = None
    since_letter: bool = True
    happened: tuple[Happened, ...] = ()
    questions: Mapping[int, Question] = field(default_factory=dict)
    triage: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    ends: Mapping[str, int] = field(default_factory=dict)
    unfinished: Mapping[str, int] = field(default_factory=dict)
