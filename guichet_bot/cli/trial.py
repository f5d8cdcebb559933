"""check --online: does a mail to the desk, or to "guichet+suite@", come back to its mailbox? One is sent to see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from secrets import token_hex

from guichet_bot import clock
from guichet_bot.adapters.mailbox import Mailbox
from guichet_bot.adapters.relay import NetworkTrouble, Outcome, OutcomeKind, Outgoing, Relay
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.mail.token import message_id
from guichet_bot.core.model import Desk

PAUSE = 2.0  # seconds between two looks into the mailbox


@dataclass(frozen=True, slots=True)
class Trial:
    """The mail that is tried: the store that may have taken it in, the instant it is written (aware), and how many
    seconds it has to come back (0: it is not sent)."""

    store_url: str
    now: datetime
    seconds: float


class Refused(Exception):
    """The relay does not want the mail; the text is a French sentence."""


def remedy(desk: Desk) -> str:
    """What to do when the mail goes astray."""
    if desk.plus_addresses:
        return "Si votre hébergeur n'accepte pas ces adresses, écrivez plus_addresses = false dans [[desk]]."
    return "Voyez avec votre hébergeur si le courrier de cette adresse arrive bien dans la boîte que lit le guichet."


async def comes_back(
    desk: Desk, mailbox: Mailbox, relay: Relay, taken: Callable[[str], bytes | None], trial: Trial
) -> bytes | None:
    """Send one mail to the desk, at a plus-address if it has them, and wait for it; at least its header, or None when
    it did not come in time.

    It is filed like the desk's other mail. `mailbox` is open; `taken` gives the mail with a Message-ID that the
    service, at work meanwhile, has taken in.

    Raises:
        Refused: the relay says no.
        NetworkTrouble, MailboxTrouble: a server went away meanwhile.
    """
    mail = _mail(desk, trial.now)
    floor = mailbox.uidnext
    before = set(mailbox.uids(floor))
    outcome = await relay.submit(Outgoing(desk.address, mail["To"], mail.as_bytes()), _nothing)
    _accepted(desk, mail["To"], outcome)
    own = mail["Message-ID"].strip("<>")
    until = clock.elapsed() + trial.seconds
    while True:
        new = [uid for uid in mailbox.uids(floor) if uid not in before]
        # By its own Message-ID: a notice of non-delivery names that of the lost mail in other fields.
        found = {uid: head for uid, head in mailbox.heads(new) if head and parse(head).message_id == own}
        mailbox.file_away(found)
        came = next(iter(found.values()), None) or taken(own)
        if came is not None or clock.elapsed() >= until:
            return came
        mailbox.wait(PAUSE)


def _accepted(desk: Desk, to: str, outcome: Outcome) -> None:
    said = f"{outcome.code} {outcome.text}"
    match outcome.kind:
        case OutcomeKind.FAILED:
            raise Refused(f"le serveur d'envoi refuse {to} ({said}). {remedy(desk)}")
        case OutcomeKind.REFUSED_SENDER:
            raise Refused(
                f"le serveur d'envoi refuse que le guichet écrive ({said}). Demandez à l'hébergeur si le compte de "
                f"[desk.smtp] a le droit d'écrire au nom de {desk.address}."
            )
        case OutcomeKind.LATER:
            raise NetworkTrouble(f"le serveur d'envoi remet le courrier d'essai à plus tard ({said}).")
        case _:
            pass  # sent, or perhaps: the mailbox will tell


def _mail(desk: Desk, now: datetime) -> EmailMessage:
    """Its Message-ID is one of ours, so that a desk at work knows it for its own."""
    local, _, domain = desk.address.rpartition("@")
    to = f"{local}+essai@{domain}" if desk.plus_addresses else desk.address
    mail = EmailMessage()
    mail["From"] = desk.address
    mail["To"] = to
    mail["Subject"] = "Essai du guichet"
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
