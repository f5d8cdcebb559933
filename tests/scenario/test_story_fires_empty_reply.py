"""A reply sent without a word: our own letter comes back, and must not reach the other side as an answer."""

import pytest

from guichet_bot.core.model import Cause, QuestionState
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, Sent, World

OUTLOOK = (
    "De : Guichet vert <guichet@resocc.example>\nEnvoyé : lundi 23 novembre 2026 10:00\n"
    "À : {to}\nObjet : {subject}\n\n{text}"
)
INTRODUCED = "Le 23/11/2026 à 10:00, Guichet vert a écrit :\n{quoted}"


def opened(world: World, kind: str) -> Sent:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    return next(letter for letter in world.letters() if letter.kind == kind)


def sends_back(world: World, letter: Sent, form: str, above: str = "", **more: object) -> None:
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    body = above + form.format(to=letter.to, subject=letter.subject, text=letter.text, quoted=quoted)
    world.writes(letter.to, f"Re: {letter.subject}", body, to=letter.reply_to, answers=letter, **more)


@pytest.mark.parametrize("form", [INTRODUCED, OUTLOOK, "Envoyé de mon iPhone\n\n" + INTRODUCED])
def test_an_expert_who_sends_our_offer_back_has_not_answered(world: World, form: str) -> None:
    sends_back(world, opened(world, "offer"), form)
    assert [(letter.kind, letter.to) for letter in world.letters()] == [("held", COORDINATOR), ("hold_sender", ANNE)]
    assert world.question().state is QuestionState.OFFERED
    assert world.causes() == {Cause.QUESTION: 1, Cause.EMPTY: 1}


@pytest.mark.parametrize("form", [INTRODUCED, OUTLOOK])
def test_a_buyer_who_sends_our_receipt_back_disturbs_no_expert(world: World, form: str) -> None:
    sends_back(world, opened(world, "ack"), form)
    assert [(letter.kind, letter.to) for letter in world.letters()] == [("held", COORDINATOR), ("hold_sender", BUYER)]


@pytest.mark.parametrize("form", [INTRODUCED, OUTLOOK])
def test_a_file_alone_is_an_answer_without_our_offer_under_it(world: World, form: str) -> None:
    sends_back(world, opened(world, "offer"), form, attach=("guide.pdf", b"%PDF"))
    (answer,) = (letter for letter in world.letters() if letter.kind == "answer")
    assert "Vous trouverez la réponse en pièce jointe." in answer.text
    assert "Voulez-vous y répondre" not in answer.text and len(answer.mail.attachments) == 1


@pytest.mark.parametrize("form", [INTRODUCED, OUTLOOK])
def test_a_word_above_is_an_answer(world: World, form: str) -> None:
    sends_back(world, opened(world, "offer"), form, above="Le bio compte, avec les labels rouges.\n\n")
    assert "answer" in {letter.kind for letter in world.letters()}


def test_an_answer_between_quoted_lines_is_an_answer(world: World) -> None:
    offer = opened(world, "offer")
    lines = [f"> {line}" for line in offer.text.splitlines()]
    lines.insert(12, "\nLe bio compte, avec les labels rouges.\n")
    world.writes(ANNE, f"Re: {offer.subject}", "\n".join(lines), to=offer.reply_to, answers=offer)
    assert "answer" in {letter.kind for letter in world.letters()}


def test_a_new_question_that_is_only_a_mail_passed_on_is_a_question(world: World) -> None:
    head = "De : Léa Durand <lea@albi.example>\nEnvoyé : lundi 23 novembre 2026 09:00\nÀ : Paul\nObjet : Cantine\n\n"
    world.writes(BUYER, "TR: Cantine en régie", head + CANTINE)
    assert "ack" in {letter.kind for letter in world.letters()}
