"""Addresses of From, To and the like, from text that only resembles RFC 5322. One pass, no recursion."""

import re
from collections.abc import Iterable

from guichet_bot.core.mail.charset import one_line
from guichet_bot.core.mail.headers import decoded, raw_text
from guichet_bot.core.model import Address

_LONGEST = 64_000  # characters of one field that are read
_MOST = 500  # addresses
_NAME = 200  # characters of a display name that are kept
_ADDRESS = 320  # 64 + "@" + 255, RFC 5321 §4.5.3.1

_PLAIN = r"<[^<>]*(?:>|\Z)|=\?[^?\s]{0,60}\?[bBqQ]\?[^?\s]*\?=|[^\s\"<(,;:]+|."
_UNQUOTED = re.compile(_PLAIN, re.DOTALL)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|' + _PLAIN, re.DOTALL)
_COMMENT = re.compile(r"[^()\\]+|\\.|[()\\]", re.DOTALL)
_SPACED_AT = re.compile(r"\s{0,9}([@.])\s{0,9}")  # bounded here and below: a flood must not be walked again and again
_NOT_ADDRESS = re.compile(r"[\s<>\x00-\x20\x7f-\xa0]+")
# Never a piece of a local part: half an address is somebody else's.
_WITHIN = re.compile(r"(?<![^\s<>()\[\],;:\"])[^\s<>()\[\],;:\"]{1,64}@[^\s<>()\[\],;:\"']{1,255}")


_SEVEN_BIT = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}", re.ASCII)


def seven_bit(address: str) -> str:
    """The address as a 7-bit header bears it: only its domain may hold accents.

    Raises ValueError for an address that no letter of ours can be written to.
    """
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    if not _SEVEN_BIT.fullmatch(f"{local}@{domain}"):
        raise ValueError(f"cannot write to the address {address!r}")
    return f"{local}@{domain}"


def writable(address: str) -> bool:
    """Whether a letter can be sent to this address by a relay that takes ASCII only."""
    try:
        seven_bit(address)
    except ValueError:
        return False
    return True


def addresses(values: Iterable[str]) -> list[Address]:
    """The addresses of raw field values, in order, at most 500. Text without any address gives none."""
    found: list[Address] = []
    for value in values:
        for one in _read(value[:_LONGEST]):
            found.append(one)
            if len(found) >= _MOST:
                return found
    return found


def _read(value: str) -> Iterable[Address]:
    words: list[str] = []  # of the display name, or of an address without angle brackets
    comments: list[str] = []
    angle: str | None = None
    tokens, position, end = _TOKEN, 0, len(value)
    while position < end:
        if value[position] == "(":
            text, position = _comment(value, position)
            comments.append(text)
            continue
        text = tokens.match(value, position)[0]  # type: ignore[index]  # "." takes anything
        position += len(text)
        if text == '"':  # never closed: look for no other, or each would cost a walk to the end
            tokens = _UNQUOTED
        elif text in ",;":
            yield from _address(words, comments, angle)
            words, comments, angle = [], [], None
        elif text == ":" and angle is None and not _is_address(words):
            words = []  # the name of a group
        elif text[0] == "<" and (angle is None or "@" not in angle):
            angle = text[1:].removesuffix(">")
        else:
            words.append(text)
    yield from _address(words, comments, angle)


def _comment(value: str, position: int) -> tuple[str, int]:
    """The text of a comment, inner ones included, and where it ends."""
    depth = 0
    start = position + 1
    for token in _COMMENT.finditer(value, position):
        depth += (token[0] == "(") - (token[0] == ")")
        if not depth:
            return value[start : token.start()], token.end()
    return value[start:], len(value)


def _is_address(words: list[str]) -> bool:
    return any("@" in word and not word.startswith('"') for word in words)


def _address(words: list[str], comments: list[str], angle: str | None) -> Iterable[Address]:
    phrase, comment = "".join(words).strip(), " ".join(comments)
    if angle is None:
        angle, phrase = _bare(phrase, comment)
    address = clean_address(angle)
    name = display_name(phrase or comment)
    if not address and (inside := _WITHIN.search(phrase)):
        address = clean_address(inside[0])
    if address:
        yield Address(address, "" if name.lower() == address else name)


def _bare(phrase: str, comment: str) -> tuple[str, str]:
    """An address written without angle brackets, and the name: the words around it, else the comment (RFC 822)."""
    text = _SPACED_AT.sub(r"\1", phrase)
    inside = _WITHIN.search(text) if '"' not in text.partition("@")[0] else None
    if inside is None:
        return text, comment
    around = f"{text[: inside.start()]} {text[inside.end() :]}".strip(" []")
    return inside[0], around or comment


def clean_address(text: str) -> str:
    """An addr-spec in lower case without controls or spaces; "" when there is no "@"."""
    text = decoded(text) if "=?" in text else one_line(raw_text(text))
    if text.startswith("@") and ":" in text:  # RFC 5322 §4.4: an obsolete route
        text = text.rpartition(":")[2]
    if text[:7].lower() == "mailto:":
        text = text[7:]
    text = _NOT_ADDRESS.sub("", text).strip(".,;:'") if '"' not in text else text.strip(" .,;:'<>")
    local, _, domain = text.rpartition("@")
    return text.lower()[:_ADDRESS] if local and domain else ""


def display_name(text: str) -> str:
    """A display name as people read it: unquoted, decoded, cut at 200 characters."""
    if '"' in text:
        text = re.sub(r'\\(.)|"', lambda found: found[1] or "", text, flags=re.DOTALL)
    name = decoded(text).strip("'\"<> ")
    return name[:_NAME].strip()
