"""Write one letter as the immutable bytes that the outbox keeps.

The structure is fixed by hand because the stdlib's `EmailMessage` costs more than everything else a mail goes
through; the result is plain RFC 5322/2045/2047/2231, 7-bit clean, with CRLF line ends. Nothing that comes from
outside can start a header: control characters never pass `_clean`.
"""

import hashlib
import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from guichet_bot.core.effects import LetterKind
from guichet_bot.core.mail.address_list import seven_bit
from guichet_bot.core.model import Attachment

MAX_SUBJECT = 250
MAX_REFERENCES = 12
_WIDTH = 76
_AUTO_REPLIED = frozenset(
    (
        LetterKind.ACK,
        LetterKind.OUT_OF_SCOPE,
        LetterKind.TOO_LARGE,
        LetterKind.LATE_NOTICE,
        LetterKind.ASIDE,
        LetterKind.RIGHTS_ACK,
        LetterKind.HOLD_SENDER,
        LetterKind.ABSENCE,
        LetterKind.BACK,
        LetterKind.TRANSCRIPT,
    )
)
_HUMAN = frozenset(
    (
        LetterKind.OFFER,  # carries the buyer's words, and a vacation reply to it is how an absence becomes known
        LetterKind.ANSWER,
        LetterKind.DETAILS,
        LetterKind.FOLLOW_UP,
        LetterKind.THANKS,
        LetterKind.LATE_ANSWER,
        LetterKind.NOTE,
    )
)
# Control characters and those that turn the reading direction around; white space of any kind is one blank.
_UNWANTED = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
_ID = re.compile(r"[!-;=?-~]{1,250}", re.ASCII)
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,80}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}", re.ASCII)
_TOKEN_PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+", re.ASCII)
_LONG_WORD = re.compile(r"\S{70}")
_Q_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_PERCENT_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")


@dataclass(frozen=True, slots=True)
class Inline:
    """A picture that the HTML shows with `cid:<cid>`."""

    cid: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter to one person. Ids may come with or without angle brackets; `date` is aware.

    `unsubscribe` is a mailto URL for letters that come regularly (RFC 2369). RFC 8058's one-click form needs a web
    server, which a desk does not have.
    """

    kind: LetterKind
    from_name: str
    from_address: str
    to: str
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str = ""
    to_name: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    language: str = "fr"
    attachments: tuple[Attachment, ...] = ()
    inline: tuple[Inline, ...] = ()
    unsubscribe: str = ""
    list_id: str = ""


def auto_submitted(kind: LetterKind) -> str:
    """The value of Auto-Submitted (RFC 3834), or "" for a letter that carries a person's words."""
    if kind in _AUTO_REPLIED:
        return "auto-replied"
    return "" if kind in _HUMAN else "auto-generated"


def null_sender(kind: LetterKind) -> bool:
    """Whether the envelope sender is empty: nothing may come back from an automatic reply (RFC 3834 §3.3)."""
    return kind in _AUTO_REPLIED


def compose(letter: Outgoing) -> bytes:
    """The whole message. Same letter, same bytes.

    Raises ValueError for an address that cannot stand in a header of a 7-bit mail, or a Message-ID that is none.
    """
    own = _ids((letter.message_id,))
    if not own:
        raise ValueError(f"not a Message-ID: {letter.message_id!r}")
    references = _ids((*letter.references, letter.in_reply_to, letter.message_id))
    if len(references) > MAX_REFERENCES:
        references = [references[0], *references[1 - MAX_REFERENCES :]]
    lines = [
        "From: " + _mailbox(letter.from_name, letter.from_address),
        "To: " + _mailbox(letter.to_name, letter.to),
        "Subject: " + _unstructured(letter.subject),
        "Date: " + format_datetime(letter.date),
        "Message-ID: " + own[0],
        "References: " + "\r\n ".join(references),  # ours too: some relays replace the Message-ID
    ]
    if answered := _ids((letter.in_reply_to,)):
        lines.append("In-Reply-To: " + answered[0])
    if letter.reply_to:
        lines.append("Reply-To: " + _mailbox(letter.from_name, letter.reply_to))
    lines += _conduct(letter)
    lines += ("Content-Language: " + (_token(letter.language) or "fr"), "MIME-Version: 1.0", "")
    head = "\r\n".join(lines).encode("ascii")
    return head + _body(letter)


def _conduct(letter: Outgoing) -> list[str]:
    """What tells other machines how to treat the letter."""
    lines = []
    automatic = auto_submitted(letter.kind)
    if automatic:
        lines.append("Auto-Submitted: " + automatic)
    # Exchange obeys this one. Absence replies to letters that carry a person's words are welcome.
    lines.append("X-Auto-Response-Suppress: " + ("All" if automatic else "DR, RN, NRN"))
    if letter.list_id:
        lines.append(f"List-Id: <{_token(letter.list_id)}>")
    if letter.unsubscribe:
        lines.append(f"List-Unsubscribe: <{_token(letter.unsubscribe)}>")
    return lines


