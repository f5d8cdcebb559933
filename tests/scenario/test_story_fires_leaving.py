"""Who said that he answers keeps the question; when he leaves before the promised date, somebody else must have it."""

import re

import pytest

from tests.fixtures.world import ANNE, MARC, MakeWorld, World, only_letter

LEAVES = "absente du 25 novembre au 4 décembre"
LOOKS = "je regarde et je réponds jeudi"


@pytest.mark.parametrize("said", [(LOOKS, LEAVES), (LEAVES, LOOKS)])
def test_an_absence_that_begins_before_the_promise_passes_the_question_on_that_morning(
    world: World, said: tuple[str, str]
) -> None:
    offer = world.offered()  # on a Monday, promised for Thursday
    for text in said:
        world.answers(offer, text)
        world.run()
    assert MARC not in {one.to for one in world.lets_pass(hours=46)}, "until Wednesday it is hers"
    letters = world.lets_pass(hours=2)
    assert only_letter(letters, "offer").to == MARC
    assert ANNE not in {one.to for one in letters}, "nobody absent is written to"


def test_who_does_not_leave_after_all_keeps_it(world: World) -> None:
    offer = world.offered()
    world.answers(offer, LOOKS)
    world.run()
    world.answers(offer, LEAVES)
    undo = re.search(r"guichet\+u[\w-]+@resocc\.example", only_letter(world.run(), "transcript").text)
    assert undo
    world.writes(ANNE, "annuler", "", to=undo[0])
    assert MARC not in {one.to for one in [*world.run(), *world.lets_pass(hours=50)]}


def test_what_the_buyer_adds_the_evening_before_keeps_the_question_with_nobody(make_world: MakeWorld) -> None:
    world = make_world(letters_wait=True)
    offer = world.offered()
    for text in (LOOKS, LEAVES):
        world.answers(offer, text)
        world.run()
    world.passes(days=1, hours=11)  # Tuesday evening: her next letter leaves in ten days
    world.answers(only_letter(world.all_sent, "ack"), "Nous servons deux cents repas par jour.")
    world.run()
    letters = world.lets_pass(hours=14)
    assert "deux cents repas" in only_letter(letters, "offer", MARC).text
    assert ANNE not in {one.to for one in letters}
