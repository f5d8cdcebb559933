"""Two experts answer one question: whatever the order, the buyer gets one answer, and one word sends the other too."""

import pytest

from guichet_bot.core.model import QuestionState
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MARC, Sent, World, only_letter

FIRST, SECOND = "Le bio compte, avec les labels rouges.", "Les produits fermiers comptent aussi."


def two_offers(world: World) -> tuple[Sent, Sent]:
    """Anne let her day pass, then Marc was asked; both still have their letter."""
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.lets_pass(60, hours=25)
    offers = {letter.to: letter for letter in world.all_sent if letter.kind == "offer"}
    return offers[ANNE], offers[MARC]


def answers_to_the_buyer(world: World) -> list[Sent]:
    return [letter for letter in world.all_sent if (letter.kind, letter.to) == ("answer", BUYER)]


@pytest.mark.parametrize("together", [True, False], ids=["in one visit", "one by one"])
@pytest.mark.parametrize("late_first", [True, False], ids=["lapsed first", "holder first"])
def test_the_buyer_gets_one_answer_whatever_the_order(world: World, late_first: bool, together: bool) -> None:
    anne, marc = two_offers(world)
    for letter, text in ((anne, FIRST), (marc, SECOND)) if late_first else ((marc, SECOND), (anne, FIRST)):
        world.answers(letter, text)
        if not together:
            world.run()
    world.run()
    world.lets_pass(10, minutes=30)
    assert len(answers_to_the_buyer(world)) == 1
    held = [letter for letter in world.all_sent if letter.kind == "late_answer"]
    assert [letter.to for letter in held] == [COORDINATOR]
    assert world.question().state is QuestionState.ANSWERED
    assert world.causes() == {"question": 1, "answer": 1, "held": 1}


@pytest.mark.parametrize("who", ["coordinator", "author"])
def test_one_word_sends_the_held_answer_too(world: World, who: str) -> None:
    anne, marc = two_offers(world)
    world.answers(marc, SECOND)
    world.run()
    world.answers(anne, FIRST)
    letters = world.run()
    wanted = ("late_answer", COORDINATOR) if who == "coordinator" else ("late_notice", ANNE)
    notice = next(letter for letter in letters if (letter.kind, letter.to) == wanted)
    world.answers(notice, "envoyer")
    world.run()
    world.run()
    texts = [letter.text for letter in answers_to_the_buyer(world)]
    assert len(texts) == 2 and FIRST in texts[1]
    world.answers(notice, "envoyer")
    world.run()
    world.run()
    assert len(answers_to_the_buyer(world)) == 2, "a second word finds nothing left to send"


def test_an_answer_delivered_twice_reaches_the_buyer_once(world: World) -> None:
    anne, _ = two_offers(world)
    raw = world.answers(anne, FIRST)
    world.deliver(b"Received: from another.relay.example\r\nX-Spam-Score: 1\r\n" + raw)
    world.run()
    world.deliver(b"Received: from a.third.example\r\n" + raw)
    world.run()
    assert len(answers_to_the_buyer(world)) == 1
    assert world.causes()["duplicate"] == 2


def test_the_same_answer_through_a_list_reaches_the_buyer_once(world: World) -> None:
    anne, _ = two_offers(world)
    raw = world.answers(anne, FIRST)
    world.deliver(raw + b"\n-- \nListe des acheteurs du reseau\n")
    world.run()
    assert len(answers_to_the_buyer(world)) == 1
    assert sum(world.causes().values()) == 3


def test_with_several_held_texts_each_button_sends_its_own(world: World) -> None:
    anne, marc = two_offers(world)
    world.answers(marc, SECOND)
    world.run()
    world.answers(anne, FIRST)
    (late,) = (letter for letter in world.run() if letter.kind == "late_answer")
    world.answers(marc, "Qui est cet acheteur, la mairie de X ?")
    assert "aside" in [letter.kind for letter in world.run()]
    world.answers(late, "envoyer")
    (refused,) = (letter for letter in world.run() if letter.kind == "transcript")
    said = " ".join(refused.text.split())
    assert "plusieurs textes attendent (nº 3, nº 4) : répondez « libérer » et le numéro du bon" in said
    assert len(answers_to_the_buyer(world)) == 1
    world.answers(late, pressed(late, "Envoyer aussi"))
    world.run()
    world.run()
    texts = [letter.text for letter in answers_to_the_buyer(world)]
    assert len(texts) == 2 and FIRST in texts[1]
    assert "acheteur, la mairie" not in "".join(letter.text for letter in world.all_sent if letter.to == BUYER)


def test_an_expert_with_two_held_texts_says_which(world: World) -> None:
    _, marc = two_offers(world)
    for text in ("Qui est cet acheteur ?", "Oui."):
        world.answers(marc, text)
        world.run()
    first, _ = (letter for letter in world.all_sent if letter.kind == "aside")
    world.answers(first, "envoyer")
    (refused,) = (letter for letter in world.run() if letter.kind == "transcript")
    assert "(nº 2, nº 3) : répondez « envoyer » et le numéro du bon" in " ".join(refused.text.split())
    world.answers(first, "envoyer 1")
    (refused,) = (letter for letter in world.run() if letter.kind == "transcript")
    assert "aucun de vos textes retenus ne porte le numéro 1" in " ".join(refused.text.split())
    assert answers_to_the_buyer(world) == []
    world.answers(first, pressed(first, "C’était pour"))
    world.run()
    world.run()
    (details,) = (letter for letter in world.all_sent if (letter.kind, letter.to) == ("details", BUYER))
    assert "Qui est cet acheteur ?" in details.text


def pressed(letter: Sent, label: str) -> str:
    """What this button of the letter writes, as the text part tells it."""
    return letter.text.partition(label)[2].partition("«\xa0")[2].partition("\xa0»")[0]


def test_who_corrects_his_own_answer_is_not_called_somebody_else(world: World) -> None:
    offer = world.offered()
    world.answers(offer, FIRST)
    world.run()
    world.answers(offer, "Petite erreur dans ma réponse : c'est 45 %, et non 50.")
    world.run()
    (_, more) = answers_to_the_buyer(world)
    assert "45 %" in more.text and "personne du réseau" not in more.text
    assert more.subject.startswith("Complément de réponse")


def test_the_same_words_sent_again_reach_the_buyer_once_unless_he_asks_for_them(world: World) -> None:
    said = "Les labels rouges comptent aussi, voir l'article L. 230-5-1 du code rural."
    offer = world.offered()
    world.answers(offer, said)
    answer = only_letter(world.run(), "answer")
    world.passes(hours=1)
    world.answers(offer, said)
    assert not world.letters(), "who sends it again wonders whether it left"
    world.answers(offer, f"{said} Le pain aussi.")
    assert only_letter(world.letters(), "answer")
    world.answers(answer, "Votre courrier était illisible, pouvez-vous le renvoyer ?")
    world.run()
    world.answers(offer, f"{said} Le pain aussi.")
    assert only_letter(world.letters(), "answer")


def test_the_same_words_count_once_the_coordination_has_opened_the_question_again(world: World) -> None:
    world.answers(world.offered(), FIRST)
    world.run()
    digest = only_letter(world.lets_pass(days=1), "digest")
    world.answers(digest, f"{world.question().number} rouvrir")
    world.answers(only_letter(world.run(), "offer", ANNE), FIRST)
    assert FIRST in only_letter(world.letters(), "answer", BUYER).text
    assert world.question().state is QuestionState.ANSWERED
