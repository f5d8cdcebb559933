"""rules replay: other rules tried on the mails of the past; the same rules change nothing, and nothing is ever kept."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from guichet_bot.adapters.defaults import default_folder
from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.app.replay import Changed, Tally, replay
from guichet_bot.store import retention
from guichet_bot.store.looking import looking
from tests.fixtures.office import CANTINE, Office, office
from tests.fixtures.world import BUYER, World

__all__ = ["office"]

NOTHING = "Rien n'a été gardé ni envoyé."


def a_month(world: World) -> None:
    """Everything that rules decide: a question, its answer, the same buyer again, a robot, a live tender."""
    offer = world.offered("Cantine", "Quels produits comptent dans les 50 % de la loi EGalim pour notre cantine ?")
    world.answers(offer, "Tous les produits sous signe de qualité comptent, voir l'article L230-5-1.")
    world.passes(hours=1)
    world.run()
    world.passes(days=3)
    world.writes(
        BUYER, "Cantine encore", "Et les produits de la pêche comptent-ils aussi pour la loi EGalim, au self ?"
    )
    world.run()
    world.writes("vente@robots.example", "Nos solutions", "Je me permets de vous présenter notre offre commerciale.")
    world.writes(BUYER, "Absence du bureau", "Je suis absent.", headers={"Auto-Submitted": "auto-replied"})
    world.writes(
        "marie@cc-lauragais.example", "Litige", "Un candidat conteste le rejet de son offre pour notre cantine bio."
    )
    world.writes("jean@mairie-foix.example", "Divers", "Bonjour, pouvez-vous nous aider pour notre projet ?")
    world.run()
    world.passes(hours=1)
    world.run()


def rules_with(folder: Path, old: str, new: str, file: str = "topics.toml") -> Path:
    """The packaged rules with one passage changed."""
    made = folder / "autres"
    shutil.copytree(default_folder("rules"), made)
    text = (made / file).read_text(encoding="utf-8")
    assert old in text
    (made / file).write_text(text.replace(old, new), encoding="utf-8")
    return made


def tried(world: World, rules: Path | None = None) -> tuple[list[Changed], Tally]:
    tally = Tally()
    desk = world.settings.desks[0].desk
    since = world.now - timedelta(days=60)
    return list(replay(world.setup.store, desk, load_rules(rules, "resocc"), since, tally)), tally


def test_the_same_rules_change_nothing(world: World) -> None:
    a_month(world)
    (again,) = (one for one in world.questions() if one.subject == "Cantine encore")
    assert again.expert == world.questions()[0].expert, "the story holds a buyer who comes back to his expert"
    found, tally = tried(world)
    assert [one.changes for one in found] == []
    assert (tally.read, tally.questions, tally.changed, tally.gone, tally.untold) == (7, 5, 0, 0, 0)


def test_a_topic_corrected_since_does_not_look_like_a_change(world: World) -> None:
    a_month(world)
    with world.setup.store.begin() as tx:
        tx.execute(sa.text("UPDATE question SET topic = 'numerique-responsable' WHERE id = 1"))
    found, tally = tried(world)
    assert [one.changes for one in found] == []
    assert (tally.corrections, tally.found) == (1, 0)


def test_other_rules_are_told_question_by_question(world: World, tmp_path: Path) -> None:
    a_month(world)
    found, tally = tried(world, rules_with(tmp_path, "enough = 4", "enough = 40"))
    assert {one.mail.subject for one in found} >= {"Cantine", "Cantine encore"}
    first = next(one for one in found if one.mail.subject == "Cantine")
    assert first.changes["topic"] == ("restauration-egalim", "")
    assert first.changes["confident"] == (True, False) and "route" in first.changes
    assert tally.changed == len(found) and tally.by_kind["topic"] == 3


def test_a_robot_let_through_by_other_rules_is_told(world: World, tmp_path: Path) -> None:
    a_month(world)
    made = rules_with(tmp_path, "", "", "automatic.toml")
    (made / "automatic.toml").write_text("rule = []\n", encoding="utf-8")
    found, _ = tried(world, made)
    (robot,) = (one for one in found if one.mail.subject == "Absence du bureau")
    assert robot.changes == {"verdict": ("auto-reply", "human")}


def test_mail_that_is_no_longer_kept_is_counted(world: World) -> None:
    a_month(world)
    with world.setup.store.begin() as tx:
        retention.wipe(tx, [1], world.now)
        tx.execute(sa.text("DELETE FROM raw WHERE sha256 = (SELECT sha256 FROM inbound WHERE subject = 'Litige')"))
    found, tally = tried(world)
    assert [one.changes for one in found] == []
    assert (tally.gone, tally.untold, tally.questions) == (3, 0, 3)


def test_the_store_refuses_what_a_rehearsal_would_write(world: World) -> None:
    with pytest.raises(sa.exc.OperationalError, match="readonly"), looking(world.setup.store) as tx:
        tx.execute(sa.text("DELETE FROM question"))
    with world.setup.store.begin() as tx:
        tx.execute(sa.text("DELETE FROM question"))


@pytest.mark.postgres
def test_postgresql_refuses_it_too(postgres_store: object) -> None:
    with pytest.raises(sa.exc.InternalError, match="read-only"), looking(postgres_store) as tx:  # type: ignore[arg-type]
        tx.execute(sa.text("DELETE FROM question"))


def test_the_command_says_what_would_change_and_sends_nothing(office: Office, tmp_path: Path) -> None:
    office.receives(subject="Cantine", text=CANTINE)
    office.receives("Je suis absent.", message_id="<r@x>", subject="Absence", auto_submitted="auto-replied")
    office.does("once")
    sent = len(office.smtp.letters)
    said = office.does("rules", "replay", "--since", "2026-01-01")
    assert "2 courriers relus depuis le jeudi 1er janvier 2026, dont 1 question : rien ne changerait." in said
    assert said.endswith(f"{NOTHING}\n")
    other = rules_with(tmp_path, "enough = 4", "enough = 40")
    said = office.does("rules", "replay", "--since", "01/01/2026", "--rules", other)
    assert "« Cantine » : thème restauration-egalim → aucun" in said
    assert "1 serait décidé autrement (thème 1, destination 1)." in said
    first, last = (
        json.loads(one)
        for one in office.does("rules", "replay", "--since", "2026-01-01", "--rules", other, "--json").splitlines()
    )
    assert first["changes"]["topic"] == {"then": "restauration-egalim", "now": ""}
    assert last["totals"]["read"] == 2 and last["totals"]["changed"] == 1
    assert len(office.smtp.letters) == sent
    assert office.told("question", "list")[0]["topic"] == "restauration-egalim"


def test_the_command_says_what_it_could_not_read_and_what_was_corrected(office: Office, tmp_path: Path) -> None:
    office.receives(subject="Cantine", text=CANTINE)
    office.receives("Je suis absent.", message_id="<r@x>", subject="Absence", auto_submitted="auto-replied")
    office.receives(message_id="<other@x>", subject="Perdu de vue", text="Quels labels pour des ordinateurs durables ?")
    office.does("once")
    (number,) = (one["number"] for one in office.told("question", "list") if one["subject"] == "Cantine")
    office.does("question", "topic", number, "numerique-responsable")
    with office.store().begin() as tx:
        tx.execute(
            sa.text("DELETE FROM raw WHERE sha256 = (SELECT sha256 FROM inbound WHERE subject = 'Perdu de vue')")
        )
    made = rules_with(tmp_path, "", "", "automatic.toml")
    (made / "automatic.toml").write_text("rule = []\n", encoding="utf-8")
    said = office.does("rules", "replay", "--since", "2026-01-01", "--rules", made)
    assert "« Absence » : auteur réponse automatique → une personne ; thème aucun\n" in said
    assert "1 courrier sans texte gardé, donc non relu.\n" in said
    assert "1 thème corrigé par la coordination depuis : ces règles en trouvent 0.\n" in said


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--since", "hier"), "« hier » n'est pas une date"),
        (("--since", "2999-01-01"), "Rien n'a encore été reçu"),
        (("--since", "2026-01-01", "--rules", "/nulle/part"), "n’existe pas"),
        ((), "il manque --since"),
    ],
)
def test_what_cannot_be_replayed_is_said_in_french(office: Office, args: tuple[str, ...], said: str) -> None:
    result = office.run("rules", "replay", *args)
    assert result.exit_code == 2
    assert said in result.output


def test_a_rule_about_who_wrote_is_tried_on_who_wrote_through_a_list(world: World, tmp_path: Path) -> None:
    """A list puts the desk's own address into From: in the past the author was found behind it, and is again."""
    desk = world.settings.desks[0].desk.address
    world.writes(desk, "Cantine", CANTINE, headers={"X-Original-From": BUYER})
    world.run()
    stricter = rules_with(tmp_path, "{ sender = '<(", f"{{ sender = '<({BUYER.partition('@')[0]}|", "automatic.toml")
    assert [one.changes["verdict"] for one in tried(world, stricter)[0]] == [("human", "automatic")]
