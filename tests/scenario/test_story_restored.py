"""A backup of three days ago comes back: nothing is sent twice, and no reply reaches another question."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from guichet_bot.store import backup, restored
from guichet_bot.store.engine import Tx
from tests.fixtures.smtp import DROP
from tests.fixtures.world import BUYER, CANTINE, COORDINATOR, MakeWorld, Sent, World, only_letter

JULIE = "julie.roy@cc-gers.example"
ZOE = "zoe.blanc@ville.example"
SECRET = "Le vin bio compte, Madame Roy, voyez le marché de Gimont."


def copied(world: World) -> Path:
    file = world.folder / "copy.db"
    backup.back_up(world.folder / "guichet.db", file)
    return file


def put_back(world: World, file: Path) -> None:
    def make_safe(tx: Tx) -> None:
        restored.make_safe(tx, world.setup.names, world.now)

    world.setup.store.close()
    backup.put_back(file, world.folder / "guichet.db", make_safe, world.now)
    world.again()


def reads_again(world: World) -> None:
    """The operator puts the mails that came since the backup back into the folder that is read."""
    box = world.folder / "mail"
    with closing(sqlite3.connect(world.folder / "guichet.db")) as base:
        known = base.execute("SELECT count(*) FROM inbound").fetchone()[0]
    filed = sorted(box.rglob("cur/*"), key=lambda file: file.name)
    for file in filed[known:]:
        file.rename(box / "new" / ("again." + file.name.partition(":")[0]))


def goes_on(world: World) -> None:
    """A coordinator looked, and answers any letter of the desk."""
    world.run()
    world.answers(next(one for one in world.all_sent if one.to == COORDINATOR), "reprendre")
    world.run()
    assert paused(world) == ""


def outside(letters: list[Sent]) -> list[tuple[str, str]]:
    return [(one.kind, one.to) for one in letters if one.to != COORDINATOR]


def three_days(world: World) -> Sent:
    """Paul's question is in the backup; his answer, and all of Julie's question, are not. Julie's offer."""
    offer = world.offered()
    file = copied(world)
    world.passes(hours=2)
    world.writes(JULIE, "Vin bio", CANTINE + " Et le vin ?")
    lost = only_letter(world.run(), "offer")
    world.answers(offer, "Les fromages AOP comptent dans les 50 %, le vin bio dans les 20 %.")
    world.run()
    world.lets_pass(60, days=3)
    put_back(world, file)
    return lost


def test_a_restored_desk_sends_nothing_to_buyers_and_experts(make_world: MakeWorld) -> None:
    world = make_world()
    three_days(world)
    assert outside(world.run() + world.lets_pass(60, days=1)) == []
    assert "restauration du" in paused(world)


def paused(world: World) -> str:
    with world.setup.store.read() as tx:
        return str(tx.conn.exec_driver_sql("SELECT value FROM switch WHERE name = 'paused'").scalar())


def test_letters_that_waited_when_the_backup_was_made_stay_when_the_desk_goes_on(make_world: MakeWorld) -> None:
    world = make_world()
    world.smtp.on("connect", DROP)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    file = copied(world)
    world.passes(minutes=30)
    assert {kind for kind, _ in outside(world.run())} == {"ack", "offer"}
    put_back(world, file)
    goes_on(world)
    world.passes(minutes=20)
    world.run()
    assert max(Counter(one.mail.message_id for one in world.all_sent if one.kind != "digest").values()) == 1


def test_an_answer_to_a_forgotten_question_never_reaches_the_next_one(make_world: MakeWorld) -> None:
    world = make_world()
    lost = three_days(world)
    goes_on(world)
    world.writes(ZOE, "Pain local", CANTINE + " Et le pain ?")
    world.run()
    world.answers(lost, SECRET)
    world.lets_pass(60, hours=3)
    assert [one.to for one in world.all_sent if "Gimont" in one.text and one.to != COORDINATOR] == []
    numbers = [one.number for one in world.questions()]
    assert lost.subject.partition("[")[2][:12] not in numbers, "a number that left before is not given again"


def test_mail_read_again_brings_the_lost_days_back_without_a_letter(make_world: MakeWorld) -> None:
    world = make_world()
    three_days(world)
    reads_again(world)
    assert outside(world.run()) == []
    by_buyer = {one.buyer: one for one in world.questions()}
    assert by_buyer[BUYER].answered_at is not None, "the answer that came after the backup is known again"
    assert JULIE in by_buyer
