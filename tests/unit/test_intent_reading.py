"""What a mail means: thanks, a rating, rights, an answer, a decline, a sign of life, orders."""

from datetime import date

import pytest

from guichet_bot.core.model import Role
from guichet_bot.core.model.orders import Verb
from guichet_bot.core.triage.intent_buyer import BuyerIntent, read_buyer, read_on_question
from guichet_bot.core.triage.intent_expert import ExpertKind, read_expert
from guichet_bot.core.triage.rating import Rating, read_rating
from guichet_bot.core.triage.rights import rights_words

TODAY = date(2026, 7, 1)


def verbs(text: str, role: Role = Role.EXPERT) -> list[Verb]:
    intent = read_expert(text, role, TODAY)
    assert intent.kind is ExpertKind.ORDERS, intent
    return [line.order.verb for line in intent.orders.lines if line.order]


@pytest.mark.parametrize(
    "text",
    ["Merci beaucoup !", "Super, merci à vous, bonne journée", "Parfait", "ok merci", "merci bcp",
     "Bonjour,\nMerci pour votre réponse complète, c'est exactement ce qu'il me fallait.\nCordialement,\nJeanne",
     "Un grand merci à l'experte pour ces éléments très utiles.", "Je vous remercie de m'avoir aidé.",
     "Nous vous remercions de votre retour.", "Merci d'avoir pris ce temps.", "Merci, je n'hésiterai pas à revenir.",
     "Je vous remercie pour cette réponse qui me permet d'avancer.", "Je n'ai pas d'autre question. Merci",
     "Merci, je ne m'attendais pas à une réponse si rapide.", "Merci, portez-vous bien !"],
)  # fmt: skip
def test_nothing_but_thanks(text: str) -> None:
    assert read_buyer(text) is BuyerIntent.THANKS


@pytest.mark.parametrize(
    "text",
    ["Merci ! Et pour les textiles, quel seuil ?", "Merci, mais cela ne répond pas à ma question", "Merci d'avance",
     "Merci de me rappeler", "Merci, voici le CCTP", "Merci. Pourriez-vous préciser ?",
     "Le montant est de 40 000 euros", "Je vous remercie de bien vouloir m'indiquer aussi le taux pour les crèches.",
     "Nous vous remercions de nous transmettre un exemple.", "Merci d'indiquer le taux.", "Merci de l'envoyer.",
     "Merci, je n'ai pas tout compris", "Merci, ce n'est pas ce que je cherchais", "Merci, pas très utile",
     "Merci. Je n'arrive pas à ouvrir le document", "Merci, le document est illisible",
     "Merci ! Une dernière chose : le seuil est-il HT", "Merci, quel est le texte applicable",
     "Merci, la réponse est incomplète", "Merci, un exemple serait bienvenu", "Merci, dois-je publier au BOAMP",
     "merci " + "et nous lançons la consultation des travaux de toiture avec notre architecte communal " * 2, "12",
     "x" * 3000],
)  # fmt: skip
def test_more_than_thanks_is_a_follow_up(text: str) -> None:
    assert read_buyer(text) is BuyerIntent.FOLLOW_UP


@pytest.mark.parametrize(
    "text",
    ["C'est bon, j'ai trouvé.", "Nous avons finalement trouvé, merci.", "Ma question n'a plus lieu d'être.",
     "Inutile de poursuivre.", "Vous pouvez clore la question, merci."],
)  # fmt: skip
def test_a_question_is_taken_back(text: str) -> None:
    assert read_on_question(text, over=False) is BuyerIntent.WITHDRAWN


@pytest.mark.parametrize("text", ["Je joins le modèle que nous avons trouvé.", "Vous pouvez clore le lot 2 à part.",
                                  "J'ai trouvé, dans vos archives, un modèle de 2019."])  # fmt: skip
def test_what_is_told_besides_takes_nothing_back(text: str) -> None:
    assert read_on_question(text, over=False) is BuyerIntent.FOLLOW_UP


@pytest.mark.parametrize(
    ("text", "value"), [("4", 4), ("5 merci !", 5), ("Bonjour,\n3/5\nMerci", 3), ("je mets un 2", 2)]
)
def test_a_digit_alone_is_a_rating(text: str, value: int) -> None:
    assert read_buyer(text) is BuyerIntent.RATING
    assert read_rating(text) == Rating(value)


@pytest.mark.parametrize(
    "text",
    ["6", "4 lots suffisent", "Merci", "4" + " " * 3000, "2. Et pour les labels ?", "3 écoles sont concernées.",
     "15/5 au plus tard", "1, 2 et 3 nous vont", "4/5 des communes ont délibéré."],
)  # fmt: skip
def test_no_rating(text: str) -> None:
    assert read_rating(text) is None


