"""Learn an expert's absence from the vacation reply that the mailbox sends.

A false absence takes a volunteer's questions away, so every doubt is a no: a machine must have written the mail, and
it must say that the writer is away. A bounce, a delivery notice, a receipt of a help desk, a list or a person who
mentions holidays is never one.
"""

import re
from datetime import date, timedelta

from guichet_bot.core.model import Absence, Mail
from guichet_bot.core.people import absence_words as words
from guichet_bot.core.people.dates import Span, read_span, single_span
from guichet_bot.core.people.dates_scan import Mention, mention_of, scan
from guichet_bot.core.people.dates_words import fold
from guichet_bot.core.people.ics import read_calendar

__all__ = ["SOURCE", "read_calendar", "read_vacation"]

SOURCE = "vacation reply"
_MOST_TEXT = 4000
_LONGEST = timedelta(days=400)
_REPLY_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply", "auto-reply")
_MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|mail-?delivery|bounces?)\b")
_ON_A_DAY = re.compile(
    r"\b(?:absent|conge|vacances|deplacement|formation|indisponible|disponible|joignable|bureau|out|leave|away|office|vacation|"
    r"abwesend|urlaub|buro|erreichbar|oficina|vacaciones|ausente|ferie|sede|ufficio|assente)[\w()]*"
    r"[^.!?\ue000-\uf8ff]{0,25}(?P<on>[\ue000-\uf8ff])"
    r"|(?P<german>[\ue000-\uf8ff])[^.!?\ue000-\uf8ff]{0,12}\b(?:nicht|abwesend|im urlaub)\b"
)


def read_vacation(mail: Mail, today: date) -> Absence | None:
    """The absence that a vacation reply tells; None when the mail is not one.

    `today` is the local date on which the mail came. `until` is the last day away: "de retour le 17" means the 16; None
    when no date is told, or one that is over (a reply left switched on).
    """
    if _from_the_system(mail):
        return None
    subject, text = fold(mail.subject[:300]), fold((mail.newest or mail.text)[:_MOST_TEXT])
    if not _is_vacation(mail, subject, text):
        return None
    span = _span(text, today) or _span(subject, today) or Span()
    first = span.first if span.first is not None else today
    until = span.until
    if until is not None and (until < today or until < first or until - first > _LONGEST):
        first, until = today, None
    return Absence(first=first, until=until, source=SOURCE)


def _from_the_system(mail: Mail) -> bool:
    """A delivery report, a list, or the mail system itself."""
    return bool(
        mail.report is not None
        or mail.header("List-Id")
        or mail.header("List-Post")
        or "multipart/report" in mail.header("Content-Type").lower()
        or _MACHINES.match(mail.from_.address)
    )


def _is_vacation(mail: Mail, subject: str, text: str) -> bool:
    away_subject = words.AWAY_SUBJECT.search(subject) is not None
    if _replies_by_header(mail):
        if words.RECEIPT.search(f"{subject} {text}") and not words.FIRST_PERSON.search(text):
            return False
        return away_subject or words.AWAY.search(text) is not None or words.AWAY_THIRD.search(text) is not None
    if words.AUTOMATIC_SUBJECT.search(subject) is not None or mail.header("X-Auto-Response-Suppress"):
        return away_subject or words.AWAY.search(text) is not None
    return words.AUTOMATIC_BODY.search(text) is not None and words.AWAY.search(text) is not None


def _replies_by_header(mail: Mail) -> bool:
    """RFC 3834 and its forerunners. "no" is a person; parameters and blanks do not count."""
    submitted = mail.header("Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted.startswith("auto-")
        or any(mail.header(name) for name in _REPLY_HEADERS)
        or mail.header("Precedence").strip().lower() == "auto_reply"
    )


def _span(folded: str, today: date) -> Span | None:
    skeleton, mentions = scan(folded, today)
    if not mentions and not any(character.isdigit() for character in skeleton):
        return None
    return read_span(skeleton, mentions, today) or _on_a_day(skeleton, mentions, today)


def _on_a_day(skeleton: str, mentions: tuple[Mention, ...], today: date) -> Span | None:
    """As in "je suis absente ce jour", "out of the office this week": one date and no word about its bounds."""
    match = _ON_A_DAY.search(skeleton)
    return single_span(mention_of(match["on"] or match["german"], mentions), today, today) if match else None
