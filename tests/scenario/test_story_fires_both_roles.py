"""In a small network who coordinates answers too: one address, two roles, whichever letter is at hand."""

import pytest

from guichet_bot.core.model import Coordinator
from tests.fixtures.world import ANNE, BUYER, COORDINATOR, MARC, MakeWorld, World, only_letter


@pytest.fixture
def both(make_world: MakeWorld) -> World:
    """Anne coordinates, and is the first expert asked."""
    return make_world(coordinators=(Coordinator(ANNE, "Anne Vidal"), Coordinator(COORDINATOR, "Camille Roux")))


def test_who_coordinates_too_orders_in_reply_to_an_offer(both: World) -> None:
    both.answers(both.offered(), "prolonger 2j\npourquoi RO-2026-0001")
    letters = both.letters()
    assert only_letter(letters, "new_date", BUYER)
    assert "C’est fait" in only_letter(letters, "transcript", ANNE).text


def test_who_coordinates_too_gives_his_own_offer_to_somebody_else(both: World) -> None:
    both.answers(both.offered(), "réattribuer Petit")
    assert only_letter(both.letters(), "offer").to == MARC


def test_he_still_passes_and_asks_as_any_expert(both: World) -> None:
    offer = both.offered()
    both.answers(offer, "question : combien de repas servez-vous par jour ?")
    assert only_letter(both.letters(), "details", BUYER)
    both.answers(offer, "je passe")
    assert only_letter(both.letters(), "offer").to == MARC


def test_without_the_signed_address_he_only_orders_what_an_expert_may(both: World) -> None:
    offer = both.offered()
    both.writes(ANNE, f"Re: {offer.subject}", "clore")
    assert "rien n’a été fait" in only_letter(both.letters(), "transcript", ANNE).subject
    assert both.question().state == "offered"


def test_an_expert_alone_closes_nothing(world: World) -> None:
    world.answers(world.offered(), "clore")
    assert "seule la coordination" in only_letter(world.letters(), "transcript", ANNE).text
    assert world.question().state == "offered"
