"""What an expert says to the people of the desk never reaches the buyer unread."""

import pytest

from guichet_bot.core.model import QuestionState
from tests.fixtures.world import ANNE, BUYER, COORDINATOR, Sent, World


@pytest.fixture
def offer(world: World) -> Sent:
    return world.offered("Cantine", name="Paul Martin")


@pytest.mark.parametrize(
    "text",
    [
        "Camille, peux-tu voir avec Marc ?",
        "Cette question est pour Marc, il connaît mieux.",
        "Je crois que Marc Petit a déjà traité ce cas.",
        "À voir avec Camille Roux.",
        "qui est cet acheteur ?",
        "Est-ce que quelqu'un peut m'aider ?",
        "Oui.",
        "Voir pièce jointe.",
        "Quel est le montant ?\nJe passe sinon",
        "Désolée, j'étais en déplacement.",
    ],
)
def test_a_word_to_the_desk_is_held_for_a_coordinator(world: World, offer: Sent, text: str) -> None:
    world.answers(offer, text)
    sent = world.run()
    assert {(one.kind, one.to) for one in sent} == {("held", COORDINATOR), ("aside", ANNE)}
    assert world.question().state is QuestionState.OFFERED


@pytest.mark.parametrize(
    "text",
    [
        "Les 50 % comprennent les produits bio ; voyez avec votre trésorier.",
        "Petit rappel : le bio compte deux fois. Le marché de Camille-sur-Lot est un bon exemple.",
        "Bonjour,\n\nOui, depuis 2024.\n\nAnne Vidal",
    ],
)
def test_an_answer_that_names_nobody_of_the_desk_is_relayed(world: World, offer: Sent, text: str) -> None:
    world.answers(offer, text)
    assert [(one.kind, one.to) for one in world.run()] == [("answer", BUYER)]


EXCUSED = "J'étais en congés du 3 au 10 novembre, désolé."
AWAY = "Je suis en congés du 1 au 5 décembre"
SEUIL = "Le seuil est de 40 000 euros HT, voir l'article R. 2122-8."


@pytest.mark.parametrize(
    "text",
    [f"{EXCUSED} {SEUIL}", f"Bonjour,\n\n{EXCUSED} {SEUIL}\n\nAnne", f"{AWAY}. {SEUIL}", f"{AWAY}, désolé, {SEUIL}"],
)
def test_an_answer_behind_an_absence_reaches_the_buyer_without_it(world: World, offer: Sent, text: str) -> None:
    world.answers(offer, text)
    sent = {one.kind: one for one in world.run()}
    assert sent["answer"].to == BUYER and SEUIL in " ".join(sent["answer"].text.split())
    assert "congés" not in sent["answer"].text
    assert sent["transcript"].to == ANNE and "absence" in sent["transcript"].text
    assert world.question().state is QuestionState.ANSWERED


@pytest.mark.parametrize("text", ["réponse : Oui.", "Réponse :\nPas de souci."])
def test_what_is_called_an_answer_is_one(world: World, offer: Sent, text: str) -> None:
    world.answers(offer, text)
    assert [(one.kind, one.to) for one in world.run()] == [("answer", BUYER)]


def test_one_word_of_the_coordinator_lets_it_through(world: World, offer: Sent) -> None:
    world.answers(offer, "Le guide est tenu par Marc Petit au CDG.")
    (held,) = (one for one in world.run() if one.kind == "held")
    number = held.text.partition("libérer ")[2].split("\xa0")[0].split(" ")[0].strip("»\n ")
    world.answers(held, f"libérer {number}")
    kinds = [(one.kind, one.to) for one in world.run()]
    assert ("answer", BUYER) in kinds
    assert world.question().expert == ANNE


@pytest.mark.parametrize("text", ["Oui.", "Je le fais figurer dans l'acte d'engagement.", "Qui tient la caisse ?"])
def test_one_word_of_its_author_lets_it_through_as_well(world: World, offer: Sent, text: str) -> None:
    world.answers(offer, text)
    (aside,) = (one for one in world.run() if one.kind == "aside")
    assert "rien ne lui a été envoyé" in aside.text
    world.answers(aside, "envoyer")
    (answer,) = (one for one in world.run() if one.to == BUYER)
    assert text in answer.text


