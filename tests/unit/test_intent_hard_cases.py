"""Short replies that are easily misread: nothing wrong reaches a buyer, and no answer is lost."""

import time
from datetime import date

import pytest

from guichet_bot.core.model import Role
from guichet_bot.core.model.orders import Verb
from guichet_bot.core.triage.intent_expert import ExpertKind, read_expert

TODAY = date(2026, 7, 1)
LONG = "Le guide de la Région donne un modèle complet pour la rédaction. " * 8


def ordered(text: str, role: Role = Role.EXPERT) -> list[str]:
    """The orders read, "?" for a line with a problem."""
    intent = read_expert(text, role, TODAY)
    assert intent.kind is ExpertKind.ORDERS, intent
    return [line.order.verb.value if line.order else "?" for line in intent.orders.lines]


@pytest.mark.parametrize(
    ("text", "verb"),
    [("clore", "close"), ("CLORE SVP", "close"), ("Merci de clore la question.", "close"), ("prolonger 2j", "extend"),
     ("Bonjour, pouvez-vous prolonger de deux jours ?\nMerci\nAnne", "extend"), ("pause", "pause"), ("stats", "stats"),
     ("thème textile", "topic"), ("fermé du 24 au 31 décembre", "closure"), ("réattribuer Marc Petit", "transfer")],
)  # fmt: skip
def test_an_order_that_is_not_the_experts_to_give_is_one_all_the_same(text: str, verb: str) -> None:
    assert ordered(text) == [verb]


@pytest.mark.parametrize("role", [Role.EXPERT, Role.COORDINATOR])
@pytest.mark.parametrize(
    ("text", "said"),
    [("question :", "Le texte manque"), ("Bonjour,\nquestion :\nMerci\nAnne", "Le texte manque"),
     ("note :", "Le texte manque"), ("Réponse:", "Le texte manque"), ("absent jusqu’au", "absent du 3 au 17 août"),
     ("absente du", "absent du 3 au 17 août"), ("absent du 3 au", "absent du 3 au 17 août"),
     ("transférer à", "À qui ?"), ("je passe la question à", "À qui ?"), ("temps :", "Combien de minutes ?"),
     ("prolonger", "De combien ?"), ("annuler", "Quel ordre annuler ?")],
)  # fmt: skip
def test_what_is_left_unfinished_is_asked_for(text: str, said: str, role: Role) -> None:
    assert ordered(text, role) == ["?"]
    assert said in read_expert(text, role, TODAY).orders.lines[0].problem


@pytest.mark.parametrize("role", [Role.EXPERT, Role.COORDINATOR])
@pytest.mark.parametrize(
    "text",
    ["Clore un marché se fait par la notification du décompte général.", "Prolonger le marché suppose un avenant.",
     "Clôturer la consultation à midi.", "Suspendre le marché n'est pas possible.", "Confier à un ESAT.",
     "Affecter 20 % au bio.", "Proposer à chaque agent un bon.", "Pause méridienne : prévoir deux agents.",
     "Question : faut-il allotir ?\nRéponse : oui, un lot par famille.", "Retour d'expérience de Lyon : un lot unique.",
     "Absence d'offre le 3 août : relancez la consultation.", "Le guide est disponible jusqu'au 3 août.",
     "À vous, deux lots suffisent.", "1. Oui\n2. Non", "Les étapes :\n- publier\n- analyser\n- clore"],
)  # fmt: skip
def test_an_answer_may_begin_with_the_word_of_an_order(text: str, role: Role) -> None:
    intent = read_expert(text, role, TODAY)
    assert (intent.kind, intent.text) == (ExpertKind.ANSWER, text)


