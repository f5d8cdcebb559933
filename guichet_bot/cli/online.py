"""check --online: does each server let us do what the desk needs?"""

import asyncio
from contextlib import closing
from dataclasses import dataclass, field

from guichet_bot.adapters.doors import make_mailbox, make_relay
from guichet_bot.adapters.imap import ImapMailbox
from guichet_bot.adapters.mailbox import MailboxTrouble
from guichet_bot.adapters.relay import NetworkTrouble
from guichet_bot.config.settings import DeskSettings


@dataclass
class Probe:
    """What one desk's servers said: mistakes to mend, servers to try again later, and what is good to know."""

    wrong: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def probe(settings: DeskSettings) -> Probe:
    """Log in to both servers, look at the folder; nothing is sent and nothing is changed."""
    found = Probe()
    name = settings.desk.name
    if settings.mailbox is not None:
        try:
            with closing(make_mailbox(settings)) as mailbox:
                mailbox.open()
                found.notes.append(f"{name} : la boîte s'ouvre.")
                if isinstance(mailbox, ImapMailbox):
                    found.notes += [f"{name} : {line}" for line in mailbox.report()]
        except MailboxTrouble as trouble:
            (found.wrong if trouble.permanent else found.away).append(f"{name} : {trouble}")
    if settings.smtp is not None:
        try:
            asyncio.run(greet(settings))
            found.notes.append(f"{name} : le serveur d'envoi accepte la connexion.")
        except NetworkTrouble as trouble:
            (found.wrong if trouble.permanent else found.away).append(f"{name} : {trouble}")
    return found


async def greet(settings: DeskSettings) -> None:
    relay = make_relay(settings)
    try:
        await relay.connect()
    finally:
        await relay.close()
