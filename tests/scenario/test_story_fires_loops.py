"""Nothing that the desk says about trouble may make more trouble."""

from guichet_bot.config.settings import Service
from guichet_bot.core.model import Coordinator
from tests.fixtures.world import BUYER, CANTINE, COORDINATOR, MakeWorld

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
