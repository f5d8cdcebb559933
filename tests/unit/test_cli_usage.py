"""Mistakes on the command line are said in French with the code that scripts wait for; help loads nothing heavy."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from guichet_bot.cli.main import COMMANDS, cli
from guichet_bot.store import engine


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["bonjour"], "la commande « bonjour » n'existe pas"),
        (["outbox", "list", "--etat", "x"], "l'option --etat n'existe pas"),
        (["outbox", "list", "--state"], "l'option --state demande une valeur"),
        (["outbox", "list", "--state", "envolé"], "--state : « à envoyer », « en cours », envoyé, refusé"),
        (["outbox", "list", "--limit", "0"], "un nombre entier, de 1 à 999999999"),
        (["parked", "retry"], "il manque Nº..."),
        (["outbox", "confirm"], "Donnez le numéro d'un courrier au moins"),
        (["outbox", "confirm", "trois"], "valeur refusée pour Nº... : un nombre entier"),
        (["outbox", "retry", "99999999999999999999"], "valeur refusée pour Nº... : un nombre entier, de 1 à 999999999"),
        (["parked", "show", "99999999999999999999"], "un nombre entier, de 1 à 999999999"),
        (["expert", "set", "a@b.example", "--open", "99999999999999999999"], "un nombre entier, de 0 à 999999999"),
        (["rules", "replay", "--since", "0001-01-01"], "« 0001-01-01 » n'est pas une date"),
        (["report", "--from", "2026-01-01", "--to", "9999-12-31"], "« 9999-12-31 » n'est pas une date"),
        (["-c", ".", "status"], "Le fichier . ne se lit pas : c'est un dossier."),
        (["db", "check", "encore"], "arguments en trop : encore"),
        (["init", "--password-file", "nulle-part"], "un fichier qui existe et se lit"),
        (["status"], "Le fichier absent.toml n'existe pas"),
        (["explain"], "il manque QUOI..."),
    ],
)
def test_wrong_usage(args: list[str], said: str) -> None:
    result = CliRunner().invoke(cli, ["-c", "absent.toml", *args])
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("args", [["--bureau", "x"], ["--desk"], ["--desk", "autre"], []])
def test_a_wrong_pipe_keeps_the_mail_in_the_queue(args: list[str]) -> None:
    result = CliRunner().invoke(cli, ["-c", "absent.toml", "receive", *args], input=b"From: a@b.example\n\nBonjour\n")
    assert result.exit_code == 75


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_in_french(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert COMMANDS[name][1].rstrip(".").partition(" ;")[0].partition(" :")[0] in " ".join(result.output.split())


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; from guichet_bot.cli.main import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'pydantic', 'jinja2', 'asyncio', 'structlog', 'holidays'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def desk(folder: Path) -> list[str]:
    """The options of a desk that `init` made there."""
    given = ["--title", "A", "--prefix", "A", "--address", "a@a.example", "--coordinator", "c@a.example"]
    assert CliRunner().invoke(cli, ["init", str(folder), *given, "--maildir", "mail"]).exit_code == 0
    return ["-c", str(folder / "config.toml")]


def test_a_database_in_use_is_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_BUSY_MS", 200)
    options = desk(tmp_path)
    assert CliRunner().invoke(cli, [*options, "db", "upgrade"]).exit_code == 0
    busy = sqlite3.connect(tmp_path / "var" / "guichet.db", isolation_level=None)
    busy.execute("BEGIN EXCLUSIVE")
    result = CliRunner().invoke(cli, [*options, "outbox", "lift", "x@y.example"])
    busy.close()
    assert (result.exit_code, "occupée par un autre programme" in result.stderr) == (75, True)


@pytest.mark.parametrize("command", [["status"], ["once"], ["outbox", "list"]])
def test_a_file_that_is_no_database_is_said_in_french(tmp_path: Path, command: list[str]) -> None:
    options = desk(tmp_path)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "guichet.db").write_text("rien d'une base\n" * 100, encoding="utf-8")
    result = CliRunner().invoke(cli, [*options, *command])
    assert (result.exit_code, "n'est pas celle d'un guichet" in result.stderr) == (2, True)


def test_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    options = desk(tmp_path)
    (tmp_path / "var").mkdir()
    with sqlite3.connect(tmp_path / "var" / "guichet.db") as other:
        other.execute("CREATE TABLE question (id INTEGER)")
    result = CliRunner().invoke(cli, [*options, "status"])
    assert (result.exit_code, "tables d'un autre programme" in result.stderr) == (2, True)


def test_a_file_that_cannot_be_written_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = CliRunner().invoke(cli, ["-c", "absent.toml", "preview", "ack", "--html", str(tmp_path / "file" / "x")])
    assert result.exit_code == 2
    assert "ce n'est pas un dossier" in result.stderr


def test_a_database_that_does_not_answer_is_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S", "a secret of the tests, long enough")
    (tmp_path / "config.toml").write_text(
        '[store]\nurl = "postgresql://guichet@127.0.0.1:1/guichet"\n[[desk]]\nname = "a"\nprefix = "A"\ntitle = "A"\n'
        'address = "a@a.example"\nsecret_env = "S"\n[[desk.coordinator]]\nemail = "c@a.example"\n',
        encoding="utf-8",
    )
    for command in (["status"], ["once"], ["receive", "--desk", "a"]):
        result = CliRunner().invoke(cli, ["-c", str(tmp_path / "config.toml"), *command], input=b"From: a@b.example\n")
        assert result.exit_code == 75, command
        assert result.stderr
