"""check --online: what a new desk learns of its servers before the first question comes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes

import pytest

from tests.fixtures.dovecot import Dovecot
from tests.fixtures.nameserver import LocalDns
from tests.fixtures.office import Office, office
from tests.fixtures.smtp import DROP

__all__ = ["office"]
Words = tuple[object, ...]
SUFFIX = "guichet+essai@resocc.example"
MX = "mx.hote.example"


@pytest.fixture
def online(office: Office, local_dns: LocalDns) -> Words:
    """The words of the command; no test asks a DNS server but its own."""
    return ("check", "--online", *local_dns.option)


@contextmanager
def a_host_that_delivers(office: Office, put: Callable[[bytes], object] | None = None) -> Iterator[None]:
    """Whatever the relay takes for the desk lies in its mailbox a moment later."""
    ended = threading.Event()
    put = put or (office.folder / "mail" / "new" / "from-the-relay.test").write_bytes

    def deliver() -> None:
        done = 0
        while not ended.wait(0.02):
            for letter in office.smtp.letters[done:]:
                done += 1
                put(letter.raw)

    thread = threading.Thread(target=deliver)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_both_servers_are_tried(office: Office, online: Words) -> None:
    assert "le serveur d'envoi accepte la connexion" in office.does(*online, "--wait", 0)
    assert not office.smtp.letters, "no time to come back: no mail"
    office.smtp.on("connect", DROP, times=9)
    result = office.run(*online, "--wait", 0)
    assert result.exit_code == 75, "a server that is away may be back later"
    assert "Le serveur d'envoi" in result.stderr


def test_a_plus_address_that_arrives_is_said_and_its_mail_is_nobody_s_work(office: Office, online: Words) -> None:
    with a_host_that_delivers(office):
        assert "à une adresse à suffixe arrive bien" in office.does(*online, "--wait", 20)
    (letter,) = office.smtp.letters
    assert letter.rcpts == (SUFFIX,)
    assert not list((office.folder / "mail" / "new").iterdir()), "it is filed like the desk's other mail"
    (office.folder / "mail" / "new" / "first.test").write_bytes(letter.raw)  # as if the service had looked first
    (visit,) = office.told("once")
    assert (visit["received"], visit["sent"]) == (1, 0)
    assert office.told("question", "list") == []


def test_a_plus_address_that_gets_lost_needs_a_person(office: Office, online: Words) -> None:
    result = office.run(*online, "--wait", 1)
    assert result.exit_code == 1
    assert "n'est pas revenu" in result.stderr
    assert "plus_addresses = false" in result.stderr
    assert "Tout est en ordre" not in result.stdout


def test_a_plus_address_that_the_relay_refuses_is_a_mistake(office: Office, online: Words) -> None:
    office.smtp.on("rcpt", "550 5.1.1 no such user", only=SUFFIX)
    result = office.run(*online, "--wait", 20)
    assert result.exit_code == 2
    assert "no such user" in result.stderr
    assert "plus_addresses = false" in result.stderr


def test_a_relay_that_has_no_time_now_says_nothing_of_plus_addresses(office: Office, online: Words) -> None:
    office.smtp.on("rcpt", "451 4.7.1 greylisted", only=SUFFIX)
    result = office.run(*online, "--wait", 20)
    assert result.exit_code == 75
    assert "à plus tard (451" in result.stderr
    assert "plus_addresses" not in result.stderr


def test_a_relay_that_wants_no_mail_of_ours_says_nothing_of_plus_addresses(office: Office, online: Words) -> None:
    office.smtp.on("mail", "553 5.7.1 sender address rejected: not owned by user")
    result = office.run(*online, "--wait", 20)
    assert result.exit_code == 2
    assert "le droit d'écrire au nom de guichet@resocc.example" in result.stderr
    assert "plus_addresses" not in result.stderr


def test_a_notice_that_the_test_mail_was_lost_is_not_the_test_mail(office: Office, online: Words) -> None:
    def bounce(raw: bytes) -> None:
        lost = message_from_bytes(raw)["Message-ID"]
        notice = f"From: mailer-daemon@hote.example\nMessage-ID: <n@hote.example>\nReferences: {lost}\n\nInconnu\n"
        (office.folder / "mail" / "new" / "notice.test").write_text(notice)

    with a_host_that_delivers(office, bounce):
        result = office.run(*online, "--wait", 3)
    assert result.exit_code == 1
    assert "n'est pas revenu" in result.stderr


def test_a_desk_without_plus_addresses_tries_its_own(office: Office, online: Words) -> None:
    config = office.config.read_text().replace('prefix = "RO"', 'prefix = "RO"\nplus_addresses = false')
    office.config.write_text(config)
    with a_host_that_delivers(office):
        assert "à l'adresse guichet@resocc.example arrive bien" in office.does(*online, "--wait", 20)
    (letter,) = office.smtp.letters
    assert letter.rcpts == ("guichet@resocc.example",)
    (office.folder / "mail" / "new" / "first.test").write_bytes(letter.raw)  # as if the service had looked first
    (visit,) = office.told("once")
    assert (visit["received"], visit["sent"]) == (1, 0)
    assert office.told("question", "list") == []
    lost = office.run(*online, "--wait", 1)
    assert lost.exit_code == 1
    assert "plus_addresses" not in lost.stderr


def test_the_test_mail_is_filed_out_of_the_way_on_imap(
    office: Office, online: Words, dovecot: Callable[..., Dovecot]
) -> None:
    server, user = dovecot("full"), "suffix"
    office.reads(server, user)
    server.deliver(user, b"From: x@y.example\r\nSubject: avant\r\n\r\nBonjour\r\n")
    with a_host_that_delivers(office, lambda raw: server.deliver(user, raw)):
        assert "à une adresse à suffixe arrive bien" in office.does(*online, "--wait", 20)
    held = server.folders(user)
    assert held.pop("INBOX") == 1, "what people wrote before stays where it is"
    assert sum(held.values()) == 1
    assert message_from_bytes(office.smtp.letters[0].raw)["Auto-Submitted"] == "auto-generated"
