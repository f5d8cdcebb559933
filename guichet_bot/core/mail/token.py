"""Signed carriers of a question's identity: plus-addresses, subject tags, Message-IDs.

A token is bound to the question, to the role and to the address of the person the letter went to, so a forwarded
letter does not lend its owner's rights: whoever writes must be the owner as well. Everything survives a change of
letter case and of the secret (the first secret signs, all verify). Tokens carry no personal data.
"""

import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from guichet_bot.core.model import Desk, Role

MAX_SUBJECT = 2000  # how much of a subject is read
MAX_TOKENS = 8  # a real mail carries one or two; each costs a signature per candidate
_LETTERS = {Role.BUYER: "b", Role.EXPERT: "e", Role.COORDINATOR: "c", Role.OPERATOR: "o", Role.STRANGER: "s"}
_ROLES = {letter: role for role, letter in _LETTERS.items()}
_TOKEN = re.compile(r"([beocs])(\d{1,12})-([a-z2-7]{16})", re.ASCII)
_UNDO = re.compile(r"u([a-z0-9]{1,16})-([a-z2-7]{16})", re.ASCII)
_CODE = re.compile(r"[a-z0-9]{1,16}", re.ASCII)
_IN_SUBJECT = re.compile(r"\[\s?([a-z0-9]{2,17}-[a-z2-7]{16})\s?\]", re.ASCII)
_OWN_ID = re.compile(r"([a-z2-7]{16})([a-z2-7]{10})\.([a-z_]{1,30})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where the reader of a letter answers. `tag`: what the subject of a new mail must bear, for a desk whose server
    knows no sub-addresses; "" when the address says it all."""

    address: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """What a plus-address claims; nothing is proven before `owner_of`. `code` is set for an undo token only.

    `question_id` 0 belongs to no question: the digest, or an expert's letters about themselves.
    """

    question_id: int
    role: Role
    mac: str
    code: str = ""


def make_token(secrets: tuple[bytes, ...], question_id: int, role: Role, address: str) -> str:
    """The token for one reader of one question: "e42-" and 16 characters, in lower case."""
    return f"{_LETTERS[role]}{question_id}-{_reply_mac(secrets[0], question_id, role, address)}"


def reply_to(desk: Desk, token: str) -> ReplyTo:
    """The desk's plus-address that carries this token (RFC 5233 subaddress), or the subject that does."""
    if not desk.plus_addresses:
        return ReplyTo(desk.address, f"[{token}]")
    local, _, domain = desk.address.rpartition("@")
    return ReplyTo(f"{local}+{token}@{domain}")


def make_undo_token(desk: Desk, code: str, address: str) -> str:
    """The token with which a mail from `address` undoes the change `code`.

    `code` is 1 to 16 characters of a-z0-9; anything else raises ValueError.
    """
    code = code.lower()
    if not _CODE.fullmatch(code):
        raise ValueError(f"an undo code is 1 to 16 letters or digits, not {code!r}")
    return f"u{code}-{_undo_mac(desk.secrets[0], code, address)}"


def undo_code(token: str) -> str:
    """What an undo token undoes."""
    return token[1:].partition("-")[0]


def find_tokens(recipients: Iterable[str], desk: Desk, subject: str = "") -> tuple[Token, ...]:
    """The tokens in addresses of this desk, then those in the subject, each once; at most `MAX_TOKENS`.

    Those of the subject are read whether the desk has sub-addresses or not: what it once wrote stays answerable.
    """
    local, _, domain = desk.address.lower().rpartition("@")
    start, end = f"{local}+", f"@{domain}"
    addresses = (one.lower() for one in recipients)
    written = [one[len(start) : -len(end)] for one in addresses if one.startswith(start) and one.endswith(end)]
    written += _IN_SUBJECT.findall(subject[:MAX_SUBJECT].lower())
    found: dict[Token, None] = {}
    for each in written:
        if (token := _read(each)) is not None:
            found[token] = None
            if len(found) == MAX_TOKENS:
                break
    return tuple(found)


def owner_of(token: Token, secrets: tuple[bytes, ...], candidates: Iterable[tuple[Role, str]]) -> str:
    """The candidate's address for which a secret of ours signed this token, or "" when the signature fails.

    An undo token belongs to an address whatever its role; a reply token only to a candidate of the same role.
    """
    for role, address in candidates:
        if token.code:
            macs = [_undo_mac(secret, token.code, address) for secret in secrets]
        elif role is token.role:
            macs = [_reply_mac(secret, token.question_id, role, address) for secret in secrets]
        else:
            continue
        if any(hmac.compare_digest(mac, token.mac) for mac in macs):
            return address
    return ""


def subject_tag(desk: Desk, number: str) -> str:
    """The signed tag of a question's letters: "[RO-2026-0042-k7f3q]"."""
    return f"[{number}-{_tag_mac(desk.secrets[0], number)}]"


def find_tag(subject: str, desk: Desk) -> tuple[str, bool] | None:
    """The question's number in a subject and whether its signature holds.

    A valid tag wins over others; a number in brackets without a signature is reported as not valid.
    """
    first: tuple[str, bool] | None = None
    for match in _tag_pattern(desk.prefix).finditer(subject[:MAX_SUBJECT]):
        number, mac = match[1].upper(), (match[2] or "").lower()
        if any(hmac.compare_digest(_tag_mac(secret, number), mac) for secret in desk.secrets):
            return number, True
        first = first or (number, False)
    return first


def message_id(desk: Desk, key: str, kind: str) -> str:
    """The Message-ID, with angle brackets, of the letter that the outbox knows under `key`.

    The same key gives the same id, so a letter made again after a restore is recognised as the same letter. The
    second part signs the first: our own ids are recognised without a look at the archive. Two desks never share an id,
    even with one secret: of two letters that do, mail programs show one.
    """
    name = _mac(desk.secrets[0], 16, "message", desk.address.lower(), key)
    return f"<{name}{_mac(desk.secrets[0], 10, 'id', name, kind)}.{kind}@{desk.domain}>"


def is_own_message_id(desk: Desk, value: str) -> bool:
    """Whether this desk made this Message-ID (with or without angle brackets)."""
    left, _, domain = value.strip().strip("<>").lower().rpartition("@")
    match = _OWN_ID.fullmatch(left)
    if match is None or domain != desk.domain.lower():
        return False
    name, check, kind = match.groups()
    return any(hmac.compare_digest(_mac(secret, 10, "id", name, kind), check) for secret in desk.secrets)


def _read(text: str) -> Token | None:
    if match := _TOKEN.fullmatch(text):
        return Token(int(match[2]), _ROLES[match[1]], match[3])
    if match := _UNDO.fullmatch(text):
        return Token(0, Role.STRANGER, match[2], match[1])
    return None


def _reply_mac(secret: bytes, question_id: int, role: Role, address: str) -> str:
    return _mac(secret, 16, "reply", str(question_id), role.value, address.lower())


def _undo_mac(secret: bytes, code: str, address: str) -> str:
    return _mac(secret, 16, "undo", code, address.lower())


def _tag_mac(secret: bytes, number: str) -> str:
    return _mac(secret, 5, "tag", number)


def _mac(secret: bytes, length: int, *parts: str) -> str:
    """HMAC-SHA-256 in lower-case base32; the first part names the use, so no signature serves for another.

    `length` is at most 16 characters, which is what the first ten bytes give.
    """
    digest = hmac.digest(secret, "\0".join(parts).encode("utf-8", "surrogateescape"), "sha256")
    return b32encode(digest[:10])[:length].decode("ascii").lower()


@lru_cache(maxsize=64)
def _tag_pattern(prefix: str) -> re.Pattern[str]:
    return re.compile(
        rf"\[\s?({re.escape(prefix)}-\d{{4}}-\d{{4,8}})(?:-([a-z2-7]{{5}}))?\s?\]", re.IGNORECASE | re.ASCII
    )
