"""A clock that was wrong and is put right, as after a start without network: the desk works on."""

from datetime import timedelta

from guichet_bot.app import housekeeping
from guichet_bot.store import leases
from tests.fixtures.world import BUYER, CANTINE, World


def test_a_mailbox_taken_by_a_clock_of_next_year_is_read_again(world: World) -> None:
    right = world.now
    with world.setup.store.begin() as tx:
        assert leases.take(tx, "mailbox:resocc", "ended since", right + timedelta(days=365), 120)
        assert leases.take(tx, "mailbox:resocc", "me", right, 120)
        assert not leases.take(tx, "mailbox:resocc", "other", right - timedelta(minutes=5), 120), "clocks differ a bit"


def test_the_cleaning_goes_on_after_the_clock_was_put_back(world: World) -> None:
    right = world.now
    assert housekeeping.run_due(world.setup, right + timedelta(days=365))
    assert housekeeping.run_due(world.setup, right)
    assert not housekeeping.run_due(world.setup, right + timedelta(hours=1))


def test_an_hour_back_repeats_no_letter_and_loses_none(world: World) -> None:
    """Summer time written into the clock by hand, for instance."""
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.smtp.on("rcpt", "451 4.7.1 later", times=2)
    world.writes("agent@ville.example", "Repas", CANTINE + " Et le vin ?")
    world.run()
    world.now -= timedelta(hours=1)
    world.lets_pass(10, hours=2)
    kinds = sorted(letter.kind for letter in world.all_sent)
    assert kinds == ["ack", "ack", "digest", "offer", "offer"]
    assert world.causes() == {"question": 2}
