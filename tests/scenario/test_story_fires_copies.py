"""A desk that sends itself a copy of each letter learns from it what its relay did not say."""

from tests.fixtures.smtp import DROP
from tests.fixtures.world import BUYER, CANTINE, MakeWorld


def test_a_copy_that_comes_back_proves_a_doubtful_letter_and_it_is_not_sent_again(make_world: MakeWorld) -> None:
    world = make_world(self_copy=True)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.smtp.on("final", DROP)
    world.run()
    (taken,) = (one for one in world.smtp.letters if BUYER in one.rcpts)
    assert taken.rcpts == (BUYER, "guichet+sent@resocc.example")
    world.deliver(taken.raw)
    world.lets_pass(5, hours=1)
    assert len(world.smtp.to(BUYER)) == 1


def test_without_the_copy_a_doubtful_letter_is_sent_once_more(make_world: MakeWorld) -> None:
    world = make_world(self_copy=True)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.smtp.on("final", DROP)
    world.run()
    world.lets_pass(5, hours=1)
    assert len(world.smtp.to(BUYER)) == 2
