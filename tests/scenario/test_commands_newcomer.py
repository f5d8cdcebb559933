"""What newcomers bring along: files of Windows editors, other terminals, numbers and days beyond reason."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guichet_bot.adapters.defaults import default_folder
from tests.fixtures.office import Office, office
from tests.fixtures.smtp import DROP

__all__ = ["office"]
MARK = b"\xef\xbb\xbf"  # what "UTF-8 with BOM" puts first


def as_windows_saves(path: Path) -> None:
    path.write_bytes(MARK + path.read_bytes().replace(b"\n", b"\r\n"))


def test_files_saved_by_a_windows_editor_are_read_as_they_were_meant(office: Office) -> None:
    for name in ("rules", "templates"):
        shutil.copytree(default_folder(name), office.folder / name)
    files = [one for one in office.folder.rglob("*") if one.suffix in {".toml", ".j2"} or one.name == "signature"]
    for one in files:
        as_windows_saves(one)
    assert "Tout est en ordre." in office.does("check")
    office.receives()
    office.does("once")
    (receipt,) = office.smtp.to("paul.martin@mairie-albi.example")
    assert b"\nSubject: =?utf-8?q?Bien_re=C3=A7u" in receipt.raw.replace(b"\r\n", b"\n")
    assert MARK not in receipt.raw
    assert office.told("question", "list")[0]["topic"] == "restauration-egalim"


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_a_terminal_of_another_encoding_shows_what_it_can(office: Office, encoding: str) -> None:
    office.receives("Bonjour,\n\nDu coton « éthique » — à 5 € ?\n\n\U0001f600", subject="Œufs bio à la cantine")
    office.does("once")
    (asked,) = office.told("question", "list")
    shown = on_a_terminal(office, encoding, "explain", asked["number"])
    assert shown.returncode == 0, shown.stderr
    assert "Ce qui s'est pass" in shown.stdout.decode(encoding, "replace")
    told = on_a_terminal(office, encoding, "question", "show", asked["number"], "--json")
    assert json.loads(told.stdout)["subject"] == "Œufs bio à la cantine"


def test_a_full_disk_under_the_output_is_said(office: Office) -> None:
    with open("/dev/full", "wb") as full:
        for args in (["status"], ["--help"]):
            done = subprocess.run(command(office, *args), stdout=full, stderr=subprocess.PIPE, check=False)
            assert done.returncode == 75
            assert done.stderr.decode() == "L'affichage ne s'écrit pas : le disque est plein.\n"


def test_a_mail_that_cannot_be_kept_says_so_in_french(office: Office) -> None:
    office.does("status")
    (office.folder / "guichet.db").write_bytes(b"not a database, and not a small file either" * 100)
    kept_back = office.run("receive", "--desk", "resocc", given=b"From: a@b.example\n\nBonjour\n")
    assert kept_back.exit_code == 75
    assert kept_back.stderr == (
        "Courrier non rangé, à présenter de nouveau. La base est abîmée, ou n'est pas celle d'un guichet ([store] url "
        "dans config.toml).\n"
    )


def test_what_is_shown_can_be_had_as_json(office: Office) -> None:
    office.receives("Bonjour", **{"from": "undisclosed"})
    office.does("once")
    (waiting,) = office.told("parked", "list")
    (shown,) = office.told("parked", "show", waiting["id"])
    assert shown == waiting | {"sender_name": "undisclosed", "text": "Bonjour"}
    assert office.told("db", "check") == [{"state": "current", "problems": []}]


def test_a_person_reads_the_day_of_the_export_on_the_desks_clock(office: Office) -> None:
    office.receives()
    office.does("once")
    first = office.does("privacy", "export", "paul.martin@mairie-albi.example").splitlines()[0]
    assert re.fullmatch(r"Ce que le guichet garde sur paul\.martin@mairie-albi\.example, le \d\d/\d\d/\d{4}", first)


def command(office: Office, *args: str) -> list[str]:
    return [sys.executable, "-m", "guichet_bot", "-c", str(office.config), *args]


def on_a_terminal(office: Office, encoding: str, *args: str) -> "subprocess.CompletedProcess[bytes]":
    shown = {**os.environ, "PYTHONPATH": os.getcwd(), "PYTHONIOENCODING": encoding}
    return subprocess.run(command(office, *args), env=shown, capture_output=True, check=False)


def test_a_log_that_cannot_be_written_keeps_no_letter_back(office: Office) -> None:
    """The disk under the log is full, the relay hangs up once: what is told of it is lost, the letters are not."""
    office.smtp.on("connect", DROP, times=1)
    office.receives()
    shell = f"exec {shlex.join(command(office, 'run'))} 2>/dev/full"
    service = subprocess.Popen(["sh", "-c", shell], env={**os.environ, "PYTHONPATH": os.getcwd()})
    try:
        until = time.monotonic() + 90
        while not office.smtp.to("paul.martin@mairie-albi.example"):
            assert service.poll() is None and time.monotonic() < until, "no receipt left"
            time.sleep(0.05)
    finally:
        service.terminate()
        service.wait(30)


def test_who_closes_the_log_gets_the_work_done(office: Office) -> None:
    office.receives()
    shell = f"exec {shlex.join(command(office, 'once'))} 2>&-"
    done = subprocess.run(["sh", "-c", shell], env={**os.environ, "PYTHONPATH": os.getcwd()}, check=False)
    assert done.returncode == 0
    assert office.smtp.to("paul.martin@mairie-albi.example")
