"""Nobody may be left without a word because of what went wrong with an earlier letter."""

from guichet_bot.store import inbound, raws
from tests.fixtures.world import ANNE, BUYER, CANTINE, MARC, World


def test_a_buyer_whose_mailbox_works_again_is_answered(world: World) -> None:
    world.smtp.on("rcpt", "550 5.1.1 no such user", times=1, only=BUYER)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.passes(days=2)
    world.writes(BUYER, "Cantine en régie, et le vin ?", CANTINE + " Je n'ai pas eu de réponse.")
    assert [letter.to for letter in world.run() if letter.kind == "ack"] == [BUYER]


def test_an_expert_whose_mailbox_works_again_is_asked_again(world: World) -> None:
    world.smtp.on("rcpt", "550 5.1.1 no such user", times=1, only=ANNE)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    assert [letter.to for letter in world.run() if letter.kind == "offer"] == [MARC]
    world.passes(days=1)
    world.writes("elsa.noir@cc-lot.example", "Cantine et loi EGalim", CANTINE + " Et le pain ?")
    assert [letter.to for letter in world.run() if letter.kind == "offer"] == [MARC], "asked in vain, nobody would know"
    world.writes(ANNE, "Bonjour", "aide")
    world.run()
    world.passes(days=1)
    world.writes("julie.roy@cc-gers.example", "Cantine et EGalim", CANTINE + " Et le vin ?")
    sent = world.run()
    assert {letter.to for letter in sent if letter.kind == "offer"} == {ANNE}


def test_mail_that_waits_at_a_desk_that_is_no_more_stops_no_reminder_of_another(world: World) -> None:
    with world.setup.store.begin() as tx:
        sha = raws.put(tx, b"Subject: x\n\nx", world.now)
        inbound.add(tx, "ancien", "INBOX", 1, 1, "mailbox", sha, 13, world.now)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    assert "reminder" in {letter.kind for letter in world.lets_pass(60, hours=8)}
