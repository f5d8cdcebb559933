"""A question whose words are in a file, or in a mail that is attached: nobody is asked about nothing, nobody waits in
vain for what was not passed on."""

from email.message import EmailMessage

import pytest

from guichet_bot.core.model import QuestionState
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, Sent, World

PDF = ("CCTP Albi.pdf", b"%PDF-1.7 what we ask")
NAMED = "[1 fichier joint"
NOT_PASSED_ON = "Ce que vous avez joint ne lui est pas transmis"


def one(letters: list[Sent], kind: str) -> Sent:
    (letter,) = (letter for letter in letters if letter.kind == kind)
    return letter


def test_the_expert_knows_that_there_is_a_file_and_the_buyer_that_it_stays_behind(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", f"{CANTINE} Voir le document joint.", attach=PDF)
    letters = world.run()
    offer = one(letters, "offer")
    assert "[1 fichier joint (PDF), gardé par la coordination du guichet]" in offer.text
    assert "Albi" not in offer.text and offer.mail.attachments == ()
    assert NOT_PASSED_ON in " ".join(one(letters, "ack").text.split())


def test_without_any_file_nobody_speaks_of_one(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    letters = world.run()
    assert NAMED not in one(letters, "offer").text
    assert NOT_PASSED_ON not in " ".join(one(letters, "ack").text.split())


def test_a_question_that_is_only_in_a_file_is_for_the_coordinators(world: World) -> None:
    world.writes(BUYER, "Cantine en régie, produits EGalim", "", attach=PDF)
    letters = world.run()
    assert [letter.to for letter in letters if letter.kind == "offer"] == []
    told = one(letters, "coordination")
    assert told.to == COORDINATOR and "ouvrez ses fichiers joints" in " ".join(told.text.split())
    assert world.question().state is QuestionState.COORDINATION


def test_a_file_sent_later_is_told_to_the_expert_too(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    ack = one(world.run(), "ack")
    world.answers(ack, "Voici le document oublié.", attach=PDF)
    assert "[1 fichier joint (PDF)" in one(world.run(), "follow_up").text


@pytest.mark.parametrize("words", ["Pour vous.", ""])
def test_a_mail_passed_on_as_an_attachment_is_read(world: World, words: str) -> None:
    inner = EmailMessage()
    inner["From"], inner["To"] = "Paul Martin <paul.martin@mairie-albi.example>", COORDINATOR
    inner["Subject"], inner["Date"] = "Cantine en régie", "Mon, 23 Nov 2026 08:00:00 +0100"
    inner.set_content(CANTINE)
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = COORDINATOR, "guichet@resocc.example", "TR: Cantine en régie"
    outer["Message-ID"] = "<passed.on@reseau.example>"
    outer.set_content(words)
    outer.add_attachment(inner)
    world.deliver(outer.as_bytes())
    offer = one(world.run(), "offer")
    assert offer.to == ANNE and CANTINE in " ".join(offer.text.replace(">", " ").split())
    assert "Martin" not in offer.text and "albi" not in offer.text.lower() and NAMED not in offer.text


def test_a_mail_attached_to_ones_own_words_is_a_document(world: World) -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "Fournisseur <vente@barquettes.example>", "Notre offre"
    inner.set_content("Nos barquettes à 12 centimes.")
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = BUYER, "guichet@resocc.example", "Cantine en régie"
    outer["Message-ID"] = "<own.words@mairie.example>"
    outer.set_content(CANTINE)
    outer.add_attachment(inner)
    world.deliver(outer.as_bytes())
    text = one(world.run(), "offer").text
    assert "12 centimes" not in text and NAMED in text
