"""What a coordinator may write in rules/, and how every mistake is told at once."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from guichet_bot.adapters.defaults import default_folder
from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.core.model import Duration
from guichet_bot.core.triage.examples import run_examples
from guichet_bot.core.triage.rules import Rules, RulesMistake, compile_rules
from guichet_bot.core.triage.triage import triage

TOPICS = """
enough = 3
margin = 1
[[topic]]
id = "papier"
label = "Papier"
examples = ["Quel papier ?"]
not = ["papier peint"]
fr = { "papier" = 4 }
[[topic]]
id = "prix"
label = "Prix"
family = "frame"
first_level = "refer"
sigles = { "BPU" = 4 }
examples = ["Le BPU ?"]
not_examples = ["Le papier"]
"""
ROUTING = """
[[route]]
name = "tout"
to = { pool = "coordinators" }
"""
RESOURCES = """
[[resource]]
topic = "papier"
name = "Guide du papier"
url = "https://papier.example/guide"
[[resource]]
topic = "papier"
name = "De mémoire"
url = "https://papier.example/memoire"
verified = false
[[resource]]
topic = "prix"
name = "Ministère"
url = "https://ministere.example/"
"""


def rules(**files: str) -> Rules:
    written = {"topics": TOPICS, "routing": ROUTING} | files
    return compile_rules({name: tomllib.loads(text) for name, text in written.items()})


def mistakes(**files: str) -> str:
    with pytest.raises(RulesMistake) as caught:
        rules(**files)
    return "\n".join(caught.value.problems)


def test_small_rules_work() -> None:
    ours = rules(resources=RESOURCES)
    assert triage("", "Quel papier acheter ?", ours).topic == "papier"
    assert triage("", "Le papier peint de l'école", ours).topic == ""
    assert triage("", "Notre BPU est faux", ours).topic == "prix"
    assert triage("", "bpu", ours).topic == ""
    assert ours.label("papier") == "Papier"
    assert ours.label("parti") == "parti"
    assert ours.topic("parti") is None
    report = run_examples(ours)
    assert (report.right, report.total, report.wrong) == (3, 3, ())


def test_only_verified_resources_leave_and_none_where_a_person_hands_over() -> None:
    ours = rules(resources=RESOURCES)
    shown, caution = ours.letter_resources("papier")
    assert [(resource.name, resource.url) for resource in shown] == [
        ("Guide du papier", "https://papier.example/guide")
    ]
    assert caution == ""
    assert ours.letter_resources("prix") == ((), "")
    assert ours.letter_resources("") == ((), "")


def test_a_careful_topic_sends_its_caution_along() -> None:
    shown, caution = load_rules(None, "resocc").letter_resources("achat-local-circuits-courts")
    assert shown
    assert "interdit" in caution


def test_no_resource_from_memory_is_ever_shown() -> None:
    ours = load_rules(None, "resocc")
    assert any(not resource.verified for each in ours.resources.values() for resource in each)
    for topic in ours.topics.by_id:
        assert all(resource.verified for resource in ours.letter_resources(topic)[0])


def test_every_mistake_is_told_at_once_with_its_place() -> None:
    told = mistakes(
        topics=TOPICS.replace('id = "prix"', 'id = "papier"').replace('"Quel papier ?"', "")
        + """
[[topic]]
id = "vide"
label = ""
family = "herbe"
first_level = "careful"
exemples = ["faute de frappe"]
fr = { "le la" = 3, "zéro" = 0, "vrai" = true }
sigles = { "A B" = 2 }
""",
        routing="""
