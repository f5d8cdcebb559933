"""Orders as people write them, by mail, in French."""

from datetime import date
from typing import Any

import pytest

from guichet_bot.core.model import Duration, Role
from guichet_bot.core.model.orders import Verb
from guichet_bot.core.triage.orders_language import read_orders
from guichet_bot.core.triage.orders_words import help_lines

TODAY = date(2026, 7, 1)  # a Wednesday
AUGUST = {"first": date(2026, 8, 3), "until": date(2026, 8, 17)}


def one(text: str, role: Role = Role.COORDINATOR) -> tuple[Verb, str, dict[str, Any]]:
    orders = read_orders(text, role, TODAY)
    assert len(orders.lines) == 1, orders
    order = orders.lines[0].order
    assert order is not None, orders.lines[0].problem
    return order.verb, order.target, dict(order.args)


@pytest.mark.parametrize(
    ("text", "verb", "target", "args"),
    [
        ("3 réattribuer Dupont", Verb.ASSIGN, "3", {"who": "Dupont"}),
        ("3) REATTRIBUER à Anne Vidal, merci", Verb.ASSIGN, "3", {"who": "Anne Vidal"}),
        ("Merci de réattribuer la 3 à Dupont svp", Verb.ASSIGN, "3", {"who": "Dupont"}),
        ("confier à anne@mairie.example", Verb.ASSIGN, "", {"who": "anne@mairie.example"}),
        ("transférer à Dupont", Verb.ASSIGN, "", {"who": "Dupont"}),
        ("RO-2026-0042 thème textile", Verb.TOPIC, "RO-2026-0042", {"topic": "textile"}),
        ("ro-2026-0042 theme : textile-habillement", Verb.TOPIC, "RO-2026-0042", {"topic": "textile-habillement"}),
        ("prolonger 2j", Verb.EXTEND, "", {"by": Duration(days=2)}),
        ("prolonge de deux jours", Verb.EXTEND, "", {"by": Duration(days=2)}),
        ("prolonger 3 de 4h", Verb.EXTEND, "3", {"by": Duration(minutes=240)}),
        ("5 prolonger 2", Verb.EXTEND, "5", {"by": Duration(days=2)}),
        ("clore 4", Verb.CLOSE, "4", {}),
        ("pouvez-vous clore la 4 s'il vous plaît ?", Verb.CLOSE, "4", {}),
        ("Clôturer la question RO-2026-0042", Verb.CLOSE, "RO-2026-0042", {}),
        ("GV31-2026-0042 clore", Verb.CLOSE, "GV31-2026-0042", {}),
        ("clore la question gv31-2026-0042", Verb.CLOSE, "GV31-2026-0042", {}),
        ("R2D2-2026-0042 réponse : oui.", Verb.ANSWER, "R2D2-2026-0042", {"text": "oui."}),
        ("3 clore (doublon)", Verb.CLOSE, "3", {}),
        ("clore la 3 car l'acheteur a trouvé.", Verb.CLOSE, "3", {}),
        ("rouvrir", Verb.REOPEN, "", {}),
        ("pause", Verb.PAUSE, "", {}),
        ("reprendre", Verb.RESUME, "", {}),
        ("stats", Verb.STATS, "", {}),
        ("aide", Verb.HELP, "", {}),
        ("?", Verb.HELP, "", {}),
        ("pourquoi 3", Verb.WHY, "3", {}),
        ("pourquoi cette date ?", Verb.WHY, "", {}),
        ("envoyer", Verb.SEND, "", {}),
        ("libérer 12", Verb.RELEASE, "", {"inbound": 12}),
        ("laisser passer", Verb.RELEASE, "", {"inbound": None}),
        ("écarter le courrier 12", Verb.DISCARD, "", {"inbound": 12}),
        ("12 jeter", Verb.DISCARD, "", {"inbound": 12}),
        ("annuler k3f9", Verb.UNDO, "", {"code": "k3f9"}),
        ("fermé du 24 au 31 décembre", Verb.CLOSURE, "",
         {"first": date(2026, 12, 24), "last": date(2026, 12, 31), "name": "fermeture"}),
        ("pont le 15 août", Verb.CLOSURE, "", {"first": date(2026, 8, 15), "last": date(2026, 8, 15), "name": "pont"}),
        ("Le guichet est fermé le 14 juillet", Verb.CLOSURE, "",
         {"first": date(2026, 7, 14), "last": date(2026, 7, 14), "name": "fermeture"}),
        ("absente Dupont du 3 au 17 août", Verb.ABSENT, "", {**AUGUST, "who": "Dupont"}),
        ("Mme Dupont est absente du 3 au 17 août", Verb.ABSENT, "", {**AUGUST, "who": "Mme Dupont"}),
        ("absent du 3 au 17 août", Verb.ABSENT, "", {**AUGUST, "who": ""}),
        ("Dupont est de retour", Verb.BACK, "", {"who": "Dupont"}),
        ("retour de Dupont", Verb.BACK, "", {"who": "Dupont"}),
        ("note : déjà vu en mars", Verb.NOTE, "", {"text": "déjà vu en mars"}),
    ],
)  # fmt: skip
def test_a_coordinator_writes(text: str, verb: Verb, target: str, args: dict[str, Any]) -> None:
    assert one(text) == (verb, target, args)


