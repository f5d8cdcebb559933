"""A server that fails at one mail, or at filing: all the others are read, and a person hears of the one that is not."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from guichet_bot.adapters.filed import FiledImap
from guichet_bot.adapters.imap import MOST_REFUSED, ImapMailbox
from guichet_bot.adapters.mailbox import MailboxTrouble
from guichet_bot.core.model import Cause
from tests.fixtures.cutting import cutting, rewriting
from tests.fixtures.dovecot import Dovecot
from tests.fixtures.world import CANTINE, OPERATOR, MakeWorld

pytestmark = pytest.mark.dovecot
Servers = Callable[..., Dovecot]


def spoil(server: Dovecot, user: str, name: str) -> Path:
    """A file that the server may not read: it hangs up on whoever asks for it."""
    (path,) = server.maildir(user).glob(f"*/{name}*")
    path.chmod(0)
    return path


def deliver(server: Dovecot, user: str, count: int) -> list[str]:
    return [server.deliver(user, f"Message-ID: <{n}@x>\r\n\r\nBonjour {n}\r\n".encode()) for n in range(count)]


def opened(server: Dovecot, user: str) -> ImapMailbox:
    mailbox = ImapMailbox(server.settings(user), read_seconds=30)
    mailbox.open()
    return mailbox


def test_one_mail_that_cannot_be_read_keeps_back_no_other(dovecot: Servers) -> None:
    server = dovecot("full")
    names = deliver(server, "poison", 4)
    spoil(server, "poison", names[1])
    mailbox = opened(server, "poison")
    uids = mailbox.uids(1)
    bodies = dict(mailbox.fetch(uids))
    assert [bodies[uid] is None for uid in uids] == [False, True, False, False]
    assert mailbox.refused == [f"nº {uids[1]}"]
    assert mailbox.uids(1) == uids, "the mailbox is open again for what comes next"
    mailbox.close()


def test_a_mailbox_of_which_nothing_can_be_read_is_trouble_for_a_person(dovecot: Servers) -> None:
    server = dovecot("full")
    for name in deliver(server, "ruin", MOST_REFUSED + 2):
        spoil(server, "ruin", name)
    mailbox = opened(server, "ruin")
    with pytest.raises(MailboxTrouble, match="réparer") as trouble:
        list(mailbox.fetch(mailbox.uids(1)))
    assert trouble.value.permanent


def test_mail_after_it_is_answered_and_the_operator_told_once(dovecot: Servers, make_world: MakeWorld) -> None:
    server = dovecot("full")
    world = make_world(mailbox=server.settings("told", start_from="all"))
    world.post = lambda raw: names.append(server.deliver("told", raw))
    names: list[str] = []
    for number in range(3):
        world.writes(f"agent{number}@ville{number}.example", "Repas", f"{CANTINE} Dossier {number}.")
    path = spoil(server, "told", names[0])
    letters = world.run()
    assert sum(letter.kind == "ack" for letter in letters) == 2
    (alarm,) = (letter for letter in letters if letter.kind == "alarm")
    assert alarm.to == OPERATOR and "nº 1 est annoncé" in " ".join(alarm.text.split())
    world.passes(minutes=10)
    assert world.run() == []
    (path,) = path.parent.parent.glob(f"*/{names[0]}*")
    path.chmod(0o644)
    assert sum(letter.kind == "ack" for letter in world.run()) == 1


def test_a_server_that_goes_away_for_good_is_no_mails_fault(dovecot: Servers) -> None:
    server = dovecot("full", "# a server of its own: it is stopped")
    deliver(server, "away", 2)
    mailbox = opened(server, "away")
    uids = mailbox.uids(1)
    server.stop()
    try:
        with pytest.raises(MailboxTrouble):
            list(mailbox.fetch(uids))
        assert mailbox.refused == []
    finally:
        server.start()
    mailbox.open()
    assert all(dict(mailbox.fetch(uids)).values())
    mailbox.close()


def test_filing_that_breaks_the_line_each_time_keeps_back_no_mail(dovecot: Servers, make_world: MakeWorld) -> None:
    server = dovecot("full")
    with cutting(server.port, b"UID MOVE") as port:
        world = make_world(mailbox=server.settings("unfiled", start_from="all", port=port))
        world.post = lambda raw: server.deliver("unfiled", raw)
        for number in range(55):
            world.writes(f"agent{number}@ville{number}.example", "Repas", f"{CANTINE} Dossier {number}.")
        world.run()
    assert world.causes() == {Cause.QUESTION: 55}


def test_a_line_cut_in_the_middle_of_a_mail_loses_and_doubles_nothing(dovecot: Servers, make_world: MakeWorld) -> None:
    server = dovecot("full")
    with cutting(server.port, b"Dossier 1.", times=1) as port:
        world = make_world(mailbox=server.settings("middle", start_from="all", port=port))
        world.post = lambda raw: server.deliver("middle", raw)
        for number in range(3):
            world.writes(f"agent{number}@ville{number}.example", "Repas", f"{CANTINE} Dossier {number}.")
        world.run()
    assert world.causes() == {Cause.QUESTION: 3}
    assert server.folders("middle") == {"INBOX": 0, "Guichet.Traité": 3}


def test_a_folder_renumbered_while_it_is_read_is_read_again(dovecot: Servers) -> None:
    server = dovecot("full")
    deliver(server, "renewed", 2)
    mailbox = opened(server, "renewed")
    uids, before = mailbox.uids(1), mailbox.uidvalidity
    root = server.maildir("renewed")
    for path in (root / "dovecot-uidlist", *root.glob("dovecot.index*")):
        path.unlink()
    time.sleep(1.1)  # the new value is a number of seconds
    deliver(server, "renewed", 1)
    with pytest.raises(MailboxTrouble, match="renumérotée"):
        list(mailbox.fetch([*uids, 3]))
    mailbox.open()
    assert mailbox.uidvalidity != before and len(dict(mailbox.fetch(mailbox.uids(1)))) == 3
    mailbox.close()


def test_a_folder_restored_from_a_backup_hides_no_new_mail(dovecot: Servers, make_world: MakeWorld) -> None:
    server = dovecot("full")
    world = make_world(mailbox=server.settings("restored", start_from="all", file_into=""))
    delivered: list[str] = []
    world.post = lambda raw: delivered.append(server.deliver("restored", raw))

    def ask(*numbers: int) -> int:
        for number in numbers:
            world.writes(f"agent{number}@ville{number}.example", "Repas", f"{CANTINE} Dossier {number}.")
        return sum(letter.kind == "ack" for letter in world.run())

    assert ask(0, 1) == 2
    root = server.maildir("restored")
    backup = (root / "dovecot-uidlist").read_bytes()
    assert ask(2, 3) == 2
    for path in (*root.glob(f"*/{delivered[2]}*"), *root.glob(f"*/{delivered[3]}*"), *root.glob("dovecot.index*")):
        path.unlink()
    (root / "dovecot-uidlist").write_bytes(backup)
    assert ask(4) == 1, "it has the uid of a mail that is known"
    assert ask(5) == 1
    assert world.causes() == {Cause.QUESTION: 6, Cause.DUPLICATE: 2}


def test_a_search_answered_in_several_lines_is_read_whole(dovecot: Servers) -> None:
    """closeio/sync-engine #485: the library refuses it, and no mail would ever be read."""
    server = dovecot("full")
    deliver(server, "lines", 4)
    with rewriting(server.port, rb"\* SEARCH (\d+) ", rb"* SEARCH\r\n* SEARCH \1\r\n* SEARCH ") as port:
        mailbox = ImapMailbox(server.settings("lines", port=port), read_seconds=3)
        mailbox.open()
        assert mailbox.uids(1) == [1, 2, 3, 4]
        assert mailbox.uids(3) == [3, 4]
        mailbox.close()


