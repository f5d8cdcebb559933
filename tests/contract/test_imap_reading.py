"""Reading a real Dovecot: what is in the folder, each body once, and what a change of the folder does."""

import shutil
import threading
import time
from collections.abc import Callable

import pytest

from guichet_bot.adapters.imap import ImapMailbox
from guichet_bot.adapters.mailbox import MailboxTrouble
from tests.fixtures.cutting import rewriting
from tests.fixtures.dovecot import Dovecot

pytestmark = pytest.mark.dovecot
Servers = Callable[..., Dovecot]


def mail(number: int, size: int = 0) -> bytes:
    return f"Message-ID: <{number}@x.example>\r\nSubject: n{number}\r\n\r\nBonjour\r\n".encode() + b"x" * size


@pytest.fixture(params=["full", "poor"])
def server(request: pytest.FixtureRequest, dovecot: Servers) -> Dovecot:
    return dovecot(request.param)


def opened(server: Dovecot, user: str, **changes: object) -> ImapMailbox:
    mailbox = ImapMailbox(server.settings(user, **changes), read_seconds=30)
    mailbox.open()
    return mailbox


def test_every_mail_is_seen_once_and_left_unread(server: Dovecot) -> None:
    for number in range(3):
        server.deliver("reader", mail(number))
    mailbox = opened(server, "reader")
    uids = mailbox.uids(1)
    assert dict(mailbox.fetch(uids)) == {uid: mail(number) for number, uid in enumerate(uids)}
    assert mailbox.sizes(uids) == {uid: len(mail(0)) for uid in uids}
    mailbox.close()
    assert not list(server.maildir("reader").glob("cur/*,*S"))


def test_floor_leaves_old_mails_alone(server: Dovecot) -> None:
    server.deliver("floor", mail(1))
    mailbox = opened(server, "floor")
    floor = mailbox.uidnext
    assert mailbox.uids(floor) == []  # "2:*" would answer 1
    server.deliver("floor", mail(2))
    assert mailbox.uids(floor) == [floor]
    mailbox.close()


def test_mail_gone_meanwhile_is_skipped(server: Dovecot) -> None:
    server.deliver("gone", mail(1))
    mailbox = opened(server, "gone")
    (uid,) = mailbox.uids(1)
    assert list(mailbox.fetch([uid + 7])) == [(uid + 7, None)]
    assert mailbox.sizes([uid + 7]) == {}
    mailbox.close()


def test_head_of_a_mail_that_is_too_large(server: Dovecot) -> None:
    server.deliver("large", mail(1, 300_000))
    mailbox = opened(server, "large")
    (uid,) = mailbox.uids(1)
    ((_, head), gone) = mailbox.heads([uid, uid + 1])
    assert head is not None
    assert head.rstrip() == b"Message-ID: <1@x.example>\r\nSubject: n1"
    assert gone == (uid + 1, None)
    mailbox.close()


def test_many_and_large_mails_come_in_batches(dovecot: Servers) -> None:
    server = dovecot()
    for number in range(120):
        server.deliver("many", mail(number, 3_000_000 if number < 5 else 0))
    mailbox = opened(server, "many")
    uids = mailbox.uids(1)
    assert len(mailbox.sizes(uids)) == 120
    bodies = dict(mailbox.fetch(uids))
    assert list(bodies) == uids
    assert all(body is not None and b"Subject" in body for body in bodies.values())
    mailbox.close()


def test_deleted_mail_is_not_read(server: Dovecot) -> None:
    name = server.deliver("deleted", mail(1))
    root = server.maildir("deleted")
    (root / "new" / name).rename(root / "cur" / f"{name}:2,T")
    mailbox = opened(server, "deleted")
    assert mailbox.uids(1) == []
    mailbox.close()


def test_change_of_uidvalidity_is_seen_when_opening_again(dovecot: Servers) -> None:
    server = dovecot()
    server.deliver("validity", mail(1))
    mailbox = opened(server, "validity")
    before = mailbox.uidvalidity
    mailbox.close()
    root = server.maildir("validity")
    (root / "dovecot-uidlist").unlink()
    for index in root.glob("dovecot.index*"):
        index.unlink()
    time.sleep(1)  # the new value is a number of seconds
    mailbox.open()
    assert mailbox.uidvalidity != before
    assert len(mailbox.uids(1)) == 1
    mailbox.close()


def test_another_folder_with_accents_can_be_read(server: Dovecot) -> None:
    server.deliver("accents", mail(1), folder="Été/À traiter")
    mailbox = opened(server, "accents", folder="Été/À traiter")
    assert len(mailbox.uids(1)) == 1
    mailbox.close()


def test_unknown_folder_says_what_to_do(server: Dovecot) -> None:
    with pytest.raises(MailboxTrouble, match="`folder`") as caught:
        opened(server, "nofolder", folder="Absent")
    assert caught.value.permanent


