"""What can go wrong with an IMAP server, told to the operator with what to do about it."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import CapabilityError, LoginError

from guichet_bot.adapters.mailbox import MailboxTrouble
from guichet_bot.config.settings import Imap

REFUSED = imaplib.IMAP4.error  # the server said NO or BAD; the connection is good
BROKEN = (imaplib.IMAP4.abort, OSError)  # a kind of `REFUSED` by inheritance, but the connection is not good
_QUOTED = re.compile(r"^b(['\"])(.*)\1$", re.DOTALL)  # imapclient hands on the reply as Python writes bytes
OUT_OF_DATE = (9, 10)  # OpenSSL: the certificate is not yet valid, or has expired
# Not the user's fault: the codes of RFC 5530, and the words of large providers that use none of them.
PASSING = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|OVERQUOTA)\]|\bconnections\b|\btemporar|\bunavailable\b|\brate limit",
    re.IGNORECASE,
)


@contextmanager
def told(settings: Imap) -> Iterator[None]:
    """Turn every error of the library and the network inside the block into `MailboxTrouble`."""
    try:
        yield
    except (REFUSED, OSError) as error:
        raise trouble(error, settings) from error


def trouble(error: Exception, settings: Imap) -> MailboxTrouble:
    """The sentence for an error met while talking to this server."""
    server = f"le serveur IMAP « {settings.host} » (port {settings.port})"
    said = _QUOTED.sub(r"\2", str(error).strip()).rstrip(".")
    if isinstance(error, LoginError):
        return _login(said, settings)
    if isinstance(error, CapabilityError):
        return MailboxTrouble(
            f'{_capital(server)} ne propose pas STARTTLS : mettez tls = "implicit" et port = 993 dans [desk.imap].',
            permanent=True,
        )
    if isinstance(error, OSError):
        return _network(error, server)
    return MailboxTrouble(f"{_capital(server)} a interrompu l'échange : {said}. Le guichet réessaiera.")


def _login(said: str, settings: Imap) -> MailboxTrouble:
    if "[PRIVACYREQUIRED]" in said.upper():
        return MailboxTrouble(
            f"Le serveur « {settings.host} » exige une connexion chiffrée : "
            'mettez tls = "implicit" ou "starttls" dans [desk.imap].',
            permanent=True,
        )
    if PASSING.search(said):
        return MailboxTrouble(f"Le serveur « {settings.host} » n'ouvre pas la boîte pour l'instant : {said}.")
    return MailboxTrouble(
        f"Le serveur « {settings.host} » refuse l'identifiant « {settings.user} » ou son mot de passe : "
        "vérifiez `user` et le mot de passe de [desk.imap] (certains hébergeurs demandent un mot de passe "
        f"d'application). Réponse du serveur : {said}.",
        permanent=True,
    )


def _network(error: OSError, server: str) -> MailboxTrouble:
    if isinstance(error, ssl.SSLCertVerificationError) and error.verify_code in OUT_OF_DATE:
        return MailboxTrouble(
            f"Le certificat présenté par {server} est hors de ses dates ({error.verify_message}) : l'hébergeur doit le "
            "renouveler, si l'horloge de cette machine est juste.",
            permanent=True,
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailboxTrouble(
            f"Le certificat présenté par {server} n'est pas reconnu ({error.verify_message}) : vérifiez que `host` "
            "est bien le nom donné par l'hébergeur.",
            permanent=True,
        )
    if isinstance(error, ssl.SSLError):
        return MailboxTrouble(
            f"La connexion chiffrée avec {server} n'aboutit pas : vérifiez `port` et `tls` dans [desk.imap] "
            "(993 va avec « implicit », 143 avec « starttls »).",
        )
    if isinstance(error, socket.gaierror):
        return MailboxTrouble(
            f"{_capital(server)} est introuvable : vérifiez `host` dans [desk.imap], ou l'accès au réseau."
        )
    if isinstance(error, TimeoutError):
        return MailboxTrouble(f"{_capital(server)} ne répond plus. Le guichet réessaiera.")
    if isinstance(error, ConnectionRefusedError):
        return MailboxTrouble(f"{_capital(server)} n'accepte pas la connexion : vérifiez `host` et `port`.")
    return MailboxTrouble(f"La connexion avec {server} est coupée ({error}). Le guichet réessaiera.")


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
