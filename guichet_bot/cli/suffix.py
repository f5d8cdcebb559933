"""check --online: does a mail to "guichet+suite@" come back to the mailbox? One test mail is sent to find out."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from secrets import token_hex

from guichet_bot import clock
from guichet_bot.adapters.mailbox import Mailbox
from guichet_bot.adapters.relay import OutcomeKind, Outgoing, Relay
from guichet_bot.core.mail.token import message_id
from guichet_bot.core.model import Desk

PAUSE = 2.0  # seconds between two looks into the mailbox
REFUSED = (OutcomeKind.FAILED, OutcomeKind.REFUSED_SENDER)
REMEDY = "Si votre hébergeur n'accepte pas ces adresses, écrivez plus_addresses = false dans [[desk]]."


class Refused(Exception):
    """The relay wants no mail to such an address; the text is a French sentence."""


async def comes_back(
    desk: Desk, mailbox: Mailbox, relay: Relay, taken: Callable[[str], bool], now: datetime, seconds: float
) -> bool:
    """Send one mail to a plus-address of the desk and wait for it; whether it came within `seconds`.

    It is filed like the desk's other mail. `mailbox` is open; `taken` tells whether the service, at work meanwhile,
    has handled a Message-ID; `now` aware.

    Raises:
        Refused: the relay says no.
        NetworkTrouble, MailboxTrouble: a server went away meanwhile.
    """
    mail = _mail(desk, now)
    floor = mailbox.uidnext
    before = set(mailbox.uids(floor))
    outcome = await relay.submit(Outgoing(desk.address, mail["To"], mail.as_bytes()), _nothing)
    if outcome.kind in REFUSED:
        raise Refused(f"le serveur d'envoi refuse {mail['To']} ({outcome.code} {outcome.text}). {REMEDY}")
    own = mail["Message-ID"]
    until = clock.elapsed() + seconds
    while True:
        new = [uid for uid in mailbox.uids(floor) if uid not in before]
        found = [uid for uid, head in mailbox.heads(new) if head and own.encode() in head]
        mailbox.file_away(found)
        if found or taken(own.strip("<>")):
            return True
        if clock.elapsed() >= until:
            return False
        mailbox.wait(PAUSE)


def _mail(desk: Desk, now: datetime) -> EmailMessage:
    """Its Message-ID is one of ours, so that a desk at work knows it for its own."""
    local, _, domain = desk.address.rpartition("@")
    mail = EmailMessage()
    mail["From"] = desk.address
    mail["To"] = f"{local}+essai@{domain}"
    mail["Subject"] = "Essai du guichet : une adresse à suffixe"
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(desk, f"essai:{token_hex(8)}", "essai")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(
        "Ce courrier vient de « guichet-bot check --online ». S'il arrive dans la boîte du guichet, les réponses\n"
        "des experts y arriveront aussi. Vous pouvez l'effacer.\n"
    )
    return mail


async def _nothing() -> None:
    return None
