"""A tender that begins while an expert works: from then on only the coordinators write to its buyer."""

import pytest

from guichet_bot.core.model import Coordinator
from tests.fixtures.world import ANNE, BUYER, COORDINATOR, MakeWorld, Sent, World, only_letter

ANSWER = "Les produits bio et les labels rouges comptent, voir l'article L. 230-5-1 du code rural."
TENDER = "Précision : la consultation est publiée, et nous analysons les offres de deux candidats."


def under_way(world: World, offer: Sent) -> None:
    """The buyer lets slip that a tender runs, and the question goes to the coordinators."""
    ack = only_letter(world.all_sent, "ack")
    world.answers(ack, TENDER)
    assert {"passed_on", "coordination"} <= {letter.kind for letter in world.run()} and offer.kind == "offer"


def test_the_answer_an_expert_had_begun_is_read_by_a_coordinator_first(world: World) -> None:
    offer = world.offered()
    under_way(world, offer)
    world.answers(offer, ANSWER)
    letters = world.letters()
    held = only_letter(letters, "held", COORDINATOR)
    assert "consultation semble en cours" in " ".join(held.text.split())
    assert [letter.kind for letter in letters if letter.to == ANNE] == ["hold_sender"]
    assert not [letter for letter in letters if letter.to == BUYER]
    world.answers(held, "libérer 3")
    assert "labels rouges" in only_letter(world.letters(), "answer", BUYER).text


@pytest.mark.parametrize("word", ["question : combien de repas servez-vous ?", "envoyer"])
def test_nor_does_an_order_of_the_expert_reach_the_buyer(world: World, word: str) -> None:
    offer = world.offered()
    under_way(world, offer)
    world.answers(offer, ANSWER)
    world.run()
    world.answers(offer, word)
    letters = world.letters()
    assert not [letter for letter in letters if letter.to == BUYER]
    assert "seule la coordination écrit" in " ".join(only_letter(letters, "transcript", ANNE).text.split())


def test_an_expert_to_whom_a_coordinator_gives_it_answers(world: World) -> None:
    offer = world.offered()
    under_way(world, offer)
    world.answers(only_letter(world.all_sent, "coordination"), "réattribuer Petit")
    theirs = only_letter(world.letters(), "offer")
    world.answers(theirs, ANSWER)
    assert only_letter(world.letters(), "answer", BUYER)


def test_who_coordinates_too_answers(make_world: MakeWorld) -> None:
    world = make_world(coordinators=(Coordinator(ANNE, "Anne Vidal"),))
    offer = world.offered()
    under_way(world, offer)
    world.answers(offer, ANSWER)
    assert only_letter(world.letters(), "answer", BUYER)
