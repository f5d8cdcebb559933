"""A mail that cannot be handled, or is tried again."""

from contextlib import closing

from guichet_bot.app import receive
from guichet_bot.core.model import Cause
from guichet_bot.store import inbound
from tests.fixtures.world import BUYER, COORDINATOR, World


def received(world: World) -> None:
    """The mails are in the store, and nothing is done about them yet."""
    with closing(world.doors.mailbox(world.settings.desks[0])) as mailbox:
        mailbox.open()
        list(receive.look(world.setup, "resocc", mailbox, world.now))


def test_a_robot_that_our_own_bug_had_parked_is_a_robot_when_it_is_tried_again(world: World) -> None:
    world.writes(BUYER, "Absence", "Je suis absent.", headers={"Auto-Submitted": "auto-replied"})
    received(world)
    with world.setup.store.begin() as tx:
        assert inbound.park(tx, 1, "une erreur du programme", world.now)
        assert inbound.release(tx, 1)
    assert [letter.kind for letter in world.run()] == ["sign_of_life"]
    assert world.causes() == {Cause.AUTOMATIC: 1}


def test_an_address_that_no_letter_can_bear_is_for_a_person_and_no_bug(world: World) -> None:
    world.deliver(
        "From: Élise <élise@mairie.example>\nTo: guichet@resocc.example\nSubject: Cantine\nMessage-ID: <a@b>\n\n"
        "Quels produits comptent dans les 50 % de la loi EGalim ?\n".encode()
    )
    (letter,) = (letter for letter in world.run() if letter.kind == "held")
    assert letter.to == COORDINATOR and "élise@mairie.example" in letter.text
    assert world.causes() == {Cause.HELD: 1}
    with world.setup.store.begin() as tx:
        assert inbound.release(tx, 1)
    world.run()
    assert world.causes() == {Cause.HELD: 1}, "there is still nobody to answer"
