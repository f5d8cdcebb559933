"""An expert writes his answer as a mail of its own; what gateways put before a subject; names as a Mac writes them."""

import unicodedata

import pytest

from guichet_bot.core.mail.subject import says_answer, says_passed_on, unmarked
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MakeWorld, World, an_expert

ANSWER = "Bonjour,\n\nLes produits bio et les labels rouges comptent, voir l'article L. 230-5-1 du code rural.\n\nAnne"


def kinds(world: World) -> list[tuple[str, str]]:
    return [(one.kind, one.to) for one in world.run() if one.kind not in ("digest", "sign_of_life")]


def asks(world: World, subject: str = "Cantine en régie", text: str = CANTINE) -> None:
    world.writes(BUYER, subject, text)
    assert ("offer", ANNE) in kinds(world)


@pytest.mark.parametrize("subject", ["Réponse cantine", "Cantine en régie", "EGalim"])
def test_an_answer_written_anew_waits_for_a_word_and_reaches_the_buyer(world: World, subject: str) -> None:
    asks(world)
    world.writes(ANNE, subject, ANSWER)
    assert kinds(world) == [("held", COORDINATOR), ("hold_sender", ANNE)]
    held = next(one for one in world.all_sent if one.kind == "held")
    assert f"part à l’acheteur de {world.question().number}" in " ".join(held.text.split())
    world.answers(held, "libérer 2")
    assert ("answer", BUYER) in kinds(world)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Véhicules", "Quels critères pour des véhicules propres, quel seuil ?"),
        ("Véhicules", "Je cherche des critères pour des véhicules propres."),
        ("Véhicules", "Nous recherchons un cahier des charges de véhicules propres."),
        ("Véhicules", "Je prépare un marché de véhicules propres, un exemple serait utile. Merci d'avance."),
        ("TR: Véhicules", "Nous cherchons des critères pour des véhicules propres."),
    ],
)
def test_a_question_of_an_expert_who_holds_another_is_a_question(world: World, subject: str, text: str) -> None:
    asks(world)
    world.writes(ANNE, subject, text)
    assert ("ack", ANNE) in kinds(world)


def test_a_mail_passed_on_behind_the_mark_of_a_gateway_is_read_whole(world: World) -> None:
    header = "De : Luc Morel <luc@x.example>\nEnvoyé : lundi 23 novembre 2026 09:00\nÀ : Paul\nObjet : Cantine"
    asks(world, "[EXTERNE] TR: Cantine", f"Pouvez-vous répondre à mon collègue ?\n\n{header}\n\n{CANTINE}")
    offer = next(one for one in world.all_sent if one.kind == "offer")
    assert "régie" in offer.text and "EXTERNE" not in offer.subject


@pytest.mark.parametrize("mark", ["", "[EXTERNE] ", "[EXT]", "[achats publics] ", "[EXTERNE] [SPAM?] "])
def test_marks_are_read_behind_those_of_the_way(mark: str) -> None:
    assert says_answer(f"{mark}RE: Cantine") and says_passed_on(f"{mark}TR: Cantine")
    assert not says_answer(f"{mark}Cantine") and not says_passed_on(f"{mark}Rapport : tri")


def test_only_what_gateways_write_is_no_part_of_a_subject() -> None:
    assert unmarked("[EXTERNE] RE: [EXT] TR : Cantine") == "Cantine"
    assert unmarked("[Lot 2] Cantine") == "[Lot 2] Cantine"


def test_the_name_in_a_file_from_a_mac_is_taken_out(make_world: MakeWorld) -> None:
    world = make_world(experts=(an_expert(ANNE, "Zoé Lefèvre"),))
    asks(world)
    offer = next(one for one in world.all_sent if one.kind == "offer")
    name = unicodedata.normalize("NFD", "Note Zoé Lefèvre.pdf")
    world.answers(offer, "Les produits bio comptent, article L. 230-5-1.", attach=(name, b"%PDF"))
    (answer,) = (one for one in world.run() if one.kind == "answer")
    assert [one.filename for one in answer.mail.attachments] == ["Note.pdf"]
