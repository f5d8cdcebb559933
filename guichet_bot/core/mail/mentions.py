"""Does a mail name somebody? For the erasure of a person, who may be named in the mails of others."""

import re
from collections.abc import Iterable

from guichet_bot.core.mail.charset import decode
from guichet_bot.core.mail.mime import split

_ENCODED = re.compile(rb"content-transfer-encoding:\s{0,9}(?:base64|quoted-printable|x?-?uu)", re.IGNORECASE)
_TEXTS = ("text/", "message/")  # a returned mail, a delivery report


def mentions(raw: bytes, words: Iterable[str]) -> bool:
    """Whether any of these words stands in the mail as written or in one of its texts decoded; letter case is of no
    matter. Files that are attached are not looked into. Takes any bytes, in linear time."""
    wanted = tuple(word.lower() for word in words if word)
    whole = decode(raw).lower()
    if any(word in whole for word in wanted):
        return True
    if raw.isascii() and not _ENCODED.search(raw):
        return False
    texts = (
        decode(part.content(), part.parameters.get("charset", "")).lower()
        for part in split(raw).parts
        if part.content_type.startswith(_TEXTS)
    )
    return any(word in text for text in texts for word in wanted)