def test_refused_login_says_what_to_do(server: Dovecot) -> None:
    with pytest.raises(MailboxTrouble, match="mot de passe") as caught:
        opened(server, "someone", password="faux")
    assert str(caught.value).endswith("Réponse du serveur : [AUTHENTICATIONFAILED] Authentication failed.")
    assert caught.value.permanent


def test_accented_password_is_sent_all_the_same(dovecot: Servers) -> None:
    with pytest.raises(MailboxTrouble, match="mot de passe"):
        opened(dovecot(), "someone", password="é")


def test_a_user_name_that_is_no_single_word_logs_in(dovecot: Servers) -> None:
    server = dovecot("full", "auth_username_chars =")
    opened(server, "guichet des achats").close()


@pytest.mark.parametrize("said", [b"[ALERT] Too many simultaneous connections. (Failure)", b"Server Unavailable. 15"])
def test_a_login_put_off_is_no_wrong_password(dovecot: Servers, said: bytes) -> None:
    server = dovecot("full")
    with rewriting(server.port, rb"(\w+) OK (\[[^]]*\] )?Logged in", rb"\1 NO " + said) as port:
        mailbox = ImapMailbox(server.settings("busy", port=port), read_seconds=3)
        with pytest.raises(MailboxTrouble, match="n'ouvre pas la boîte pour l'instant") as trouble:
            mailbox.open()
    assert not trouble.value.permanent


def test_a_login_refused_for_want_of_encryption_says_so(dovecot: Servers) -> None:
    server = dovecot("full")
    said = b"[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections."
    with rewriting(server.port, rb"(\w+) OK (\[[^]]*\] )?Logged in", rb"\1 NO " + said) as port:
        mailbox = ImapMailbox(server.settings("clear", port=port), read_seconds=3)
        with pytest.raises(MailboxTrouble, match="connexion chiffrée") as trouble:
            mailbox.open()
    assert trouble.value.permanent


def test_server_that_is_down_or_unknown_says_so(dovecot: Servers) -> None:
    with pytest.raises(MailboxTrouble, match="n'accepte pas"):
        opened(dovecot(), "someone", port=1)
    with pytest.raises(MailboxTrouble, match="introuvable"):
        opened(dovecot(), "someone", host="imap.invalid")


def test_plain_port_with_tls_says_so(dovecot: Servers) -> None:
    with pytest.raises(MailboxTrouble, match="`tls`"):
        opened(dovecot(), "someone", tls="implicit")


def test_missing_starttls_is_never_passed_over(dovecot: Servers) -> None:
    with pytest.raises(MailboxTrouble, match="STARTTLS") as caught:
        opened(dovecot(), "someone", tls="starttls")
    assert caught.value.permanent


def test_wait_hears_of_new_mail(server: Dovecot) -> None:
    mailbox = opened(server, "waiting")
    assert mailbox.uids(1) == []
    threading.Timer(0.3, server.deliver, ("waiting", mail(1))).start()
    since = time.monotonic()
    while not (mailbox.wait(0.5 if not mailbox.idles else 60) and mailbox.uids(1)):
        assert time.monotonic() - since < 30
    assert time.monotonic() - since < 30, "it is told, not found at the end of the wait"
    mailbox.close()


def test_mail_that_came_before_idle_is_heard_of(dovecot: Servers) -> None:
    server = dovecot()
    mailbox = opened(server, "early")
    assert mailbox.uids(1) == []
    server.deliver("early", mail(1))
    since = time.monotonic()
    assert mailbox.wait(60)
    assert time.monotonic() - since < 30, "not at the end of the wait"
    mailbox.close()


def test_stop_ends_the_wait_long_before_its_time(server: Dovecot) -> None:
    mailbox = opened(server, "stopping", poll_seconds=60)
    threading.Timer(0.2, mailbox.stop).start()
    since = time.monotonic()
    assert mailbox.wait(60) is False
    assert time.monotonic() - since < 15
    assert mailbox.wait(30) is False
    mailbox.close()


def test_server_that_went_away_is_trouble_and_can_be_opened_again(dovecot: Servers) -> None:
    server = dovecot(extra="# restarted by its test")
    server.deliver("back", mail(1))
    mailbox = opened(server, "back")
    server.stop()
    with pytest.raises(MailboxTrouble):
        mailbox.uids(1)
    with pytest.raises(MailboxTrouble):
        mailbox.uids(1)
    with pytest.raises(MailboxTrouble):
        mailbox.open()
    server.start()
    mailbox.open()
    assert len(mailbox.uids(1)) == 1
    shutil.rmtree(server.maildir("back"))
    mailbox.close()
    mailbox.close()
