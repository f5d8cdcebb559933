"""The same question sent twice is one question, and whoever sends it again is not left without a sign."""

import pytest

from guichet_bot.core.model import Cause, QuestionState
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MakeWorld, Sent, World, only_letter

SUBJECT = "Cantine en régie"


def asks(world: World, text: str = CANTINE, subject: str = SUBJECT, **more: object) -> list[Sent]:
    world.writes(BUYER, subject, text, **more)
    return world.run()


def kinds(letters: list[Sent]) -> list[tuple[str, str]]:
    return sorted((letter.kind, letter.to) for letter in letters if letter.kind not in ("digest", "sign_of_life"))


def test_send_pressed_twice_is_one_question_and_one_receipt(world: World) -> None:
    world.writes(BUYER, SUBJECT, CANTINE)
    assert kinds(asks(world)) == [("ack", BUYER), ("offer", ANNE)]
    assert world.causes() == {Cause.QUESTION: 1, Cause.DUPLICATE: 1}


def test_sent_again_an_hour_later_brings_the_receipt_once_more_and_disturbs_nobody(world: World) -> None:
    first = asks(world)
    world.passes(hours=1)
    letters = asks(world, CANTINE.replace(". ", ".\n\n").upper(), "RE: cantine en regie")
    assert kinds(letters) == [("ack", BUYER)]
    (again,) = letters
    assert world.question().number in again.subject and "jeudi 26 novembre 2026" in " ".join(again.text.split())
    assert again.reply_to == next(letter.reply_to for letter in first if letter.kind == "ack")
    world.passes(hours=1)
    assert kinds(asks(world)) == [], "once a day is enough"
    world.passes(days=1)
    assert ("ack", BUYER) in kinds(asks(world))


@pytest.mark.parametrize(
    "change",
    [{"text": f"{CANTINE} Et pour les crèches ?"}, {"subject": "Crèches en régie"}, {"text": "Et le poisson ?"}],
)
def test_another_text_or_subject_is_another_question(world: World, change: dict[str, str]) -> None:
    asks(world)
    world.passes(hours=1)
    assert ("ack", BUYER) in kinds(asks(world, **change))
    assert len(world.questions()) == 2


def test_the_same_words_of_somebody_else_are_his_question(world: World) -> None:
    asks(world)
    world.writes("zoe.blanc@ville-revel.example", SUBJECT, CANTINE)
    world.run()
    assert len(world.questions()) == 2


def test_the_same_words_weeks_later_are_a_new_question(world: World) -> None:
    asks(world)
    world.passes(days=8)
    asks(world)
    assert len(world.questions()) == 2


def test_sent_again_with_the_file_that_was_forgotten_completes_the_question(world: World) -> None:
    asks(world)
    world.passes(minutes=3)
    letters = asks(world, attach=("plan.pdf", b"%PDF"))
    assert kinds(letters) == [("follow_up", ANNE)]
    assert "1 fichier joint (PDF)" in letters[0].text
    world.passes(minutes=3)
    assert world.question().state is QuestionState.OFFERED


def test_sent_again_after_the_answer_is_for_a_person(world: World) -> None:
    offer = only_letter(asks(world), "offer")
    world.answers(offer, "Le bio compte, avec les labels rouges.")
    world.run()
    world.passes(hours=3)
    letters = asks(world)
    assert kinds(letters) == [("held", COORDINATOR), ("hold_sender", BUYER)]
    assert "a-t-il reçu notre courrier ?" in " ".join(letters[0].text.split() + letters[1].text.split())
    world.passes(hours=3)
    assert kinds(asks(world)) == [("held", COORDINATOR)], "its sender hears it once"
    assert world.question().state is QuestionState.ANSWERED


def test_who_did_not_see_that_we_ask_for_details_is_asked_again(world: World) -> None:
    offer = only_letter(asks(world), "offer")
    world.answers(offer, "question : combien de repas par jour ?")
    world.run()
    world.passes(hours=2)
    letters = asks(world)
    assert kinds(letters) == [("wait_buyer", BUYER)] and "combien de repas" in letters[0].text
    assert world.question().state is QuestionState.WAITING


def test_what_a_coordinator_lets_through_is_a_new_question(make_world: MakeWorld) -> None:
    world = make_world()
    offer = only_letter(asks(world), "offer")
    world.answers(offer, "Le bio compte, avec les labels rouges.")
    world.run()
    world.passes(hours=3)
    held = only_letter(asks(world), "held")
    world.answers(held, "libérer 3")
    world.run()
    world.run()
    assert len(world.questions()) == 2


def test_an_id_that_never_changes_swallows_no_question_after_one_without_subject(world: World) -> None:
    for subject, text in (("", CANTINE), ("Vaisselle", "Peut-on exiger de la vaisselle réemployable au marché ?")):
        raw = world.mail(BUYER, subject, text).split(b"\n")
        world.deliver(b"\n".join(b"Message-ID: <1@x>" if line[:11] == b"Message-ID:" else line for line in raw))
    world.run()
    assert len(world.questions()) == 2


@pytest.mark.parametrize("subject", ["RE[2]: Cantine en régie", "Rép : Cantine en régie", "Ré: RE: Cantine en régie"])
def test_each_program_s_word_for_a_reply_is_known(world: World, subject: str) -> None:
    asks(world)
    world.passes(hours=1)
    assert kinds(asks(world, subject=subject)) == [("ack", BUYER)]


def test_the_same_words_with_another_file_are_seen_by_the_expert(world: World) -> None:
    words = "Bonjour, ma question sur la cantine est dans le PDF joint, merci de votre aide."
    asks(world, words, attach=("a.pdf", b"%PDF-1"))
    world.passes(minutes=3)
    assert kinds(asks(world, words, attach=("a.pdf", b"%PDF-1"))) == []
    world.passes(hours=1)
    letters = kinds(asks(world, words, attach=("b.pdf", b"%PDF-2")))
    assert [kind for kind, to in letters if to != BUYER] == ["follow_up"]