@pytest.mark.parametrize(
    ("text", "value", "intent"),
    [
        ("5, car tout était clair.\n\nPaul Martin", 5, BuyerIntent.RATING),
        ("4/5 Réponse rapide et utile.", 4, BuyerIntent.RATING),
        ("Bonjour,\n\n5\n\nLa réponse nous a fait gagner du temps.\n\nCordialement,\nPaul", 5, BuyerIntent.RATING),
        ("Note : 4 - très complet, bravo à la personne", 4, BuyerIntent.RATING),
        ("5 très utile", 5, BuyerIntent.RATING),
        ("1 peu utile", 1, BuyerIntent.FOLLOW_UP),
        ("4, mais qu'en est-il des crèches ?", 4, BuyerIntent.FOLLOW_UP),
        ("2, car la réponse ne parle pas des allergènes", 2, BuyerIntent.FOLLOW_UP),
        (
            "5\n\nJ'aurai besoin d'un modèle de CCTP pour vêtements, linge, chaussures, gants, casques, gilets.",
            5,
            BuyerIntent.FOLLOW_UP,
        ),
        ("3/5\nLe lien ne fonctionne pas.", 3, BuyerIntent.FOLLOW_UP),
    ],
)
def test_a_digit_with_words_is_a_rating_and_what_asks_is_read_on(text: str, value: int, intent: BuyerIntent) -> None:
    assert read_buyer(text) is intent
    rated = read_rating(text)
    assert rated and rated.value == value


@pytest.mark.parametrize(
    "text",
    ["Je souhaite accéder à mes données personnelles", "effacez mes donnees svp", "Merci de suprimer mes données",
     "éfacez toutes les donné me concernant", "je m'oppose au traitement de mes données", "retirez-moi de votre liste",
     "Je souhaite rectifier mes coordonnées", "quelles données avez-vous sur moi ?",
     "Je ne souhaite plus être contacté",
     "En vertu de l'article 15 du RGPD, veuillez m'indiquer si vos fichiers contiennent des données me concernant",
     "Au titre de l'article 21.1 du RGPD, je m'oppose à l'utilisation de mes données", "droit à l'oubli, me concernant",
     "Je retire mon consentement", "Merci de supprimer mon adresse mail de vos contacts",
     "Je souhaite que mes données soient supprimées de votre fichier."],
)  # fmt: skip
def test_rights_over_personal_data(text: str) -> None:
    assert read_buyer(f"Bonjour,\n\n{text}\n\nCordialement") is BuyerIntent.RIGHTS
    assert rights_words(text)


def test_rights_in_the_subject_count() -> None:
    assert read_buyer("Bonjour, voir l'objet.", "Exercice de mes droits RGPD") is BuyerIntent.RIGHTS


@pytest.mark.parametrize(
    "text",
    ["Comment intégrer le RGPD dans un marché de logiciel ?", "Quelles données demander au titulaire ?",
     "Nous souhaitons accéder aux données de consommation du bâtiment",
     "Comment supprimer les plastiques de la cantine ?",
     "Le prestataire doit effacer les données des agents", "Comment connaître mes données de consommation d'énergie ?",
     "article 15 du code de la commande publique"],
)  # fmt: skip
def test_a_purchase_that_deals_with_data_is_a_question(text: str) -> None:
    assert read_buyer(text) is BuyerIntent.FOLLOW_UP


@pytest.mark.parametrize(
    "text",
    ["je passe", "Je passe mon tour, désolée.", "JE PASSE",
     "Bonjour,\n\nje ne peux pas prendre celle-ci.\n\nBonne journée,\nAnne",
     "pas compétente, je laisse", "non merci", "trop chargée ce mois-ci", "Désolée, pas le temps cette semaine",
     "Ce n'est pas mon domaine, proposez-la à quelqu'un d'autre.", "Je ne suis pas disponible en ce moment.",
     "Je ne connais pas ce sujet", "Je dois décliner, conflit d'intérêts.", "je préfère laisser la main",
     "Malheureusement je ne suis pas en mesure de répondre, hors de mon champ.", "Sans moi cette fois.",
     "Je suis débordée, mais une prochaine fois volontiers.", "Je ne peux malheureusement pas m'en occuper",
     "Je passe\nJe suis en plein vote du budget.", "Cela dépasse mes compétences."],
)  # fmt: skip
def test_declines(text: str) -> None:
    assert verbs(text) == [Verb.DECLINE]


def test_a_decline_keeps_its_reason() -> None:
    line = read_expert("je passe\nJe suis en plein vote du budget.", Role.EXPERT, TODAY).orders.lines[0]
    assert line.order and line.order.args["reason"] == "Je suis en plein vote du budget."


