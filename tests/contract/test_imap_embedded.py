"""The demo's own servers are good enough for the desk's real adapters."""

import asyncio
import gc
import threading
from collections.abc import Iterator

import pytest

from guichet_bot.adapters.imap import ImapMailbox
from guichet_bot.adapters.relay import Outgoing
from guichet_bot.adapters.smtp import SmtpRelay
from guichet_bot.demo.servers import Letter, MailServers

RAW = b"Subject: une question\r\n\r\nBonjour\r\n"


@pytest.fixture
def letters() -> list[Letter]:
    return []


@pytest.fixture
def servers(letters: list[Letter]) -> Iterator[MailServers]:
    found = MailServers(letters.append)
    found.start()
    yield found
    found.stop()


def test_mail_is_heard_of_read_and_filed(servers: MailServers) -> None:
    mailbox = ImapMailbox(servers.imap())
    mailbox.open()
    assert mailbox.uids(1) == []
    threading.Timer(0.1, servers.deliver, (RAW,)).start()
    assert mailbox.wait(10)
    uids = mailbox.uids(1)
    assert [raw for _, raw in mailbox.fetch(uids)] == [RAW]
    mailbox.file_away(uids)
    assert mailbox.uids(1) == []
    mailbox.close()


def test_a_conversation_outlives_a_collection_of_garbage(servers: MailServers) -> None:
    mailbox = ImapMailbox(servers.imap())
    mailbox.open()
    threading.Timer(0.1, gc.collect).start()
    threading.Timer(0.3, servers.deliver, (RAW,)).start()
    assert mailbox.wait(10)
    assert mailbox.uids(1)
    mailbox.close()


def test_letter_reaches_the_demo(servers: MailServers, letters: list[Letter]) -> None:
    async def nothing() -> None:
        pass

    async def story() -> None:
        relay = SmtpRelay(servers.smtp())
        for _ in range(2):
            outcome = await relay.submit(Outgoing("", "anne@mairie.example", RAW), nothing)
            assert outcome.kind == "sent"
        await relay.close()

    asyncio.run(story())
    assert letters == [Letter("", ("anne@mairie.example",), RAW)] * 2


def test_answer_may_be_delivered_from_where_the_letter_arrives() -> None:
    def reply(_: Letter) -> None:
        both.deliver(RAW)

    async def nothing() -> None:
        pass

    async def story() -> None:
        relay = SmtpRelay(both.smtp())
        await relay.submit(Outgoing("", "anne@mairie.example", RAW), nothing)
        await relay.close()

    both = MailServers(reply)
    both.start()
    asyncio.run(story())
    mailbox = ImapMailbox(both.imap())
    mailbox.open()
    assert len(mailbox.uids(1)) == 1
    mailbox.close()
    both.stop()
