"""Buttons of letters: mailto links that write the order for their reader."""

from dataclasses import dataclass
from urllib.parse import quote

from guichet_bot.core.mail.token import ReplyTo


@dataclass(frozen=True, slots=True)
class Button:
    """`label` stands on the button, `url` is a mailto link, `say` what the plain text shows instead of the link."""

    label: str
    url: str
    say: str


def mailto(to: ReplyTo, subject: str = "", body: str = "") -> str:
    """A mailto URL (RFC 6068): line breaks are CRLF, everything but the unreserved characters is encoded."""
    signed = f"{subject} {to.tag}".strip()
    fields = [f"{name}={_encode(value)}" for name, value in (("subject", signed), ("body", body)) if value]
    return f"mailto:{quote(to.address, safe='@+')}" + ("?" + "&".join(fields) if fields else "")


def order(label: str, to: ReplyTo, subject: str, written: str, say: str = "") -> Button:
    """A button that sends `written` to the signed address; the text part says to reply with the same words."""
    return Button(label, mailto(to, subject, written), say or f"répondez « {written.strip()} »")


def _encode(value: str) -> str:
    return quote("\r\n".join(value.splitlines()) if "\n" in value else value, safe="")