def _body(letter: Outgoing) -> bytes:
    """The MIME entity, from its Content-Type on.

    Bodies are quoted-printable or base64: neither can contain "=_", so no boundary can occur in them.
    """
    stem = "=_" + hashlib.sha256(letter.message_id.encode("utf-8", "replace")).hexdigest()[:24]
    entity = _text_part("plain", letter.text)
    if letter.html:
        shown = _text_part("html", letter.html)
        if letter.inline:
            pictures = [_picture(number, picture) for number, picture in enumerate(letter.inline, 1)]
            shown = _multipart('related; type="text/html"', stem + "_r", [shown, *pictures])
        entity = _multipart("alternative", stem + "_a", [entity, shown])
    if letter.attachments:
        entity = _multipart("mixed", stem + "_m", [entity, *map(_attached, letter.attachments)])
    return entity


def _multipart(subtype: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    mark = b"--" + boundary.encode("ascii")
    pieces = [f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n'.encode("ascii")]
    for part in parts:
        pieces += (mark, part)
    pieces.append(mark + b"--\r\n")
    return b"\r\n".join(pieces)


def _text_part(subtype: str, text: str) -> bytes:
    lines = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    body = b2a_qp((lines.rstrip("\n") + "\n").replace("\n", "\r\n").encode("utf-8", "replace"), istext=True)
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode("ascii") + body


def _picture(number: int, picture: Inline) -> bytes:
    extension = _content_type(picture.content_type).rpartition("/")[2]
    return _binary(
        picture.content_type,
        picture.content,
        [f"Content-ID: <{_token(picture.cid)}>", f'Content-Disposition: inline; filename="image{number}.{extension}"'],
    )


def _attached(attachment: Attachment) -> bytes:
    disposition = ";\r\n ".join(["Content-Disposition: attachment", *_filename(attachment.filename)])
    return _binary(attachment.content_type, attachment.content, [disposition])


def _binary(content_type: str, content: bytes, headers: list[str]) -> bytes:
    head = [f"Content-Type: {_content_type(content_type)}", "Content-Transfer-Encoding: base64", *headers, "", ""]
    encoded = b64encode(content)
    rows = [encoded[start : start + _WIDTH] for start in range(0, len(encoded), _WIDTH)]
    return "\r\n".join(head).encode("ascii") + b"\r\n".join([*rows, b""])


def _content_type(value: str) -> str:
    """A type without parameters. Base64 is not allowed on message/* and multipart/* (RFC 2045 §6.4)."""
    folded = value.partition(";")[0].strip().lower()
    if not _TYPE.fullmatch(folded) or folded.startswith(("message/", "multipart/")):
        return "application/octet-stream"
    return folded


def _filename(value: str) -> list[str]:
    """The parameters that carry a file name: quoted when ASCII, else by RFC 2231 in pieces of one line each."""
    name = _clean(value)[:150] or "document"
    if name.isascii() and len(name) <= 60:
        return ['filename="' + name.replace("\\", "\\\\").replace('"', '\\"') + '"']
    pieces = ["utf-8''"]
    for byte in name.encode("utf-8"):
        if len(pieces[-1]) > 55:
            pieces.append("")
        pieces[-1] += chr(byte) if byte in _PERCENT_PLAIN else f"%{byte:02X}"
    return [f"filename*{number}*={piece}" for number, piece in enumerate(pieces)]


def _mailbox(name: str, address: str) -> str:
    address = seven_bit(address)
    phrase = _clean(name)[:120].strip()
    if not phrase:
        return address
    if not phrase.isascii() or "=?" in phrase or len(phrase) > 60:
        phrase = _encoded(phrase)
    elif not _TOKEN_PHRASE.fullmatch(phrase):
        phrase = '"' + phrase.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{phrase}\r\n <{address}>"


def _unstructured(value: str) -> str:
    text = _clean(value)
    if len(text) > MAX_SUBJECT:
        text = text[: MAX_SUBJECT - 1].rstrip() + "…"
    if not text.isascii() or "=?" in text or _LONG_WORD.search(text):
        return _encoded(text)
    rows = [""]
    for word in text.split(" "):
        if rows[-1] and len(rows[-1]) + len(word) > _WIDTH - 12:
            rows.append("")
        rows[-1] += (" " if rows[-1] else "") + word
    return "\r\n ".join(rows)


@lru_cache(maxsize=64)  # the desk's own name stands in every letter, twice
def _encoded(text: str) -> str:
    """RFC 2047 words, none of which splits a character; with the header's name a line stays under 76."""
    words, word = [], ""
    for character in text:
        code = _q(character)
        if len(word) + len(code) > 52:
            words.append(word)
            word = ""
        word += code
    return "\r\n ".join(f"=?utf-8?q?{word}?=" for word in (*words, word))


def _q(character: str) -> str:
    if character in _Q_PLAIN:
        return character
    if character == " ":
        return "_"
    return "".join(f"={byte:02X}" for byte in character.encode("utf-8"))


def _ids(values: Iterable[str]) -> list[str]:
    """Message-IDs in angle brackets, each once (the last mention counts); what is none is left out."""
    found: dict[str, None] = {}
    for value in values:
        bare = value.strip().removeprefix("<").removesuffix(">")
        if _ID.fullmatch(bare):
            found.pop(bare, None)
            found[bare] = None
    return [f"<{bare}>" for bare in found]


def _token(value: str) -> str:
    """A value that stands between angle brackets."""
    return "".join(character for character in value if "!" <= character <= "~" and character not in "<>")


def _clean(value: str) -> str:
    return _UNWANTED.sub(" ", value).strip()
