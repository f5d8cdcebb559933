"""Short replies of experts under the rules as shipped: who reads each first, and no answer is lost."""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.core.decide import decide_mail
from guichet_bot.core.effects import Decision, LetterKind, Obey
from guichet_bot.core.known import Office
from guichet_bot.core.model import Cause, QuestionState, Role
from guichet_bot.core.model.orders import Verb
from tests.fixtures.builders import ANNE, CAMILLE, NOW, case, known, letters, mail, office, only, settle, token

CORPUS: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent.parent / "corpus" / "expert_replies.toml").read_text("utf-8")
)
# A coordinator reads it first, though it was a sign of life; the reasons of a date answer "Pourquoi moi ?".
HELD_SIGNS = {"Je dois vérifier un point avec notre service juridique avant de répondre."}


@cache
def desk() -> Office:
    return office(rules=load_rules(None, "resocc"))


def outcome(text: str) -> str:
    decision = decide_mail(mail(text, ANNE), known(desk(), case(), carriers=(token(ANNE, Role.EXPERT),)), NOW)
    return _of_letters(decision) or _of_orders(decision)


def _of_letters(decision: Decision) -> str:
    kinds: dict[Any, str] = {LetterKind.ANSWER: "answer", LetterKind.ASIDE: "desk"}
    found = [kinds[kind] for kind, _ in letters(decision) if kind in kinds]
    return found[0] if found else ""


def _of_orders(decision: Decision) -> str:
    verbs = [line.order.verb for obey in only(decision, Obey) for line in obey.orders.lines if line.order]
    if verbs:
        return {Verb.ASK: "ask", Verb.DECLINE: "decline"}.get(verbs[0], "desk")
    return "taken" if settle(decision).cause is Cause.NOTE else "?"


@pytest.mark.parametrize(
    ("wanted", "text"), [(wanted, text) for wanted, texts in CORPUS["tuned"].items() for text in texts]
)
def test_a_short_reply_reaches_whom_it_is_for(wanted: str, text: str) -> None:
    assert outcome(text) == ("desk" if text in HELD_SIGNS else wanted)


@pytest.mark.parametrize("part", ["once_unseen", "unseen"])
def test_no_answer_is_lost_and_few_words_to_the_desk_reach_the_buyer(part: str) -> None:
    found = Counter((wanted, outcome(text)) for wanted, texts in CORPUS[part].items() for text in texts)
    for wanted in ("answer", "ask"):
        assert {got for (meant, got) in found if meant == wanted} <= {wanted, "desk"}
    said = sum(len(CORPUS[part][one]) for one in ("answer", "ask"))
    asides = sum(len(CORPUS[part][one]) for one in ("taken", "desk"))
    assert found["answer", "answer"] + found["ask", "ask"] >= 0.7 * said
    leaked = sum(n for (meant, got), n in found.items() if meant in ("taken", "desk") and got in ("answer", "ask"))
    assert leaked <= 0.25 * asides


@pytest.mark.parametrize(
    "text",
    ["Je mets 10 points.", "Je mets trois points.", "Je le demande dans le dossier.", "Je le mets dans le dossier.",
     "Je demande deux documents et je mets 10 points.", "Je le demande, et je vérifie le label."],
)  # fmt: skip
def test_what_an_expert_does_as_a_rule_is_no_silent_sign_of_life(text: str) -> None:
    assert outcome(text) in ("answer", "desk")


@pytest.mark.parametrize(
    "text",
    ["Je regarde lundi", "Je demande à mon collègue et je reviens", "Je fais le point demain", "Je le fais lundi.",
     "Je demande autour de moi et je vous redis.", "Bien reçu la question RO-2026-0042, je regarde."],
)  # fmt: skip
def test_what_an_expert_has_yet_to_do_is_a_sign_of_life(text: str) -> None:
    assert outcome(text) == "taken"


@pytest.mark.parametrize(
    "text",
    ["Demandez au fournisseur son numéro de licence Écolabel et sa date de validité.",
     "Au-delà du délai, il faut lui appliquer les pénalités du CCAP.",
     "Oui, on peut lui imposer des véhicules propres.", "Le fournisseur doit joindre sa demande d'agrément.",
     "J'ai mis 30 % pour le prix.", "Est-ce que je dois allotir ? Oui, article L2113-10.",
     "Bonjour,\nRéponse : il faut lui appliquer les pénalités.", "Bonjour,\n\nRéponse : oui."],
)  # fmt: skip
def test_an_answer_about_a_third_party_is_not_asked_back(text: str) -> None:
    assert outcome(text) == "answer"


@pytest.mark.parametrize(
    "text",
    ["Il faut lui dire que le seuil est de 40 000 €.", "Peut-on lui demander le montant ?", "Vous avez son numéro ?",
     "Le seuil est de 40 000 €, dites-moi si je réponds.", "Dois-je lui demander 30 % ?",
     "On peut lui laisser plus de temps."],
)  # fmt: skip
def test_words_about_the_buyer_are_still_held(text: str) -> None:
    assert outcome(text) == "desk"


def test_a_word_about_the_sorting_of_the_question_is_for_the_desk() -> None:
    assert outcome("La question est mal classée, ce n'est pas de la restauration.") == "desk"
    assert outcome("Mauvais thème : c'est du textile.") == "desk"


@pytest.mark.parametrize(
    "text",
    ["C'est du textile.", "nettoyage", "mauvais thème, c'est du nettoyage", "on ferme cette question",
     "Ce n'est pas du textile, c'est du mobilier", "voir avec la DRAAF", "Il faut relancer l'expert.",
     "redirigez vers la région"],
)  # fmt: skip
def test_a_coordinators_few_words_are_asked_back_before_the_buyer_reads_them(text: str) -> None:
    assert coordinated(text) == [(LetterKind.ASIDE, CAMILLE)]


@pytest.mark.parametrize(
    "text",
    ["Bonjour, oui, le bio compte.", "Le seuil est de 40 000 euros.", "réponse : Oui.", "Voir l'article L2113-10.",
     "Non, les deux produits comptent, y compris hors saison."],
)  # fmt: skip
def test_a_coordinators_short_answer_reaches_the_buyer(text: str) -> None:
    assert (LetterKind.ASIDE, CAMILLE) not in coordinated(text)


def coordinated(text: str) -> list[tuple[LetterKind, str]]:
    """The letters after a coordinator wrote this on a question of hers."""
    asked = known(
        desk(),
        case(state=QuestionState.COORDINATION, expert=""),
        carriers=(token(CAMILLE, Role.COORDINATOR),),
    )
    return letters(decide_mail(mail(text, CAMILLE), asked, NOW))
