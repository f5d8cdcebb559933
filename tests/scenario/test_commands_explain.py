"""explain: why, about files that nobody keeps, about questions and about single mails."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from guichet_bot.cli.main import cli
from guichet_bot.core.mail.parse import parse
from tests.fixtures.office import CANTINE, Office, letter, office

__all__ = ["office"]

KEYS = {
    "file",
    "verdict",
    "automatic_kind",
    "sender",
    "subject",
    "newest_text",
    "intent",
    "topic",
    "topics",
    "confident",
    "stage",
    "live_tender",
    "failed_recipients",
    "trace",
}
BOUNCE = Path("tests/corpus/mail/bounce-postfix.eml")
VACATION = Path("tests/corpus/mail/vacation-header.eml")


def alone(folder: Path, *files: object) -> list[dict[str, object]]:
    """`explain --json` where no desk was ever made."""
    config = str(folder / "nowhere" / "config.toml")
    result = CliRunner().invoke(cli, ["-c", config, "explain", "--json", *(str(one) for one in files)])
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def eml(folder: Path, raw: bytes, name: str = "mail.eml") -> Path:
    (folder / name).write_bytes(raw)
    return folder / name


def test_a_question_without_any_desk(tmp_path: Path) -> None:
    (told,) = alone(tmp_path, eml(tmp_path, letter()))
    assert told.keys() >= KEYS
    assert told["verdict"] == "question"
    assert told["sender"]["address"] == "paul.martin@mairie-albi.example"  # type: ignore[index]
    assert told["sender"]["role"] == "buyer"  # type: ignore[index]
    assert (told["intent"], told["topic"], told["confident"]) == ("question", "restauration-egalim", True)
    assert told["topics"][0]["id"] == "restauration-egalim"  # type: ignore[index]
    assert told["newest_text"] == CANTINE.strip()
    assert told["automatic_kind"] is None


def test_machines_are_named(tmp_path: Path) -> None:
    bounce, vacation = alone(tmp_path, BOUNCE.resolve(), VACATION.resolve())
    assert (bounce["verdict"], bounce["failed_recipients"]) == ("bounce", ["agent.parti@mairie.example"])
    assert (vacation["verdict"], vacation["automatic_kind"]) == ("automatic", "auto-reply")
    assert vacation["topic"] is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Merci beaucoup, c'est parfait !", "thanks"),
        ("Je passe, désolé.", "decline"),
        ("Et pour les goûters, est-ce la même règle ?", "follow_up"),
    ],
)
def test_a_reply_is_read_even_when_its_thread_is_not_known(tmp_path: Path, text: str, intent: str) -> None:
    (told,) = alone(tmp_path, eml(tmp_path, letter(text, in_reply_to="<x@elsewhere.example>", subject="Re: Cantine")))
    assert (told["verdict"], told["intent"]) == ("reply", intent)


def test_a_live_tender_is_seen(tmp_path: Path) -> None:
    text = "Notre consultation est publiée, remise des offres vendredi : pouvons-nous encore corriger le CCTP ?"
    (told,) = alone(tmp_path, eml(tmp_path, letter(text)))
    assert told["live_tender"] is True


def test_nasty_files_are_all_answered(tmp_path: Path) -> None:
    raws = [b"", b"\0" * 1000, b"From: \xff\xfe\n\n\xff", b"Content-Type: multipart/mixed\n\n" * 300, b"\n" * 9]
    raws.append(b"Subject: " + b"=?utf-8?q?=0d=0aBcc:_x?= " * 2000 + b"\n\nx")
    files = [eml(tmp_path, raw, f"{number}.eml") for number, raw in enumerate(raws)]
    assert [one["file"] for one in alone(tmp_path, *files)] == [str(one) for one in files]


def test_what_is_not_there_is_said_and_the_rest_answered(tmp_path: Path) -> None:
    good = eml(tmp_path, letter())
    words = ["explain", "--json", str(tmp_path / "none.eml"), str(tmp_path), str(good), "bonjour"]
    result = CliRunner().invoke(cli, ["-c", str(tmp_path / "config.toml"), *words])
    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 1
    assert "none.eml ne se lit pas" in result.stderr
    assert "« bonjour » n'est ni un numéro" in result.stderr


def test_a_person_reads_sentences(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["-c", str(tmp_path / "c.toml"), "explain", str(eml(tmp_path, letter()))])
    assert "une question" in result.stdout
    assert "route « " in result.stdout


def test_a_file_is_read_with_the_desks_rules_and_people(office: Office) -> None:
    question, expert = letter(), letter(**{"from": "anne.vidal@mairie.example"})
    told = office.told("explain", eml(office.folder, question), eml(office.folder, expert, "anne.eml"))
    assert told[0]["letters"][0] == {"kind": "ack", "to": "paul.martin@mairie-albi.example"}
    assert [one["expert"] for one in told[0]["trace"]["candidates"]]
    assert told[1]["sender"]["role"] == "expert"
    assert not (office.folder / "guichet.db").exists()
    assert office.smtp.letters == []


def test_a_file_is_read_with_what_the_store_knows(office: Office) -> None:
    raw = office.receives()
    office.does("once")
    before = dump(office)
    ack = parse(next(one.raw for one in office.smtp.letters if "mairie-albi" in one.rcpts[0]))
    answer = letter(
        "Et pour le bio ?",
        to=ack.header("reply-to"),
        subject=f"Re: {ack.subject}",
        in_reply_to=f"<{ack.message_id}>",
        message_id="<q2@x.example>",
    )
    stranger = letter("Et moi ?", to=ack.header("reply-to"), message_id="<q3@x.example>", **{"from": "x@y.example"})
    files = [eml(office.folder, one, f"{n}.eml") for n, one in enumerate((raw, answer, stranger, ack_bytes(office)))]
    again, follow_up, held, own = office.told("explain", *files)
    assert again["verdict"] == "duplicate"
    assert (follow_up["verdict"], follow_up["cause"], follow_up["sender"]["role"]) == ("reply", "follow_up", "buyer")
    assert (held["verdict"], held["cause"], held["sender"]["role"]) == ("reply", "held", "stranger")
    assert own["verdict"] == "own"
    assert len(office.told("question", "list")) == 1
    assert dump(office) == before


def dump(office: Office) -> list[str]:
    """All rows of the store."""
    with sqlite3.connect(office.folder / "guichet.db") as base:
        return list(base.iterdump())


def ack_bytes(office: Office) -> bytes:
    return office.smtp.letters[0].raw


def test_a_number_tells_its_whole_story(office: Office) -> None:
    office.receives()
    office.does("once")
    number = office.told("question", "list")[0]["number"]
    (told,) = office.told("explain", number.lower())
    assert [one["kind"] for one in told["events"]] == ["opened", "offered"]
    assert [one["kind"] for one in told["letters"]] == ["ack", "offer"]
    assert told["why_this_date"][0].startswith("Le délai part du ")
    assert told["why_this_date"][-1].startswith("Échéance : ")
    assert {one["kind"] for one in told["timers"]} >= {"offer", "promise"}
    read = office.does("explain", number)
    for said in ("proposée à ", "thème suivi", "Pourquoi cette date :", "question ouverte", "expert possible"):
        assert said in read
    assert office.run("explain", "RO-2000-0001").exit_code == 2


def test_what_made_a_short_text_held_is_shown(office: Office) -> None:
    office.receives()
    office.does("once")
    offer = parse(next(one.raw for one in office.smtp.letters if "Proposition" in parse(one.raw).subject))
    text = "Bonjour,\n\nJe regarde demain.\nQui est cet acheteur ? Merci.\n"
    headers = {"from": offer.header("to"), "in_reply_to": f"<{offer.message_id}>", "message_id": "<a1@x.example>"}
    office.receives(text, to=offer.header("reply-to"), subject=f"Re: {offer.subject}", **headers)
    office.does("once")
    wanted = "la phrase qui le fait mettre de côté : « Qui est cet acheteur ? »"
    number = office.told("question", "list")[0]["number"]
    assert wanted in office.does("explain", "<a1@x.example>")
    assert wanted in office.does("explain", number)


def test_a_message_id_tells_its_fate(office: Office) -> None:
    office.receives()
    office.does("once")
    number = office.told("question", "list")[0]["number"]
    (mail,) = office.told("explain", "<q1@mairie-albi.example>")
    assert (mail["what"], mail["cause"], mail["question"]) == ("received", "question", number)
    assert mail["trace"]["verdict"] == "human"
    own = parse(office.smtp.letters[0].raw).message_id
    (sent,) = office.told("explain", own)
    assert (sent["what"], sent["state"], sent["question"]) == ("letter", "sent", number)
    assert "reçu par le guichet resocc" in office.does("explain", "q1@mairie-albi.example")
    assert "écrit par le guichet resocc" in office.does("explain", own)
    assert office.run("explain", "<never@seen.example>").exit_code == 2


def test_before_the_first_mail_there_is_no_story(office: Office) -> None:
    result = office.run("explain", "RO-2026-0001")
    assert result.exit_code == 2
    assert "aucun courrier n'est encore arrivé" in result.stderr


@pytest.mark.postgres
def test_the_commands_read_a_postgresql_store(office: Office, postgres_url: str) -> None:
    text = office.config.read_text(encoding="utf-8").replace("sqlite:///guichet.db", postgres_url)
    office.config.write_text(text, encoding="utf-8")
    office.receives()
    office.does("once")
    number = office.told("question", "list")[0]["number"]
    assert office.told("explain", number)[0]["letters"]
    assert office.told("explain", eml(office.folder, letter()))[0]["verdict"] == "duplicate"
    assert office.told("status")[0]["outbox"] == {"sent": 2}
    office.does("db", "check")


def test_wrong_rules_are_no_bug_of_the_program(office: Office) -> None:
    (office.folder / "rules").mkdir()
    (office.folder / "rules" / "topics.toml").write_text("[[topic", encoding="utf-8")
    result = office.run("explain", eml(office.folder, letter()))
    assert result.exit_code == 2
    assert "topics.toml : fichier illisible" in result.stderr
    assert "erreur du programme" not in result.output
