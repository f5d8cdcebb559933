"""Whom and what people mean by the words of an order."""

import pytest

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.core.decide.naming import Unclear, named_expert, named_topic
from guichet_bot.core.known import Office
from guichet_bot.core.model import Candidate
from guichet_bot.core.time.worktime import Calendar
from tests.fixtures.world import a_desk, an_expert

PEOPLE = (
    an_expert("anne.vidal@mairie.example", "Anne Vidal"),
    an_expert("anne.petit@epci.example", "Anne Petit"),
    an_expert("jl.morel@ccas.example", "Jean-Luc Morel"),
)


@pytest.fixture(scope="module")
def office() -> Office:
    calendar = Calendar.always_open()
    return Office(a_desk(), load_rules(None, "resocc"), calendar, calendar.key, tuple(Candidate(one) for one in PEOPLE))


@pytest.mark.parametrize(
    ("words", "email"),
    [
        ("Vidal", "anne.vidal@mairie.example"),
        ("vidal anne", "anne.vidal@mairie.example"),
        ("ANNE VIDAL", "anne.vidal@mairie.example"),
        ("anne.petit@epci.example", "anne.petit@epci.example"),
        ("Jean-Luc Morel", "jl.morel@ccas.example"),
        ("morel", "jl.morel@ccas.example"),
    ],
)
def test_an_expert_is_known_by_any_clear_name(office: Office, words: str, email: str) -> None:
    assert named_expert(words, office).email == email


@pytest.mark.parametrize(
    ("words", "hint"),
    [("Anne", "plusieurs experts"), ("Anne Vidale", "Anne Vidal"), ("Zoé", "aucun expert"), ("", "aucun expert")],
)
def test_an_unclear_name_says_what_to_write(office: Office, words: str, hint: str) -> None:
    with pytest.raises(Unclear, match=hint):
        named_expert(words, office)


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("textile-habillement", "textile-habillement"),
        ("Textile habillement", "textile-habillement"),
        ("textiles", "textile-habillement"),
        ("labels et preuves", "labels-preuves"),
        ("restauration", "restauration-egalim"),
        ("EGalim", "restauration-egalim"),
    ],
)
def test_a_topic_is_known_by_its_id_or_by_words_of_its_label(office: Office, words: str, topic: str) -> None:
    assert named_topic(words, office) == topic


@pytest.mark.parametrize("words", ["astronomie", "et de la", "achats"])
def test_an_unclear_topic_is_refused(office: Office, words: str) -> None:
    with pytest.raises(Unclear):
        named_topic(words, office)