def test_a_mail_announced_without_a_body_is_told_to_the_operator(dovecot: Servers, make_world: MakeWorld) -> None:
    server = dovecot("full")
    with rewriting(server.port, rb"(FETCH \(UID 1 BODY\[\]) \{\d+\}\r\n.*?\r\n\)\r\n", rb"\1 NIL)\r\n") as port:
        world = make_world(mailbox=server.settings("nil", start_from="all", port=port))
        world.post = lambda raw: server.deliver("nil", raw)
        for number in range(2):
            world.writes(f"agent{number}@ville{number}.example", "Repas", f"{CANTINE} Dossier {number}.")
        letters = world.run()
        world.passes(minutes=10)
        assert not [letter for letter in world.run() if letter.kind == "alarm"], "said once a day"
    assert sum(letter.kind == "ack" for letter in letters) == 1
    (alarm,) = (letter for letter in letters if letter.kind == "alarm")
    assert alarm.to == OPERATOR and "nº 1 est annoncé" in " ".join(alarm.text.split())
    assert server.folders("nil")["INBOX"] == 1, "it is where it was"


def test_a_mail_of_no_readable_date_keeps_no_restored_desk_from_being_compared(dovecot: Servers) -> None:
    server = dovecot("full")
    deliver(server, "dates", 2)
    with rewriting(server.port, rb'(UID 1 INTERNALDATE) "[^"]*"', rb'\1 "31-Feb-2026 10:00:00 +0100"') as port:
        folder = FiledImap(server.settings("dates", port=port), read_seconds=3)
        folder.open()
        assert list(folder.arrivals(folder.uids(1))) == [2]
        folder.close()
