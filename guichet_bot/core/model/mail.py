"""A received mail, read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


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
    """What a delivery report says: addresses by action (RFC 3464), and the Message-ID of the mail it is about.

    `reasons`: for failed addresses of which the report tells more, the status and the server's words.
    """

    failed: tuple[str, ...] = ()
    delayed: tuple[str, ...] = ()
    delivered: tuple[str, ...] = ()
    original_message_id: str = ""
    reasons: tuple[tuple[str, str], ...] = ()


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
