"""What one side must never read about the other, in every letter that could carry it."""

from tests.fixtures.world import ANNE, BUYER, CANTINE, MakeWorld, World, an_expert, only_letter

SIGNED = """Bonjour Monsieur Martin,

Les fromages AOP comptent dans les 50 %, le vin bio dans les 20 %.

Bien cordialement,
Anne Vidal
Chargée de mission, 06 12 34 56 78
anne.vidal@mairie.example"""


def kinds(world: World, kind: str) -> list[str]:
    return [letter.text for letter in world.all_sent if letter.kind == kind]


def test_an_earlier_answer_shown_to_another_expert_names_neither_its_author_nor_its_buyer(
    make_world: MakeWorld,
) -> None:
    world = make_world(experts=(an_expert(ANNE, "Anne Vidal"),))
    offer = world.offered("Cantine en régie, Paul Martin", CANTINE + "\n\nPaul Martin", name="Paul Martin")
    world.answers(offer, SIGNED)
    world.run()
    world.passes(days=1)
    world.writes("julie.roy@cc-gers.example", "Cantine et loi EGalim", CANTINE + " Et le vin ?")
    again = only_letter(world.run(), "offer")
    assert "fromages AOP" in again.text, "the network's earlier answer helps the next one"
    for private in ("06 12 34", "anne.vidal@", "Paul Martin", "Monsieur Martin", BUYER):
        assert private not in again.text + again.raw.partition(b"\r\n\r\n")[2].decode(), private


def test_an_earlier_question_shown_to_another_expert_does_not_say_where_it_came_from(make_world: MakeWorld) -> None:
    world = make_world(experts=(an_expert(ANNE, "Anne Vidal"),))
    asked = (
        ("contact@mairie-castres.example", CANTINE, "Cantine de la commune de Castres"),
        ("restauration@gmail.com", "Je travaille pour notre commune de Gaillac. " + CANTINE, "Cantine de Gaillac"),
    )
    for sender, text, subject in asked:
        world.writes(sender, subject, text)
        offer = only_letter(world.run(), "offer")
        world.answers(offer, "À Castres comme à Gaillac, les fromages AOP comptent dans les 50 %.")
        world.run()
        world.passes(days=1)
    world.writes("julie.roy@cc-gers.example", "Cantine et loi EGalim", CANTINE + " Et le vin ?")
    again = only_letter(world.run(), "offer")
    shown = again.text + again.raw.partition(b"\r\n\r\n")[2].decode()
    assert "fromages AOP" in shown and "Cantine de la commune de [nom retiré]" in " ".join(again.text.split())
    assert "Cantine de Gaillac" not in shown and "commune de Castres" not in shown


def test_a_buyer_reminded_of_the_details_reads_no_signature_of_the_expert(world: World) -> None:
    offer = world.offered()
    world.answers(
        offer,
        "question : combien de repas servez-vous par jour ?\n\nAnne Vidal\n06 12 34 56 78\nanne.vidal@mairie.example",
    )
    world.run()
    world.lets_pass(600, days=12)
    assert kinds(world, "details") and kinds(world, "wait_buyer")
    for text in (*kinds(world, "details"), *kinds(world, "wait_buyer")):
        assert "repas" in text
        assert "06 12 34" not in text and "Vidal" not in text and "vidal" not in text
