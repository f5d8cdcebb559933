"""Mails that come in one batch see each other's effects."""

from tests.fixtures.world import ANNE, BUYER, CANTINE, MARC, World, only_letter


def test_an_absence_and_a_question_in_one_batch(world: World) -> None:
    world.writes(ANNE, "Absence", "absente du 20 au 30 novembre")
    world.writes(BUYER, "Cantine en régie", CANTINE)
    assert [letter.to for letter in world.run() if letter.kind == "offer"] == [MARC]


def test_the_answer_of_one_and_the_follow_up_of_the_other_in_one_batch(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    sent = world.run()
    ack = only_letter(sent, "ack")
    offer = only_letter(sent, "offer")
    world.passes(minutes=5)
    world.answers(offer, "je passe")
    world.answers(ack, "Nous servons aussi du pain, est-ce compté dans les achats durables de la cantine ?")
    world.writes("julie.roy@cc-gers.example", "Cantine et EGalim", CANTINE + " Et le vin ?")
    sent = world.run()
    follow = [letter for letter in sent if letter.kind == "follow_up"]
    assert [letter.to for letter in follow] == [MARC], "who holds it by then"
    assert [letter.to for letter in sent if letter.kind == "offer" and "RO-2026-0001" in letter.subject] == [MARC]
    assert len([letter for letter in sent if letter.kind == "offer"]) == 2


def test_a_pause_and_a_question_in_one_batch(world: World) -> None:
    offer = world.offered()
    world.answers(offer, "Les fromages AOP comptent dans les 50 %, les vins non.")
    world.writes("julie.roy@cc-gers.example", "Cantine et EGalim", CANTINE + " Et le vin ?")
    sent = world.run()
    assert [letter.to for letter in sent if letter.kind == "answer"] == [BUYER]
    again = only_letter(sent, "offer")
    assert "fromages AOP" in again.text, "the answer of the same batch already helps"
