"""db rejoin as an operator uses it after db restore: what it says, and what may be done with the letters in doubt."""

import json

import pytest

from tests.fixtures.office import Office, office
from tests.scenario.test_commands_copies import apart, letter, receives

__all__ = ["office"]


@pytest.fixture
def put_back(office: Office) -> Office:
    """A backup without any question comes back; the mail that the desk answered since lies among the filed ones."""
    apart(office, "once")
    copy = office.folder / "copy.db"
    office.does("db", "backup", copy)
    box = office.folder / "mail"
    (box / "new" / "1.test").write_bytes(letter())
    apart(office, "once")
    assert len(office.smtp.letters) >= 2
    said = office.does("db", "restore", copy, "--yes")
    assert "guichet-bot db rejoin" in said
    return office


def test_the_lost_mail_comes_back_and_its_letters_wait(put_back: Office) -> None:
    sent = len(put_back.smtp.letters)
    wrong = put_back.run("status")
    assert (wrong.exit_code, "db rejoin" in wrong.stdout) == (1, True)
    said = put_back.does("db", "rejoin")
    assert "courriers relus : 1 ; que la base ne connaissait pas : 1" in said
    assert "dont personne ne le sait, gardés : 2" in said
    assert "rien à comparer" in put_back.does("db", "rejoin")
    assert "db rejoin" not in put_back.run("status").stdout
    assert len(put_back.told("question", "list")) == 1
    put_back.does("once")
    kept = put_back.told("outbox", "list", "--state", "retenu")
    assert {one["kind"] for one in kept} == {"ack", "offer"}
    put_back.does("outbox", "confirm", kept[0]["id"])
    put_back.does("outbox", "confirm", "--restored")
    assert put_back.told("outbox", "list", "--state", "retenu") == []
    assert "Aucun courrier n'est en doute" in put_back.does("outbox", "confirm", "--restored")
    assert put_back.run("outbox", "confirm").exit_code == 2
    assert len(put_back.smtp.letters) == sent


def test_what_cannot_be_read_is_said_and_the_desk_stays_silent(put_back: Office) -> None:
    filed = put_back.folder / "mail" / ".Traite" / "cur"
    (mail,) = filed.iterdir()
    mail.unlink()
    mail.mkdir()  # no file at all
    result = put_back.run("db", "rejoin")
    assert (result.exit_code, "Illisibles" in result.stdout) == (1, True), result.output
    assert "db rejoin" in put_back.run("status").stdout
    put_back.does("db", "rejoin", "--as-is")
    assert "db rejoin" not in put_back.run("status").stdout


def test_a_mailbox_out_of_reach_leaves_all_as_it_was(put_back: Office) -> None:
    config = put_back.config.read_text(encoding="utf-8")
    imap = '[desk.imap]\nhost = "127.0.0.1"\nport = 1\ntls = "none"\nuser = "x"\npassword_file = "signature"\n'
    there, _, rest = config.partition("[desk.maildir]")
    away = there + imap + rest[rest.index("[desk.smtp]") :]
    put_back.config.write_text(away, encoding="utf-8")
    result = put_back.run("db", "rejoin")
    assert (result.exit_code, "d'ici là, rien ne part" in result.stderr) == (75, True), result.output
    put_back.config.write_text(config, encoding="utf-8")
    assert "ne connaissait pas : 1" in put_back.does("db", "rejoin")


def test_a_desk_without_a_mailbox_is_told_to_present_its_mails_before(put_back: Office) -> None:
    there, _, rest = put_back.config.read_text(encoding="utf-8").partition("[desk.maildir]")
    put_back.config.write_text(there + rest[rest.index("[desk.smtp]") :], encoding="utf-8")
    receives(put_back, letter())
    said = put_back.does("db", "rejoin")
    assert "n'est repris que ce qui a été présenté de nouveau à « receive » avant cette commande" in said
    assert "elle s'arrêtait au" not in said, "nothing tells when it last received anything"
    assert "dont personne ne le sait, gardés : 2" in said


def test_a_desk_that_was_never_restored_has_nothing_to_compare(office: Office) -> None:
    receives(office, letter())
    apart(office, "once")
    assert "rien à comparer" in office.does("db", "rejoin")
    assert json.loads(office.run("status", "--json").stdout)["restored"] == []
