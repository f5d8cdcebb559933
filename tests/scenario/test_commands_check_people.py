"""check tells what an operator who edited config.toml would believe, and the database does not do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fixtures.office import Office, office

__all__ = ["office"]
ANNE = "anne.vidal@mairie.example"


def edit(office: Office, old: str, new: str) -> None:
    office.config.write_text(office.config.read_text().replace(old, new))


@pytest.fixture
def begun(office: Office) -> Office:
    office.does("once")
    return office


def test_nothing_is_told_before_the_first_day_and_no_file_is_made(office: Office) -> None:
    assert ANNE not in office.does("check")
    assert not (office.folder / "guichet.db").exists()


def test_nothing_is_told_while_both_say_the_same(begun: Office) -> None:
    assert ANNE not in begun.does("check")


def test_an_expert_taken_out_of_the_file_still_gets_questions(begun: Office) -> None:
    edit(begun, f'[[desk.expert]]\nemail = "{ANNE}"\nname = "Anne Vidal"\ntopics = ["restauration-egalim"]\n', "")
    assert f"{ANNE} n'est plus dans config.toml mais reste expert" in begun.does("check")
    begun.does("expert", "remove", ANNE)
    assert ANNE not in begun.does("check")


def test_an_expert_who_was_removed_does_not_come_back_by_the_file(begun: Office) -> None:
    begun.does("expert", "remove", ANNE)
    assert f"{ANNE} est dans config.toml mais a été retiré" in begun.does("check")


def test_what_the_file_says_otherwise_is_named(begun: Office) -> None:
    edit(begun, 'name = "Anne Vidal"\n', 'name = "Anne Vidal"\nterritory = ["31"]\nexclusions = ["chu.example"]\n')
    assert f"{ANNE} diffère de config.toml (territoire, déports)" in begun.does("check")
    begun.does("expert", "set", ANNE, "--territory", "31", "--exclude", "chu.example")
    assert ANNE not in begun.does("check")


def test_an_expert_added_by_a_command_is_nobody_s_mistake(begun: Office) -> None:
    begun.does("expert", "add", "zoe@ville.example", "--name", "Zoé")
    assert "zoe@ville.example" not in begun.does("check")


def test_a_file_that_is_no_database_does_not_stop_the_check(office: Office) -> None:
    Path(office.folder / "guichet.db").write_bytes(b"not a database at all, really not one" * 30)
    result = office.run("check")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", [["add", "{}"], ["set", ANNE, "--backup", "{}"]])
def test_nobody_is_an_expert_at_the_address_of_a_desk(office: Office, command: list[str]) -> None:
    refused = office.run("expert", *(one.format("Guichet@resocc.example") for one in command))
    assert refused.exit_code == 2
    assert "guichet@resocc.example est l'adresse d'un guichet" in refused.stderr
    assert "guichet@resocc.example" not in office.does("expert", "list", "--json")


def test_a_database_that_the_service_refuses_is_told(begun: Office) -> None:
    with closing(sqlite3.connect(begun.folder / "guichet.db")) as base:
        base.execute("UPDATE alembic_version SET version_num = '9999'")
        base.commit()
    checked, refused = begun.run("check"), begun.run("once")
    assert (checked.exit_code, refused.exit_code) == (2, 2)
    assert "plus récente" in checked.stderr and refused.stderr.strip() in checked.stderr
    assert "Tout est en ordre." not in checked.output


def test_closures_that_leave_no_open_day_are_a_mistake(office: Office) -> None:
    (office.folder / "rules").mkdir()
    closed = '[[closure]]\nfirst = 2020-01-01\nlast = 2035-01-01\nname = "Fermé"\n'
    (office.folder / "rules" / "closures.toml").write_text(closed, encoding="utf-8")
    checked = office.run("check")
    assert checked.exit_code == 2
    assert "closures.toml : ce calendrier n'a aucune heure d'ouverture pendant 400 jours." in checked.stderr