@pytest.mark.parametrize(
    "text",
    ["je passe par le CDG pour ces achats, voici le contact.", "Je passe toujours par le CDG31.",
     "Je ne suis pas spécialiste, mais le guide de la Région recommande une part de bio.", "Oui, c'est possible.",
     "Voir https://guide.example", "Transmettre le dossier à la préfecture suffit.",
     "Question : faut-il un lot ?\nRéponse : oui, un lot par famille.",
     "Le seuil est connu.\n\nNote : il est hors taxes.\n\nEt voici la suite du raisonnement.",
     "Je ne peux pas répondre sur le droit. " + "Pour la clause, prévoyez une part minimale dans chaque lot. " * 5,
     "je passe\n" + "Prévoyez une part minimale dans chaque lot, et annoncez-la au règlement. " * 8],
)  # fmt: skip
def test_an_answer_is_never_taken_for_something_else(text: str) -> None:
    intent = read_expert(text, Role.EXPERT, TODAY)
    assert (intent.kind, intent.text) == (ExpertKind.ANSWER, text.strip())


def test_the_word_answer_is_left_out() -> None:
    assert read_expert("Réponse : deux lots suffisent ici.", Role.EXPERT, TODAY).text == "deux lots suffisent ici."


def test_orders_under_an_answer_are_taken_off() -> None:
    text = (
        "Bonjour,\n\nDeux lots suffisent ici.\n\nCordialement,\nAnne\n\nnote : bon exemple\npour une fiche\ntemps : 45"
    )
    intent = read_expert(text, Role.EXPERT, TODAY)
    assert intent.kind is ExpertKind.MIXED
    assert intent.text == "Bonjour,\n\nDeux lots suffisent ici.\n\nCordialement,"
    assert [(line.order.verb, dict(line.order.args)) for line in intent.also.lines if line.order] == [
        (Verb.NOTE, {"text": "bon exemple\npour une fiche"}),
        (Verb.TIME, {"minutes": 45}),
    ]
    assert intent.orders.lines == ()


def test_orders_above_an_answer_are_taken_off() -> None:
    intent = read_expert("temps : 30\n\nDeux lots suffisent ici.", Role.EXPERT, TODAY)
    assert (intent.kind, intent.text) == (ExpertKind.MIXED, "Deux lots suffisent ici.")


@pytest.mark.parametrize(
    "text",
    ["ok", "Bien reçu", "je regarde", "je m'en occupe", "Merci", "Bonjour", "Je vous réponds cette semaine", "",
     "Bonjour, bien reçu, je regarde et je reviens vers vous demain. Cordialement"],
)  # fmt: skip
def test_a_sign_of_life_answers_nothing(text: str) -> None:
    assert read_expert(text, Role.EXPERT, TODAY).acknowledged


def test_orders_of_an_expert() -> None:
    assert verbs("question : quel montant ?") == [Verb.ASK]
    assert verbs("Je serai absente du 3 au 17 août.\nMerci") == [Verb.ABSENT]
    assert verbs("2 je passe\n3 question : quel budget ?") == [Verb.DECLINE, Verb.ASK]
    assert verbs("absent du 3 au 17 août\nje passe") == [Verb.ABSENT, Verb.DECLINE]
    assert verbs("temps : 45\nje m'en occupe") == [Verb.TIME]


def test_a_transfer_with_its_reason_is_no_answer() -> None:
    assert verbs("Transférer à Dupont\nElle connaît mieux ce sujet.") == [Verb.TRANSFER, Verb.NOTE]


def test_an_expert_may_simulate() -> None:
    assert read_expert("simuler : je passe", Role.EXPERT, TODAY).orders.simulate


def test_orders_of_a_coordinator() -> None:
    assert verbs("Bonjour,\nclore\nmerci", Role.COORDINATOR) == [Verb.CLOSE]
    assert verbs("réponse : Bonjour\nDeux lots.", Role.COORDINATOR) == [Verb.ANSWER]
    assert read_expert("simuler\nclore", Role.COORDINATOR, TODAY).orders.simulate


@pytest.mark.parametrize("text", ["prolonger", "réatribuer Dupont", "clore\nblabla inconnu"])
def test_a_coordinators_slip_is_no_answer_to_the_buyer(text: str) -> None:
    intent = read_expert(text, Role.COORDINATOR, TODAY)
    assert intent.kind is ExpertKind.ORDERS
    assert not intent.orders.clear


@pytest.mark.parametrize(
    "text",
    ["Bonjour,\n\nLe seuil est de 40 000 euros.\n\nCordialement", "Pourquoi pas un lot unique ? Cela se fait.",
     "Envoyer le DCE par mail suffit.", "Confier la prestation à un ESAT permet de réserver un lot."],
)  # fmt: skip
def test_prose_of_a_coordinator_is_the_answer(text: str) -> None:
    assert read_expert(text, Role.COORDINATOR, TODAY).text == text


def test_a_coordinators_sign_of_life_answers_nothing() -> None:
    assert read_expert("ok", Role.COORDINATOR, TODAY).acknowledged
    assert read_expert("Merci !", Role.COORDINATOR, TODAY).acknowledged
