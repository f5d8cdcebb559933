"""A Maildir as a mailbox, with a delivery agent and a person's mail program at work on it."""

import os
import threading
import time
from pathlib import Path

import pytest

from guichet_bot.adapters.mailbox import MailboxTrouble
from guichet_bot.adapters.maildir import MaildirMailbox
from guichet_bot.config.settings import Maildir


@pytest.fixture
def mailbox(tmp_path: Path) -> MaildirMailbox:
    found = MaildirMailbox(Maildir(tmp_path / "mail"))
    found.open()
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mail"


def deliver(path: Path, name: str, raw: bytes = b"Subject: x\r\n\r\nBonjour\r\n") -> None:
    (path / "tmp" / name).write_bytes(raw)
    (path / "tmp" / name).rename(path / "new" / name)


def test_mails_are_listed_in_order_of_arrival_with_their_bytes(mailbox: MaildirMailbox, path: Path) -> None:
    for number in (3, 1, 2):
        deliver(path, f"170000000{number}.M1P2.host", b"%d" % number)
    uids = mailbox.uids(1)
    assert [raw for _, raw in mailbox.fetch(uids)] == [b"1", b"2", b"3"]
    assert mailbox.sizes(uids) == dict.fromkeys(uids, 1)
    assert all(0 < uid < 2**63 for uid in uids)


def test_uid_survives_what_a_mail_program_does(mailbox: MaildirMailbox, path: Path) -> None:
    deliver(path, "1700000001.M1P2.host", b"raw")
    (uid,) = mailbox.uids(1)
    (path / "new" / "1700000001.M1P2.host").rename(path / "cur" / "1700000001.M1P2.host:2,S")
    assert list(mailbox.fetch([uid])) == [(uid, b"raw")]
    assert mailbox.uids(1) == [uid]
    again = MaildirMailbox(Maildir(path))
    again.open()
    assert again.uids(1) == [uid]


def test_filed_mail_leaves_the_folder_and_is_kept_as_read(mailbox: MaildirMailbox, path: Path) -> None:
    deliver(path, "1700000001.M1P2.host", b"one")
    deliver(path, "1700000002.M1P2.host", b"two")
    (path / "new" / "1700000002.M1P2.host").rename(path / "cur" / "1700000002.M1P2.host:2,F")
    uids = mailbox.uids(1)
    mailbox.file_away(uids)
    mailbox.file_away(uids)
    assert mailbox.uids(1) == []
    assert {kept.name: kept.read_bytes() for kept in (path / ".Traite" / "cur").iterdir()} == {
        "1700000001.M1P2.host:2,S": b"one",
        "1700000002.M1P2.host:2,FS": b"two",
    }


def test_mail_taken_away_or_empty_is_skipped_this_round(mailbox: MaildirMailbox, path: Path) -> None:
    deliver(path, "1700000001.M1P2.host")
    deliver(path, "1700000002.M1P2.host", b"")
    gone, empty = mailbox.uids(1)
    (path / "new" / "1700000001.M1P2.host").unlink()
    assert list(mailbox.fetch([gone, empty])) == [(gone, None), (empty, None)]
    assert mailbox.sizes([gone, empty]) == {empty: 0}


def test_head_of_a_mail_that_is_too_large(mailbox: MaildirMailbox, path: Path) -> None:
    deliver(path, "1700000001.M1P2.host", b"Subject: a\r\nX: b\r\n\r\n" + b"x" * 300_000)
    (uid,) = mailbox.uids(1)
    assert list(mailbox.heads([uid, uid + 1])) == [(uid, b"Subject: a\r\nX: b\r\n"), (uid + 1, None)]


def test_wait_hears_of_new_mail_and_stops_on_demand(mailbox: MaildirMailbox, path: Path) -> None:
    assert mailbox.uids(1) == []
    assert mailbox.wait(0.05) is False
    threading.Timer(0.1, deliver, (path, "1700000001.M1P2.host")).start()
    assert mailbox.wait(60)
    assert len(mailbox.uids(1)) == 1
    threading.Timer(0.1, mailbox.stop).start()
    since = time.monotonic()
    assert mailbox.wait(60) is False
    assert time.monotonic() - since < 15
    mailbox.close()


def test_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MailboxTrouble, match="`path`"):
        MaildirMailbox(Maildir(tmp_path / "file")).open()


def test_folder_that_went_away_is_trouble(mailbox: MaildirMailbox, path: Path) -> None:
    os.rename(path, path.with_name("elsewhere"))
    with pytest.raises(MailboxTrouble, match=r"\(ce fichier ou son dossier n'existe pas\)"):
        mailbox.uids(1)
    with pytest.raises(MailboxTrouble):
        mailbox.wait(1)


def test_what_is_no_readable_file_keeps_back_no_other(mailbox: MaildirMailbox, path: Path) -> None:
    (path / "new" / "1700000001.M1P2.host").mkdir()
    deliver(path, "1700000002.M1P2.host")
    uids = mailbox.uids(1)
    assert [raw is None for _, raw in mailbox.fetch(uids)] == [True, False]
    assert mailbox.refused == [str(path / "new" / "1700000001.M1P2.host")]
