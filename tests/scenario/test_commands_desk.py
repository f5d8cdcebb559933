"""The commands of an operator on a desk that works: mail in, letters out, and what a person may decide."""

import signal
import sqlite3
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from guichet_bot.core.effects import LetterKind
from guichet_bot.store import outbox
from tests.fixtures.office import Office, letter, office
from tests.fixtures.smtp import DROP, STALL

__all__ = ["office"]


def wait(seconds: float, done: object) -> None:
    until = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.05)


def test_mail_in_letters_out(office: Office) -> None:
    office.receives()
    (visit,) = office.told("once")
    assert visit == {"received": 0, "handled": 1, "sent": 2, "troubles": []}
    assert sorted(one.rcpts[0] for one in office.smtp.letters) in (
        ["anne.vidal@mairie.example", "paul.martin@mairie-albi.example"],
        ["marc.petit@epci.example", "paul.martin@mairie-albi.example"],
    )
    assert office.told("once")[0]["handled"] == 0


def test_the_same_mail_piped_twice_is_one(office: Office) -> None:
    raw = office.receives()
    assert office.run("receive", "--desk", "resocc", given=raw).exit_code == 0
    office.does("once")
    assert len(office.told("question", "list")) == 1
    assert office.told("status")[0]["inbound"] == {"done": 1}


def test_an_empty_pipe_is_wrong_usage(office: Office) -> None:
    assert office.run("receive", "--desk", "resocc").exit_code == 2


def test_a_store_that_cannot_be_written_keeps_the_mail_in_the_queue(office: Office) -> None:
    (office.folder / "guichet.db").mkdir()
    result = office.run("receive", "--desk", "resocc", given=letter())
    assert result.exit_code == 75
    assert "à présenter de nouveau" in result.stderr


def test_a_relay_that_is_down_is_for_later(office: Office) -> None:
    office.receives()
    office.smtp.on("connect", DROP, times=9)
    result = office.run("once")
    assert result.exit_code == 75
    assert "Le serveur d'envoi" in result.stderr
    assert office.told("status")[0]["outbox"] == {"queued": 2}


def test_questions_have_the_promised_keys(office: Office) -> None:
    office.receives()
    office.does("once")
    (one,) = office.told("question", "list")
    promised = {"number", "state", "topic", "also", "stage", "buyer", "expert"}
    assert promised | {"opened_at", "promised_at", "answered_at"} <= one.keys()
    assert (one["state"], one["topic"], one["buyer"]) == (
        "offered",
        "restauration-egalim",
        "paul.martin@mairie-albi.example",
    )
    assert one["number"].startswith("RO-")
    assert one["number"] in office.does("question", "list")
    assert office.told("question", "list", "--state", "closed") == []


def test_a_question_is_shown_whole(office: Office) -> None:
    office.receives()
    office.does("once")
    number = office.told("question", "list")[0]["number"]
    (whole,) = office.told("question", "show", number)
    assert [one["kind"] for one in whole["letters"]] == ["ack", "offer"]
    assert "loi EGalim" in whole["entries"][0]["text"]
    assert "loi EGalim" in office.does("question", "show", number)
    assert office.run("question", "show", "RO-2000-0001").exit_code == 2


def test_a_coordinators_acts_on_the_command_line(office: Office) -> None:
    office.receives()
    office.does("once")
    (one,) = office.told("question", "list")
    number, other = one["number"], {"anne.vidal@mairie.example": "Marc", "marc.petit@epci.example": "Anne"}

    def now() -> dict[str, object]:
        return office.told("question", "list")[0]

    said = office.does("question", "assign", number, other[one["expert"]])
    assert now()["expert"] != one["expert"]
    code = said.split()[-1]
    office.does("question", "undo", code)
    assert now()["expert"] == one["expert"]
    office.does("question", "topic", number, "textile-habillement")
    assert now()["topic"] == "textile-habillement"
    office.does("question", "extend", number, "2d")
    assert str(now()["promised_at"]) > one["promised_at"]
    office.does("question", "close", number)
    assert now()["state"] == "closed"
    office.does("question", "reopen", number)
    assert now()["state"] != "closed"