@pytest.mark.parametrize(
    ("text", "verb", "args"),
    [
        ("Je passe.", Verb.DECLINE, {"reason": ""}),
        ("je passe, trop de travail", Verb.DECLINE, {"reason": "trop de travail"}),
        ("Bonsoir je passe merci", Verb.DECLINE, {"reason": ""}),
        ("question : Quel montant ?\nEt quel délai ?\n\nMerci", Verb.ASK, {"text": "Quel montant ?\nEt quel délai ?"}),
        ("Transférer à Dupont", Verb.TRANSFER, {"who": "Dupont"}),
        ("réattribuer Dupont", Verb.TRANSFER, {"who": "Dupont"}),
        ("Je serai absente du 3 au 17 août.", Verb.ABSENT, {**AUGUST, "who": ""}),
        ("absente jusqu'à lundi", Verb.ABSENT, {"first": TODAY, "until": date(2026, 7, 6), "who": ""}),
        ("absent jusqu’au 17/08", Verb.ABSENT, {"first": TODAY, "until": date(2026, 8, 17), "who": ""}),
        ("je ne serai pas disponible du 3 au 17 août", Verb.ABSENT, {**AUGUST, "who": ""}),
        ("en congés du 3 au 17 août", Verb.ABSENT, {**AUGUST, "who": ""}),
        ("de retour lundi", Verb.ABSENT, {"first": TODAY, "until": date(2026, 7, 5), "who": ""}),
        ("absent", Verb.ABSENT, {"first": TODAY, "until": None, "who": ""}),
        ("je suis de retour", Verb.BACK, {"who": ""}),
        ("je suis de retour aujourd'hui", Verb.BACK, {"who": ""}),
        ("temps : 45", Verb.TIME, {"minutes": 45}),
        ("Temps: 1h30", Verb.TIME, {"minutes": 90}),
        ("temps passé : une demi-heure", Verb.TIME, {"minutes": 30}),
        ("liste hebdo", Verb.WEEKLY, {"on": True}),
        ("rappels", Verb.WEEKLY, {"on": False}),
    ],
)
def test_an_expert_writes(text: str, verb: Verb, args: dict[str, Any]) -> None:
    assert one(text, Role.EXPERT) == (verb, "", args)


def test_several_orders_with_courtesy_around() -> None:
    text = "Bonjour,\n\n3 réattribuer Dupont, merci\n5 prolonger 2j ; 6 clore\n\nMerci !\nCamille"
    orders = read_orders(text, Role.COORDINATOR, TODAY)
    assert orders.clear
    assert [(line.order.verb, line.order.target) for line in orders.lines if line.order] == [
        (Verb.ASSIGN, "3"),
        (Verb.EXTEND, "5"),
        (Verb.CLOSE, "6"),
    ]


def test_several_orders_on_a_line() -> None:
    orders = read_orders("3 clore, 5 prolonger 2j et 6 rouvrir", Role.COORDINATOR, TODAY)
    assert [line.order.target for line in orders.lines if line.order] == ["3", "5", "6"]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("3 : réattribuer à Dupont", [(Verb.ASSIGN, "3")]),
        ("ligne 3 clore", [(Verb.CLOSE, "3")]),
        ("N° 3 : clore", [(Verb.CLOSE, "3")]),
        ("(3) clore", [(Verb.CLOSE, "3")]),
        ("la question 3 est à clore", [(Verb.CLOSE, "3")]),
        ("n° 3 réponse : oui", [(Verb.ANSWER, "3")]),
        ("3, 5 et 7 clore", [(Verb.CLOSE, "3"), (Verb.CLOSE, "5"), (Verb.CLOSE, "7")]),
        ("clore 3, 5 et 7", [(Verb.CLOSE, "3"), (Verb.CLOSE, "5"), (Verb.CLOSE, "7")]),
        ("clore les questions n°3 et n°5", [(Verb.CLOSE, "3"), (Verb.CLOSE, "5")]),
        ("3 et 3 : clore", [(Verb.CLOSE, "3")]),
        ("clore RO-2026-0042 et RO-2026-0043", [(Verb.CLOSE, "RO-2026-0042"), (Verb.CLOSE, "RO-2026-0043")]),
        ("prolonger 3 et 5 de 2 jours", [(Verb.EXTEND, "3"), (Verb.EXTEND, "5")]),
        ("réattribuer 3 et 5 à Dupont", [(Verb.ASSIGN, "3"), (Verb.ASSIGN, "5")]),
        ("3 clore et 5 prolonger de 2 jours", [(Verb.CLOSE, "3"), (Verb.EXTEND, "5")]),
        ("clore 3 et réattribuer 5 à Dupont", [(Verb.CLOSE, "3"), (Verb.ASSIGN, "5")]),
        ("libérer 12, écarter 13", [(Verb.RELEASE, ""), (Verb.DISCARD, "")]),
        ("absente Dupont du 3 au 17 août, retour le 18", [(Verb.ABSENT, "")]),
    ],
)
def test_each_question_named_gets_its_order(text: str, given: list[tuple[Verb, str]]) -> None:
    orders = read_orders(text, Role.COORDINATOR, TODAY)
    assert [(line.order.verb, line.order.target) for line in orders.lines if line.order] == given
    assert orders.clear