@pytest.mark.parametrize(
    "text",
    ["Vacances scolaires du 3 au 17 août : prévoyez une livraison avant.", "Annulation impossible.",
     "Congés du titulaire du 3 au 17 août : prévoir une pénalité.", "Thématique traitée dans le guide régional.",
     "Précision : le seuil est hors taxes.", "Retour d'expérience de Lyon :\n\nUn lot unique, et un suivi.",
     "Fermeture annuelle du titulaire le 3 août, prévoyez donc une livraison avant."],
)  # fmt: skip
def test_an_experts_answer_is_no_order(text: str) -> None:
    intent = read_expert(text, Role.EXPERT, TODAY)
    assert (intent.kind, intent.text) == (ExpertKind.ANSWER, text)


def test_a_short_order_under_another_is_no_note() -> None:
    assert ordered("réattribuer Marc Petit\nclore") == ["transfer", "close"]
    assert ordered("réattribuer Marc Petit\nclore\nIl suit mieux ce sujet depuis deux ans.") == [
        "transfer",
        "close",
        "note",
    ]


@pytest.mark.parametrize(
    ("text", "verbs"),
    [("Je passe la question à Marc Petit", ["transfer"]), ("À transférer à Marc Petit svp", ["transfer"]),
     ("Transférer à Marc Petit, il connaît mieux le sujet", ["transfer"]), ("Donner à Marc Petit", ["transfer"]),
     ("Je passe, je serai absente du 3 au 17 août", ["decline", "absent"]), ("je passe\nnote : voir Marc",
      ["decline", "note"]), ("en vacances jusqu'au 17 août", ["absent"]), ("je suis de retour de congés", ["back"]),
     ("Pouvez-vous préciser le montant ?", ["ask"]),
     ("Bonjour,\n\nMerci de préciser le volume annuel.\n\nAnne", ["ask"])],
)  # fmt: skip
def test_orders_in_plain_words(text: str, verbs: list[str]) -> None:
    assert ordered(text) == verbs


def test_the_person_is_named_without_the_reason() -> None:
    line = read_expert("Transférer à Marc Petit, il connaît mieux le sujet", Role.EXPERT, TODAY).orders.lines[0]
    assert line.order and line.order.args["who"] == "Marc Petit"


@pytest.mark.parametrize(
    "tail",
    ["", "\n\nEnvoyé de mon iPhone", "\nEnvoyé depuis mon mobile Orange", "\n\nSent from my iPhone",
     "\n\nTélécharger Outlook pour iOS", "\n\nCordialement, Anne Vidal", "\n\nBien cordialement, Anne Vidal",
     "\n\nAnne",
     "\n\nAnne Vidal\nMairie de Blanc\n05 61 00 00 00", "\n\nBonnes vacances !\nAnne", " la question", " mon tour :-(",
     "\n> Bonjour Anne,\n> Répondez « je passe »"],
)  # fmt: skip
def test_a_decline_without_a_reason_has_none(tail: str) -> None:
    line = read_expert(f"Je passe{tail}", Role.EXPERT, TODAY).orders.lines[0]
    assert line.order and (line.order.verb, line.order.args["reason"]) == (Verb.DECLINE, "")


@pytest.mark.parametrize(
    "text",
    ["Non", "Non.", "non, désolé", "Nope", "Impossible pour moi en ce moment.", "Non, je ne peux pas.", "Je sèche.",
     "Je ne m'en occupe pas.", "Je ne prends pas celle-là", "Merci de la confier à quelqu'un d'autre",
     "Pouvez-vous la proposer à un collègue ?", "Je suis malheureusement contrainte de décliner.",
     "Je n'ai pas la compétence sur ce sujet", "Je n'ai aucune expérience sur ce sujet, désolé.", "Je ne sais pas.",
     "Aucune idée, désolée", "Je n'ai pas la réponse, désolé.", "Je suis juge et partie, je préfère ne pas répondre.",
     "je cède ma place", "Je vous la rends", "Ne comptez pas sur moi cette fois-ci", "Je vais devoir passer.",
     "Je pase mon tour", "J'ai changé de poste et je ne suis plus sur ces sujets.", "I pass",
     "Hello, I can't take this one, sorry.", "Je passe 😕", "« je passe »", "JE PASSE !!!",
     "Bonjour Camille, je passe mon tour cette fois, bon courage !", "Pas mon domaine. Voyez plutôt Marc Petit.",
     "Je ne suis pas dispo, la collectivité vote son budget.", "Je suis débordée. La mairie vote son budget.",
     "Je ne connais pas ce sujet. Marc Petit le connaît mieux que moi.", "Je ne suis pas juriste, je passe.",
     "Je décline, ce dossier relève de la DREAL et non de nous", "Passe", "Je passe la main à Julie Dupont.",
     "Bonjour, désolé mais je ne suis pas compétent sur ce sujet, je passe mon tour.\n\nMarc", "Désolé mais je passe",
     "Bonjour,\nmerci pour votre confiance mais je n'y connais rien en textile.",
     "Je ne suis plus en poste, merci de me retirer de la liste.", "Merci de m'enlever de la liste", "STOP"],
)  # fmt: skip
def test_declines_of_all_tones(text: str) -> None:
    assert ordered(text) == ["decline"]


