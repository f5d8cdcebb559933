"""Any bytes as a `Mail`. Nothing here raises: what cannot be read is noted in `Mail.defects`."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from guichet_bot.core.mail.address_list import addresses
from guichet_bot.core.mail.attachments import attached
from guichet_bot.core.mail.author import author, return_path
from guichet_bot.core.mail.body import Body, read_body
from guichet_bot.core.mail.bounce import delivery_report
from guichet_bot.core.mail.charset import clean_text, decode
from guichet_bot.core.mail.headers import Fields, decoded, first, message_ids
from guichet_bot.core.mail.mime import split
from guichet_bot.core.mail.notices import without_notices
from guichet_bot.core.mail.quotes import newest, newest_of_html
from guichet_bot.core.model import Address, Mail

_SUBJECT = 1_000  # characters that are kept
_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_RAW = 200_000  # bytes shown when nothing else can be read


def parse(raw: bytes) -> Mail:
    """Read a mail. Any bytes give a Mail, in time and memory linear in their size; `date` is UTC."""
    try:
        return _read(raw)
    except Exception as error:  # the last resort: a person can still read the raw text
        text = clean_text(decode(raw[:_RAW]))
        nobody = Address("")
        defect = f"illisible ({type(error).__name__})"
        return Mail("", nobody, nobody, "", text, text, defects=(defect,))


def _read(raw: bytes) -> Mail:
    tree = split(raw)
    fields = tree.fields
    from_, sender = author(fields)
    envelope = return_path(fields)
    body = read_body(tree.parts)
    ids = message_ids(first(fields, "message-id"))
    return Mail(
        message_id=ids[0] if ids else "",
        sender=sender,
        from_=from_,
        subject=decoded(first(fields, "subject"))[:_SUBJECT],
        text=body.text,
        newest=without_notices(_newest(body)),
        recipients=_recipients(fields),
        in_reply_to=message_ids(first(fields, "in-reply-to")),
        references=message_ids(" ".join(fields.get("references", ()))),
        date=_date(first(fields, "date")),
        return_path=envelope,
        headers={name: tuple(map(decoded, values)) for name, values in fields.items()},
        attachments=attached(body.files),
        calendar=tuple(body.calendar),
        report=delivery_report(tree, from_, envelope, body.text),
        defects=(*tree.defects, *body.defects, *_missing(fields)),
    )


def _newest(body: Body) -> str:
    """Markup tells a quote best. Where the text version was read, the HTML is asked only if no quote showed in it."""
    if body.reaction:
        return body.reaction
    if body.html and (found := newest_of_html(body.html)):
        return found
    said = without_notices(body.said)  # below the copied mail, a notice is not an answer to it
    left = newest(said)
    if body.other_html and left == said.strip():
        left = newest_of_html(body.other_html) or left
    return left or body.text


def _recipients(fields: Fields) -> tuple[str, ...]:
    found = addresses(value for name in _RECIPIENTS for value in fields.get(name, ()))
    return tuple(dict.fromkeys(one.address for one in found))


def arrived(mail: Mail) -> datetime | None:
    """When the last server on its way took the mail, UTC: servers write Received on top (RFC 5321 §4.4)."""
    said = (_date(value.rpartition(";")[2]) for value in mail.headers.get("received", ()))
    return next((at for at in said if at), None)


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(decoded(value[:200]))
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _missing(fields: Fields) -> list[str]:
    """Fields that every mail should have (RFC 5322 §3.6)."""
    return [f"pas d'en-tête {name}" for name in ("From", "Date", "Message-ID") if name.lower() not in fields]
