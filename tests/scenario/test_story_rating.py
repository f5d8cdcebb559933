"""How useful an answer was, asked when the question closes, told by one digit."""

import pytest

from guichet_bot.core.model import QuestionState
from tests.fixtures.world import ANNE, BUYER, CANTINE, Sent, World


def closed_in_silence(world: World) -> Sent:
    """Anne answered, the buyer said nothing for the days of `close_when_silent`; the letter that closes."""
    world.writes(BUYER, "Cantine en régie", CANTINE)
    offer = next(letter for letter in world.run() if letter.kind == "offer")
    world.answers(offer, "Le bio compte, avec les labels rouges.")
    world.run()
    world.lets_pass(240, days=16)
    return next(letter for letter in world.all_sent if letter.kind == "closed")


@pytest.mark.parametrize(
    ("text", "heard"), [("5", "5 sur 5"), ("4, très clair, merci !", "4, très clair, merci !"), ("2", "")]
)
def test_the_letter_that_closes_asks_and_praise_reaches_who_answered(world: World, text: str, heard: str) -> None:
    closed = closed_in_silence(world)
    assert (closed.to, world.question().state) == (BUYER, QuestionState.CLOSED)
    assert "Un chiffre suffit, de 1 (peu utile) à 5 (très utile)" in closed.text.replace("\n", " ")
    world.answers(closed, text)
    letters = world.run()
    assert [(one.kind, one.to) for one in letters] == ([("thanks", ANNE)] if heard else [])
    assert heard in "".join(one.text for one in letters)
    assert world.question().state is QuestionState.CLOSED
    assert world.causes()["thanks"] == 1


def test_a_low_digit_with_a_reason_opens_the_question_again(world: World) -> None:
    closed = closed_in_silence(world)
    world.answers(closed, "2, car la réponse ne parle pas des crèches.")
    assert [(one.kind, one.to) for one in world.run()] == [("follow_up", ANNE)]
    assert world.question().state is QuestionState.OFFERED
