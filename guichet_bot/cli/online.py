"""check --online: does each server let us do what the desk needs?"""

import asyncio
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

from guichet_bot.adapters.doors import make_mailbox, make_relay
from guichet_bot.adapters.imap import ImapMailbox
from guichet_bot.adapters.mailbox import Mailbox, MailboxTrouble
from guichet_bot.adapters.relay import NetworkTrouble
from guichet_bot.cli.suffix import REMEDY, Refused, comes_back
from guichet_bot.config.settings import DeskSettings
from guichet_bot.store import inbound
from guichet_bot.store.engine import open_store, schema_state


@dataclass
class Probe:
    """What one desk's servers said: mistakes to mend, what a person should look at, servers to try again later, and
    what is good to know."""

    wrong: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trial:
    """The mail that tries a plus-address: the store that may have taken it in, the instant it is written (aware), and
    how many seconds it has to come back (0: it is not sent)."""

    store_url: str
    now: datetime
    seconds: float


def probe(settings: DeskSettings, trial: Trial) -> Probe:
    """Log in to both servers, look at the folder, and see whether a mail to a plus-address comes back."""
    found = Probe()
    name = settings.desk.name
    if settings.smtp is not None:
        try:
            asyncio.run(greet(settings))
            found.notes.append(f"{name} : le serveur d'envoi accepte la connexion.")
        except NetworkTrouble as trouble:
            (found.wrong if trouble.permanent else found.away).append(f"{name} : {trouble}")
    if settings.mailbox is not None:
        sends = settings.smtp is not None and not found.wrong and not found.away
        try:
            with closing(make_mailbox(settings)) as mailbox:
                mailbox.open()
                found.notes.append(f"{name} : la boîte s'ouvre.")
                if isinstance(mailbox, ImapMailbox):
                    found.notes += [f"{name} : {line}" for line in mailbox.report()]
                if sends and settings.desk.plus_addresses and trial.seconds:
                    asyncio.run(try_suffix(found, settings, mailbox, trial))
        except MailboxTrouble as trouble:
            (found.wrong if trouble.permanent else found.away).append(f"{name} : {trouble}")
    return found


async def greet(settings: DeskSettings) -> None:
    relay = make_relay(settings)
    try:
        await relay.connect()
    finally:
        await relay.close()


async def try_suffix(found: Probe, settings: DeskSettings, mailbox: Mailbox, trial: Trial) -> None:
    """Whether answers to the desk's letters would reach its mailbox."""
    desk, relay = settings.desk, make_relay(settings)

    def taken(message_id: str) -> bool:
        if schema_state(trial.store_url) != "current":
            return False
        with closing(open_store(trial.store_url)) as store, store.read() as tx:
            return bool(inbound.by_message_id(tx, desk.name, message_id))

    try:
        came = await comes_back(desk, mailbox, relay, taken, trial.now, trial.seconds)
    except Refused as refused:
        found.wrong.append(f"{desk.name} : {refused}")
    except NetworkTrouble as trouble:
        found.away.append(f"{desk.name} : {trouble}")
    else:
        if came:
            found.notes.append(f"{desk.name} : une adresse à suffixe arrive bien dans la boîte.")
        else:
            found.unsure.append(
                f"{desk.name} : un courrier d'essai envoyé à une adresse à suffixe n'est pas revenu en "
                f"{trial.seconds:.0f} secondes ; sans elle, les réponses des experts se perdraient. {REMEDY}"
            )
    finally:
        await relay.close()
