"""check --online: does each server let us do what the desk needs?"""

import asyncio
from contextlib import closing

from guichet_bot import clock
from guichet_bot.adapters.doors import make_mailbox, make_relay
from guichet_bot.adapters.imap import ImapMailbox
from guichet_bot.adapters.mailbox import Mailbox, MailboxTrouble
from guichet_bot.adapters.nameserver import Nameserver
from guichet_bot.adapters.relay import NetworkTrouble
from guichet_bot.cli.findings import Findings
from guichet_bot.cli.records import look_up
from guichet_bot.cli.seen import look_at
from guichet_bot.cli.trial import Refused, Trial, comes_back, remedy
from guichet_bot.config.settings import DeskSettings
from guichet_bot.core.mail.parse import parse
from guichet_bot.store import inbound, raws
from guichet_bot.store.engine import open_store, schema_state


def probe(settings: DeskSettings, trial: Trial, nameserver: Nameserver) -> Findings:
    """Log in to both servers, look at the folder, see how a mail comes back, and what the domain publishes."""
    found = Findings()
    name, back = settings.desk.name, False
    if settings.smtp is not None:
        try:
            asyncio.run(greet(settings))
            found.notes.append(f"{name} : le serveur d'envoi accepte la connexion.")
        except NetworkTrouble as trouble:
            (found.wrong if trouble.permanent else found.away).append(f"{name} : {trouble}")
    if settings.mailbox is not None:
        sends = settings.smtp is not None and not found.problems
        try:
            with closing(make_mailbox(settings)) as mailbox:
                mailbox.open()
                found.notes.append(f"{name} : la boîte s'ouvre.")
                if isinstance(mailbox, ImapMailbox):
                    found.notes += [f"{name} : {line}" for line in mailbox.report()]
                if sends and trial.seconds:
                    back = asyncio.run(try_mail(found, settings, mailbox, trial))
        except MailboxTrouble as trouble:
            (found.wrong if trouble.permanent else found.away).append(f"{name} : {trouble}")
    if not back:
        found.notes.append(
            f"{name} : aucun courrier d'essai n'est revenu : on ne peut pas dire d'ici si SPF, DKIM et DMARC "
            "réussissent, ni si les horloges s'accordent."
        )
    if settings.smtp is not None:
        found.add(look_up(name, settings.desk.domain, nameserver))
    return found


async def greet(settings: DeskSettings) -> None:
    relay = make_relay(settings)
    try:
        await relay.connect()
    finally:
        await relay.close()


async def try_mail(found: Findings, settings: DeskSettings, mailbox: Mailbox, trial: Trial) -> bool:
    """Whether answers to the desk's letters would reach its mailbox, and what the mail that did tells."""
    desk, relay = settings.desk, make_relay(settings)

    def taken(message_id: str) -> bytes | None:
        if schema_state(trial.store_url) != "current":
            return None
        with closing(open_store(trial.store_url)) as store, store.read() as tx:
            rows = inbound.by_message_id(tx, desk.name, message_id)
            return (raws.get(tx, rows[0].sha256) or b"") if rows else None

    what = "une adresse à suffixe" if desk.plus_addresses else f"l'adresse {desk.address}"
    try:
        came = await comes_back(desk, mailbox, relay, taken, trial)
    except Refused as refused:
        found.wrong.append(f"{desk.name} : {refused}")
    except NetworkTrouble as trouble:
        found.away.append(f"{desk.name} : {trouble}")
    else:
        if came is not None:
            found.notes.append(f"{desk.name} : un courrier envoyé à {what} arrive bien dans la boîte.")
            found.add(look_at(desk, parse(came), trial.now, clock.now()))
            return True
        found.unsure.append(
            f"{desk.name} : un courrier d'essai envoyé à {what} n'est pas revenu en {trial.seconds:.0f} secondes ; "
            f"sans elle, les réponses des experts se perdraient. {remedy(desk)}"
        )
    finally:
        await relay.close()
    return False
