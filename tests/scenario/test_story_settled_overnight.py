"""A question comes to the coordinators in the evening and is settled before their letters leave in the morning."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from guichet_bot.core.model import QuestionState
from tests.fixtures.world import BUYER, CANTINE, COORDINATOR, MakeWorld, Sent, World, only_letter

EVENING = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


def by_hand(world: World, ack: Sent) -> None:
    world.writes("guichet@resocc.example", "Re: Cantine", "Bonjour,\n\nVoici le guide.", to=BUYER, answers=ack)


def taken_back(world: World, ack: Sent) -> None:
    world.answers(ack, "Laissez tomber, merci.")


def nobody(world: World, ack: Sent) -> None:
    pass


@pytest.mark.parametrize(
    ("settles", "state", "told"),
    [
        (by_hand, QuestionState.ANSWERED, []),
        (taken_back, QuestionState.CLOSED, []),
        (nobody, QuestionState.COORDINATION, ["coordination"]),
    ],
)
def test_who_need_not_decide_any_more_is_not_told_to(
    make_world: MakeWorld, settles: Callable[[World, Sent], None], state: QuestionState, told: list[str]
) -> None:
    world = make_world(letters_wait=True, now=EVENING, experts=())
    world.writes(BUYER, "Cantine", CANTINE)
    ack = only_letter(world.run(), "ack")
    world.passes(minutes=20)
    settles(world, ack)
    world.run()
    assert world.question().state is state
    asked = [one.kind for one in world.lets_pass(hours=14) if one.to == COORDINATOR and one.kind == "coordination"]
    assert asked == told
