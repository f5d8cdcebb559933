"""What real clients send that a desk must read right, told from outside: mails in, letters out."""

import re

import pytest

from guichet_bot.core.mail.private import organisation_of, scrub
from tests.fixtures.office import Office, office
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, Sent, World, only_letter

__all__ = ["office"]

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
    offer = only_letter(world.run(), "offer", ANNE)
    assert "50 % de la loi EGalim" in offer.text
    for private in ("Jean", "Secrétaire", "jean.", "cuisine@", "lavaur", "06 11 22", "20 novembre"):
        assert private not in offer.text, private


def test_a_reply_that_quotes_another_mail_is_not_taken_for_a_forward(world: World) -> None:
    world.writes(BOSS, "RE: Cantine", "Quels produits comptent à la cantine (EGalim) ?\n\n" + COPIED)
    assert "Monsieur le maire" not in only_letter(world.run(), "offer", ANNE).text


def test_prose_that_looks_like_a_header_stays() -> None:
    text = "Livraison.\nDe : 9 h à 11 h\nÀ : la cuisine centrale\nMerci de confirmer."
    assert scrub(text) == text


def flat(sent: Sent) -> str:
    return " ".join(sent.text.split())


def test_a_transcript_greets_by_name_and_keeps_effect_and_undo_apart(world: World) -> None:
    world.writes(BUYER, "Cantine", CANTINE)
    world.answers(only_letter(world.run(), "offer", ANNE), "question : combien de repas par jour ?")
    told = flat(only_letter(world.run(), "transcript", ANNE))
    assert "Bonjour Anne Vidal," in told
    assert "attend sa réponse. Annuler cet ordre (guichet+u" in told


def test_a_held_mail_without_a_subject_says_so(world: World) -> None:
    world.writes(BUYER, "", "")
    held = only_letter(world.run(), "held", COORDINATOR)
    assert held.subject.endswith(": (sans objet)")
    assert "Objet : (sans objet)" in flat(held)


def test_a_size_is_written_as_in_french(world: World) -> None:
    world.writes(BUYER, "Gros", CANTINE, attach=("plan.pdf", b"x" * 20_000_000))
    assert "pèse 25,8 Mo" in flat(only_letter(world.run(), "too_large", BUYER))


SECOND = """
[[desk]]
name = "autre"
prefix = "AU"
title = "Autre guichet"
address = "guichet@autre.example"
secret_file = "signature"
[desk.smtp]
host = "127.0.0.1"
port = 1
tls = "none"
[[desk.coordinator]]
email = "lea@autre.example"
"""


def test_with_two_desks_a_number_says_which_one_and_rules_test_tries_both(office: Office) -> None:
    office.config.write_text(office.config.read_text(encoding="utf-8") + SECOND, encoding="utf-8")
    office.receives()
    office.run("once")
    number = office.told("question", "list")[0]["number"]
    assert "clos" in office.does("question", "close", number)
    assert office.told("question", "list")[0]["state"] == "closed"
    assert office.does("rules", "test").count("exemples") == 2


def test_a_file_that_is_not_there_is_told_in_french(office: Office) -> None:
    result = office.run("explain", "absent.eml")
    assert (result.exit_code, result.stderr) == (2, "Le fichier absent.eml ne se lit pas : il n'existe pas.\n")


def test_what_the_acknowledgement_says_of_thanks_is_what_happens(world: World) -> None:
    """A polite "merci" must not close a question, so no letter says before the answer that it does."""
    world.writes(BUYER, "Cantine", CANTINE)
    ack = only_letter(world.run(), "ack", BUYER)
    assert "merci »" not in ack.text
    world.answers(ack, "Merci !")
    world.run()
    assert world.question().closed_at is None


def test_a_mail_that_names_a_question_there_is_not_can_be_let_through_from_its_letter(world: World) -> None:
    world.writes(BUYER, "Cantine", CANTINE, to="guichet+b99-abcdefghijklmnop@resocc.example")
    held = only_letter(world.run(), "held", COORDINATOR)
    world.answers(held, "libérer 1")
    assert "va être traité" in flat(only_letter(world.run(), "transcript", COORDINATOR))
    assert world.question().subject == "Cantine"


def test_a_story_is_told_in_french_with_its_dates(office: Office) -> None:
    office.receives()
    office.run("once")
    number = office.told("question", "list")[0]["number"]
    office.does("question", "extend", number, "2d")
    said = office.does("explain", number)
    assert "proposée à un expert" in said
    assert "la proposition échoit" in said
    assert not re.search(r"\d{4}-\d\d-\d\dT", said)
    assert "UTC" not in office.does("question", "show", number), "the clock of the desk, as everywhere"
    assert "+00:00" not in office.does("question", "show", number)


def test_what_names_the_buyers_town_is_kept_from_the_expert(world: World) -> None:
    aside = "Ma collègue suit aussi : lea.roy@mairie-albi.example, voir www.mairie-albi.example/cantine"
    told = f"{CANTINE}\n{aside}\nPaul Martin"
    world.writes(BUYER, "Cantine", told, name="Paul")
    told_expert = flat(only_letter(world.run(), "offer", ANNE))
    assert "Quels produits comptent" in told_expert
    for private in ("albi.example", "lea.roy", "Martin"):
        assert private not in told_expert, private


def test_addresses_of_a_public_mail_provider_are_nobodys_organisation() -> None:
    assert organisation_of("paul@gmail.example") == ""
    text = "Écrivez à aide@mairie-albi.example ou à contact@mairie-albi.example.org"
    assert scrub(text, ("@mairie-albi.example",)) == "Écrivez à [adresse retirée] ou à contact@mairie-albi.example.org"
