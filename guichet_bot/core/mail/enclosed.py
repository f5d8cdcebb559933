"""The files of a buyer's mail, which stay with the desk: they may name people or hold a competitor's offer."""

import re

from guichet_bot.core.mail.passed_on import passed_on
from guichet_bot.core.model import Attachment, Mail

_LOGO = 100_000  # bytes: below, a picture beside a text is part of a signature
_NO_DOCUMENT = frozenset(("text/vcard", "text/x-vcard", "text/directory", "text/calendar", "application/pgp-keys"))
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})\Z")
_NAMED = re.compile(r"\A\[\d{1,3} fichiers? joints?[^\[\]\n]{0,400}\]\s{0,2}")


def documents(mail: Mail) -> tuple[Attachment, ...]:
    """The attached files that say something: no logo of a signature, no visiting card, no mail that is read anyway."""
    read = passed_on(mail)
    return tuple(one for one in mail.attachments if one not in read and not _aside(one, bool(mail.newest.strip())))


def with_files_named(text: str, mail: Mail) -> str:
    """`text` under a line that says which kinds of files came along, so that its reader knows of them.

    Not their names: "CCTP Albi.pdf" tells who asks. Above the text, since what follows it may be a signature.
    """
    files = documents(mail)
    if not files:
        return text
    kinds = dict.fromkeys(found[1].upper() for one in files if (found := _EXTENSION.search(one.filename)))
    listed = f" ({', '.join(kinds)})" if kinds else ""
    joined = "1 fichier joint" if len(files) == 1 else f"{len(files)} fichiers joints"
    kept = "gardé par la coordination" if len(files) == 1 else "gardés par la coordination"
    return f"[{joined}{listed}, {kept} du guichet]\n\n{text}".strip()


def without_files_named(text: str) -> str:
    """What `with_files_named` was given."""
    return _NAMED.sub("", text)


def _aside(file: Attachment, beside_text: bool) -> bool:
    logo = beside_text and file.content_type.startswith("image/") and len(file.content) < _LOGO
    return logo or file.content_type in _NO_DOCUMENT or file.filename.lower().endswith(".vcf")
