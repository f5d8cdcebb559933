"""Where a question goes: the first route that matches, and why the others did not."""

import pytest

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.core.model import Duration
from guichet_bot.core.triage.routing import Facts, Route, route
from guichet_bot.core.triage.rules import Rules
from guichet_bot.core.triage.triage import triage

SURE = Facts(topic_sure=True, topic="restauration-egalim")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(None, "resocc")


@pytest.mark.parametrize(
    ("facts", "to"),
    [
        (SURE, "skill"),
        (Facts(), "coordinators"),
        (Facts(topic_sure=True, topic="textile-habillement", live_tender=True), "coordinators"),
        (Facts(topic_sure=True, topic="procedure-prix-execution"), "coordinators"),
        (Facts(topic_sure=True, topic="clauses-sociales-insertion"), "coordinators"),
        (Facts(topic_sure=True, topic="textile-habillement", request="relecture"), "coordinators"),
        (Facts(True, "textile-habillement", buyer_known_days=30, previous_expert="a@x.example"), "previous_expert"),
        (Facts(True, "textile-habillement", buyer_known_days=31, previous_expert="a@x.example"), "skill"),
        (Facts(True, "textile-habillement", buyer_known_days=3), "skill"),
        (
            Facts(True, "textile-habillement", live_tender=True, buyer_known_days=3, previous_expert="a@x.example"),
            "coordinators",
        ),
    ],
)
def test_the_packaged_routes(rules: Rules, facts: Facts, to: str) -> None:
    assert route(rules.routes, facts)[0].to == to


def test_every_earlier_route_says_why_not(rules: Rules) -> None:
    chosen, misses = route(rules.routes, SURE)
    before = rules.routes.index(chosen)
    assert len(misses) == before == 4
    assert misses[0].endswith("aucune consultation en cours n’a été vue")
    assert "aucun expert n’a déjà répondu" in misses[1]
    assert "thème « restauration-egalim »" in misses[2]
    assert "type de demande « inconnu »" in misses[3]


def test_within_is_said_with_its_days(rules: Rules) -> None:
    _, misses = route(
        rules.routes, Facts(True, "textile-habillement", buyer_known_days=90, previous_expert="a@x.example")
    )
    assert "plus de 30 jours" in misses[1]


def test_a_flag_may_be_wanted_off() -> None:
    routes = (Route("sans thème", "coordinators", flags={"topic_sure": False}), Route("reste", "skill"))
    assert route(routes, Facts())[0].name == "sans thème"
    chosen, misses = route(routes, SURE)
    assert (chosen.name, misses) == ("reste", ("sans thème : le thème est sûr",))


def test_out_of_scope_is_a_fact() -> None:
    routes = (Route("dehors", "coordinators", flags={"out_of_scope": True}), Route("reste", "skill"))
    assert route(routes, Facts(out_of_scope="emploi"))[0].name == "dehors"


def test_no_route_means_the_coordinators() -> None:
    assert route((), SURE)[0].to == "coordinators"
    assert route((Route("x", "skill", flags={"live_tender": True}),), SURE)[1] == (
        "x : aucune consultation en cours n’a été vue",
    )


def test_a_route_may_promise_another_delay() -> None:
    assert Route("urgent", "skill", sla=Duration(days=1)).last


@pytest.mark.parametrize(
    ("text", "redirect"),
    [
        (
            "Bonjour, journaliste à La Gazette, je prépare un article sur les cantines et la loi EGalim.",
            "presse-etudes",
        ),
        ("Je suis étudiante et j'écris un mémoire sur l'achat durable dans les cantines.", "presse-etudes"),
        ("Mon fils mange à la cantine, pourquoi n'est-ce pas bio ?", "particulier"),
        ("Un journaliste nous interroge sur notre marché de vêtements de travail.", ""),
        ("Nous logeons des étudiants en résidence universitaire, quel mobilier acheter ?", ""),
        ("Comment noter le mémoire technique sur le critère environnemental ?", ""),
        ("Je suis étudiant, puis-je vous envoyer mon questionnaire sur les cantines ?", "presse-etudes"),
        ("Mon mémoire de master porte sur le réemploi du mobilier.", "presse-etudes"),
        ("Pour mon mémoire de fin d'études, pourriez-vous répondre à mon questionnaire ?", "presse-etudes"),
        ("J'aimerais vous interviewer pour mon article sur les achats de mobilier.", "presse-etudes"),
        (
            "Pour le nettoyage, mon article 5 prévoit une pénalité. Mon questionnaire aux candidats porte sur les "
            "produits écolabellisés : que demander ?",
            "",
        ),
        (
            "J'ai envoyé mon questionnaire aux fournisseurs de mobilier. Mon article 3 du CCTP demande du réemploi : "
            "est-ce tenable ?",
            "",
        ),
        (
            "Comment noter mon mémoire technique ? Mon article 4 du RC annonce 20 points pour l'environnement, lot "
            "mobilier.",
            "",
        ),
    ],
)
def test_press_students_and_parents_disturb_no_expert(rules: Rules, text: str, redirect: str) -> None:
    assert triage("", text, rules).out_of_scope == redirect