[live_tender]
signs = ["(ouverte"]
[[route]]
name = "trop tôt"
to = { pool = "coordinators" }
[[route]]
name = "bancale"
when = { topic = ["inconnu"], topic_sure = "oui", stage = "lune", quand = 1, within = "trente" }
to = { skill = "topic", prefer = ["beau"] }
sla = { answer = "vite" }
[[route]]
name = "nulle part"
when = { live_tender = true }
to = {}
[[redirect]]
name = "vague"
fr = { "chose" = 2 }
""",
        resources='[[resource]]\ntopic = "autre"\nname = "X"\nurl = "ftp://x.example"\nverified = "oui"',
        escalation='[[level]]\nname = "n"\nto = "chef"\nafter = "bientôt"',
        automatic='[[rule]]\nname = "x"\nverdict = "rien"',
        closures='[[closure]]\nname = "Pont"\nfirst = 2026-05-15\nlast = 2026-05-14',
    )
    for expected in (
        "topics.toml, thème « papier » : cet identifiant est déjà pris",
        "il faut au moins une phrase d’exemple",
        "topics.toml, thème « vide » : « label »",
        "« family »",
        "« caution »",
        "clé inconnue « exemples »",
        "« le la » ne contient que des petits mots",
        "le poids de « zéro »",
        "le poids de « vrai »",
        "le sigle « A B »",
        "routing.toml, [live_tender] : l’expression régulière « (ouverte »",
        "la route « trop tôt » n’a pas de « when »",
        "thème inconnu « inconnu »",
        "« topic_sure » doit valoir true ou false",
        "stade inconnu « lune »",
        "clé inconnue « quand »",
        "« within »",
        "préférence inconnue « beau »",
        "« answer »",
        "« to » doit être",
        "la dernière route doit être sans « when »",
        "redirection « vague » : « say »",
        "resources.toml, ressource « X » : thème inconnu « autre »",
        "« url » doit commencer",
        "« verified »",
        "escalation.toml, niveau « n » : « to »",
        "« after »",
        "automatic.toml",
        "closures.toml, fermeture « Pont »",
    ):
        assert expected in told, expected


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("topics", "", "aucun thème"),
        ("topics", 'topic = "papier"', "[[topic]]"),
        ("topics", 'enough = "beaucoup"\nmargin = -1\n' + TOPICS.split("margin = 1")[1], "nombre positif"),
        ("topics", TOPICS + 'fr = ["prix"]', "table d’expressions"),
        ("topics", TOPICS.replace("papier peint", "des papiers"), "à la fois dans « fr » et dans « not »"),
        ("topics", TOPICS.replace('["Quel papier ?"]', '"Quel papier ?"'), "liste de textes"),
        ("topics", TOPICS.replace("sigles", "fr").replace('{ "BPU" = 4 }', "{}"), "aucune expression"),
        ("topics", TOPICS.replace('label = "Prix"', 'label = "Prix"\ncaution = 3'), "texte attendu"),
        ("routing", "", "la dernière route"),
        ("routing", ROUTING + "[[chemin]]\nname = 1", "clé inconnue « chemin »"),
        ("routing", ROUTING.replace('{ pool = "coordinators" }', '"coordinators"'), "entre accolades"),
        ("escalation", "", "aucun niveau"),
        ("closures", '[[closure]]\nname = "X"\nfirst = 2026-05-15T10:00:00', "doivent être des dates"),
        ("closures", '[[closure]]\nname = "X"', "doivent être des dates"),
    ],
)
def test_one_mistake(file: str, text: str, expected: str) -> None:
    assert expected in mistakes(**{file: text})


def test_closures_and_levels() -> None:
    ours = rules(
        closures='[[closure]]\nfirst = 2026-12-24\nlast = 2026-12-31\nname = "Noël"\n'
        '[[closure]]\nfirst = 2026-05-15\nname = "Pont"',
        escalation='[[level]]\nname = "suppléant"\nto = "backup"\nafter = "4h"',
    )
    assert ours.closures == (
        (date(2026, 12, 24), date(2026, 12, 31), "Noël"),
        (date(2026, 5, 15), date(2026, 5, 15), "Pont"),
    )
    assert [(level.to, level.after) for level in ours.escalation] == [("backup", Duration(minutes=240))]


def test_the_packaged_rules_have_all_parts() -> None:
    ours = load_rules(None, "resocc")
    expected = {"demarchage", "emploi", "juridique", "particulier", "presse-etudes", "compte-plateforme"}
    assert set(ours.redirects.by_name) == expected
    assert [level.to for level in ours.escalation] == ["backup", "coordinator", "all"]
    assert ours.routes[-1].last
    assert ours.automatic.rules
    assert all(redirect.say and redirect.where for redirect in ours.redirects.by_name.values())


def test_a_desks_own_file_replaces_the_common_one(tmp_path: Path) -> None:
    (tmp_path / "resocc").mkdir()
    (tmp_path / "topics.toml").write_text(TOPICS, encoding="utf-8")
    (tmp_path / "routing.toml").write_text(ROUTING, encoding="utf-8")
    (tmp_path / "resources.toml").write_text("", encoding="utf-8")
    (tmp_path / "resocc" / "topics.toml").write_text(TOPICS.replace("Papier", "Le papier"), encoding="utf-8")
    assert load_rules(tmp_path, "resocc").label("papier") == "Le papier"
    assert load_rules(tmp_path, "autre").label("papier") == "Papier"
    assert load_rules(tmp_path, "autre").escalation == load_rules(None, "autre").escalation


def test_files_that_do_not_parse_are_told_with_the_mistakes_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_text("[[topic", encoding="utf-8")
    (tmp_path / "routing.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "escalation.toml").write_text("", encoding="utf-8")
    with pytest.raises(RulesMistake) as caught:
        load_rules(tmp_path, "resocc")
    told = caught.value.problems
    assert any(problem.startswith("topics.toml : fichier illisible") for problem in told)
    assert any(problem.startswith("routing.toml : fichier illisible") for problem in told)
    assert any("escalation.toml : aucun niveau" in problem for problem in told)
    assert not any("aucun thème" in problem for problem in told)


def test_a_file_of_topics_that_does_not_parse_hides_no_mistake_under_its_consequences(tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_text("[[topic", encoding="utf-8")
    (tmp_path / "routing.toml").write_text("[[route]]\nnam = 3\n", encoding="utf-8")
    with pytest.raises(RulesMistake) as told:
        load_rules(tmp_path, "resocc")
    assert any(problem.startswith("routing.toml") for problem in told.value.problems)
    assert not any("thème inconnu" in problem for problem in told.value.problems)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RulesMistake, match="n’existe pas"):
        load_rules(tmp_path / "rien", "resocc")


def test_the_packaged_folders_are_found() -> None:
    assert (default_folder("rules") / "topics.toml").is_file()
