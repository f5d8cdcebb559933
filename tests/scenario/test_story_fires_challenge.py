"""A filter of the buyer keeps our letter until a person follows a link: somebody hears of it, the robot nothing."""

from guichet_bot.core.model import Cause
from tests.fixtures.world import BUYER, CANTINE, COORDINATOR, World

ASKS = "Votre message est en attente. Cliquez ici pour vous authentifier : https://filtre.example/abc"


def kinds(world: World) -> list[tuple[str, str]]:
    return [(one.kind, one.to) for one in world.run() if one.kind not in ("digest", "sign_of_life")]


def challenges(world: World) -> None:
    ack = next(one for one in world.all_sent if one.kind == "ack")
    robot = {"X-MIB": "1", "In-Reply-To": f"<{ack.mail.message_id}>", "Auto-Submitted": "auto-replied"}
    world.writes("filtre@mailinblack.example", f"Re: {ack.subject}", ASKS, headers=robot)


def test_a_coordinator_hears_that_a_person_must_confirm(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    kinds(world)
    challenges(world)
    assert kinds(world) == [("held", COORDINATOR)]
    held = world.all_sent[-1].text
    assert "https://filtre.example/abc" in held and "RO-2026-0001" in held
    challenges(world)
    assert kinds(world) == [] and world.causes()[Cause.HELD] == 2