@pytest.mark.parametrize(
    "text",
    ["Je passe par l'UGAP, et cela fonctionne bien.", "Je passe commande directement sous 40 000 euros HT.",
     "Je passe en appel d'offres au-delà de 221 000 euros.", "Oui, c'est obligatoire depuis 2024.",
     "Non, ce n'est pas obligatoire.", "Non, un seul lot suffit.", "Non, jamais.", "Oui, deux.", "Non, sauf exception.",
     "Oui, tout à fait possible.", "Non, la loi ne l'impose pas.", "C'est possible.", "Pas à ma connaissance.",
     "Ce n'est pas possible dans ce cas.", "Le titulaire ne peut pas décliner sa responsabilité.",
     "Je refuse toujours ce type de clause dans mes marchés.", "Vous pouvez refuser l'offre, hors de votre champ.",
     "Je ne suis pas spécialiste du textile ; le label GOTS est reconnu.", "C'est bon, votre clause est valable.",
     "Je ne suis pas juriste. Le délai minimal est de quinze jours.", "OK pour un lot unique.",
     "Trop chargé, votre cahier des charges gagnerait à être simplifié.", "D'accord avec votre analyse.",
     "Je n'ai pas le temps de tout détailler : prenez le modèle de la Région et adaptez la clause.",
     "Je vous laisse la main sur le choix du lot : deux ou trois sont possibles.",
     "Je n'ai pas d'expérience directe. La ville de Lyon l'a fait, contactez son service achats.",
     "Il n'y a pas de place pour le doute : c'est interdit.", "Un conflit d'intérêts est à craindre ici.",
     "Je vous réponds : oui.", "Je vous réponds en deux temps. D'abord, le seuil. Ensuite, le label.",
     "Je reviens vers vous avec la réponse : deux lots suffisent.", "Je regarde toujours le label.",
     "Pourquoi ne pas allotir ?", "Je prends toujours un critère de 30 %."],
)  # fmt: skip
def test_answers_that_look_like_something_else(text: str) -> None:
    intent = read_expert(text, Role.EXPERT, TODAY)
    assert (intent.kind, intent.text) == (ExpertKind.ANSWER, text)


@pytest.mark.parametrize(
    "text",
    ["Oui, volontiers.", "D'accord, je m'en charge", "Je vous réponds demain", "Je prends", "Je prends !",
     "Ok pour moi", "Oui je peux répondre, d'ici vendredi.", "👍", "Je peux prendre cette question.",
     "J'y réponds lundi",
     "C'est pour moi, je réponds avant la fin de la semaine.", "C'est mon domaine, je réponds demain.", "Je l'étudie",
     "Bien reçu, réponse demain.\n\nEnvoyé de mon iPhone", "Désolée du retard, je réponds demain.",
     "Je m'en occupe dès que possible, désolée pour le retard", "Ok et merci, je regarde",
     "Entendu, je vous fais une réponse en début de semaine prochaine.", "Je me renseigne et je reviens vers vous.",
     "Bonjour, j'ai bien reçu la question, j'y réponds cette semaine. Anne", "Bien reçu, bien à vous"],
)  # fmt: skip
def test_signs_of_life_of_all_tones(text: str) -> None:
    assert read_expert(text, Role.EXPERT, TODAY).acknowledged


