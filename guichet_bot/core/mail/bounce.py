"""Delivery reports: which addresses failed, wait or were reached, and about which mail.

RFC 3464 first; half of real bounces have no such part, so flufl.bounce reads the rest. Its detectors raise on hostile
mail and some of their patterns are quadratic in the length of a line: it only sees mails that look like a bounce, as a
small rebuilt message with short lines, behind a guard.
"""

import re
from collections.abc import Iterable
from email import message_from_string

from flufl.bounce import all_failures

from guichet_bot.core.mail.address_list import clean_address
from guichet_bot.core.mail.charset import clean_text, decode
from guichet_bot.core.mail.headers import Fields, decoded, first, message_ids, split_head
from guichet_bot.core.mail.mime import Part, Tree
from guichet_bot.core.model import Address, DeliveryReport

_MOST = 500  # addresses of one report
_STATUS = 256_000  # characters of a delivery-status part that are read
_LINES = 400  # of a bounce's text that flufl.bounce sees
_LINE = 300  # characters of a line that it sees

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
_XTEXT = re.compile(r"\+([0-9A-F]{2})")


def delivery_report(tree: Tree, from_: Address, return_path: str | None, text: str) -> DeliveryReport | None:
    """The delivery report that a mail is, or None. A mail to which a person attached one is none."""
    suspect = _suspect(tree.fields, from_, return_path)
    if not suspect and tree.whole_type not in ("multipart/report", "message/delivery-status"):
        return None
    found: dict[str, list[str]] = {"failed": [], "delayed": [], "delivered": []}
    status = [part for part in tree.parts if part.content_type.endswith("delivery-status")]
    for part in status:
        _read_status(clean_text(decode(part.content()[:_STATUS], "utf-8")), found)
    if suspect and not any(found.values()):
        _guess(tree, text, found)
    if not status and not any(found.values()):
        return None
    return DeliveryReport(
        failed=_unique(found["failed"]),
        delayed=_unique(address for address in found["delayed"] if address not in found["failed"]),
        delivered=_unique(found["delivered"]),
        original_message_id=_original(tree.parts, text),
    )


def _suspect(fields: Fields, from_: Address, return_path: str | None) -> bool:
    return (
        return_path == ""
        or "x-failed-recipients" in fields
        or bool(_DAEMON.match(from_.address) or _DAEMON_NAME.search(from_.name))
        or bool(_SUBJECT.match(decoded(first(fields, "subject"))))
    )


def _read_status(text: str, found: dict[str, list[str]]) -> None:
    """RFC 3464 §2.3: groups of fields; a repeated field begins a new group where the blank line is missing."""
    group: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        key = name.strip().lower()
        if not line.strip() or (key in group and key in ("final-recipient", "original-recipient", "action")):
            _settle(group, found)
            group = {}
        if colon and line[:1] not in " \t":
            group.setdefault(key, value.strip())
    _settle(group, found)


def _settle(group: dict[str, str], found: dict[str, list[str]]) -> None:
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
            return


def _recipient(value: str) -> str:
    kind, semicolon, address = value.rpartition(";")
    address = address.strip().strip("<>").strip()
    if semicolon and "x400" in kind.lower():
        return ""
    if "+" in address and "@" not in address:  # RFC 3461 §4 xtext
        address = _XTEXT.sub(lambda hit: chr(int(hit[1], 16)), address)
    return clean_address(address)


def _guess(tree: Tree, text: str, found: dict[str, list[str]]) -> None:
    """What flufl.bounce recognises in a bounce without a delivery-status part."""
    lines = [line[:_LINE] for line in text.split("\n", _LINES)[:_LINES]]
    kept = ("from", "to", "subject", "x-failed-recipients", "x-mailer", "received")
    head = [f"{name}: {decoded(value)[:_LINE]}" for name in kept for value in tree.fields.get(name, ())[:3]]
    try:
        temporary, permanent = all_failures(message_from_string("\n".join([*head, "", *lines])))
    except Exception:  # its detectors raise whatever the mail leads them to
        return
    found["failed"] += _addresses(permanent)
    found["delayed"] += _addresses(temporary)


def _addresses(raw: Iterable[bytes | str]) -> list[str]:
    texts = (one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in raw)
    return sorted(address for text in texts if (address := clean_address(text)))


def _original(parts: list[Part], text: str) -> str:
    """The Message-ID of the mail that the report is about."""
    for part in parts:
        if part.content_type in ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers"):
            data = part.content().lstrip(b"\r\n")
            fields, _, _ = split_head(data, 0, len(data))
            ids = message_ids(first(fields, "message-id"))
            if ids:
                return ids[0]
    found = _MESSAGE_ID.search(text)
    return message_ids(found[1])[0] if found else ""


def _unique(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(addresses))[:_MOST]
