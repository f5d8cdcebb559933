"""Does a mail name somebody? For the erasure of a person, who may be named in the mails of others."""

import re
from collections.abc import Iterable

from guichet_bot.core.mail.charset import decode
from guichet_bot.core.mail.mime import split

_ENCODED = re.compile(rb"content-transfer-encoding:\s{0,9}(?:base64|quoted-printable|x?-?uu)", re.IGNORECASE)
# Not behind a letter, nor behind a letter with a sign; a number is what programs write before an address in an id.
BEGINS = r"(?<![^\W\d_])(?<![^\W\d_][._+-])"
_TEXTS = ("text/", "message/")  # a returned mail, a delivery report


def mentions(raw: bytes, words: Iterable[str]) -> bool:
    """Whether any of these words stands in the mail as written or in one of its texts decoded; letter case is of no
    matter. Files that are attached are not looked into. Takes any bytes, in linear time."""
    wanted = standing_alone(words)
    if wanted is None:
        return False
    if wanted.search(decode(raw).lower()):
        return True
    if raw.isascii() and not _ENCODED.search(raw):
        return False
    texts = (
        wanted.search(decode(part.content(), part.parameters.get("charset", "")).lower())
        for part in split(raw).parts
        if part.content_type.startswith(_TEXTS)
    )
    return any(texts)


def standing_alone(words: Iterable[str]) -> re.Pattern[str] | None:
    """Any of these words in a text in lower case, but not inside another: "anne@..." is not in "joanne@..." or
    "l.anne@...", nor RO-2026-1234 in RO-2026-12345. None when there is no word."""
    wanted = "|".join(re.escape(word.lower()) for word in words if word)
    return re.compile(rf"{BEGINS}(?:{wanted})(?!\w)") if wanted else None
