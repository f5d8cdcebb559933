"""Putting stored mails out of the way on servers that allow much, little or nothing; and servers that freeze."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from imapclient import IMAPClient

from guichet_bot.adapters.imap import ImapMailbox
from guichet_bot.adapters.mailbox import MailboxTrouble
from tests.fixtures.dovecot import Dovecot, access_rights, encrypted

pytestmark = pytest.mark.dovecot
Servers = Callable[..., Dovecot]
RAW = b"Message-ID: <1@x.example>\r\nSubject: n\r\n\r\nBonjour\r\n"


def opened(server: Dovecot, user: str, patience: float = 30, **changes: object) -> ImapMailbox:
    mailbox = ImapMailbox(server.settings(user, **changes), read_seconds=patience)
    mailbox.open()
    return mailbox


def flags(server: Dovecot, user: str) -> dict[int, tuple[bytes, ...]]:
    """Flags of what lies in INBOX, as another mail program sees them."""
    with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
        client.login(user, server.password)
        client.select_folder("INBOX", readonly=True)
        return {uid: found for uid, found in client.get_flags(client.search()).items() if found is not None}


def acl(server: Dovecot, user: str, rights: str) -> None:
    """Give the user these rights only on INBOX (RFC 4314 letters, as Dovecot's acl plugin writes them)."""
    (server.maildir(user) / "dovecot-acl").write_text(f"owner {rights}\n")


@pytest.fixture
def strict(dovecot: Servers) -> Dovecot:
    """A server where folders have access rights."""
    return dovecot(extra=access_rights())


def test_good_server_moves_into_the_folder_and_makes_it(dovecot: Servers) -> None:
    server = dovecot()
    for _ in range(120):
        server.deliver("mover", RAW)
    mailbox = opened(server, "mover")
    uids = mailbox.uids(1)
    mailbox.file_away(uids)
    assert mailbox.uids(1) == []
    assert server.folders("mover")["Guichet.Traité"] == 120
    assert any("déplacés" in sentence for sentence in mailbox.report())
    mailbox.file_away(uids)  # again: nothing to do, nothing wrong
    assert server.folders("mover")["Guichet.Traité"] == 120
    mailbox.close()


def test_server_with_other_separator_gets_its_own_folder_name(dovecot: Servers) -> None:
    server = dovecot(separator=".")
    server.deliver("dots", RAW)
    mailbox = opened(server, "dots")
    mailbox.file_away(mailbox.uids(1))
    assert server.folders("dots") == {"INBOX": 0, "Guichet.Traité": 1}
    mailbox.close()


def test_server_with_prefix_gets_the_folder_under_it(dovecot: Servers) -> None:
    server = dovecot(extra="namespace inbox {\n  prefix = INBOX.\n}", separator=".")
    server.deliver("prefix", RAW)
    mailbox = opened(server, "prefix")
    mailbox.file_away(mailbox.uids(1))
    assert server.folders("prefix") == {"INBOX": 0, "Guichet.Traité": 1}
    mailbox.close()


def test_poor_server_copies_flags_and_never_expunges_the_mails_of_others(dovecot: Servers) -> None:
    server = dovecot("poor")
    for _ in range(3):
        server.deliver("poor", RAW)
    with IMAPClient("127.0.0.1", server.port, ssl=False) as other:  # a person deleted a mail in their own program
        other.login("poor", server.password)
        other.select_folder("INBOX")
        other.delete_messages([1])
    mailbox = opened(server, "poor")
    assert mailbox.uids(1) == [2, 3]
    mailbox.file_away([2])
    assert mailbox.uids(1) == [3]
    mailbox.close()
    assert server.folders("poor") == {"INBOX": 3, "Guichet.Traité": 1}
    assert rb"\Deleted" in flags(server, "poor")[1]


def test_uidplus_without_move_removes_exactly_ours(dovecot: Servers) -> None:
    server = dovecot(extra="imap_capability = IMAP4rev1 LITERAL+ UIDPLUS")
    for _ in range(3):
        server.deliver("plus", RAW)
    with IMAPClient("127.0.0.1", server.port, ssl=False) as other:
        other.login("plus", server.password)
        other.select_folder("INBOX")
        other.delete_messages([1])
    mailbox = opened(server, "plus")
    mailbox.file_away([2, 3])
    mailbox.close()
    assert list(flags(server, "plus")) == [1]
    assert server.folders("plus")["Guichet.Traité"] == 2


def test_no_right_to_make_folders_leaves_a_keyword(strict: Dovecot) -> None:
    strict.deliver("keyword", RAW)
    acl(strict, "keyword", "lrswi")  # no k (create), no t (delete)
    mailbox = opened(strict, "keyword")
    uids = mailbox.uids(1)
    mailbox.file_away(uids)
    mailbox.file_away(uids)
    assert mailbox.uids(1) == uids  # still there; the database knows that it is done
    mailbox.close()
    assert b"$GuichetDone" in flags(strict, "keyword")[uids[0]]


def test_no_right_to_keywords_leaves_seen(strict: Dovecot) -> None:
    strict.deliver("seen", RAW)
    acl(strict, "seen", "lrs")
    mailbox = opened(strict, "seen")
    mailbox.file_away(mailbox.uids(1))
    mailbox.close()
    assert list(flags(strict, "seen").values()) == [(rb"\Seen",)]


def test_read_only_mailbox_is_read_all_the_same(strict: Dovecot) -> None:
    strict.deliver("readonly", RAW)
    acl(strict, "readonly", "lr")
    mailbox = opened(strict, "readonly")
    (uid,) = mailbox.uids(1)
    assert list(mailbox.fetch([uid])) == [(uid, RAW)]
    mailbox.file_away([uid])
    assert mailbox.uids(1) == [uid]
    assert any("restent où ils sont" in sentence for sentence in mailbox.report())
    mailbox.close()


def test_no_folder_wanted_touches_nothing(dovecot: Servers) -> None:
    server = dovecot()
    server.deliver("leave", RAW)
    mailbox = opened(server, "leave", file_into="")
    mailbox.file_away(mailbox.uids(1))
    mailbox.close()
    assert not {rb"\Seen", b"$GuichetDone"} & set(flags(server, "leave")[1])


def test_frozen_server_raises_instead_of_hanging(dovecot: Servers) -> None:
    server = dovecot(extra="# frozen by its test")
    mailbox = opened(server, "frozen", patience=2)
    with server.frozen():
        since = time.monotonic()
        with pytest.raises(MailboxTrouble, match="ne répond plus"):
            mailbox.uids(1)
        assert time.monotonic() - since < 15
        with pytest.raises(MailboxTrouble):
            mailbox.open()
    mailbox.open()
    mailbox.close()


def test_server_that_freezes_during_idle_raises_and_idle_is_given_up_the_second_time(dovecot: Servers) -> None:
    server = dovecot(extra="# frozen by its test")
    mailbox = opened(server, "idle", patience=2)
    freeze = ExitStack()
    for _ in range(2):
        mailbox.open()
        assert mailbox.idles
        threading.Timer(0.3, freeze.enter_context, (server.frozen(),)).start()
        with pytest.raises(MailboxTrouble, match="ne répond plus"):
            mailbox.wait(10)
        freeze.close()
    mailbox.open()
    assert not mailbox.idles
    assert mailbox.wait(0.1)  # polls: time to look
    mailbox.close()


def test_close_of_a_frozen_connection_is_quick(dovecot: Servers) -> None:
    server = dovecot(extra="# frozen by its test")
    mailbox = opened(server, "closing")
    with server.frozen():
        since = time.monotonic()
        mailbox.close()
        assert time.monotonic() - since < 15


def test_tls_is_checked_and_works(dovecot: Servers, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = dovecot(extra=encrypted(certificate))
    with pytest.raises(MailboxTrouble, match="certificat") as caught:
        opened(server, "tls", tls="starttls", host="localhost")
    assert caught.value.permanent
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = opened(server, "tls", tls="starttls", host="localhost")
    assert mailbox.uids(1) == []
    mailbox.close()
    with pytest.raises(MailboxTrouble, match="certificat"):
        opened(server, "tls", tls="starttls", host="127.0.0.1")  # the name matters
