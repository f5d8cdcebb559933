"""Which adapter serves a desk, from its configuration."""

from guichet_bot.adapters.imap import ImapMailbox
from guichet_bot.adapters.mailbox import Mailbox, MailboxTrouble
from guichet_bot.adapters.maildir import MaildirMailbox
from guichet_bot.adapters.relay import NetworkTrouble, Relay
from guichet_bot.adapters.smtp import SmtpRelay
from guichet_bot.config.settings import DeskSettings, Imap, Maildir


def make_mailbox(settings: DeskSettings) -> Mailbox:
    """The mailbox that this desk reads, not yet open.

    Raises:
        MailboxTrouble: the desk is fed by `receive` only.
    """
    match settings.mailbox:
        case Imap() as imap:
            return ImapMailbox(imap)
        case Maildir() as maildir:
            return MaildirMailbox(maildir)
        case None:
            raise MailboxTrouble(f"Le guichet {settings.desk.name} n'a pas de boîte à lire.", permanent=True)


def make_relay(settings: DeskSettings) -> Relay:
    """One connection to the desk's relay, not yet made.

    Raises:
        NetworkTrouble: the desk has no `[desk.smtp]`.
    """
    if settings.smtp is None:
        raise NetworkTrouble(f"Le guichet {settings.desk.name} n'a pas de serveur d'envoi.", permanent=True)
    return SmtpRelay(settings.smtp, hello=settings.desk.domain)
