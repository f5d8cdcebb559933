"""db backup and db restore as an operator uses them: a sound copy, never half a file, never one overwritten."""

import json
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fixtures.office import Office, letter, office

__all__ = ["office"]


def files(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def apart(office: Office, *args: object) -> str:
    """A command that must succeed, in a process of its own: it leaves no connection open, as this one would."""
    done = office.process(*args)
    out, err = done.communicate(timeout=60)
    assert done.returncode == 0, err
    return out


def receives(office: Office, raw: bytes) -> None:
    done = office.process("receive", "--desk", "resocc")
    done.communicate(raw.decode(), timeout=60)
    assert done.returncode == 0


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Somebody adds two rows in every transaction, all the time."""
    stop = threading.Event()

    def write() -> None:
        with sqlite3.connect(path, timeout=10, isolation_level=None) as base:
            number = 0
            while not stop.is_set():
                number += 1
                base.execute("BEGIN IMMEDIATE")
                base.execute("INSERT INTO lease VALUES (?, 'a', 0, 0)", (f"{number}a",))
                base.execute("INSERT INTO lease VALUES (?, 'b', 0, 0)", (f"{number}b",))
                base.execute("COMMIT")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_a_backup_is_whole_checked_and_its_owners_alone(office: Office) -> None:
    office.receives()
    office.does("once")
    (office.folder / "copies").mkdir()
    copy = office.folder / "copies" / "guichet.db"
    said = office.does("db", "backup", copy)
    assert "la copie est vérifiée" in said
    assert "données personnelles" in said
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert files(copy.parent) == {"guichet.db"}, "one file is the whole backup"
    with sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True) as base:
        assert base.execute("SELECT count(*) FROM question").fetchone() == (1,)
    (told,) = office.told("db", "backup", office.folder / "second.db")
    assert (told["checked"], told["bytes"]) == (True, (office.folder / "second.db").stat().st_size)


def test_a_backup_of_a_store_in_use_is_of_one_instant(office: Office) -> None:
    office.does("db", "upgrade")
    with writing(office.folder / "guichet.db"):
        for number in range(5):
            office.does("db", "backup", office.folder / f"{number}.db")
    for number in range(5):
        with sqlite3.connect(office.folder / f"{number}.db") as base:
            found = dict(base.execute("SELECT holder, count(*) FROM lease GROUP BY holder").fetchall())
        assert found.get("a") == found.get("b"), "half a transaction is in the copy"


def test_nothing_is_overwritten_and_nothing_half_stays(office: Office) -> None:
    office.does("db", "upgrade")
    there = office.folder / "there.db"
    there.write_text("precious")
    before = files(office.folder)
    for target, said in (
        (there, "existe déjà"),
        (office.folder, "est un dossier"),
        (office.folder / "missing" / "x.db", "n'existe pas : créez-le"),
        (there / "x.db", "n'existe pas : créez-le"),
        (Path("/proc/x.db"), "Le dossier /proc"),
    ):
        result = office.run("db", "backup", target)
        assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert there.read_text() == "precious"
    assert files(office.folder) == before


def test_a_store_that_is_not_there_is_not_made_by_its_backup(office: Office) -> None:
    result = office.run("db", "backup", office.folder / "copy.db")
    assert result.exit_code == 2
    assert "rien à sauvegarder" in result.stderr
    assert not (office.folder / "guichet.db").exists()


def test_a_full_disk_leaves_nothing(office: Office) -> None:
    office.does("db", "upgrade")
    before = files(office.folder)
    few = 40_000  # bytes: less than the empty store

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (few, few))

    done = subprocess.run(
        [sys.executable, "-m", "guichet_bot", "-c", office.config, "db", "backup", office.folder / "copy.db"],
        preexec_fn=no_room,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 75, done.stderr
    assert "rien n'a été laissé" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(office.folder) == before


def test_a_damaged_store_gives_no_backup(office: Office) -> None:
    for number in range(3):
        receives(office, letter(message_id=f"<{number}@x.example>"))
    apart(office, "once")
    path = office.folder / "guichet.db"
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA journal_mode=DELETE")
        (page,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_outbox_rcpt'").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 3000)
    result = office.run("db", "backup", office.folder / "copy.db")
    assert result.exit_code == 1
    assert "abîmée" in result.stderr
    assert not (office.folder / "copy.db").exists()


def test_a_server_has_its_own_command_and_no_password_is_shown(office: Office) -> None:
    config = office.config.read_text(encoding="utf-8")
    url = "postgresql://guichet:secret@db.example/guichet"
    office.config.write_text(config.replace("sqlite:///guichet.db", url), encoding="utf-8")
    result = office.run("db", "backup", "copy.dump")
    assert result.exit_code == 2
    assert "pg_dump --format=custom --file=copy.dump postgresql://guichet@db.example/guichet" in result.stderr
    assert "secret" not in result.stderr
    assert "pg_restore" in office.run("db", "restore", "copy.dump", "--yes").stderr


def test_a_backup_comes_back_and_the_old_store_is_kept(office: Office) -> None:
    receives(office, letter())
    apart(office, "once")
    copy = office.folder / "copy.db"
    office.does("db", "backup", copy)
    receives(office, letter(message_id="<later@x.example>", subject="Plus tard"))
    apart(office, "once")
    assert "Rien n'a été changé" in office.run("db", "restore", copy, given="n\n").stdout
    said = office.does("db", "restore", copy, "--yes")
    assert "Tous les guichets sont en pause" in said
    assert len(office.told("question", "list")) == 1
    (aside,) = office.folder.glob("guichet.db.avant-*")
    with sqlite3.connect(aside) as base:
        assert base.execute("SELECT count(*) FROM question").fetchone() == (2,)
    office.does("db", "check")


def test_a_store_in_use_is_not_replaced(office: Office) -> None:
    office.receives()
    office.does("db", "backup", office.folder / "copy.db")
    before = files(office.folder)
    with sqlite3.connect(office.folder / "guichet.db") as service:
        service.execute("SELECT count(*) FROM question").fetchone()
        result = office.run("db", "restore", office.folder / "copy.db", "--yes")
        assert result.exit_code == 75
        assert "arrêtez guichet-bot" in result.stderr
    assert not [name for name in files(office.folder) - before if name.startswith((".", "guichet.db.avant"))]
    assert office.told("status")[0]["inbound"] == {"new": 1}


def test_a_damaged_store_is_replaced_all_the_same(office: Office) -> None:
    receives(office, letter())
    office.does("db", "backup", office.folder / "copy.db")
    (office.folder / "guichet.db").write_bytes(b"not a database at all" * 100)
    office.does("db", "restore", office.folder / "copy.db", "--yes")
    assert office.told("status")[0]["inbound"] == {"new": 1}


@pytest.mark.parametrize("content", [b"", b"pas une base", None])
def test_what_is_no_backup_is_refused(office: Office, content: bytes | None) -> None:
    office.receives()
    other = office.folder / "other.db"
    if content is None:
        with sqlite3.connect(other) as base:
            base.execute("CREATE TABLE notes (text)")
    else:
        other.write_bytes(content)
    result = office.run("db", "restore", other, "--yes")
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output
    assert office.told("status")[0]["inbound"] == {"new": 1}
    assert office.run("db", "restore", "--yes").exit_code == 2
    assert not list(office.folder.glob("*.avant-*"))


def test_a_restored_desk_says_it_needs_a_person(office: Office) -> None:
    receives(office, letter())
    apart(office, "once")
    office.does("db", "backup", office.folder / "copy.db")
    with sqlite3.connect(office.folder / "copy.db") as base:
        base.execute("UPDATE outbox SET state = 'queued'")
    office.does("db", "restore", office.folder / "copy.db", "--yes")
    sent = len(office.smtp.letters)
    office.does("once")
    assert len(office.smtp.letters) == sent, "letters that may have left wait for a person"
    assert json.loads(office.run("status", "--json").stdout)["outbox"]["held"] == 2
    assert office.run("status").exit_code == 1