def test_held_mails_are_let_through_one_by_one() -> None:
    orders = read_orders("libérer 12 et 13", Role.COORDINATOR, TODAY)
    assert [line.order.args["inbound"] for line in orders.lines if line.order] == [12, 13]


def test_free_text_goes_to_the_next_order() -> None:
    orders = read_orders("3 réponse : Bonjour,\n\nDeux lots.\nBonne journée\n5 clore", Role.COORDINATOR, TODAY)
    answer, close = (line.order for line in orders.lines)
    assert answer and dict(answer.args) == {"text": "Bonjour,\n\nDeux lots.\nBonne journée"}
    assert close and (close.verb, close.target) == (Verb.CLOSE, "5")


def test_free_text_keeps_lines_that_only_resemble_orders() -> None:
    text = (
        "réponse : Il faut\n1. Clore la consultation dans les règles et prévenir les candidats évincés\n2024 en exemple"
    )
    assert one(text)[2]["text"] == text.removeprefix("réponse : ")


@pytest.mark.parametrize("text", ["simuler : clore 4", "Bonjour,\nSimuler\n4 clore", "simulation 4 clore"])
def test_simulation(text: str) -> None:
    orders = read_orders(text, Role.COORDINATOR, TODAY)
    assert orders.simulate
    assert [line.order and line.order.verb for line in orders.lines] == [Verb.CLOSE]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("il fait beau", "Je ne comprends pas cet ordre."),
        ("réatribuer Dupont", "« réattribuer »"),
        ("réattribuer", "À qui ?"),
        ("confier la prestation à un ESAT", "seulement un nom"),
        ("réattribuer Anne ou bien Paul selon vous", "seulement un nom"),
        ("thème", "Quel thème ?"),
        ("thème textile parce que la question parle surtout de vêtements", "seulement son nom"),
        ("prolonger", "De combien ?"),
        ("prolonger un peu", "illisible"),
        ("prolonger jusqu'à vendredi", "3j (jours)"),
        ("clore le marché car il est fini", "la fin de cet ordre"),
        ("prolonger 0j", "De combien ?"),
        ("annuler", "Quel ordre annuler ?"),
        ("libérer tous ceux de Paul", "Quel courrier ?"),
        ("temps : beaucoup", "Combien de minutes ?"),
        ("temps : 2 jours", "minutes ou en heures"),
        ("temps : 0", "vraisemblable"),
        ("retour de quelqu'un que nous ne connaissons pas", "seulement un nom"),
        ("envoyer le dossier par la poste", "la fin de cet ordre"),
        ("je passe par le CDG", "la fin de cet ordre"),
        ("question :", "Le texte manque"),
        ("clore " + "x" * 400, "trop longue"),
        ("fermé un de ces jours", "Je ne comprends pas"),
    ],
)
def test_what_is_wrong_is_said_in_french(text: str, said: str) -> None:
    orders = read_orders(text, Role.COORDINATOR, TODAY)
    assert not orders.clear
    assert said in orders.lines[0].problem


def test_one_unknown_line_makes_the_whole_unclear() -> None:
    orders = read_orders("3 clore\nblabla", Role.COORDINATOR, TODAY)
    assert [bool(line.order) for line in orders.lines] == [True, False]
    assert not orders.clear


def test_a_mail_with_too_many_lines_is_no_list_of_orders() -> None:
    assert "trop de lignes" in read_orders("clore\n" * 300, Role.COORDINATOR, TODAY).lines[0].problem


def test_courtesy_alone_orders_nothing() -> None:
    assert read_orders("Bonjour,\nmerci !\nCamille", Role.COORDINATOR, TODAY).lines == ()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_every_example_of_the_help_is_an_order(role: Role) -> None:
    examples = [line.partition("Exemple : ")[2] for line in help_lines(role)]
    for example in filter(None, examples):
        assert read_orders(example, role, TODAY).clear, example


def test_nobody_else_gives_orders_on_absence_of_others() -> None:
    assert not read_orders("Dupont est absente du 3 au 17 août", Role.EXPERT, TODAY).clear


def test_a_word_of_three_letters_suggests_nothing() -> None:
    (line,) = read_orders("pas pour nous", Role.COORDINATOR, TODAY).lines
    assert "pause" not in line.problem
