"""A question waits for the buyer's details, and then goes to somebody else: the promise to the buyer runs again."""

from datetime import UTC, datetime

import pytest

from guichet_bot.core.model import QuestionState
from tests.fixtures.world import ANNE, BUYER, COORDINATOR, MARC, Sent, World, only_letter


def asked_for_details(world: World) -> Sent:
    """Anne holds the question and asked the buyer something; gives her offer."""
    offer = world.offered()
    assert offer.to == ANNE
    world.answers(offer, "question : pour combien de convives ?")
    world.run()
    assert (world.question().state, world.question().promised_at) == (QuestionState.WAITING, None)
    return offer


@pytest.mark.parametrize(
    ("who", "text"),
    [
        (ANNE, "je passe"),
        (ANNE, "absente du 23/11/2026 au 11/12/2026"),
        (COORDINATOR, "RO-2026-0001 réattribuer Marc Petit"),
    ],
)
def test_whoever_gets_it_next_owes_an_answer_by_the_date(world: World, who: str, text: str) -> None:
    offer = asked_for_details(world)
    digest = only_letter(world.all_sent, "digest")
    world.answers(offer if who == ANNE else digest, text)
    world.run()
    question = world.question()
    assert (question.state, question.expert) == (QuestionState.OFFERED, MARC)
    assert question.promised_at == datetime(2026, 11, 26, 9, tzinfo=UTC)
    world.lets_pass(60, hours=24 * 3)
    assert [letter for letter in world.all_sent if (letter.kind, letter.to) == ("new_date", BUYER)]


def test_the_details_that_come_later_reach_the_new_holder(world: World) -> None:
    world.answers(asked_for_details(world), "je passe")
    world.run()
    details = only_letter(world.all_sent, "details")
    world.answers(details, "Pour trois cents convives.")
    told = [letter.to for letter in world.run() if letter.kind == "follow_up"]
    assert told == [MARC]
    assert world.question().promised_at == datetime(2026, 11, 26, 9, tzinfo=UTC)
