"""Many large mails at once are taken in a few at a time: the machine of a desk is small."""

import tracemalloc

from guichet_bot.adapters.doors import make_mailbox
from guichet_bot.app.poll import Poller
from tests.fixtures.world import BUYER, World

MEGA = 1_000_000
FILE = b"\r\n" + (b"QUJD" * 19 + b"\r\n") * (3 * MEGA // 78)


def test_a_mailbox_full_of_large_mails_is_read_in_little_memory(world: World) -> None:
    count = 20
    for number in range(count):
        world.deliver(f"From: {BUYER}\r\nMessage-ID: <{number}@x>\r\n".encode() + FILE)
    poller = Poller(
        world.setup, "resocc", lambda: make_mailbox(world.settings.desks[0]), lambda: world.now, lambda: None
    )
    tracemalloc.start()
    try:
        assert poller.once() == count
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 30 * MEGA, f"{most} of {count * len(FILE)} bytes at once"
