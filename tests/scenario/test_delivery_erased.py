"""A person is erased while a letter to them is on its way: it ends there, whatever the relay says of it."""

from datetime import timedelta

import pytest

from guichet_bot.adapters.relay import Outcome, OutcomeKind
from guichet_bot.app import erasing, outcomes
from guichet_bot.store import outbox, suppressions
from guichet_bot.store.outbox import OutboxRow
from tests.fixtures.world import BUYER, CANTINE, World

SAID = {
    "taken": Outcome(OutcomeKind.SENT, 250, "ok"),
    "put off": Outcome(OutcomeKind.LATER, 450, "4.2.0 later"),
    "refused": Outcome(OutcomeKind.FAILED, 550, "5.1.1 no such user"),
    "in doubt": Outcome(OutcomeKind.UNSURE, None, "connection lost"),
}


def on_its_way(world: World) -> OutboxRow:
    """The receipt of the buyer's question, claimed by a worker as its sending begins."""
    world.smtp.on("mail", "451 4.3.0 later", times=10)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.passes(hours=1)
    with world.setup.store.begin() as tx:
        rows = outbox.claim(tx, world.now, world.setup.worker, 900, 10, world.setup.names)
        return next(row for row in rows if row.rcpt == BUYER)


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("outcome", SAID.values(), ids=SAID)
def test_it_is_never_queued_again_and_brings_nobody_back(world: World, outcome: Outcome, begun: bool) -> None:
    row = on_its_way(world)
    with world.setup.store.begin() as tx:
        assert not begun or outbox.mark_data(tx, row)
    erasing.erase(world.setup, BUYER, world.now)
    with world.setup.store.begin() as tx:
        assert begun or not outbox.mark_data(tx, row)  # its content does not begin to leave
        outcomes.settle(tx, world.setup, row, outcome, world.now)
    with world.setup.store.read() as tx:
        left = outbox.get(tx, row.id)
        assert left is not None and left.state in ("cancelled", "sent") and left.rcpt == "" and left.raw == b""
        assert suppressions.of(tx, row.desk, [BUYER], world.now) == {}
    later = world.lets_pass(hours=2, step_minutes=60)
    assert all(letter.to not in ("", BUYER) and letter.kind != "alarm" for letter in later)
    assert world.now > row.next_at + timedelta(hours=1)
