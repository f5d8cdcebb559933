"""A mail that carries another reader's signed address, as "reply to all" makes it: let through, it is its author's."""

from tests.fixtures.world import ANNE, BUYER, MARC, World, only_letter

ANSWER = "Les produits bio et les labels rouges comptent, voir l'article L. 230-5-1 du code rural."


def test_a_buyer_who_replies_to_all_asks_again(world: World) -> None:
    offer = world.offered()
    world.writes(ANNE, f"Re: {offer.subject}", ANSWER, to=BUYER, headers={"Cc": offer.reply_to}, answers=offer)
    world.run()
    world.writes(BUYER, f"Re: {offer.subject}", "Et pour le lait, en valeur d'achat ?", to=f"{ANNE}, {offer.reply_to}")
    held = only_letter(world.run(), "held")
    assert "la suite de l'acheteur" in " ".join(held.text.split()).replace("’", "'")
    world.answers(held, "libérer 3")
    follow_up = only_letter(world.letters(), "follow_up", ANNE)
    assert "lait" in follow_up.text and world.question().state == "offered"


def test_an_expert_who_answers_what_a_colleague_passed_on_is_the_one_who_answered(world: World) -> None:
    offer = world.offered()
    assert MARC in {one.to for one in world.lets_pass(days=1, hours=2) if one.kind == "offer"}
    world.answers(offer, ANSWER, sender=MARC)
    world.answers(only_letter(world.run(), "held"), "libérer 2")
    letters = world.letters()
    assert only_letter(letters, "answer", BUYER) and "passed_on" not in {letter.kind for letter in letters}
    assert world.question().expert == MARC


def test_a_buyer_who_gives_no_details_is_not_told_that_he_added_nothing(world: World) -> None:
    world.answers(world.offered(), ANSWER)
    world.answers(only_letter(world.run(), "answer"), "Et pour le lait, faut-il compter en valeur ?")
    world.answers(only_letter(world.run(), "follow_up"), "question : en litres, ou en valeur d'achat ?")
    world.run()
    closed = only_letter(world.lets_pass(240, days=30), "closed", BUYER)
    assert "rien ajouté" not in closed.text and "Nous n’avons plus de nouvelles" in closed.text
