"""Rules and templates change while the service runs: the next letters follow, or all stays as it was and it is told."""

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.office import CANTINE, Office, office
from tests.scenario.test_commands_desk import wait

__all__ = ["office"]
CLOSED_FOR_EVER = '[[closure]]\nfirst = 2020-01-01\nlast = 2199-12-31\nname = "Fermé"\n'
ROOT = Path(__file__).parents[2]
Service = subprocess.Popen[str]


@pytest.fixture
def service(office: Office) -> Iterator[Service]:
    """`run` at work: it has answered a first question."""
    process = office.process("run")
    office.receives()
    wait(60, lambda: len(office.smtp.letters) == 2)
    yield process
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)


def subject(office: Office, buyer: str) -> str:
    """The subject of the first letter to a buyer."""
    wait(60, lambda: office.smtp.to(buyer))
    found = re.search(rb"^Subject: (.*)$", office.smtp.to(buyer)[0].raw, re.MULTILINE)
    assert found
    return found[1].decode()


def asks(office: Office, buyer: str) -> None:
    office.receives(CANTINE, **{"from": buyer, "message_id": f"<{buyer}>"})


def logged(service: Service, words: str) -> None:
    """Wait until the service says so in its log."""
    assert service.stderr is not None
    assert any(words in line for line in service.stderr)


def changed(office: Office, name: str, text: str) -> None:
    file = office.folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_changed_files_are_used_without_a_stop(office: Office, service: Service) -> None:
    changed(office, "templates/fr/ack.txt.j2", "Subject: Nouveaux mots {{ tag }}\n\nBonjour.\n")
    rules = (ROOT / "rules" / "topics.toml").read_text(encoding="utf-8")
    changed(office, "rules/topics.toml", rules.replace("enough = 4\n", "enough = 999\n"))
    service.send_signal(signal.SIGHUP)
    logged(service, "read again")
    asks(office, "zoe@ville.example")
    assert subject(office, "zoe@ville.example").startswith("Nouveaux mots")
    topics = {one["buyer"]: one["topic"] for one in office.told("question", "list")}
    assert topics["paul.martin@mairie-albi.example"] == "restauration-egalim"
    assert not topics["zoe@ville.example"], "so many points are out of reach: the desk abstains now"


def test_files_with_mistakes_change_nothing_and_the_operator_is_told(office: Office, service: Service) -> None:
    changed(office, "rules/routing.toml", "[[route]]\nname =\n")
    changed(office, "templates/fr/ack.txt.j2", "Subject: Nouveaux mots\n\n{{ inconnu }}\n")
    changed(office, "rules/closures.toml", CLOSED_FOR_EVER)
    service.send_signal(signal.SIGHUP)
    operator = "operateur@hebergeur.example"
    wait(60, lambda: office.smtp.to(operator))
    alarm = office.smtp.to(operator)[0].raw
    assert b"routing.toml" in alarm
    assert b"ack.txt.j2" in alarm
    asks(office, "zoe@ville.example")
    assert "Nouveaux mots" not in subject(office, "zoe@ville.example")


def test_a_closed_terminal_ends_the_service_as_a_stop_does(office: Office) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "guichet_bot", "-c", str(office.config), "run"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        office.receives()
        wait(60, lambda: len(office.smtp.letters) == 2)
        process.send_signal(signal.SIGHUP)
        assert process.wait(30) == 0
    finally:
        process.kill()
        os.close(ours)
        os.close(theirs)


def test_a_service_without_standard_input_runs_and_reads_again(office: Office) -> None:
    command = f'exec "{sys.executable}" -m guichet_bot -c "{office.config}" run <&-'
    process = subprocess.Popen(["sh", "-c", command], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        office.receives()
        wait(60, lambda: len(office.smtp.letters) == 2)
        process.send_signal(signal.SIGHUP)
        logged(process, "read again")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        assert process.returncode == 0
    finally:
        process.kill()
