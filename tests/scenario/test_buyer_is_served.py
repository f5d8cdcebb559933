"""Thanks as people send them, with all that stands in their signature, and the one word that our answer asks for."""

import pytest

from guichet_bot.core.mail.parse import parse
from guichet_bot.core.triage.intent_buyer import BuyerIntent, read_buyer, read_on_question
from tests.fixtures.world import BUYER, CANTINE, Sent, World

NOTICE = (
    'Ce message et toutes les pièces jointes (ci-après le "message") sont établis à l\'intention exclusive de ses '
    "destinataires et sont confidentiels. Si vous recevez ce message par erreur, merci de le détruire et d'en avertir "
    "immédiatement l'expéditeur. Toute utilisation non conforme à sa destination est interdite."
)
SIGNATURES = (
    "Cordialement,\nPaul Martin\n05 63 49 10 10",
    "Cordialement,\n\nPaul MARTIN\nResponsable restauration\nMairie d'Albi\n16 rue de l'Hôtel de Ville 81000 Albi",
    "Paul MARTIN\nTél. : 05 63 49 10 10",
    "Bien à vous\n\nPaul MARTIN | Responsable\nMairie d'Albi | 16 rue de l'Hôtel de Ville | 81000 Albi\n05 63 49 10 10",
    "Paul MARTIN\nAcheteur public\nMairie d'Albi\n16 rue de l'Hôtel de Ville\n81000 Albi\nwww.mairie-albi.example",
    f"Cordialement,\n\nPaul MARTIN\n05 63 49 10 10\n\n{NOTICE}",
    NOTICE,
)


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize("thanks", ["Merci beaucoup !", "Bonjour,\n\nMerci pour votre réponse rapide."])
def test_thanks_with_a_signature_are_thanks(thanks: str, signature: str) -> None:
    mail = parse(f"From: {BUYER}\n\n{thanks}\n\n{signature}\n".encode())
    assert read_buyer(mail.newest) is BuyerIntent.THANKS


@pytest.mark.parametrize(
    "text",
    [
        "Merci pour votre réponse. Pouvez-vous m'envoyer le guide ?\nCordialement\nPaul Martin\n05 63 49 10 10",
        "Merci. Nous sommes 12 communes.\nCordialement\nPaul Martin",
        "Merci pour ces éléments.\n\nPaul MARTIN\nPS : et les AOP ?",
        "Merci, rappelez-moi au 05 63 49 10 10 pour la suite du projet de cuisine centrale, c'est assez long.",
    ],
)
def test_what_is_said_besides_is_a_follow_up(text: str) -> None:
    assert read_buyer(text) is BuyerIntent.FOLLOW_UP


@pytest.mark.parametrize(
    "text",
    ["Tout est clair.", "OK", "Bonjour,\n\nC'est noté.\n\nCordialement,\nPaul Martin", "Cela répond à ma question"],
)
def test_one_word_agrees(text: str) -> None:
    assert read_on_question(text, over=True) is BuyerIntent.THANKS


@pytest.mark.parametrize("text", ["Oui", "Ok mais le lien ?", "Ok 12 communes", "Tout est clair sauf le point 2", ""])
def test_more_than_that_does_not(text: str) -> None:
    assert read_on_question(text, over=True) is BuyerIntent.FOLLOW_UP


def answered(world: World) -> Sent:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    offer = next(one for one in world.run() if one.kind == "offer")
    world.answers(offer, "Les produits bio comptent, voir l'article L. 230-5-1 du code rural.")
    return next(one for one in world.run() if one.kind == "answer")


@pytest.mark.parametrize("text", ["Tout est clair", "Merci !\n\nPaul Martin\n05 63 49 10 10", f"Merci.\n\n{NOTICE}"])
def test_the_word_that_our_letter_asks_for_closes_the_question(world: World, text: str) -> None:
    world.answers(answered(world), text)
    assert [one.kind for one in world.run() if one.kind != "digest"] == ["thanks"]
    assert world.question().state == "closed"


def test_ok_to_a_question_of_the_expert_is_an_answer(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    offer = next(one for one in world.run() if one.kind == "offer")
    world.answers(offer, "question : la livraison en liaison froide vous convient-elle ?")
    details = next(one for one in world.run() if one.kind == "details")
    world.answers(details, "OK")
    assert [one.kind for one in world.run()] == ["follow_up"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Oui, merci.\n\nPaul Martin\n05 63 49 10 10", ["follow_up"]),
        ("Bonjour, 4. Merci", ["follow_up"]),
        ("Les deux, merci beaucoup !", ["follow_up"]),
        ("Non merci", ["follow_up"]),
        ("Ok merci", ["follow_up"]),
        ("Merci beaucoup pour votre retour !\n\nCordialement,\nPaul Martin", []),
    ],
)
def test_a_short_answer_to_what_was_asked_is_not_lost_in_its_thanks(world: World, text: str, kinds: list[str]) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    offer = next(one for one in world.run() if one.kind == "offer")
    world.answers(offer, "question : combien de cuisines servez-vous, et en liaison froide ?")
    details = next(one for one in world.run() if one.kind == "details")
    world.answers(details, text)
    assert [one.kind for one in world.run()] == kinds
    assert world.question().state == ("offered" if kinds else "waiting")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Je précise que nous sommes en liaison froide, merci.", ["follow_up"]),
        ("Merci beaucoup pour cet accusé de réception, bonne journée", []),
        ("Merci pour votre retour rapide et la prise en charge de ma demande.", []),
    ],
)
@pytest.mark.parametrize("threaded", [True, False])
def test_what_thanks_for_the_receipt_tell_besides_reaches_the_expert(
    world: World, text: str, kinds: list[str], threaded: bool
) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    receipt = next(one for one in world.run() if one.kind == "ack")
    if threaded:
        world.answers(receipt, text)
    else:
        world.writes(BUYER, "Merci", text)
    assert [one.kind for one in world.run()] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Merci, le lien 2 est mort",
        "Merci, le second lien ne fonctionne pas",
        "Merci, et pour la liaison froide",
        "Merci, il nous faudrait un modèle de clause",
    ],
)
def test_thanks_that_ask_for_more_are_no_end(text: str) -> None:
    assert read_buyer(text) is BuyerIntent.FOLLOW_UP


@pytest.mark.parametrize(
    "text", ["Merci pour votre réponse et pour votre aide", "Merci pour tout et si besoin je reviens"]
)
def test_thanks_for_two_things_are_thanks(text: str) -> None:
    assert read_buyer(text) is BuyerIntent.THANKS
