"""check --online: what a new desk learns of its servers before the first question comes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes

from tests.fixtures.dovecot import Dovecot
from tests.fixtures.office import Office, office
from tests.fixtures.smtp import DROP

__all__ = ["office"]
SUFFIX = "guichet+essai@resocc.example"


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


def test_both_servers_are_tried(office: Office) -> None:
    assert "le serveur d'envoi accepte la connexion" in office.does("check", "--online", "--wait", 0)
    assert not office.smtp.letters, "no time to come back: no mail"
    office.smtp.on("connect", DROP, times=9)
    result = office.run("check", "--online", "--wait", 0)
    assert result.exit_code == 75, "a server that is away may be back later"
    assert "Le serveur d'envoi" in result.stderr


def test_a_plus_address_that_arrives_is_said_and_its_mail_is_nobody_s_work(office: Office) -> None:
    with a_host_that_delivers(office):
        assert "une adresse à suffixe arrive bien" in office.does("check", "--online", "--wait", 20)
    (letter,) = office.smtp.letters
    assert letter.rcpts == (SUFFIX,)
    assert not list((office.folder / "mail" / "new").iterdir()), "it is filed like the desk's other mail"
    (office.folder / "mail" / "new" / "first.test").write_bytes(letter.raw)  # as if the service had looked first
    (visit,) = office.told("once")
    assert (visit["received"], visit["sent"]) == (1, 0)
    assert office.told("question", "list") == []


def test_a_plus_address_that_gets_lost_needs_a_person(office: Office) -> None:
    result = office.run("check", "--online", "--wait", 1)
    assert result.exit_code == 1
    assert "n'est pas revenu" in result.stderr
    assert "plus_addresses = false" in result.stderr
    assert "Tout est en ordre" not in result.stdout


def test_a_plus_address_that_the_relay_refuses_is_a_mistake(office: Office) -> None:
    office.smtp.on("rcpt", "550 5.1.1 no such user", only=SUFFIX)
    result = office.run("check", "--online", "--wait", 20)
    assert result.exit_code == 2
    assert "no such user" in result.stderr
    assert "plus_addresses = false" in result.stderr


def test_a_desk_without_plus_addresses_sends_no_test_mail(office: Office) -> None:
    config = office.config.read_text().replace('prefix = "RO"', 'prefix = "RO"\nplus_addresses = false')
    office.config.write_text(config)
    office.does("check", "--online", "--wait", 20)
    assert not office.smtp.letters


def test_the_test_mail_is_filed_out_of_the_way_on_imap(office: Office, dovecot: Callable[..., Dovecot]) -> None:
    server, user = dovecot("full"), "suffix"
    imap = (
        f'[desk.imap]\nhost = "127.0.0.1"\nport = {server.port}\ntls = "none"\nuser = "{user}"\n'
        'password_file = "password"\n'
    )
    (office.folder / "password").write_text(server.password)
    before, _, rest = office.config.read_text().partition("[desk.maildir]")
    office.config.write_text(before + imap + rest[rest.index("[desk.smtp]") :])
    server.deliver(user, b"From: x@y.example\r\nSubject: avant\r\n\r\nBonjour\r\n")
    with a_host_that_delivers(office, lambda raw: server.deliver(user, raw)):
        assert "une adresse à suffixe arrive bien" in office.does("check", "--online", "--wait", 20)
    held = server.folders(user)
    assert held.pop("INBOX") == 1, "what people wrote before stays where it is"
    assert sum(held.values()) == 1
    assert message_from_bytes(office.smtp.letters[0].raw)["Auto-Submitted"] == "auto-generated"
