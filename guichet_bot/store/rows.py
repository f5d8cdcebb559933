"""Received mails and letters as rows of the store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guichet_bot.core.model import Cause, InboundState, Role


@dataclass(frozen=True, slots=True)
class InboundRow:
    """A received mail. `raw` is only there on a claimed row; `trace` is what `explain` prints."""

    id: int
    desk: str
    folder: str
    uidvalidity: int
    uid: int
    source: str
    sha256: str
    size: int
    received_at: datetime
    state: InboundState
    cause: Cause | None
    reason: str
    attempts: int
    lease_until: datetime | None
    worker: str
    dedup: str | None
    message_id: str
    sender: str
    subject: str
    question_id: int | None
    trace: Any
    handled_at: datetime | None
    raw: bytes | None = None

    @property
    def released(self) -> bool:
        """A coordinator or the operator let it through: handle it as if its sender were in order."""
        return self.cause == Cause.RELEASED


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to add. `sender` is the envelope's ("" = the null sender); `state`: queued or held."""

    desk: str
    key: str
    message_id: str
    question_id: int | None
    kind: str
    role: Role
    rcpt: str
    sender: str
    subject: str
    raw: bytes
    created_at: datetime
    next_at: datetime
    state: str = "queued"
    response: str = ""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A letter. `state`: queued | sending | sent | failed | unsure | cancelled | held. `phase` "data": its content
    was about to leave, so that nobody can know whether it arrived until the server's reply is written down."""

    id: int
    desk: str
    key: str
    message_id: str
    question_id: int | None
    kind: str
    role: Role
    rcpt: str
    sender: str
    subject: str
    raw: bytes
    state: str
    phase: str
    attempts: int
    next_at: datetime
    lease_until: datetime | None
    worker: str
    response: str
    created_at: datetime
    sent_at: datetime | None
    doubts: int


@dataclass(frozen=True, slots=True)
class Finish:
    """How an attempt ended. `worker` and `attempts` as claimed: who lost the lease meanwhile changes nothing."""

    id: int
    worker: str
    attempts: int
    state: str
    response: str
    next_at: datetime
    doubts: int = 0