def test_refused_orders_change_nothing(office: Office) -> None:
    office.receives()
    office.does("once")
    number = office.told("question", "list")[0]["number"]
    for order in (["assign", number, "Personne"], ["topic", number, "zzz"], ["close", "RO-2000-0001"]):
        result = office.run("question", *order)
        assert result.exit_code == 2
        assert "Rien n'a été fait." in result.stderr
    assert office.run("question", "extend", number, "beaucoup").exit_code == 2


def test_experts_come_go_and_change(office: Office) -> None:
    office.does("expert", "add", "Lea@ville.example", "--name", "Léa Faure", "--topic", "restauration-egalim")
    assert office.run("expert", "add", "lea@ville.example").exit_code == 2
    assert office.run("expert", "add", "x@ville.example", "--topic", "inconnu").exit_code == 2
    assert office.run("expert", "add", "pas-une-adresse").exit_code == 2
    office.does("expert", "set", "lea@ville.example", "--open", "5", "--territory", "31", "--weekly")

    def lea() -> dict[str, object]:
        return next(one for one in office.told("expert", "list") if one["email"] == "lea@ville.example")

    assert (lea()["name"], lea()["ceiling_open"], lea()["territory"]) == ("Léa Faure", 5, ["31"])
    office.does("expert", "absent", "lea@ville.example", "jusqu'à", "lundi")
    assert len(lea()["absences"]) == 1  # type: ignore[arg-type]
    office.does("expert", "back", "lea@ville.example")
    assert lea()["absences"] == []
    assert office.run("expert", "absent", "lea@ville.example", "sans", "date").exit_code == 2
    office.does("expert", "remove", "lea@ville.example")
    assert "lea@ville.example" not in {one["email"] for one in office.told("expert", "list")}
    assert office.run("expert", "set", "lea@ville.example", "--open", "1").exit_code == 2
    assert "Anne Vidal" in office.does("expert", "list")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--zone", "ZZ", "zone « ZZ » inconnue"),
        ("--timezone", "Mars", "Fuseau inconnu : Mars"),
        ("--territory", "Tarn", "Département inconnu : Tarn"),
        ("--backup", "personne", "« personne » n'est pas une adresse"),
    ],
)
def test_a_wrong_profile_is_refused_and_the_desk_goes_on(office: Office, option: str, value: str, said: str) -> None:
    result = office.run("expert", "set", "anne.vidal@mairie.example", option, value)
    assert result.exit_code == 2
    assert said.lower() in result.stderr.lower()
    office.receives()
    office.does("once")
    assert office.told("question", "list")[0]["state"] == "offered"


def test_letters_whose_fate_only_a_person_knows(office: Office) -> None:
    office.receives()
    office.does("once")
    store = office.store()
    with store.begin() as tx:
        ids = [row.id for row in outbox.listing(tx)]
        for number in ids:
            outbox.set_state(tx, number, "unsure")
    store.close()
    assert office.run("status").exit_code == 1
    assert [one["id"] for one in office.told("outbox", "list", "--unsure")] == ids
    office.does("outbox", "confirm", ids[0])
    office.does("outbox", "retry", ids[1])
    states = {one["id"]: one["state"] for one in office.told("outbox", "list")}
    assert states == {ids[0]: "sent", ids[1]: "queued"}
    office.does("outbox", "cancel", ids[1])
    assert office.run("outbox", "cancel", ids[0]).exit_code == 1
    assert office.run("outbox", "retry", 999).exit_code == 1
    assert len(office.smtp.letters) == 2
    assert "raw" not in office.told("outbox", "list")[0]


def test_mail_that_waits_for_a_decision(office: Office) -> None:
    office.receives("", message_id="<empty@x.example>")
    office.does("once")
    (held,) = office.told("parked", "list")
    assert (held["state"], held["sender"]) == ("held", "paul.martin@mairie-albi.example")
    assert "ni texte ni pièce jointe" in office.does("parked", "show", held["id"])
    assert b"Subject: Cantine" in office.run("parked", "show", held["id"], "--raw").stdout_bytes
    office.does("parked", "retry", held["id"])
    office.does("once")
    assert office.told("parked", "list") == []
    assert office.run("parked", "discard", held["id"]).exit_code == 1
    assert office.run("parked", "show", 999).exit_code == 2


