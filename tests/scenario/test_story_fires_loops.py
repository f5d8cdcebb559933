"""Nothing that the desk says about trouble may make more trouble."""

from guichet_bot.config.settings import Service
from guichet_bot.core.model import Coordinator
from guichet_bot.store import outbox
from tests.fixtures.world import BUYER, CANTINE, COORDINATOR, OPERATOR, MakeWorld, Sent, World, only_letter

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


def test_a_flood_of_reports_about_one_letter_keeps_no_other_back(world: World) -> None:
    """Whoever saw one of our letters can forge any number of them; the question's own letters must still leave."""
    world.writes(BUYER, "Cantine en régie", CANTINE)
    sent = world.run()
    ack = only_letter(sent, "ack")
    offer = only_letter(sent, "offer")
    for number in range(60):
        world.deliver(bounce_of(ack, number))
    told = [letter for letter in world.run() if letter.kind != "digest"]
    assert [letter.kind for letter in told] == ["note"], "said once to the coordinator, and no storm to the operator"
    world.answers(offer, "Le bio et les signes de qualité comptent dans les 50 %.")
    world.run()
    with world.setup.store.read() as tx:
        assert outbox.counts(tx, "resocc").get("held", 0) == 0


def bounce_of(letter: Sent, number: int) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example\nTo: guichet@resocc.example\nSubject: Undelivered\n"
        f"Message-ID: <b{number}@mx.example>\nAuto-Submitted: auto-replied\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        "failed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {letter.to}\nAction: failed\nStatus: 5.2.2\n\n--b\nContent-Type: message/rfc822\n\n"
        f"Message-ID: <{letter.mail.message_id}>\nFrom: guichet@resocc.example\n\nx\n--b--\n"
    ).encode()
