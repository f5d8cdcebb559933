"""IDLE is entered anew now and then: mail that comes in between is heard of as soon as any other."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from guichet_bot.adapters.imap import ImapMailbox
from tests.fixtures.cutting import stammering
from tests.fixtures.dovecot import Dovecot

pytestmark = pytest.mark.dovecot


@pytest.mark.parametrize("after", [0.6, 0.75, 0.9])
def test_mail_between_two_rounds_is_heard_of(dovecot: Callable[..., Dovecot], after: float) -> None:
    """Dovecot gathers for half a second what it tells; a round begun meanwhile tells it in its first breath."""
    server, user = dovecot("full"), f"rounds{after}"
    server.deliver(user, b"Message-ID: <0@x.example>\r\n\r\nBonjour\r\n")
    mailbox = ImapMailbox(server.settings(user), read_seconds=30)
    mailbox.open()
    threading.Timer(after, server.deliver, (user, b"Message-ID: <1@x.example>\r\n\r\nBonjour\r\n")).start()
    since = time.monotonic()
    assert mailbox.wait(60)
    assert time.monotonic() - since < 30, "not at the end of the round"
    mailbox.close()


def test_news_that_come_by_half_are_waited_for(dovecot: Callable[..., Dovecot]) -> None:
    """A line of the protocol may arrive in two packets; it is no reason to hang up."""
    server, user = dovecot("full"), "halves"
    with stammering(server.port, b" EXISTS", 0.3) as port:
        mailbox = ImapMailbox(replace(server.settings(user), port=port), read_seconds=30)
        mailbox.open()
        threading.Timer(1.5, server.deliver, (user, b"Message-ID: <0@x.example>\r\n\r\nBonjour\r\n")).start()
        assert mailbox.wait(60)
        assert len(mailbox.uids(1)) == 1, "over the same line"
        mailbox.close()
