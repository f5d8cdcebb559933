"""What an operator sees: silenced addresses, a pause, a service that stopped, and all of it in French."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from guichet_bot import clock
from guichet_bot.store import heartbeats, outbox, pausing, suppressions, switches
from tests.fixtures.office import Office, office

__all__ = ["office"]

PARIS = ZoneInfo("Europe/Paris")
ENGLISH = re.compile(r"\b(?:offered|offer|ack|sent|queued|held|done|human|skill|coordinators|buyer|question \()\b")
DEAD = "anne.vidal@mairie.example"


def test_who_is_no_longer_written_to_is_told_and_lifted(office: Office) -> None:
    assert "à toutes les adresses" in office.does("outbox", "silent")
    store = office.store()
    until = clock.now() + timedelta(days=30)
    with store.begin() as tx:
        suppressions.set(tx, "resocc", DEAD, until, "courrier refusé par sa messagerie")
    store.close()
    assert DEAD in office.does("outbox", "silent")
    assert f"{until.astimezone(PARIS):%d/%m/%Y}" in office.does("outbox", "silent")
    assert office.told("outbox", "silent")[0]["address"] == DEAD
    assert "plus rien ne part : 1" in office.does("status")
    assert office.told("status")[0]["silenced"] == 1
    assert "écrit de nouveau" in office.does("outbox", "lift", DEAD.upper())
    assert office.told("outbox", "silent") == []
    again = office.run("outbox", "lift", DEAD)
    assert (again.exit_code, "rien de changé" in again.stderr) == (1, True)


def test_a_pause_is_told_and_its_letters_are_not_sent_one_by_one(office: Office) -> None:
    store = office.store()
    office.does("db", "upgrade")
    with store.begin() as tx:
        switches.set(tx, "resocc", "paused", "camille.roux@reseau.example")
    office.receives()
    office.does("once")
    with store.read() as tx:
        assert pausing.kept(tx, "resocc") == 2
    store.close()
    told = office.run("status")
    assert told.exit_code == 1
    assert "en pause depuis l'ordre de camille.roux@reseau.example" in told.stdout
    assert "à l'envoi retenu" not in told.stdout
    (first, *_) = office.told("outbox", "list")
    retried = office.run("outbox", "retry", first["id"])
    assert retried.exit_code == 1
    assert "le guichet est en pause" in retried.stderr
    assert office.smtp.letters == []


def test_a_service_that_stopped_is_no_good_health(office: Office) -> None:
    assert "n'a encore jamais tourné" in office.does("status")
    office.does("once")
    assert office.run("status").exit_code == 0
    store = office.store()
    with store.begin() as tx:
        heartbeats.beat(tx, "mailbox:resocc", datetime(2026, 1, 7, 11, tzinfo=UTC))
    told = office.run("status")
    assert told.exit_code == 1
    assert "la boîte du guichet resocc n'est plus lue depuis le 07/01/2026 12:00" in told.stdout
    with store.begin() as tx:
        for worker in ("send:resocc", "handle"):
            heartbeats.beat(tx, worker, datetime(2026, 1, 7, 11, tzinfo=UTC))
    told = office.run("status")
    assert "le guichet resocc n'envoie plus rien depuis le 07/01/2026 12:00" in told.stdout
    assert "le courrier reçu n'est plus traité depuis le 07/01/2026 12:00" in told.stdout
    with store.begin() as tx:
        heartbeats.beat(tx, "schedule", datetime(2026, 1, 7, 11, tzinfo=UTC))
    store.close()
    assert "le service ne tourne plus depuis le 07/01/2026 12:00" in office.run("status").stdout


def test_a_mailbox_that_was_never_read_is_no_good_health(office: Office) -> None:
    (office.folder / "mail").touch()
    assert office.run("once").exit_code == 75
    told = office.run("status")
    assert told.exit_code == 1
    assert "n'a encore jamais été lue" in told.stdout


def test_tables_and_stories_hold_no_english_word(office: Office) -> None:
    office.receives()
    office.does("once")
    number = office.told("question", "list")[0]["number"]
    letter_id = office.told("explain", number)[0]["letters"][0]["message_id"]
    commands = (["status"], ["question", "list"], ["question", "show", number], ["outbox", "list"], ["expert", "list"])
    for command in (*commands, ["explain", number], ["explain", "<q1@mairie-albi.example>"]):
        told = office.does(*command)
        assert not ENGLISH.search(told), told
    assert "envoyé" in office.does("explain", letter_id)
    assert "proposée" in office.does("question", "list", "--state", "proposée")
    assert "accusé de réception" in office.does("outbox", "list", "--state", "envoye")


def test_our_own_letter_is_not_said_to_come_from_a_stranger(office: Office) -> None:
    office.receives()
    office.does("once")
    (office.folder / "own.eml").write_bytes(office.smtp.letters[0].raw)
    told = office.does("explain", office.folder / "own.eml")
    assert "un courrier du guichet lui-même" in told
    assert "inconnu du guichet" not in told
    assert "écrit par une personne" not in told


def test_a_letter_that_waits_for_its_hour_says_so(office: Office) -> None:
    office.receives()
    office.smtp.on("connect", "421 4.3.2 busy", times=99)
    assert office.run("once").exit_code == 75
    later = clock.now() + timedelta(days=2)
    store = office.store()
    with store.begin() as tx:
        outbox.set_state(tx, 1, "queued", later)
    store.close()
    first, second = office.does("outbox", "list").splitlines()[1:]
    said = f"{later.astimezone(PARIS):%d/%m/%Y %H:%M}"
    assert said in second
    assert said not in first
