"""A buyer needs no answer any more: who hears of it; and a coordinator's own word that waits for nobody."""

import re
from datetime import UTC, datetime

import pytest

from guichet_bot.core.model import QuestionState
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MakeWorld, World, only_letter


@pytest.mark.parametrize("text", ["Cela me suffit, merci !", "Laissez tomber, le projet est abandonné."])
def test_everybody_hears_of_it_once_and_one_reply_opens_it_again(world: World, text: str) -> None:
    world.offered()
    ack = next(one for one in world.all_sent if one.kind == "ack")
    assert "Si cela vous suffit, dites-le-nous" in " ".join(ack.text.split())
    world.answers(ack, text)
    sent = world.run()
    assert sorted((one.kind, one.to) for one in sent) == [("closed", BUYER), ("passed_on", ANNE)]
    closed = only_letter(sent, "closed")
    assert "n’avoir plus besoin de réponse" in " ".join(closed.text.split())
    later = world.lets_pass(days=2)
    assert {one.to for one in later} == {COORDINATOR}
    told = [one for one in later if one.kind == "digest" and "l’acheteur n’a plus besoin de réponse" in one.text]
    assert len(told) == 1
    world.answers(closed, "Finalement, comment compter le pain bio ?")
    assert [(one.kind, one.to) for one in world.run()] == [("follow_up", ANNE)]
    assert world.question().state is QuestionState.OFFERED


def test_a_coordinators_own_word_says_where_it_would_go_and_bothers_no_colleague(world: World) -> None:
    world.writes(BUYER, "Question", "Bonjour, pouvez-vous nous aider sur un sujet ?")
    letter = only_letter(world.run(), "coordination")
    world.answers(letter, "C'est du textile.")
    aside = only_letter(world.run(), "aside", COORDINATOR)
    assert "L’envoyer à l’acheteur : répondez « libérer" in " ".join(aside.text.split())
    later = world.lets_pass(days=9)
    assert {one.kind for one in later if one.to == COORDINATOR} >= {"digest"}
    assert not [one.kind for one in later if "mis de côté le" in one.text or one.kind == "held_list"]
    world.answers(aside, re.findall(r"libérer \d+", aside.text)[0])
    assert ("answer", BUYER) in [(one.kind, one.to) for one in world.run()]


def test_what_an_expert_may_have_meant_for_the_buyer_says_so_on_its_button(world: World) -> None:
    world.answers(world.offered(), "Oui.")
    held = only_letter(world.run(), "held", COORDINATOR)
    assert "L’envoyer à l’acheteur" in held.text and "Traiter ce courrier" not in held.text
    digest = next(one for one in world.lets_pass(days=1) if one.kind == "digest")
    assert "L’envoyer à l’acheteur" in digest.text


@pytest.mark.parametrize(("waits", "told"), [(True, []), (False, [("passed_on", ANNE)])])
def test_who_was_not_asked_yet_is_not_told_that_nothing_is_asked(
    make_world: MakeWorld, waits: bool, told: list[tuple[str, str]]
) -> None:
    world = make_world(letters_wait=waits, now=datetime(2026, 11, 24, 21, 0, tzinfo=UTC))
    world.writes(BUYER, "Cantine", CANTINE)
    (ack, *_) = world.run()
    world.passes(minutes=20)
    world.answers(ack, "Laissez tomber, merci.")
    sent = [*world.run(), *world.lets_pass(hours=14)]
    assert [(one.kind, one.to) for one in sent if one.to == ANNE] == told
    assert [one.kind for one in sent if one.to == BUYER] == ["closed"]
