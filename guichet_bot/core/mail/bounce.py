"""Delivery reports: which addresses failed, wait or were reached, and about which mail.

RFC 3464 first; half of real bounces have no such part, so flufl.bounce reads the rest. Its detectors raise on hostile
mail and some of their patterns are quadratic in the length of a line: it only sees mails that look like a bounce, as a
small rebuilt message with short lines, behind a guard.
"""

import re
from collections.abc import Iterable, Iterator
from email import message_from_string

from flufl.bounce import all_failures

from guichet_bot.core.mail.address_list import addresses, clean_address
from guichet_bot.core.mail.charset import clean_text, decode
from guichet_bot.core.mail.headers import Fields, decoded, first, message_ids, split_head
from guichet_bot.core.mail.mime import Part, Tree
from guichet_bot.core.model import Address, DeliveryReport

_MOST = 500  # addresses of one report
_STATUS = 256_000  # characters of a delivery-status part that are read
_LINES = 400  # of a bounce's text that flufl.bounce sees
_LINE = 300  # characters of a line that it sees
_NOTICE = 20_000  # characters of a notice in words that are read
_NOTICE_LINES = 60
_NAMED = 5  # addresses that a notice in words may name

_DAEMON = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|mail\.?delivery|bounces?|mmdf|mail-?er|delivery|noreply-dmarc)"
    r"(?:[-+.=_].*)?@",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mail(?:er)?[- ]?(?:delivery|daemon|administrat|router|system)|delivery (?:sub)?system|postmaster"
    r"|internet mail delivery|système de (?:distribution|messagerie)|microsoft (?:outlook|exchange)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\W*(?:undeliver|non[- ]?(?:remis|distribu|livr|deliver)|returned mail|mail (?:delivery|could not)"
    r"|delivery[- ](?:status|fail|notif|has|report|problem|error)|failure notice|deliver(?:y|ed).{0,20}fail"
    r"|fail\w* (?:delivery|mail)|message (?:you sent|delayed|undeliver|non|status|could)|warning: (?:message|could)"
    r"|échec d|notification (?:d'échec|d’échec|de non|de l'état)|unzustellbar|mail system error|returned to sender"
    r"|courrier non|user unknown|nondeliverable|permanent (?:delivery|fail)|\[?error\]? .{0,30}deliver"
    r"|unable to deliver|could not deliver|bounced? )",
    re.IGNORECASE,
)
_MESSAGE_ID = re.compile(r"^[> \t]*Message-ID:\s*(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_COPY = re.compile(
    r"^(?!.{0,9}delete your own text).{0,40}"
    r"(?:(?:copy|headers?|text|part) of (?:the|your) (?:original |undelivered )?(?:message|mail)|headers follow"
    r"|(?:original|returned|undelivered|rejected)[ -](?:message|mail)|unsent message|message d'origine|message original"
    r"|message returned|^received: |^return-path: )",
    re.IGNORECASE | re.MULTILINE,
)
_FAILED = re.compile(
    r"\b[45]\d\d[ -]|\b[45]\.\d{1,3}\.\d{1,3}\b|(?:user|recipient|mailbox|address|host|domain).{0,40}"
    r"(?:unknown|exist|not found|unavailable|rejected|full|quota|disabled|inactive)|unknown (?:user|recipient|address)"
    r"|(?:not|n't|unable to|never) (?:be |been )?(?:deliver|reach|accept)|fail|undeliver|returned|reject|refus|inconnu"
    r"|introuvable|n'existe pas|non (?:remis|distribu)|boîte .{0,20}pleine|impossible|no such|error|rejet",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"delay|(?:will|going to) (?:keep|continue|be retried|retry|try)|not yet|warning|retard|nouvelle tentative",
    re.IGNORECASE,
)
_PERMANENT = re.compile(r"\b5\d\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b|permanent|giving up|gave up", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{3,200}")
_STARTING = re.compile(r"^[\W\d_]{0,8}(?:to:|rcpt to:|recipient:)?\s{0,8}<?([\w.+=-]{1,64}@[\w.-]{3,200})", re.I | re.M)
_HELP = re.compile(r"(?:postmaster|support|help|abuse|mailer-daemon|no-?reply)\b", re.IGNORECASE)
_XTEXT = re.compile(r"\+([0-9A-F]{2})")


def delivery_report(tree: Tree, from_: Address, return_path: str | None, text: str) -> DeliveryReport | None:
    """The delivery report that a mail is, or None. A mail to which a person attached one is none."""
    suspect = _suspect(tree.fields, from_, return_path)
    if not suspect and tree.whole_type not in ("multipart/report", "message/delivery-status"):
        return None
    found: dict[str, list[str]] = {"failed": [], "delayed": [], "delivered": []}
    reasons: dict[str, str] = {}
    status = [part for part in tree.parts if part.content_type.endswith("delivery-status")]
    for part in status:
        _read_status(clean_text(decode(part.content()[:_STATUS], "utf-8")), found, reasons)
    if (suspect or status) and not any(found.values()):
        own = {from_.address, *(one.address for one in addresses(tree.fields.get("to", ())))}
        for read in (_in_flufl, _in_words, _in_original):
            read(tree, text, found)
            found = {kind: [one for one in names if one not in own] for kind, names in found.items()}
            if any(found.values()):
                break
    if not status and not any(found.values()):
        return None
    return DeliveryReport(
        failed=_unique(found["failed"]),
        delayed=_unique(address for address in found["delayed"] if address not in found["failed"]),
        delivered=_unique(found["delivered"]),
        original_message_id=_original(tree.parts, text),
        reasons=tuple((address, why) for address, why in reasons.items() if why)[:_MOST],
    )


def _suspect(fields: Fields, from_: Address, return_path: str | None) -> bool:
    return (
        return_path == ""
        or "x-failed-recipients" in fields
        or bool(_DAEMON.match(from_.address) or _DAEMON_NAME.search(from_.name))
        or bool(_SUBJECT.match(decoded(first(fields, "subject"))))
    )


def _read_status(text: str, found: dict[str, list[str]], reasons: dict[str, str]) -> None:
    """RFC 3464 §2.3: groups of fields; a repeated field begins a new group where the blank line is missing."""
    group: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        key = name.strip().lower()
        if not line.strip() or (key in group and key in ("final-recipient", "original-recipient", "action")):
            _settle(group, found, reasons)
            group = {}
        if colon and line[:1] not in " \t":
            group.setdefault(key, value.strip())
    _settle(group, found, reasons)


def _settle(group: dict[str, str], found: dict[str, list[str]], reasons: dict[str, str]) -> None:
    action = group.get("action", "").lower()
    status = group.get("status", "")[:1]
    if action.startswith(("fail", "error")) or (not action and status == "5"):
        kind = "failed"
    elif action.startswith("delay") or (not action and status == "4"):
        kind = "delayed"
    elif action.startswith(("deliver", "relay", "expand")):
        kind = "delivered"
    else:
        return
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        address = _recipient(group.get(name, ""))
        if address:
            found[kind].append(address)
            if kind == "failed":
                said = group.get("diagnostic-code", "").rpartition(";")[2].strip()
                reasons[address] = f"{group.get('status', '')} {said}".strip()[:_LINE]
            return


def _recipient(value: str) -> str:
    kind, semicolon, address = value.rpartition(";")
    address = address.strip().strip("<>").strip()
    if semicolon and "x400" in kind.lower():
        return ""
    if "+" in address and "@" not in address:  # RFC 3461 §4 xtext
        address = _XTEXT.sub(lambda hit: chr(int(hit[1], 16)), address)
    return clean_address(address)


def _in_flufl(tree: Tree, text: str, found: dict[str, list[str]]) -> None:
    """What flufl.bounce recognises in a bounce without a delivery-status part."""
    if "final-recipient:" in text[:_STATUS].lower():
        _read_status(text[:_STATUS], found, {})
        return
    lines = [line[:_LINE] for line in text.split("\n", _LINES)[:_LINES]]
    kept = ("from", "to", "subject", "x-failed-recipients", "x-mailer", "received")
    head = [f"{name}: {decoded(value)[:_LINE]}" for name in kept for value in tree.fields.get(name, ())[:3]]
    if not first(tree.fields, "from").strip():  # without one, a detector fails and writes that to the journal
        head.insert(0, "From: <>")
    message = "\n".join([*head, "", *lines]).encode("ascii", "replace").decode("ascii")
    try:
        temporary, permanent = all_failures(message_from_string(message))
    except Exception:  # its detectors raise whatever the mail leads them to
        return
    found["failed"] += _addresses(permanent)
    found["delayed"] += _addresses(temporary)


def _in_words(tree: Tree, text: str, found: dict[str, list[str]]) -> None:
    """The address that a notice names, above the copy of the mail; several only where each begins its line."""
    notice = "\n".join(line[:_LINE] for line in _COPY.split(text[:_NOTICE], maxsplit=1)[0].split("\n")[:_NOTICE_LINES])
    if not _FAILED.search(notice):
        return
    names = dict.fromkeys(name for name in _ADDRESS.findall(notice) if not _HELP.match(name))
    if len(names) > 1:
        names = dict.fromkeys(_STARTING.findall(notice))
    kind = "delayed" if _DELAYED.search(notice) and not _PERMANENT.search(notice) else "failed"
    found[kind] += [address for name in list(names)[:_NAMED] if (address := clean_address(name.rstrip(".")))]


def _in_original(tree: Tree, text: str, found: dict[str, list[str]]) -> None:
    """Whom the returned mail was for, when it was for one person."""
    if not _FAILED.search(text[:_NOTICE] + decoded(first(tree.fields, "subject"))):
        return
    for fields in _returned(tree.parts):
        recipients = {one.address for one in addresses(fields.get("to", ()))}
        if len(recipients) == 1 and "cc" not in fields:
            found["failed"] += recipients


def _addresses(raw: Iterable[bytes | str]) -> list[str]:
    texts = (one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in raw)
    return sorted(address for text in texts if (address := clean_address(text)))


def _original(parts: list[Part], text: str) -> str:
    """The Message-ID of the mail that the report is about."""
    for fields in _returned(parts):
        if ids := message_ids(first(fields, "message-id")):
            return ids[0]
    found = _MESSAGE_ID.search(text)
    return message_ids(found[1])[0] if found else ""


def _returned(parts: list[Part]) -> Iterator[Fields]:
    """The header fields of the mails that a report carries, whole or in part."""
    for part in parts:
        if part.content_type in ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers"):
            data = part.content().lstrip(b"\r\n")
            yield split_head(data, 0, len(data))[0]


def _unique(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(addresses))[:_MOST]
