"""Who wrote a mail: From, or Reply-To where From is a web form's or a machine's address."""

import re
from dataclasses import replace

from guichet_bot.core.mail.address_list import addresses, clean_address, display_name
from guichet_bot.core.mail.headers import Fields, first
from guichet_bot.core.model import Address, Desk, Mail

# Local parts of senders nobody can answer, as web forms, multifunction printers and procurement sites use them.
_FORM = re.compile(
    r"(?:do[-_.]?)?not?[-_.]?(?:reply|replay|response)|ne[-_.]?pas[-_.]?repondre|pas[-_.]de[-_.]reponse"
    r"|(?:web)?form(?:ulaire|mail|s)?(?:[-_.+]|\Z)|(?:web|contact|www)[-_.]?(?:form(?:ulaire)?|data)\Z"
    r"|wordpress\Z|apache\Z|www\Z|nobody\Z|drupal\Z|mailer\Z|robot\Z|automate\Z"
)


def author(fields: Fields) -> tuple[Address, Address]:
    """From, and the person who wrote: the same, unless From is a no-reply and Reply-To somebody else."""
    found = addresses(fields.get("from", ())) or addresses(fields.get("sender", ()))
    from_ = found[0] if found else Address("", display_name(first(fields, "from")))
    replies = [one for one in addresses(fields.get("reply-to", ())) if one.address != from_.address]
    if replies and (not from_.address or is_form(from_.address)) and not is_form(replies[0].address):
        return from_, Address(replies[0].address, replies[0].name)
    return from_, from_


def is_desks(address: str, desk: str) -> bool:
    """Whether an address is the desk's own, with or without a suffix."""
    local, _, domain = address.rpartition("@")
    return address == desk or f"{local.partition('+')[0]}@{domain}" == desk


def behind_desk(mail: Mail, desk: Desk) -> Mail:
    """The mail with its real author where a list (against DMARC) or a web form put the desk's own address into From.

    The list says who it was, else the address for replies does, unless it is a coordinator's: they write from the
    mailbox of the desk themselves.
    """
    if not is_desks(mail.from_.address, desk.address) or mail.header("auto-submitted"):
        return mail
    staff = {one.email for one in desk.coordinators}
    said = [one for name in ("x-original-from", "x-original-sender") for one in addresses(mail.headers.get(name, ()))]
    said += [one for one in addresses(mail.headers.get("reply-to", ())) if one.address not in staff]
    author = next((one for one in said if not (is_desks(one.address, desk.address) or is_form(one.address))), None)
    return replace(mail, sender=author) if author else mail


def is_form(address: str) -> bool:
    """Whether an address is a web form's or a machine's, by its local part."""
    return bool(_FORM.match(address.rpartition("@")[0]))


def return_path(fields: Fields) -> str | None:
    """The envelope sender: None without a Return-Path field, "" for the null sender (RFC 5321 §4.5.5)."""
    values = fields.get("return-path")
    if not values:
        return None
    return clean_address(values[0].strip().strip("<>"))
