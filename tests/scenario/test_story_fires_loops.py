"""Nothing that the desk says about trouble may make more trouble."""

from guichet_bot.config.settings import Service
from guichet_bot.core.model import Coordinator
from tests.fixtures.world import BUYER, CANTINE, COORDINATOR, OPERATOR, MakeWorld, World

GONE = "gone@reseau.example"


def test_a_coordinator_whose_mailbox_is_gone_floods_nobody(make_world: MakeWorld) -> None:
    both = (Coordinator(COORDINATOR, "Camille Roux"), Coordinator(GONE, "Denis Faure"))
    world = make_world(coordinators=both, experts=(), operating=Service(tick_seconds=0.2))
    world.smtp.on("rcpt", "550 5.1.1 no such user", times=10_000, only=GONE)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.lets_pass(30, hours=4)
    alarms = [letter for letter in world.all_sent if letter.kind == "alarm"]
    assert len(alarms) == 1, f"{len(alarms)} alarms to {COORDINATOR} about one dead mailbox"


def test_a_due_date_that_breaks_is_told_to_the_operator_and_keeps_no_other(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.writes("julie.roy@cc-gers.example", "Cantine et EGalim", CANTINE + " Et le vin ?")
    world.run()
    broken, sound = world.questions()
    with world.setup.store.begin() as tx:
        tx.conn.exec_driver_sql(f"UPDATE question SET clock = 'not json' WHERE id = {broken.id}")
    world.lets_pass(30, hours=7)
    alarms = [letter for letter in world.all_sent if letter.kind == "alarm"]
    assert [letter.to for letter in alarms] == [OPERATOR]
    assert f"question:{broken.id}" in alarms[0].text
    assert [letter for letter in world.all_sent if letter.kind == "reminder" and sound.number in letter.subject]