def test_an_order_in_a_paragraph_of_its_own_leaves_the_answer() -> None:
    intent = read_expert("Deux lots suffisent.\n\nclore", Role.EXPERT, TODAY)
    assert (intent.kind, intent.text) == (ExpertKind.MIXED, "Deux lots suffisent.")
    assert [line.order and line.order.verb for line in intent.also.lines] == [Verb.CLOSE]
    intent = read_expert(f"{LONG}\n\ntransférer à Dupont", Role.EXPERT, TODAY)
    assert (intent.kind, intent.text) == (ExpertKind.MIXED, LONG.strip())


def test_a_coordinators_answer_and_the_order_under_it_are_both_orders() -> None:
    intent = read_expert("Le seuil est de 40 000 euros.\n\nclore", Role.COORDINATOR, TODAY)
    answer, close = (line.order for line in intent.orders.lines)
    assert answer and (answer.verb, answer.args["text"]) == (Verb.ANSWER, "Le seuil est de 40 000 euros.")
    assert close and close.verb is Verb.CLOSE


@pytest.mark.parametrize("piece", ["ok et ", "recu bien ", "je prends la question ", "j'ai recu la question ", "oui, "])
def test_repeated_signs_of_life_cost_nothing(piece: str) -> None:
    start = time.process_time()
    read_expert(piece * (290 // len(piece)) + "zzz", Role.EXPERT, TODAY)
    assert time.process_time() - start < 0.2


@pytest.mark.parametrize(
    "text",
    ["Désolé mais il faut publier un avis au BOAMP, je ne peux pas vous dire mieux.",
     "Bonjour, désolé mais vous ne pouvez pas exiger un label sans accepter les équivalents.",
     "Désolé du retard. Je ne suis pas juriste, mais vous devez publier un avis au-delà de 40 000 euros.",
     "Impossible en ce moment, la loi ne le permet pas.", "Impossible de répondre à cette question sans le montant."],
)  # fmt: skip
def test_words_of_a_refusal_in_an_answer_decline_nothing(text: str) -> None:
    assert read_expert(text, Role.EXPERT, TODAY).kind is ExpertKind.ANSWER


@pytest.mark.parametrize(
    "text",
    ["Pris en compte, réponse la semaine prochaine", "Bien reçu, je vous fais un retour en fin de semaine."],
)  # fmt: skip
def test_a_word_that_it_will_be_dealt_with_is_no_answer(text: str) -> None:
    assert read_expert(text, Role.EXPERT, TODAY).acknowledged


@pytest.mark.parametrize("text", ["Avez-vous le CCTP ?", "Bonjour,\nEst-ce une commune ? Combien d'agents ?\nMerci"])
def test_nothing_but_questions_is_a_request_for_details(text: str) -> None:
    assert ordered(text) == ["ask"]


@pytest.mark.parametrize(
    "text",
    ["Je suis absente du 3 au 17 août. Merci de solliciter ma collègue.",
     "Je suis absente du 3 au 17 août. Veuillez contacter ma collègue Paule au 05 61 00 00 00.",
     "Je serai absente jusqu'au 17 août. En cas d'urgence, appelez le 05 61 00 00 00, merci.",
     "Je suis absent du 3 au 17 août. Ma collègue peut répondre aux questions sur les marchés.",
     "Absente du 3 au 17 août, retour le 18. Bonnes vacances à tous !",
     "J'étais absente du 4 au 7 juin. Désolée du retard, je réponds demain."],
)  # fmt: skip
def test_who_stands_in_and_the_return_belong_to_an_absence(text: str) -> None:
    assert ordered(text) == ["absent"]
