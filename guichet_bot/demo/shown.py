"""Letters as their readers' programs show them."""

import email
import re
from base64 import b64encode
from email.message import Message

_TAG = re.compile(r"\s*\[(RO-20\d\d-\d{4})-\w+\]")


def without_tag(subject: str) -> str:
    """The subject without the signed number, which means nothing to who looks on."""
    return _TAG.sub("", subject)


def number_in(subject: str) -> str:
    """The number of the question that a subject names, "" for none."""
    found = _TAG.search(subject)
    return found[1] if found else ""


def as_shown(raw: bytes) -> str:
    """The letter's own HTML with its pictures inside, for a sandboxed frame."""
    message = email.message_from_bytes(raw)
    html = next((_content(part).decode() for part in message.walk() if part.get_content_type() == "text/html"), "")
    for part in message.walk():
        cid = part.get("Content-ID", "").strip("<>")
        if cid and part.get_content_maintype() == "image":
            data = f"data:{part.get_content_type()};base64,{b64encode(_content(part)).decode()}"
            html = html.replace(f"cid:{cid}", data)
    return html


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
