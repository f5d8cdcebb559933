"""Which files of an answer travel on to the other side, and under which names."""

import re
from collections.abc import Iterable
from dataclasses import replace

from guichet_bot.core.mail.private import scrubbed
from guichet_bot.core.model import Attachment

_CARDS = frozenset(("text/vcard", "text/x-vcard", "text/directory"))
_BETWEEN = re.compile(r"[\s_]+")
_REMOVED = re.compile(r"\[[^\]]{1,20} retirée?\]")


def passable(attachments: Iterable[Attachment], private: Iterable[str]) -> tuple[Attachment, ...]:
    """The files without visiting cards; `private` (names and addresses of their author) is taken out of their names.

    What a file holds is left as it is: its author chose to send it.
    """
    words = tuple(private)
    return tuple(
        replace(one, filename=_anonymous(one.filename, words))
        for one in attachments
        if one.content_type not in _CARDS and not one.filename.lower().endswith(".vcf")
    )


def _anonymous(filename: str, words: tuple[str, ...]) -> str:
    stem, dot, extension = filename.rpartition(".")
    found = scrubbed(_BETWEEN.sub(" ", stem or extension), words)
    if not found.removed:
        return filename
    name = _BETWEEN.sub(" ", _REMOVED.sub(" ", found.text)).strip(" -") or "document"
    return name + dot + extension if stem else name
