"""What can go wrong with an SMTP relay before any letter is concerned, told with what to do about it."""

import re
import socket
import ssl

from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
    SMTPTimeoutError,
)

from guichet_bot.adapters.relay import NetworkTrouble
from guichet_bot.config.settings import Smtp

OUT_OF_DATE = (9, 10)  # OpenSSL: the certificate is not yet valid, or has expired
_LOGIN_WANTED = {530, 534, 535, 538}  # RFC 4954 §6
# What relays say about their own client, whatever the command they say it to: Postfix, for one, keeps its refusal of
# a sender, of a HELO or of a client on a black list until RCPT. 5.1.7 and 5.1.8 are bad senders, 5.4.5 a used up
# allowance of ours (RFC 3463 leaves it to a busy system, large providers say it so), 5.7.60 and 5.1.90 the same two at
# another, 5.7.20 to 5.7.27 our SPF, DKIM or name in the DNS (RFC 7372).
_ABOUT_US = re.compile(
    r"\brelay|^5\.1\.[78]\b|^5\.4\.5\b|^5\.1\.90\b|^5\.7\.(?:2[0-7]|60|705|708)\b"
    r"|\bclient (?:host\b|\[)|\bhelo (?:command )?rejected|\bblocked using\b"
    r"|sender (?:rejected|refused|denied|address (?:rejected|refused|denied|not\b))|not owned by"
    r"|(?:daily|hourly|sending|outbound|outgoing|submission|sender|rate)[ -](?:\w+[ -]){0,3}?(?:limit|quota|rate)"
    r"|rate[ -]?limit|too many (?:messages|mails|e-mails|emails|connections)\b|not (?:allowed|permitted) to send",
    re.IGNORECASE,
)
# RFC 3463: the recipient's address or mailbox, whatever words follow ("User unknown in relay recipient table").
_ABOUT_THEM = re.compile(r"5\.(?:1\.[1-6]|2\.\d{1,3})\b")


def about_us(code: int, text: str) -> bool:
    """Whether a refusal of a recipient or a letter is in truth a refusal of the desk: no login, no relaying, not this
    sender, not so many letters. Nothing is wrong with the recipient then, and the letter may leave another day."""
    if code in _LOGIN_WANTED:
        return True
    return code >= 500 and not _ABOUT_THEM.match(text) and _ABOUT_US.search(text) is not None


def trouble(error: Exception, settings: Smtp) -> NetworkTrouble:
    """The sentence for an error met while connecting or logging in."""
    server = f"Le serveur d'envoi « {settings.host} » (port {settings.port})"
    if isinstance(error, SMTPAuthenticationError):
        return _login(error, server, settings)
    if isinstance(error, SMTPConnectResponseError | SMTPHeloError | SMTPResponseException):
        return NetworkTrouble(f"{server} refuse la connexion ({error.code} {error.message}). Le guichet réessaiera.")
    cause = _root(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return NetworkTrouble(f"{server} présente un certificat {_certificate(cause)}", permanent=True)
    if isinstance(cause, ssl.SSLError):
        return NetworkTrouble(
            f"La connexion chiffrée avec « {settings.host} » n'aboutit pas : vérifiez `port` et `tls` dans "
            "[desk.smtp] (465 va avec « implicit », 587 avec « starttls »)."
        )
    if isinstance(cause, socket.gaierror):
        return NetworkTrouble(f"{server} est introuvable : vérifiez `host` dans [desk.smtp], ou l'accès au réseau.")
    if isinstance(cause, ConnectionRefusedError):
        return NetworkTrouble(f"{server} n'accepte pas la connexion : vérifiez `host` et `port`.")
    if isinstance(error, SMTPTimeoutError | TimeoutError):
        return NetworkTrouble(f"{server} ne répond pas. Le guichet réessaiera.")
    return NetworkTrouble(f"{server} n'est pas utilisable : {error}.", permanent=_unsupported(error))


def _certificate(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in OUT_OF_DATE:
        return (
            f"hors de ses dates ({error.verify_message}) : l'hébergeur doit le renouveler, si l'horloge de cette "
            "machine est juste."
        )
    return (
        f"qui n'est pas reconnu ({error.verify_message}) : vérifiez que `host` dans [desk.smtp] est bien le nom donné "
        "par l'hébergeur."
    )


def _login(error: SMTPAuthenticationError, server: str, settings: Smtp) -> NetworkTrouble:
    if error.code < 500:
        return NetworkTrouble(f"{server} ne peut pas vérifier l'identifiant pour l'instant. Le guichet réessaiera.")
    return NetworkTrouble(
        f"{server} refuse l'identifiant « {settings.user} » ou son mot de passe : vérifiez `user` et le mot de passe "
        "de [desk.smtp] (certains hébergeurs demandent un mot de passe d'application). "
        f"Réponse du serveur : {error.code} {error.message}.",
        permanent=True,
    )


def _unsupported(error: Exception) -> bool:
    """AUTH or STARTTLS wanted and not offered: aiosmtplib says so with the bare base class."""
    return type(error) is SMTPException


def _root(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error
