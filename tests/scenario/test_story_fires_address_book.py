"""A buyer's program keeps the signed address of an earlier letter, and offers it for whatever he writes next."""

from tests.fixtures.world import BUYER, CANTINE, Sent, World, only_letter

TEXTILES = "Quels labels demander pour les vêtements de travail et le linge de nos agents ?"


def kept(world: World) -> str:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    return only_letter(world.run(), "ack").reply_to


def kinds(letters: list[Sent]) -> set[str]:
    return {letter.kind for letter in letters if letter.to == BUYER or letter.kind == "follow_up"}


def test_another_matter_is_another_question_with_its_own_receipt(world: World) -> None:
    address = kept(world)
    world.passes(days=30)
    world.run()
    world.writes(BUYER, "Vêtements de travail", TEXTILES, to=address)
    assert kinds(world.run()) == {"ack"}
    assert [question.topic for question in world.questions()] == ["restauration-egalim", "textile-habillement"]


def test_whatever_may_belong_to_the_question_goes_on_with_it(world: World) -> None:
    address = kept(world)
    for subject, text in (
        ("Relance", "Bonjour, avez-vous avancé ?"),
        ("Complément", "Il s'agit de 200 repas par jour."),
    ):
        world.writes(BUYER, subject, text, to=address)
        assert kinds(world.run()) == {"follow_up"}
    assert len(world.questions()) == 1


def test_a_reply_goes_on_with_it_whatever_it_says(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    ack = only_letter(world.run(), "ack")
    world.answers(ack, TEXTILES)
    assert kinds(world.run()) == {"follow_up"}
    assert len(world.questions()) == 1
