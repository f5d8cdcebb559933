"""What the author of a mail says in it: without his signature, and without courtesy."""

import re
from itertools import pairwise

from guichet_bot.core.folding import fold, one_line
from guichet_bot.core.mail.greeting import is_courtesy
from guichet_bot.core.mail.quotes_words import PHONE_SIGNATURE
from guichet_bot.core.mail.signature import signature_of
from guichet_bot.core.triage.orders_words import KEYWORDS

_LONGEST = 300  # characters of a line that are looked at
_MOST_SIGNED = 6  # words of a line under a name
_FOOT = 12  # lines from the end in which a name may stand
_OPENING = frozenset(("je", "absent", "absente", "en", "de", "liste", "rappels"))
# An order written under the signature.
_SIGNED_ORDER = re.compile(r"\s*(?:temps|note|question|r[ée]ponse)(?: pass[ée])?[\s\xa0\u202f]{0,3}:", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?:\d{1,4}|[A-Za-z]{1,8}-20\d\d-\d{1,6})[\s.):,-]{1,4}(?P<word>[^\W\d]{3,20})")


def said_lines(text: str) -> list[str]:
    """The lines that say something: no courtesy, no signature, nobody else's words.

    "Bonjour,\\n\\nOui.\\n\\nCordialement,\\nAnne" -> ["Oui."]
    """
    return [line.strip() for line in body_lines(text) if not (is_courtesy(line) or line.startswith(">"))]


def said_or_courtesy(text: str) -> str:
    """What a mail says, folded on one line; "Merci beaucoup !" when it says nothing besides."""
    own = (line for line in body_lines(text) if not line.startswith(">"))
    return one_line("\n".join(said_lines(text)) or "\n".join(own))


def body_lines(text: str) -> list[str]:
    """The lines of a mail without its signature, nor that of its device."""
    lines = text.replace("\r\n", "\n").split("\n")
    lines = [line for line in lines if not PHONE_SIGNATURE.match(line[:_LONGEST])]
    signature = signature_of(lines)
    if signature:
        stop = next((i for i in signature if _is_signed_order(lines[i])), signature.stop)
        lines = lines[: signature.start] + lines[stop:]
    said = [i for i, line in enumerate(lines[-_FOOT:], max(0, len(lines) - _FOOT)) if line.strip()]
    for above, first in pairwise(said):
        if not _is_name(lines[first]) or not (is_courtesy(lines[above]) or first - above > 1):
            continue
        if all(_is_signature(lines[i]) for i in said if i > first):
            return lines[:first]
    return lines


def _is_signature(line: str) -> bool:
    """A line that may stand under a name: a function, an employer, a telephone."""
    said = line.strip()
    return len(said.split()) <= _MOST_SIGNED and not said.endswith((".", "?", "!", ":")) and not _orders(said)


def _orders(line: str) -> bool:
    first = fold(line.split(maxsplit=1)[0]).strip(",:;.")
    return _is_signed_order(line) or ":" in line[:20] or first in KEYWORDS or first in _OPENING


def _is_signed_order(line: str) -> bool:
    """An order under the signature: "temps : 45", or "5 clore" (and not "5 rue du Moulin")."""
    if _SIGNED_ORDER.match(line[:_LONGEST]):
        return True
    numbered = _NUMBERED.match(line[:_LONGEST])
    return numbered is not None and fold(numbered["word"]) in KEYWORDS


def _is_name(line: str) -> bool:
    """A line that may be its writer's name: "Camille" under "Merci !"."""
    parts = line.split()
    if not 0 < len(parts) <= 3 or not all(
        part[0].isupper() and part.strip(".,").replace("-", "").isalpha() for part in parts
    ):
        return False
    return fold(parts[0]) not in KEYWORDS and fold(line.strip()) not in KEYWORDS
