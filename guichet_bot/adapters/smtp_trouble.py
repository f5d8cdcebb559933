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

_LOGIN_WANTED = {530, 534, 535, 538}  # RFC 4954 §6
_RELAYING = re.compile(r"\brelay", re.IGNORECASE)


def about_us(code: int, text: str) -> bool:
    """Whether a refusal of a recipient or a letter is in truth a refusal of the desk (no login, no relaying)."""
    return code in _LOGIN_WANTED or (code >= 500 and _RELAYING.search(text) is not None)


def trouble(error: Exception, settings: Smtp) -> NetworkTrouble:
    """The sentence for an error met while connecting or logging in."""
    server = f"Le serveur d'envoi « {settings.host} » (port {settings.port})"
    if isinstance(error, SMTPAuthenticationError):
        return _login(error, server, settings)
    if isinstance(error, SMTPConnectResponseError | SMTPHeloError | SMTPResponseException):
        return NetworkTrouble(f"{server} refuse la connexion ({error.code} {error.message}). Le guichet réessaiera.")
    cause = _root(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return NetworkTrouble(
            f"{server} présente un certificat qui n'est pas reconnu ({cause.verify_message}) : vérifiez que `host` "
            "dans [desk.smtp] est bien le nom donné par l'hébergeur.",
            permanent=True,
        )
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
