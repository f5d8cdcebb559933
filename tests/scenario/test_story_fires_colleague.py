"""A colleague answers in somebody's stead: his words go to the right side, and his name stays with the desk."""

import pytest

from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MARC, Sent, World

ANSWER = "Bonjour,\n\nLes produits bio et les labels rouges comptent, voir l'article L. 230-5-1.\n\nJulie Blanc"
JULIE = "julie.blanc@mairie.example"


def sent(world: World, kind: str) -> Sent:
    return next(one for one in world.run() if one.kind == kind)


def offered(world: World, buyer: str = BUYER, text: str = CANTINE) -> Sent:
    world.writes(buyer, "Cantine en régie", text)
    return sent(world, "offer")


def let_through(world: World) -> Sent:
    held = sent(world, "held")
    world.answers(held, "libérer 2")
    return next(one for one in world.run() if one.kind in ("answer", "follow_up"))


def test_who_got_the_offer_from_the_expert_answers_the_buyer(world: World) -> None:
    world.writes(JULIE, f"RE: TR: {offered(world).subject}", ANSWER)
    answer = let_through(world)
    assert (answer.kind, answer.to) == ("answer", BUYER)
    assert "labels rouges" in answer.text and "Julie" not in answer.text
    assert world.question().expert == ANNE


@pytest.mark.parametrize("name", ["", "Julie Blanc", "BLANC Julie (DAF)"])
def test_who_writes_to_the_experts_address_is_not_named(world: World, name: str) -> None:
    world.answers(offered(world), ANSWER, sender=JULIE, name=name)
    answer = let_through(world)
    assert answer.to == BUYER and "Julie" not in answer.text


def test_a_colleague_of_the_buyer_still_completes_the_question(world: World) -> None:
    world.writes("luc@mairie-albi.example", f"RE: {offered(world).subject}", "Nous servons 300 repas par jour.")
    assert (let_through(world).kind, world.question().state) == ("follow_up", "offered")


def test_two_addresses_of_a_public_provider_make_no_colleagues(world: World) -> None:
    world.writes("luc@gmail.com", f"RE: {offered(world, 'paul@gmail.com').subject}", "Nous servons 300 repas par jour.")
    held = sent(world, "held")
    assert "ne participe pas" in held.text and "collègue" not in held.text


def test_an_expert_who_signs_another_name_is_not_named(world: World) -> None:
    text = "Les produits bio comptent, voir l'article L. 230-5-1 du code rural.\n\nAnne Durand-Vidal"
    world.answers(offered(world), text, name="Anne Durand-Vidal")
    assert "Durand" not in sent(world, "answer").text


def test_a_coordinator_who_answers_is_not_named(world: World) -> None:
    world.writes(BUYER, "Une demande", "Pouvez-vous nous aider sur un point particulier ?")
    theirs = sent(world, "coordination")
    assert theirs.to == COORDINATOR
    world.answers(theirs, "Le seuil est de 40 000 € HT, voir l'article R. 2122-8 du code.\n\nCamille Roux")
    answer = sent(world, "answer")
    assert "40 000" in answer.text and "Camille" not in answer.text


def test_a_buyer_without_a_display_name_is_not_named_by_his_signature(world: World) -> None:
    assert "Paul" not in offered(world, text=f"{CANTINE}\n\nPaul Martin").text


@pytest.mark.parametrize("also", [f"{BUYER}, ", "luc@mairie-albi.example, "])
def test_an_answer_that_its_author_sent_to_the_buyer_himself_is_not_sent_again(world: World, also: str) -> None:
    offer = offered(world)
    said = "Les produits bio comptent, voir l'article L. 230-5-1 du code rural."
    world.writes(ANNE, f"RE: {offer.subject}", said, to=also + offer.reply_to, answers=offer)
    assert [one.to for one in world.run() if one.kind == "answer"] == ([] if BUYER in also else [BUYER])
    assert world.question().state == "answered"


def test_an_expert_whom_the_buyer_wrote_to_as_well_answers_him(world: World) -> None:
    raw = world.writes(BUYER, "Cantine en régie", CANTINE, to=f"{MARC}, guichet@resocc.example")
    assert b"<1." in raw and sent(world, "offer").to == ANNE
    text = "Les produits bio comptent, voir l'article L. 230-5-1 du code rural."
    world.writes(MARC, "Re: Cantine en régie", text, headers={"In-Reply-To": f"<1.{BUYER}>"})
    answer = let_through(world)
    assert (answer.kind, answer.to, world.question().expert) == ("answer", BUYER, MARC)


def test_who_got_the_question_from_a_coordinator_answers_the_buyer(world: World) -> None:
    world.writes(BUYER, "Une demande", "Pouvez-vous nous aider sur un point particulier ?")
    theirs = sent(world, "coordination")
    text = "Le seuil est de 40 000 € HT, voir l'article R. 2122-8 du code.\n\nLuc Morel"
    world.writes("luc.morel@reseau.example", f"RE: TR: {theirs.subject}", text)
    answer = let_through(world)
    assert (answer.kind, answer.to) == ("answer", BUYER) and "Morel" not in answer.text
