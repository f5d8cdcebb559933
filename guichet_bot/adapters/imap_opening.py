"""Connecting to an IMAP server and selecting the folder that the configuration names."""

import imaplib
import re
import socket
from contextlib import suppress
from typing import Any

from imapclient import IMAPClient, SocketTimeout

from guichet_bot.adapters.imap_filing import candidates
from guichet_bot.adapters.imap_trouble import BROKEN, REFUSED
from guichet_bot.adapters.mailbox import NoFolder
from guichet_bot.config.settings import Imap

CONNECT_SECONDS = 20.0
_NO_WORD = re.compile(r'[\s(){}"]')  # RFC 3501 §9: such a user name must be quoted, which imaplib does not


def connect(settings: Imap, read_seconds: float) -> IMAPClient:
    """A connection that is logged in. Raises what the library and the network raise."""
    client = IMAPClient(
        settings.host,
        settings.port,
        ssl=settings.tls == "implicit",
        timeout=SocketTimeout(min(CONNECT_SECONDS, read_seconds), read_seconds),
    )
    # A command goes out in several writes; without this each waits some 40 ms for the acknowledgement of the last.
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        if settings.tls == "starttls":
            client.starttls()
        if (settings.user + settings.password).isascii() and not _NO_WORD.search(settings.user):
            client.login(settings.user, settings.password)
        else:
            client.plain_login(settings.user, settings.password)  # LOGIN takes ASCII only, and the library sends a word
        client.capabilities()  # asked after the login: many servers show more to those who are in
    except BaseException:
        drop(client)
        raise
    return client


def select(client: IMAPClient, settings: Imap) -> dict[bytes, Any]:
    """What the server says of the folder, selected for writing where it may. Raises `NoFolder` without it."""
    name = settings.folder
    for candidate in ["INBOX"] if name.upper() == "INBOX" else candidates(client, name):
        try:
            return _select(client, candidate)
        except BROKEN:
            raise
        except REFUSED:
            continue
    raise NoFolder(
        f"Le dossier « {name} » n'existe pas ou n'est pas lisible : vérifiez `folder` dans [desk.imap].",
        permanent=True,
    )


def drop(client: IMAPClient) -> None:
    """Let go of a connection without a word; never raises."""
    with suppress(REFUSED, OSError):
        client.shutdown()


def _select(client: IMAPClient, folder: str) -> dict[bytes, Any]:
    try:
        return dict(client.select_folder(folder))
    except imaplib.IMAP4.readonly:  # no right to change anything: read, and file nothing
        return {**client.select_folder(folder, readonly=True), b"PERMANENTFLAGS": ()}
