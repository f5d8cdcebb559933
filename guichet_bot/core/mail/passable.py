"""Which files of an answer travel on to the other side, and under which names."""

import re
from collections.abc import Iterable
from dataclasses import replace

from guichet_bot.core.mail.private import scrubbed
from guichet_bot.core.model import Attachment

# Proton and others send their writer's public key with every mail.
_CARDS = frozenset(("text/vcard", "text/x-vcard", "text/directory", "application/pgp-keys"))
# A whole mail, a signed or encrypted one, a meeting: it names its author, and few programs open the former.
_WRAPPERS = frozenset(
    (
        "message/rfc822",
        "application/vnd.ms-outlook",
        "application/ms-tnef",
        "application/vnd.ms-tnef",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
        "application/pgp-encrypted",
        "text/calendar",
        "application/ics",
    )
)
_WRAPPER = re.compile(r"(?:.*\.(?:eml|msg|p7m|pgp|gpg|asc|ics|vcs)|winmail\.dat)", re.IGNORECASE)
# Pictures as mail programs name those of a signature; a larger one may be what the author shows.
_LOGO = re.compile(
    r"(?:image\d{3}|outlook-\w{1,20}|logo[\w -]{0,40}|signature[\w -]{0,40})\.(?:png|jpe?g|gif)", re.IGNORECASE
)
_LOGO_SIZE = 12_000  # bytes
_BETWEEN = re.compile(r"[\s_]+")
_REMOVED = re.compile(r"\[[^\]]{1,20} retirée?\]")


def passable(attachments: Iterable[Attachment], private: Iterable[str]) -> tuple[Attachment, ...]:
    """The files without visiting cards, the small pictures of a signature, and `wrapped` ones; `private` (names and
    addresses of their author) is taken out of their names.

    What a file holds is left as it is: its author chose to send it.
    """
    words = tuple(private)
    return tuple(
        replace(one, filename=_anonymous(one.filename, words))
        for one in attachments
        if not (_is_card(one) or _is_logo(one) or _is_wrapped(one))
    )


def wrapped(attachments: Iterable[Attachment], private: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of mails ("winmail.dat" is one) and meetings among the files, which stay behind and are told."""
    words = tuple(private)
    return tuple(_anonymous(one.filename, words) for one in attachments if _is_wrapped(one))


def _is_card(one: Attachment) -> bool:
    return one.content_type in _CARDS or one.filename.lower().endswith(".vcf")


def _is_logo(one: Attachment) -> bool:
    picture = one.content_type.startswith("image/") and len(one.content) <= _LOGO_SIZE
    return picture and _LOGO.fullmatch(one.filename) is not None


def _is_wrapped(one: Attachment) -> bool:
    return not _is_card(one) and (one.content_type in _WRAPPERS or bool(_WRAPPER.fullmatch(one.filename)))


def _anonymous(filename: str, words: tuple[str, ...]) -> str:
    stem, dot, extension = filename.rpartition(".")
    found = scrubbed(_BETWEEN.sub(" ", stem or extension), words)
    if not found.removed:
        return filename
    name = _BETWEEN.sub(" ", _REMOVED.sub(" ", found.text)).strip(" -") or "document"
    return name + dot + extension if stem else name
