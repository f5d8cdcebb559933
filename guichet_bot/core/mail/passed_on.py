"""Mail that passes another mail on: what it asks, and the copied headers that name people."""

import re

from guichet_bot.core.mail.parse import parse
from guichet_bot.core.mail.quotes_header import header_family
from guichet_bot.core.mail.subject import says_passed_on
from guichet_bot.core.model import Attachment, Mail

_ADDRESS = re.compile(r"[^\s<>@:;,\[\]()\"']{1,64}@[^\s<>@;,\[\]()\"']{2,200}")
_NAME = re.compile(r"[^<\[(]{3,80}")
_AROUND = " \t>*_|\"'"
_NAMED = ("from", "to", "other")
_MAIL = "message/rfc822"
_MOST = 3  # attached mails that are read


def asked(mail: Mail) -> str:
    """What a mail that begins a question asks: all of it when its subject says that it passes another one on, for
    "pouvez-vous répondre ?" above a forwarded mail is no question. Such a mail may also be attached."""
    # Outlook marks a forwarded mail in its text as it marks a quoted one; only the subject tells them apart.
    passes_on = says_passed_on(mail.subject)
    own = (mail.text if passes_on else mail.newest).strip()
    if own and not passes_on:
        return own
    return "\n\n".join(text for text in (own, *map(_read, passed_on(mail))) if text)


def passed_on(mail: Mail) -> tuple[Attachment, ...]:
    """The mails that a mail attaches to pass them on; what somebody attaches to his own words is his document."""
    if mail.newest.strip() and not says_passed_on(mail.subject):
        return ()
    return tuple(one for one in mail.attachments if one.content_type == _MAIL)[:_MOST]


def _read(attached: Attachment) -> str:
    """An attached mail as programs write it when they pass it on in the text."""
    mail = parse(attached.content)
    lines = (f"De : {mail.sender.name} <{mail.sender.address}>", f"Date : {mail.header('date')}", "", mail.text.strip())
    return "\n".join((f"Objet : {mail.subject}", *lines)) if lines[-1] else ""


def without_headers(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without the lines of copied mail headers that name people or a date, and the names and addresses that
    they held. The subject stays. A single "De : 9h" is prose and is left alone."""
    lines = text.split("\n")
    families = [header_family(line.lstrip(_AROUND)) for line in lines]
    people: list[str] = []
    gone: set[int] = set()
    start = 0
    while start < len(lines):
        stop = _block_end(lines, families, start)
        block = families[start:stop]
        if "from" in block and ("date" in block or "subject" in block) and len(set(block)) > 2:
            for i in range(start, stop):
                if families[i] != "subject":
                    gone.add(i)
                    people += _people(lines[i], families[i])
        start = max(stop, start + 1)
    if not gone:
        return text, ()
    return "\n".join(line for i, line in enumerate(lines) if i not in gone), tuple(dict.fromkeys(people))


def _block_end(lines: list[str], families: list[str], start: int) -> int:
    """Where the run of header lines ends that begins here; recipients may go on over lines without a name."""
    stop = start
    while stop < len(lines) and (families[stop] or (stop > start and _goes_on(lines[stop], families[stop - 1]))):
        stop += 1
    return stop


def _goes_on(line: str, above: str) -> bool:
    return above in ("", "to", "other") and line.rstrip(_AROUND).endswith((";", ">")) and "@" in line


def _people(line: str, family: str) -> list[str]:
    """The addresses of a header line, and its author's full name: a single word may be any word of the text."""
    if family not in ("", *_NAMED):
        return []
    found = [address.rstrip(".") for address in _ADDRESS.findall(line[:2_000])]
    if family == "from":
        name = _NAME.match(line.partition(":")[2].strip(_AROUND))
        said = name[0].strip(_AROUND) if name else ""
        if "@" not in said and len(said.split()) > 1:
            found.append(said)
    return found
