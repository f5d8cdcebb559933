"""Attached files: what counts as one, and a name that is safe to write to disk."""

import re
import unicodedata

from guichet_bot.core.mail.charset import one_line
from guichet_bot.core.mail.mime import Part
from guichet_bot.core.model import Attachment

_MOST = 500
_LONGEST = 120  # characters of a file name
_SIGNATURES = frozenset(("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"))
_EXTENSIONS = {
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/vcard": ".vcf",
    "application/pdf": ".pdf",
    "application/ms-tnef": ".dat",
    "application/zip": ".zip",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
}
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_PATH = re.compile(r"[/\\]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|\Z)", re.IGNORECASE)  # Windows


def attached(parts: list[Part]) -> tuple[Attachment, ...]:
    """The files of these parts, signatures left out; at most 500."""
    kept = [part for part in parts if part.content_type not in _SIGNATURES][:_MOST]
    return tuple(
        Attachment(safe_filename(part.filename, part.content_type, number), part.content_type, part.content())
        for number, part in enumerate(kept, 1)
    )


def safe_filename(name: str, content_type: str = "", number: int = 1) -> str:
    """The last component of a file name, without control characters, leading dots or reserved names.

    A part without a usable name gets "piece-jointe-<number>" and the extension of its type.
    """
    name = unicodedata.normalize("NFC", name)  # a Mac writes accents apart: no name would be found in it
    name = _PATH.split(one_line(name).rstrip("/\\ "))[-1]
    name = _UNSAFE.sub("_", name).strip(" .")
    if not name.strip("_"):
        return f"piece-jointe-{number}{_EXTENSIONS.get(content_type, '.bin')}"
    if _RESERVED.match(name):
        name = "_" + name
    if len(name) > _LONGEST:
        stem, dot, extension = name.rpartition(".")
        keep = dot + extension if stem and len(extension) <= 10 else ""
        name = name[: _LONGEST - len(keep)].rstrip(" .") + keep
    return name
