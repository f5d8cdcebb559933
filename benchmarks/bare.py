"""The least that could be called the desk's work: what `once` is measured against.

Fetch and MOVE in batches of 50, compat32 parse, one SQLAlchemy Core commit with full sync a mail, two ready-made
letters over kept connections. No reading, no deciding, no safety between the steps.
"""

import asyncio
import time
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

from aiosmtplib import SMTP
from imapclient import IMAPClient
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text, create_engine, event, insert
from sqlalchemy.engine import Engine

BATCH = 50
LETTER = (
    b"From: Guichet <guichet@resocc.example>\r\nTo: x@mairie.example\r\nSubject: Votre question\r\n\r\n"
    + "Bonjour,\r\nNous avons bien reçu votre question.\r\n".encode() * 40
)
mail = Table(
    "mail",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("message_id", Text, unique=True),
    Column("subject", Text),
    Column("raw", LargeBinary),
)


def drain(imap_port: int, user: str, password: str, smtp_port: int, connections: int, folder: Path) -> float:
    """Empty the INBOX; gives the seconds it took, connecting included."""
    since = time.perf_counter()
    asyncio.run(_drain(imap_port, user, password, smtp_port, connections, folder))
    return time.perf_counter() - since


async def _drain(imap_port: int, user: str, password: str, smtp_port: int, connections: int, folder: Path) -> None:
    engine = _engine(folder / "bare.db")
    relays = [SMTP(hostname="127.0.0.1", port=smtp_port, use_tls=False, start_tls=False) for _ in range(connections)]
    for relay in relays:
        await relay.connect()
        await relay.ehlo()
    with IMAPClient("127.0.0.1", imap_port, ssl=False) as client:
        client.login(user, password)
        client.select_folder("INBOX")
        if not client.folder_exists("Done"):
            client.create_folder("Done")
        uids = client.search("NOT DELETED")
        for batch in (uids[at : at + BATCH] for at in range(0, len(uids), BATCH)):
            senders = [_store(engine, answer[b"BODY[]"]) for answer in client.fetch(batch, ["BODY.PEEK[]"]).values()]
            letters = iter([rcpt for sender in senders for rcpt in (sender, "expert@mairie.example")])
            await asyncio.gather(*(_send(relay, letters) for relay in relays))
            client.move(batch, "Done")
    for relay in relays:
        await relay.quit()
    engine.dispose()


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def pragmas(connection: object, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    mail.metadata.create_all(engine)
    return engine


def _store(engine: Engine, raw: bytes) -> str:
    read = message_from_bytes(raw)
    with engine.begin() as connection:
        connection.execute(insert(mail).values(message_id=read["Message-ID"], subject=str(read["Subject"]), raw=raw))
    return str(read["Return-Path"]).strip("<>")


async def _send(relay: SMTP, letters: Iterator[str]) -> None:
    for rcpt in letters:
        await relay.mail("")
        await relay.rcpt(rcpt)
        await relay.data(LETTER)
