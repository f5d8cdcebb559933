"""What a buyer's own words tell of him is kept from experts; what the question is about is not."""

import pytest

from guichet_bot.core.effects import LetterKind, Send
from guichet_bot.core.known import Case
from guichet_bot.core.letters.facts import facts
from guichet_bot.core.mail.introduced import introduced, private_words
from guichet_bot.core.mail.private import scrub
from guichet_bot.core.model import Entry, EntryKind, Role
from tests.fixtures.builders import ANNE, BRUNO, NOW, QUESTION, offer, office, question


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Je suis Anne, de Castres.", ("Anne", "Castres")),
        ("Je m'appelle Paul Dupont et je travaille à la mairie d'Albi.", ("Paul Dupont", "Albi")),
        ("Notre commune de Saint-Jean-du-Gard cherche des tables.", ("Saint-Jean-du-Gard",)),
        ("Notre ville (Foix) refait sa cour.", ("Foix",)),
        ("Je suis acheteuse au CHU de Toulouse.", ("Toulouse",)),
        ("Nous sommes de Castres.", ("Castres",)),
        ("Comment font Lyon et Nantes ?\n\nCordialement,\nJeanne\nMairie de Gaillac", ("Gaillac",)),
        ("Mon mail perso est j.martin@boite.example, merci.", ("j.martin@boite.example",)),
    ],
)
def test_what_a_writer_says_of_himself_is_found(text: str, told: tuple[str, ...]) -> None:
    assert introduced(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Quels retours de la ville de Lyon sur le réemploi ?",
        "Est-ce que la Région Occitanie propose un guide ?",
        "Je suis en train de rédiger un CCTP pour EGalim.",
        "Je suis Responsable achats, et je découvre Ecobalyse.",
        "Nous sommes un EPCI, la loi AGEC et EGalim nous concernent.",
        "Je suis à la recherche de Blouses. Le fournisseur est contact@textile.example.",
    ],
)
def test_what_the_question_is_about_stays(text: str) -> None:
    assert introduced(text) == ()


@pytest.mark.parametrize(
    ("address", "place"),
    [("a@mairie-castres.example", "castres"), ("a@villedealbi.example", "albi"), ("a@chu-foix.example", "foix"),
     ("a@gmail.com", ""), ("a@haut-conseil.example", ""), ("a@cd31.example", "")],
)  # fmt: skip
def test_the_place_in_an_address_is_private(address: str, place: str) -> None:
    words = private_words(address, "")
    assert (place in words) if place else len(words) <= 2


@pytest.mark.parametrize(
    ("address", "places"),
    [
        ("a@villeurbanne.example", ("Villeurbanne",)),
        ("a@mairie-villeneuve.example", ("Villeneuve",)),
        ("a@villefranche-de-rouergue.example", ("Villefranche", "Rouergue")),
        ("a@mairiedenain.example", ("Denain",)),
        ("a@villedevilleneuve.example", ("Villeneuve",)),
        ("a@mairiecastres.example", ("Castres",)),
    ],
)
def test_a_town_whose_name_begins_as_its_domain_may_is_taken_out_and_nothing_else(
    address: str, places: tuple[str, ...]
) -> None:
    ordinary = "Notre Ville est franche : École Neuve, place Neuve, Mairie et Commune. Ville de Lyon, Franche-Comté."
    private = private_words(address, "")
    assert scrub(ordinary, private) == ordinary
    for place in places:
        assert scrub(f"La cantine de {place} ouvre.", private) == "La cantine de [nom retiré] ouvre."


def test_the_next_expert_does_not_read_what_the_buyer_said_of_himself_later() -> None:
    asked = question(subject="Cantine de Castres", buyer="contact@gmail.com", buyer_name="")
    said = ("Que compte-t-on ?", "Je suis Anne Durand, de notre commune de Castres. Et le vin ?")
    kinds = (EntryKind.QUESTION, EntryKind.FOLLOW_UP)
    texts = tuple(
        Entry(QUESTION, NOW, kind, Role.BUYER, asked.buyer, text) for kind, text in zip(kinds, said, strict=True)
    )
    answer = Entry(QUESTION, NOW, EntryKind.ANSWER, Role.EXPERT, ANNE, "À Castres, le bio compte.")
    send = Send(LetterKind.OFFER, BRUNO, Role.EXPERT, QUESTION, {"why": ()})
    told = facts(send, Case(asked, (offer(),), (*texts, answer)), office())
    shown = [entry.text for entry in told["history"]]
    assert shown == [
        "Je suis [nom retiré], de notre commune de [nom retiré]. Et le vin ?",
        "À [nom retiré], le bio compte.",
    ]
    assert told["subject"] == "Cantine de [nom retiré]"


def test_an_offer_tells_neither_the_name_nor_the_town() -> None:
    text = "Je suis Anne, de Castres. Notre cantine de Castres passe en régie : que compte-t-on ?"
    asked = question(subject="Cantine de Castres", buyer="contact@agora.example", buyer_name="")
    case = Case(asked, (offer(),), (Entry(QUESTION, NOW, EntryKind.QUESTION, Role.BUYER, asked.buyer, text),))
    told = facts(Send(LetterKind.OFFER, ANNE, Role.EXPERT, QUESTION, {"why": ()}), case, office())
    assert told["subject"] == "Cantine de [nom retiré]"
    assert "Castres" not in told["question"] and "Je suis [nom retiré]" in told["question"]
    assert "que compte-t-on ?" in told["question"]