@pytest.mark.parametrize("text", ["je regarde avec vous lundi", "je vous réponds la semaine prochaine"])
def test_who_takes_the_question_keeps_it_and_the_buyer_hears_nothing(world: World, offer: Sent, text: str) -> None:
    world.answers(offer, text)
    assert world.run() == []
    sent = world.lets_pass(days=2)  # an offer that nobody took would have lapsed
    assert [(one.kind, one.to) for one in sent if one.to != COORDINATOR] == [("reminder", ANNE)]
    (reminder,) = (one for one in sent if one.kind == "reminder")
    assert "passera à quelqu’un d’autre le jeudi 26 novembre 2026" in " ".join(reminder.text.split())
    world.answers(reminder, "Les 50 % se comptent en valeur d'achat hors taxe.")
    assert ("answer", BUYER) in [(one.kind, one.to) for one in world.run()]


COORDINATION = "Bonjour, pouvez-vous nous aider sur un sujet ?"


@pytest.mark.parametrize(
    "text",
    [
        "Pour Marc Petit : pouvez-vous regarder ?",
        "Marc, tu peux prendre celle-ci ?",
        "Bonjour Anne,\n\nPourriez-vous répondre avant vendredi ? " + "Le marché est en cours de rédaction. " * 12,
        "Qui peut prendre cette question ?",
    ],
)
def test_what_a_coordinator_writes_to_somebody_of_the_desk_stays_there(world: World, text: str) -> None:
    world.writes(BUYER, "Question", COORDINATION)
    (letter,) = (one for one in world.run() if one.kind == "coordination")
    world.answers(letter, text)
    (aside,) = world.run()
    assert (aside.kind, aside.to) == ("aside", COORDINATOR)
    number = aside.text.partition("libérer ")[2].partition("\xa0")[0].partition(" ")[0]
    world.answers(aside, f"libérer {number}")
    assert ("answer", BUYER) in [(one.kind, one.to) for one in world.run()]


@pytest.mark.parametrize("gap", [" ", "\n\n"])
@pytest.mark.parametrize("absence", [EXCUSED, f"{AWAY}."])
def test_a_coordinator_who_was_away_answers_all_the_same(world: World, absence: str, gap: str) -> None:
    world.writes(BUYER, "Question", COORDINATION)
    (letter,) = (one for one in world.run() if one.kind == "coordination")
    world.answers(letter, f"{absence}{gap}{SEUIL}")
    (answer,) = (one for one in world.run() if one.to == BUYER)
    assert SEUIL in " ".join(answer.text.split()) and "congés" not in answer.text


def test_a_buyer_who_is_called_like_an_expert_is_answered_by_name(world: World) -> None:
    world.writes(BUYER, "Question", COORDINATION, name="Anne Durand")
    (letter,) = (one for one in world.run() if one.kind == "coordination")
    world.answers(letter, "Bonjour Anne,\n\nLe bio compte dans les deux seuils.")
    assert [(one.kind, one.to) for one in world.run()] == [("answer", BUYER)]


@pytest.mark.parametrize("text", ["", "Envoyé de mon iPhone", "👍", "?"])
def test_a_reply_without_a_word_never_brings_the_buyer_our_own_letter(world: World, offer: Sent, text: str) -> None:
    world.answers(offer, text)
    assert BUYER not in [one.to for one in world.run()]
    assert world.question().state is QuestionState.OFFERED


@pytest.mark.parametrize(("text", "state"), [("👍", QuestionState.CLOSED), ("", QuestionState.ANSWERED)])
def test_a_buyer_who_replies_without_a_word_reopens_nothing(
    world: World, offer: Sent, text: str, state: QuestionState
) -> None:
    world.answers(offer, "Les 50 % se comptent en valeur d'achat hors taxe.")
    (answer,) = (one for one in world.run() if one.kind == "answer")
    world.answers(answer, text)
    assert "follow_up" not in [one.kind for one in world.run()]
    assert world.question().state is state


@pytest.mark.parametrize("text", ["De rien, bonne continuation !", "Ravie d'avoir pu vous aider."])
def test_a_courtesy_after_the_thanks_disturbs_nobody(world: World, offer: Sent, text: str) -> None:
    world.answers(offer, "Les 50 % se comptent en valeur d'achat hors taxe.")
    (answer,) = (one for one in world.run() if one.kind == "answer")
    world.answers(answer, "Merci beaucoup !")
    (thanks,) = (one for one in world.run() if one.kind == "thanks")
    world.answers(thanks, text)
    assert world.run() == []


@pytest.mark.parametrize("text", ["temps : 450000", "Temps passé : 45 000 min", "temps : 0"])
def test_a_time_that_cannot_be_is_no_answer(world: World, offer: Sent, text: str) -> None:
    world.answers(offer, text)
    (refused,) = world.run()
    assert (refused.kind, refused.to) == ("transcript", offer.to)
    assert "Nous n’avons rien fait" in refused.text
    assert world.question().state is QuestionState.OFFERED
