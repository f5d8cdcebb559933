"""The buyer asks again after an answer: what he asked last counts, not that something was answered before."""

import pytest

from tests.fixtures.world import ANNE, BUYER, COORDINATOR, MARC, Sent, World, only_letter

FIRST = "Les produits bio et les labels rouges comptent, voir l'article L. 230-5-1 du code rural."
SECOND = "Les produits laitiers se comptent en valeur d'achat hors taxes, comme les autres."


@pytest.fixture
def answer(world: World) -> Sent:
    """The first answer, to which the buyer replied with another question that Anne now holds."""
    world.answers(world.offered(), FIRST)
    answer = only_letter(world.run(), "answer", BUYER)
    world.passes(hours=1)
    world.answers(answer, "Et pour les produits laitiers, faut-il compter en valeur ?")
    world.run()
    return answer


def order(world: World, text: str) -> list[Sent]:
    """Camille answers the latest digest."""
    digest = [letter for letter in world.all_sent if letter.kind == "digest"][-1]
    world.answers(digest, text)
    return world.letters()


def test_a_buyer_whose_second_question_is_closed_hears_it(world: World, answer: Sent) -> None:
    letters = order(world, "RO-2026-0001 clore")
    assert only_letter(letters, "closed", BUYER)
    assert "l’acheteur en est averti" in " ".join(only_letter(letters, "transcript", COORDINATOR).text.split())


def test_a_buyer_whose_only_question_was_answered_is_left_alone(world: World) -> None:
    world.answers(world.offered(), FIRST)
    world.run()
    assert {letter.kind for letter in order(world, "RO-2026-0001 clore")} == {"transcript"}


def test_whose_turn_is_over_still_answers_the_second_question(world: World, answer: Sent) -> None:
    (offer,) = [one for one in world.lets_pass(days=2, hours=6) if one.kind == "offer"]
    assert (offer.to, world.question().state) == (MARC, "coordination"), "Marc let it pass too"
    world.answers(offer, SECOND)
    assert "produits laitiers" in only_letter(world.letters(), "answer", BUYER).text
    assert world.question().state == "answered"


def test_a_late_answer_to_the_first_question_does_not_pass_for_one_to_the_second(world: World) -> None:
    first = world.offered()
    (offer,) = [one for one in world.lets_pass(days=1, hours=2) if one.kind == "offer"]
    world.answers(offer, SECOND)
    world.answers(only_letter(world.run(), "answer", BUYER), "Et pour le pain, faut-il compter en valeur ?")
    world.run()
    world.answers(first, FIRST)
    assert {letter.kind for letter in world.letters()} == {"late_answer", "late_notice"}
    assert (world.question().state, world.question().expert) == ("offered", MARC) and first.to == ANNE


def test_who_gives_an_answered_question_to_somebody_reads_that_it_was_answered(world: World) -> None:
    """Two coordinators at work: one's answer left a minute before the other's order."""
    world.answers(world.offered(), FIRST)
    world.run()
    letters = order(world, "RO-2026-0001 réattribuer Petit")
    said = " ".join(only_letter(letters, "transcript", COORDINATOR).text.split())
    assert "elle avait déjà sa réponse, elle est rouverte" in said
