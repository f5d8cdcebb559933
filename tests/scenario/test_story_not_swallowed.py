"""What people truly said is not taken for something else: an answer for a machine's, its words for a name."""

import pytest

from tests.fixtures.world import BUYER, MakeWorld, World, an_expert, only_letter


@pytest.mark.parametrize(
    "text",
    [
        "Absent depuis jeudi, je découvre à mon retour votre question : le bio, les labels et la pêche comptent.",
        "En congés ce matin, je réponds à mon retour : le label rouge, les AOP et le bio comptent tous.",
        "Absente pour la semaine, je vous répondrai en détail à mon retour. Le seuil est de 50 %, dont 20 % de bio.",
        "Je suis absente jusqu'à lundi, je compléterai dès mon retour. L'article L. 230-5-1 donne la liste.",
        "Absente jeudi. Un message automatique : ce n'est pas une preuve de réception, voir l'article R2132-12.",
    ],
)
def test_an_answer_that_begins_with_an_absence_is_no_machines(world: World, text: str) -> None:
    world.answers(world.offered(), text)
    assert ("answer", BUYER) in [(one.kind, one.to) for one in world.run()]


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("anne.vidal@mairie.example", "Marchés publics"),
        ("anne.vidal@mairie.example", "Service de la commande publique"),
        ("commande.publique@mairie.example", "Anne Vidal"),
    ],
)
def test_the_name_of_an_office_stays_in_an_answer(make_world: MakeWorld, sender: str, name: str) -> None:
    world = make_world(experts=(an_expert(sender, "Anne Vidal"),))
    said = "Le code de la commande publique vaut pour tous les marchés publics : visez 50 % de produits durables."
    world.answers(world.offered(), f"{said}\nVoyez le service de la commande publique.\n\nAnne Vidal", name=name)
    text = " ".join(only_letter(world.run(), "answer").text.split())
    assert said in text and "le service de la commande publique." in text and "Vidal" not in text


@pytest.mark.parametrize("buyer", ["marches.publics@mairie-albi.example", "Commande publique <c.dubois@ville.example>"])
def test_the_name_of_an_office_stays_in_a_question(world: World, buyer: str) -> None:
    text = "Le code de la commande publique laisse-t-il aux marchés publics de pain bio un critère local ?"
    world.writes(buyer, "Cantine", text)
    assert text in " ".join(only_letter(world.run(), "offer").text.replace(">", " ").split())


@pytest.mark.parametrize("name", ["Luc Marche", "Léa Roy", "Jean Ville"])
def test_the_name_of_a_person_goes_although_it_has_such_a_word(make_world: MakeWorld, name: str) -> None:
    world = make_world(experts=(an_expert("a.vidal@mairie.example", name),))
    world.answers(world.offered(), f"Le bio et les labels comptent dans les 50 %, article L230-5-1 ; voyez {name}.")
    assert name not in only_letter(world.run(), "answer").text


def test_a_coordinators_link_is_an_answer(world: World) -> None:
    world.writes(BUYER, "Question", "Bonjour, pouvez-vous nous aider sur un sujet ?")
    world.answers(only_letter(world.run(), "coordination"), "Voici le guide : https://www.ecologie.example/egalim")
    assert only_letter(world.run(), "answer").to == BUYER


@pytest.mark.parametrize(
    "text",
    [
        "Merci. Je suis intéressée par un exemple de cahier des charges.",
        "Merci, pourrai-je avoir le modèle",
        "Merci pour ces éléments, un exemple de clause nous aiderait.",
        "Merci, tout est clair sauf le point 3",
    ],
)
def test_thanks_that_want_one_thing_more_go_on(world: World, text: str) -> None:
    world.answers(world.offered(), "Le bio et les labels comptent dans les 50 %, article L230-5-1 du code rural.")
    world.answers(only_letter(world.run(), "answer"), text)
    assert text.rsplit(maxsplit=1)[-1] in only_letter(world.run(), "follow_up").text


@pytest.mark.parametrize("text", ["Merci, je suis ravie de vos réponses.", "Merci, intéressée par votre réponse !"])
def test_thanks_that_want_nothing_close(world: World, text: str) -> None:
    world.answers(world.offered(), "Le bio et les labels comptent dans les 50 %, article L230-5-1 du code rural.")
    world.answers(only_letter(world.run(), "answer"), text)
    assert [one.kind for one in world.run()] == ["thanks"]


@pytest.mark.parametrize("text", ["Ma collègue a répondu directement à l'acheteur.", "J'ai déjà répondu à la mairie."])
def test_a_word_about_an_answer_given_elsewhere_is_for_the_desk(world: World, text: str) -> None:
    world.answers(world.offered(), text)
    assert sorted(one.kind for one in world.run()) == ["aside", "held"]
