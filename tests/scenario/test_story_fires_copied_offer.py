"""Outlook copies our letter below an answer without any mark: it must not reach the buyer with it."""

from html import escape

import pytest

from guichet_bot.core.model import Cause
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, Sent, World

HEADERS = (
    "De\xa0: Guichet vert Rés'Occ{address}\nEnvoyé\xa0: lundi 23 novembre 2026 10:00\n"
    "À\xa0: Anne Vidal\nObjet\xa0: {subject}"
)
SHORT = (
    "Ci-dessous ma réponse : le bio compte, voir l'article L. 230-5-1 du code rural.",
    "Je vous transfère le lien du guide : https://ma-cantine.example/egalim, les labels y sont listés.",
    "Oui, comme indiqué plus bas dans le guide, les AOP comptent.",
)
INSIDE = (
    "Mes réponses en rouge ci-dessous, dans votre texte.",
    "Voir ci-dessous",
    "Je réponds point par point ci-dessous.",
)


def offered(world: World) -> Sent:
    world.writes(BUYER, "Cantine en régie", CANTINE, name="Paul Martin")
    return next(letter for letter in world.run() if letter.kind == "offer")


def replies(world: World, letter: Sent, above: str, address: str = " <guichet@resocc.example>") -> list[Sent]:
    copied = f"{HEADERS.format(address=address, subject=letter.subject)}\n\n{letter.text}"
    world.writes(
        letter.to,
        f"RE: {letter.subject}",
        f"Bonjour,\n\n{above}\n\nAnne\n\n{copied}",
        to=letter.reply_to,
        answers=letter,
    )
    return [one for one in world.run() if one.kind != "digest"]


@pytest.mark.parametrize("address", [" <guichet@resocc.example>", ""])
@pytest.mark.parametrize("above", SHORT)
def test_a_short_answer_leaves_without_the_offer_below_it(world: World, above: str, address: str) -> None:
    (answer,) = replies(world, offered(world), above, address)
    said = " ".join(answer.text.split())
    assert (answer.kind, answer.to) == ("answer", BUYER) and above.partition(",")[0] in said
    assert "Voulez-vous y répondre" not in said and "Pourquoi vous" not in said and "guichet+" not in said


@pytest.mark.parametrize("above", INSIDE)
def test_answers_written_into_our_letter_are_asked_back(world: World, above: str) -> None:
    letters = replies(world, offered(world), above)
    assert [(one.kind, one.to) for one in letters] == [("aside", ANNE), ("held", COORDINATOR)]
    assert world.causes()[Cause.HELD] == 1
    assert "Voulez-vous y répondre" in letters[1].text  # the coordinator reads where it was written


@pytest.mark.parametrize("above", ["Mes réponses en bleu ci-dessous.", "Mes remarques dans le corps de votre message."])
def test_answers_said_to_be_in_the_letter_quoted_line_by_line_are_asked_back(world: World, above: str) -> None:
    """A colour is lost in plain text: nobody can tell the author's lines from ours."""
    world.answers(offered(world), above)
    assert [(one.kind, one.to) for one in world.letters()] == [("aside", ANNE), ("held", COORDINATOR)]


@pytest.mark.parametrize(
    "form",
    ["{said}\n\n{letter}", "{said}\n\nGuichet vert a écrit le 23/11/2026 à 10:00 :\n{letter}", "{letter}\n\n{said}"],
)
def test_an_answer_beside_our_letter_copied_without_any_mark_is_asked_back(world: World, form: str) -> None:
    offer = offered(world)
    said = "Bonjour,\n\nLe bio compte, voir l'article L. 230-5-1 du code rural.\n\nAnne"
    body = form.format(said=said, letter=offer.text)
    world.writes(ANNE, f"RE: {offer.subject}", body, to=offer.reply_to, answers=offer)
    assert [(one.kind, one.to) for one in world.letters()] == [("aside", ANNE), ("held", COORDINATOR)]


def test_an_answer_below_the_offer_with_a_greeting_above_it_is_asked_back(world: World) -> None:
    offer = offered(world)
    copied = f"{HEADERS.format(address='', subject=offer.subject)}\n\n{offer.text}"
    below = "Le bio compte, voir l'article L. 230-5-1 du code rural."
    world.writes(ANNE, f"RE: {offer.subject}", f"Bonjour,\n\n{copied}\n\n{below}", to=offer.reply_to, answers=offer)
    letters = [one for one in world.run() if one.kind != "digest"]
    assert [(one.kind, one.to) for one in letters] == [("aside", ANNE), ("held", COORDINATOR)]
    assert "Le bio compte" in letters[1].text


def test_an_order_above_the_offer_is_an_order(world: World) -> None:
    replies(world, offered(world), "Je passe, voir plus bas.")
    assert world.causes()[Cause.DECLINE] == 1


@pytest.mark.parametrize("above", ["Voir ci-dessous la réponse de ma collègue.", "Voici la réponse de ma collègue."])
def test_a_colleagues_answer_passed_on_keeps_its_text_and_loses_its_names(world: World, above: str) -> None:
    passed_on = (
        f"{above}\n\nDe\xa0: Julie Blanc <julie.blanc@mairie.example>\n"
        "Envoyé\xa0: mardi 24 novembre 2026 09:12\nÀ\xa0: Anne Vidal\nObjet\xa0: RE: TR: Proposition\n\n"
        "Les produits bio et les labels rouges comptent dans les 50 %, voir l'article L. 230-5-1 du code rural."
    )
    (answer,) = replies(world, offered(world), passed_on)
    assert answer.kind == "answer" and "labels rouges" in answer.text
    assert "Voulez-vous y répondre" not in answer.text and "Julie" not in answer.text


def test_who_wrote_a_mail_that_outlook_passes_on_stays_with_the_desk(world: World) -> None:
    header = "De\xa0: Luc Morel <luc.morel@mairie-albi.example>\nEnvoyé\xa0: lundi 23 novembre 2026 09:12\n"
    header += "À\xa0: Paul Martin\nObjet\xa0: Cantine\n\n"
    world.writes(BUYER, "TR: Cantine", f"Pouvez-vous répondre à mon collègue ?\n\n{header}{CANTINE}\n\nLuc Morel")
    offer = next(letter for letter in world.run() if letter.kind == "offer")
    assert "EGalim" in offer.text and "Morel" not in offer.text


def test_what_a_buyer_wrote_into_our_letter_in_a_colour_reaches_the_expert(world: World) -> None:
    world.answers(offered(world), "question : combien de repas, et à partir de quand ?")
    details = next(one for one in world.run() if one.kind == "details")
    page = (
        "<div>Mes réponses en bleu ci-dessous.</div><hr id='zwchr' data-marker='__DIVIDER__'><div data-marker="
        f"'__QUOTED_TEXT__'>{escape(details.text)}<span style='color:blue'>Deux cents, dès janvier.</span></div>"
    )
    raw = world.mail(BUYER, f"Re: {details.subject}", page, to=details.reply_to, answers=details)
    world.deliver(raw.replace(b"text/plain", b"text/html"))
    (told,) = (one for one in world.letters() if one.to == ANNE)
    assert "en bleu" in told.text and "Deux cents, dès janvier." in " ".join(told.text.split())
