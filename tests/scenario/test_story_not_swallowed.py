"""What people truly said is not taken for something else: an answer for a machine's, details for a withdrawal."""

import pytest

from tests.fixtures.world import BUYER, World


@pytest.mark.parametrize(
    "text",
    [
        "Absent depuis jeudi, je découvre à mon retour votre question : le bio, les labels et la pêche comptent.",
        "En congés ce matin, je réponds à mon retour : le label rouge, les AOP et le bio comptent tous.",
        "Absente pour la semaine, je vous répondrai en détail à mon retour. Le seuil est de 50 %, dont 20 % de bio.",
        "Je suis absente jusqu'à lundi, je compléterai dès mon retour. L'article L. 230-5-1 donne la liste.",
    ],
)
def test_an_answer_that_begins_with_an_absence_is_no_machines(world: World, text: str) -> None:
    world.answers(world.offered(), text)
    assert ("answer", BUYER) in [(one.kind, one.to) for one in world.run()]
