"""What real clients send that a desk must read right, told from outside: mails in, letters out."""

import pytest

from guichet_bot.core.mail.private import scrub
from tests.fixtures.world import ANNE, Sent, World

BOSS = "maire@mairie-lavaur.example"
COPIED = """\
De : Jean Secrétaire <jean.secretaire@mairie-lavaur.example>
Envoyé : vendredi 20 novembre 2026 10:12
À : Mairie <maire@mairie-lavaur.example>; Cuisine <cuisine@mairie-lavaur.example>
Objet : Cantine

Monsieur le maire,
Quels produits comptent dans les 50 % de la loi EGalim pour notre cantine ?
Jean Secrétaire
06 11 22 33 44
"""


def letter(sent: list[Sent], kind: str, to: str = "") -> Sent:
    (found,) = [one for one in sent if one.kind == kind and to in ("", one.to)]
    return found


@pytest.mark.parametrize(
    ("subject", "bearer"),
    [
        ("TR: Cantine", "Pour vous, merci de répondre.\n\n-----Message d'origine-----\n"),
        ("Tr : Cantine", "Bonjour,\nQui peut répondre à notre cuisinier ?\n\n________________________________\n"),
        ("Fwd: Cantine", "Bonjour, pouvez-vous répondre ?\n\n---------- Forwarded message ---------\n"),
        ("Fwd: Cantine", "Voir ci-dessous.\n\n-------- Message transféré --------\n"),
    ],
)
def test_a_forwarded_question_reaches_the_expert_without_the_people_it_names(
    world: World, subject: str, bearer: str
) -> None:
    world.writes(BOSS, subject, bearer + COPIED, name="Luc Maire")
    offer = letter(world.run(), "offer", ANNE)
    assert "50 % de la loi EGalim" in offer.text
    for private in ("Jean", "Secrétaire", "jean.", "cuisine@", "lavaur", "06 11 22", "20 novembre"):
        assert private not in offer.text, private


def test_a_reply_that_quotes_another_mail_is_not_taken_for_a_forward(world: World) -> None:
    world.writes(BOSS, "RE: Cantine", "Quels produits comptent à la cantine (EGalim) ?\n\n" + COPIED)
    assert "Monsieur le maire" not in letter(world.run(), "offer", ANNE).text


def test_prose_that_looks_like_a_header_stays() -> None:
    text = "Livraison.\nDe : 9 h à 11 h\nÀ : la cuisine centrale\nMerci de confirmer."
    assert scrub(text) == text
