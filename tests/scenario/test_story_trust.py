"""Who may speak for whom: evidence that a sender can write himself never counts."""

import pytest

from guichet_bot.core.model import Cause, QuestionState
from tests.fixtures.world import ANNE, COORDINATOR, World, only_letter


@pytest.fixture
def offer_id(world: World) -> str:
    """The Message-ID of an offer to Anne, as a thief may have seen it."""
    return world.offered("Cantine", name="Paul Martin").mail.message_id


def test_a_web_form_that_names_an_expert_as_reply_address_proves_nothing(world: World, offer_id: str) -> None:
    headers = {"Reply-To": ANNE, "References": f"<{offer_id}>", "Authentication-Results": "mx.a.example; dmarc=pass"}
    world.writes("noreply@formulaire.example", "Re: Cantine", "Achetez chez Dupont.", headers=headers)
    kinds = [one.kind for one in world.run()]
    assert "answer" not in kinds
    assert world.question().state is QuestionState.OFFERED


def test_a_stranger_who_saw_a_reference_is_held_and_told_once(world: World, offer_id: str) -> None:
    for text in ("Moi je dirais Dupont.", "Vous m'avez lu ?"):
        world.writes("intrus@ailleurs.example", "Re: Cantine", text, headers={"References": f"<{offer_id}>"})
    sent = world.run()
    assert [one.kind for one in sent if one.to == "intrus@ailleurs.example"] == ["hold_sender"]
    assert [one.kind for one in sent if one.to == COORDINATOR] == ["held", "held"]
    assert world.causes()[Cause.HELD] == 2
    assert "Cantine" not in only_letter(sent, "hold_sender").text, "nothing of the question"


def test_what_is_held_is_listed_again_every_week(world: World, offer_id: str) -> None:
    world.writes("intrus@ailleurs.example", "Re: Cantine", "Et moi ?", headers={"References": f"<{offer_id}>"})
    world.run()
    world.passes(days=8)
    listed = only_letter(world.run(), "held_list")
    assert listed.to == COORDINATOR
    assert "intrus@ailleurs.example" in listed.text
