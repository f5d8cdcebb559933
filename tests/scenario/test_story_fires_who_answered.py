"""Who answered is known to the desk, hears what comes of it, and stays unnamed to the buyer."""

import pytest

from guichet_bot.core.model import Coordinator, OfferState
from guichet_bot.store import people, questions
from tests.fixtures.world import ANNE, BUYER, COORDINATOR, MARC, MakeWorld, World, an_expert, only_letter

ANSWER = "Les produits bio et les labels rouges comptent, voir l'article L. 230-5-1 du code rural."
JULIE = ("julie.blanc@mairie.example", "Julie Blanc")
ELSEWHERE = ("anne.81@orange.example", "")


@pytest.mark.parametrize(("sender", "name"), [JULIE, ELSEWHERE])
def test_a_file_that_was_let_through_names_nobody(world: World, sender: str, name: str) -> None:
    file = ("Note Anne Vidal et Julie Blanc EGalim.pdf" if name else "Note Anne Vidal EGalim.pdf", b"%PDF")
    world.answers(world.offered(), ANSWER, sender=sender, name=name, attach=file)
    world.answers(only_letter(world.run(), "held"), "libérer 2")
    (got,) = only_letter(world.run(), "answer", BUYER).mail.attachments
    assert "EGalim" in got.filename and not {"Vidal", "Blanc"} & set(got.filename.split())


def test_a_file_of_an_expert_who_left_meanwhile_does_not_name_him(world: World) -> None:
    offer = world.offered()
    with world.setup.store.begin() as tx:
        people.remove(tx, "resocc", ANNE)
    world.answers(offer, ANSWER, name="Anne Vidal", attach=("Note Anne Vidal.pdf", b"%PDF"))
    (got,) = only_letter(world.run(), "answer", BUYER).mail.attachments
    assert "Vidal" not in got.filename


def test_what_the_buyer_writes_to_an_answer_after_the_closing_reaches_its_author(world: World) -> None:
    offer = world.offered()
    world.lets_pass(days=1)  # Marc holds it now
    world.writes(COORDINATOR, "Une question", "Je cherche un guide sur les achats de mobilier.")
    note = only_letter(world.run(), "coordination")
    world.answers(note, "RO-2026-0001 clore")
    world.run()
    world.answers(offer, ANSWER)
    world.answers(only_letter(world.run(), "late_answer"), "envoyer")
    answer = only_letter(world.run(), "answer", BUYER)
    world.passes(hours=1)
    world.answers(answer, "Et pour les produits laitiers, faut-il compter en valeur ?")
    assert [letter.to for letter in world.letters() if letter.kind == "follow_up"] == [ANNE]


def test_who_coordinates_and_answers_another_letter_about_his_own_offer_is_not_thanked_for_nothing(
    make_world: MakeWorld,
) -> None:
    world = make_world(experts=(an_expert(ANNE, "Anne Vidal"),), coordinators=(Coordinator(ANNE, "Anne Vidal"),))
    world.answers(world.offered(), "je passe")
    theirs = only_letter(world.run(), "coordination")
    world.answers(theirs, "réattribuer Vidal")
    world.run()
    world.answers(theirs, ANSWER)
    assert {letter.kind for letter in world.letters()} == {"answer"}, "and no « Cette question n'attend plus rien »"
    with world.setup.store.read() as tx:
        (case,) = questions.cases(tx, "resocc", [1]).values()
    assert (case.offers[-1].state, case.question.expert) == (OfferState.ANSWERED, ANNE)


def test_marc_is_not_disturbed_by_an_answer_that_anne_gave(world: World) -> None:
    offer = world.offered()
    world.lets_pass(days=1)
    world.answers(offer, ANSWER)
    answer = only_letter(world.run(), "answer", BUYER)
    world.answers(answer, "Et pour les produits laitiers, faut-il compter en valeur ?")
    assert MARC not in {letter.to for letter in world.letters()}
