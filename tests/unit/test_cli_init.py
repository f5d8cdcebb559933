"""A new desk's folder: made from flags or answers, right at once, its secrets for its owner only."""

import stat
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guichet_bot.cli.main import cli
from guichet_bot.config.load import load
from guichet_bot.core.model import OFFICE_HOURS

FLAGS = ["--title", "Guichet vert", "--prefix", "RO", "--address", "guichet@resocc.example"]
FLAGS += ["--coordinator", "camille@resocc.example"]
SERVERS = ["--imap-host", "imap.exemple.example", "--smtp-host", "smtp.exemple.example"]


def run(*args: object, given: str = "") -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args], input=given)


def config(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "config.toml").read_text(encoding="utf-8"))


def test_flags_alone_make_a_desk_that_passes_the_check(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("geheim\n", encoding="utf-8")
    folder = tmp_path / "desk"
    made = run("init", folder, *FLAGS, *SERVERS, "--password-file", password)
    assert made.exit_code == 0, made.output
    checked = run("-c", folder / "config.toml", "check")
    assert checked.exit_code == 0, checked.output
    assert "Tout est en ordre." in checked.output
    assert (folder / "config.example.toml").exists()
    assert (folder / "rules" / "topics.toml").exists()
    assert (folder / "templates" / "fr" / "ack.txt.j2").exists()


def test_a_desk_made_where_one_is_needs_no_change_of_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "cd " not in run("init", *FLAGS, *SERVERS).output
    assert "cd 'mes guichets'" in run("init", "mes guichets", *FLAGS, *SERVERS).output


def test_a_new_desk_bothers_nobody_at_night(tmp_path: Path) -> None:
    run("init", tmp_path, *FLAGS, "--maildir", "mail")
    (one,) = load(tmp_path / "config.toml").desks
    assert one.desk.letters_wait
    assert one.desk.hours == OFFICE_HOURS


def test_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    run("init", tmp_path, *FLAGS, *SERVERS)
    for name in ("signature", "boite"):
        assert stat.S_IMODE((tmp_path / "secrets" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert len((tmp_path / "secrets" / "signature").read_text(encoding="utf-8")) > 32


def test_a_password_nobody_gave_is_asked_for_by_the_check(tmp_path: Path) -> None:
    made = run("init", tmp_path, *FLAGS, *SERVERS)
    assert made.exit_code == 0
    assert "écrivez le mot de passe de la boîte" in made.output
    checked = run("-c", tmp_path / "config.toml", "check")
    assert checked.exit_code == 2
    assert "secrets/boite (password_file) est vide" in checked.output


def test_what_is_missing_is_asked(tmp_path: Path) -> None:
    given = "Guichet vert\nRO\nguichet@resocc.example\ncamille@resocc.example\nimap.exemple.example\nlocalhost\n"
    made = run("init", tmp_path, given=given)
    assert made.exit_code == 0, made.output
    (desk,) = config(tmp_path)["desk"]  # type: ignore[misc]
    assert desk["imap"]["user"] == "guichet@resocc.example"
    assert desk["smtp"] == {"host": "localhost", "port": 25, "tls": "none"}


def test_a_wrong_answer_is_asked_again_and_the_others_are_kept(tmp_path: Path) -> None:
    given = "Guichet vert\n1RO\nro\nguichet\nguichet@resocc.example\ncamille\nguichet@resocc.example\n"
    given += "camille@resocc.example\n"
    made = run("init", tmp_path, given=given + "imap://exemple\nimap.exemple.example\nsmtp.exemple.example\n")
    assert made.exit_code == 0, made.output
    assert "« camille » n'est pas une adresse électronique." in made.output
    (desk,) = config(tmp_path)["desk"]  # type: ignore[misc]
    assert (desk["prefix"], desk["address"]) == ("RO", "guichet@resocc.example")
    assert desk["imap"]["host"] == "imap.exemple.example"
    (coordinator,) = desk["coordinator"]
    assert coordinator["email"] == "camille@resocc.example"


def test_a_mailbox_on_this_machine_asks_for_a_login_too(tmp_path: Path) -> None:
    made = run("init", tmp_path, *FLAGS, "--imap-host", "localhost:143", "--smtp-host", "localhost")
    assert "écrivez le mot de passe de la boîte" in made.output
    (desk,) = config(tmp_path)["desk"]  # type: ignore[misc]
    assert desk["imap"]["user"] == "guichet@resocc.example"
    assert desk["imap"]["password_file"] == "secrets/boite"
    assert "user" not in desk["smtp"]


def test_a_port_says_how_to_encrypt(tmp_path: Path) -> None:
    run("init", tmp_path, *FLAGS, "--imap-host", "imap.exemple.example:143", "--smtp-host", "127.0.0.1:2525")
    (desk,) = config(tmp_path)["desk"]  # type: ignore[misc]
    assert (desk["imap"]["port"], desk["imap"]["tls"]) == (143, "starttls")
    assert (desk["smtp"]["port"], desk["smtp"]["tls"]) == (2525, "none")


def test_a_password_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init", tmp_path, *FLAGS, *SERVERS, "--password-env", "GUICHET_BOITE")
    assert not (tmp_path / "secrets" / "boite").exists()
    assert run("-c", tmp_path / "config.toml", "check").exit_code == 2
    monkeypatch.setenv("GUICHET_BOITE", "geheim")
    assert run("-c", tmp_path / "config.toml", "check").exit_code == 0


def test_a_desk_that_is_there_is_left_alone(tmp_path: Path) -> None:
    run("init", tmp_path, *FLAGS, "--maildir", "mail")
    before = (tmp_path / "config.toml").read_bytes()
    again = run("init", tmp_path, *FLAGS, "--maildir", "other")
    assert again.exit_code == 2
    assert "existe déjà" in again.output
    assert (tmp_path / "config.toml").read_bytes() == before


def test_titles_with_quotes_make_toml_that_is_right(tmp_path: Path) -> None:
    run("init", tmp_path, *[*FLAGS[2:], "--title", 'Le "guichet" \\ vert\nbis'], "--maildir", "mail")
    (desk,) = config(tmp_path)["desk"]  # type: ignore[misc]
    assert desk["title"] == 'Le "guichet" \\ vert bis'


@pytest.mark.parametrize(
    ("flag", "value", "said"),
    [
        ("--prefix", "ro-1", "Le préfixe"),
        ("--address", "guichet", "n'est pas une adresse électronique"),
        ("--imap-host", "imap://exemple", "n'est pas un serveur"),
        ("--smtp-host", "smtp.exemple.example:", "n'est pas un serveur"),
        ("--imap-host", "imap.exemple.example:70000", "n'est pas un serveur"),
        ("--coordinator", "Guichet@resocc.example", "est l'adresse du guichet : personne n'y lirait"),
        ("--operator", "guichet@resocc.example", "est l'adresse du guichet : personne n'y lirait"),
        ("--address", "camille@resocc.example", "est l'adresse du guichet : personne n'y lirait"),
        ("--timezone", "Mars/Phobos", "Fuseau horaire « Mars/Phobos » inconnu"),
        ("--zone", "QQ", "Zone « QQ » inconnue"),
        ("--title", "R\udce9seau", "réglez le terminal sur UTF-8"),
    ],
)
def test_wrong_answers_change_nothing(tmp_path: Path, flag: str, value: str, said: str) -> None:
    made = run("init", tmp_path / "desk", *FLAGS, *SERVERS, flag, value)
    assert made.exit_code == 2
    assert said in made.output
    assert not (tmp_path / "desk").exists()


def test_check_names_configuration_rules_and_templates_at_once(tmp_path: Path) -> None:
    run("init", tmp_path, *FLAGS, "--maildir", "mail")
    path = tmp_path / "config.toml"
    text = path.read_text(encoding="utf-8").replace('zone = "FR"', 'zone = "XX"')
    path.write_text(text + '[[desk.expert]]\nemail = "a@b.example"\ntopics = ["aucun-tel"]\n', encoding="utf-8")
    (tmp_path / "rules" / "routing.toml").write_text("[[route]]\nnam = 3\n", encoding="utf-8")
    (tmp_path / "templates" / "fr" / "ack.txt.j2").write_text("Subject: x\n\n{{ inconnu }}\n", encoding="utf-8")
    checked = run("-c", path, "check", "--json")
    assert checked.exit_code == 2
    for said in ("zone « XX » inconnue", "routing.toml", "ack.txt.j2"):
        assert said in checked.stdout
    (tmp_path / "rules" / "routing.toml").unlink()
    assert "thèmes inconnus : aucun-tel" in run("-c", path, "check").output