def test_status_has_the_promised_keys(office: Office) -> None:
    (told,) = office.told("status")
    assert told.keys() >= {"inbound", "outbox", "questions", "timers_due", "oldest", "healthy"}
    assert told["healthy"] is True
    assert office.run("status").exit_code == 0


def test_the_store_is_made_checked_and_refused_when_newer(office: Office) -> None:
    empty = office.run("db", "check")
    assert empty.exit_code == 1
    assert "guichet-bot db upgrade" in empty.stderr
    office.does("db", "upgrade")
    assert "déjà à jour" in office.does("db", "upgrade")
    office.does("db", "check")
    with sqlite3.connect(office.folder / "guichet.db") as base:
        base.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (["run"], ["once"], ["status"], ["db", "upgrade"]):
        result = office.run(*command)
        assert result.exit_code == 2, command
        assert "mettez le programme à jour" in result.stderr
    assert office.run("receive", "--desk", "resocc", given=letter()).exit_code == 75


def test_the_rules_own_examples(office: Office) -> None:
    assert "arrivent où il faut" in office.does("rules", "test")
    (office.folder / "rules").mkdir()
    text = Path("rules/topics.toml").read_text(encoding="utf-8")
    wrong = text.replace("examples = [", 'examples = [\n  "Où acheter un porte-avions ?",', 1)
    (office.folder / "rules" / "topics.toml").write_text(wrong, encoding="utf-8")
    assert office.run("rules", "test").exit_code == 1
    (one,) = office.told("rules", "test")
    assert one["text"] == "Où acheter un porte-avions ?"


@pytest.mark.parametrize("kind", [kind.value for kind in LetterKind])
def test_every_letter_can_be_previewed(office: Office, kind: str) -> None:
    (told,) = office.told("preview", kind)
    assert told["subject"]
    assert told["text"]
    assert told["html"].startswith("<!DOCTYPE html>")


def test_a_preview_goes_to_a_file(office: Office, tmp_path: Path) -> None:
    assert "Objet : " in office.does("preview", "ack", "--html", tmp_path / "ack.html")
    assert "</html>" in (tmp_path / "ack.html").read_text(encoding="utf-8")


def test_a_broken_template_is_a_wrong_configuration(office: Office) -> None:
    (office.folder / "templates" / "fr").mkdir(parents=True)
    (office.folder / "templates" / "fr" / "ack.txt.j2").write_text("Subject: x\n\n{{ inconnu }}\n", encoding="utf-8")
    result = office.run("preview", "ack")
    assert result.exit_code == 2
    assert "« inconnu » n’existe pas" in result.stderr


def test_the_service_works_and_stops_when_told(office: Office) -> None:
    service = office.process("run")
    try:
        office.receives()
        wait(60, lambda: len(office.smtp.letters) == 2)
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
    finally:
        service.kill()
    assert office.told("status")[0]["outbox"] == {"sent": 2}


def test_a_silent_relay_does_not_keep_the_service_from_stopping(office: Office) -> None:
    office.smtp.on("mail", STALL, times=9)
    service = office.process("run")
    try:
        office.receives()
        wait(60, lambda: any(line.startswith("MAIL") for line in office.smtp.commands))
        service.send_signal(signal.SIGTERM)
        assert service.wait(3 + 25) == 0, "its grace and the time to end, where the relay would be waited for a minute"
    finally:
        service.kill()
    assert sum(office.told("status")[0]["outbox"].values()) == 2


def test_once_as_a_process_tells_scripts_by_its_code(office: Office) -> None:
    office.receives()
    done = office.process("once", "--json")
    out, _ = done.communicate(timeout=60)
    assert done.returncode == 0
    assert '"sent": 2' in out


def test_a_buyer_is_not_blamed_for_a_question_that_the_coordination_closes(office: Office) -> None:
    office.receives()
    office.does("once")
    office.does("question", "close", office.told("question", "list")[0]["number"])
    office.does("once")
    letter = message_from_bytes(office.smtp.to("paul.martin@mairie-albi.example")[-1].raw, policy=policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    said = " ".join(body.get_content().split())
    assert "La coordination du réseau a clos votre question" in said
    assert "plus de nouvelles de vous" not in said
