"""The one gate of letters: whatever comes in, what goes out is bounded, nothing is lost, the operator knows."""

import threading
from collections import Counter
from datetime import timedelta

import pytest

from guichet_bot.app import gate
from guichet_bot.app.office import Offices
from guichet_bot.core.model import Limits, Offer, OfferState, Role
from guichet_bot.store import outbox, questions
from guichet_bot.store.engine import Tx
from guichet_bot.store.outbox import NewLetter
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, OPERATOR, MakeWorld, Sent, World, only_letter

AUTO = {"Auto-Submitted": "auto-replied", "Precedence": "bulk"}


def states(world: World) -> dict[str, int]:
    with world.setup.store.read() as tx:
        return outbox.counts(tx, "resocc")


def alarms(letters: list[Sent]) -> list[Sent]:
    return [letter for letter in letters if letter.to == OPERATOR]


def every_mail_has_a_cause(world: World, received: int) -> None:
    assert sum(world.causes().values()) == received


def test_a_robot_that_answers_every_letter_like_a_person_is_stopped_within_the_hour(world: World) -> None:
    robot, received = "contact@robot.example", 1
    world.writes(robot, "Cantine en régie", CANTINE)
    sent = world.run()
    for round_ in range(60):
        letters = [letter for letter in world.run() if letter.to == robot] if round_ else sent
        for letter in [letter for letter in letters if letter.to == robot]:
            world.answers(letter, f"Votre message {round_} a retenu toute notre attention, précisez votre demande.")
            received += 1
        world.writes(robot, f"Message {round_}", f"Nous avons une autre question de cantine, la numéro {round_}.")
        received += 1
        world.passes(seconds=50)
    world.run()
    limits = Limits()
    hour = Counter(letter.to for letter in world.all_sent)
    assert hour[robot] <= limits.letters_per_address
    assert max(hour[one] for one in (ANNE, robot)) <= limits.letters_per_address
    every_mail_has_a_cause(world, received)
    assert len(alarms(world.all_sent)) <= 2


def test_two_vacation_messages_never_play_ping_pong(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    letters = world.run()
    for _ in range(5):
        for letter in letters:
            if letter.to in (BUYER, ANNE):
                world.answers(letter, "Votre message a bien été reçu.", headers=AUTO)
        letters = world.run()
        assert [letter.kind for letter in letters] == []
        world.passes(minutes=1)
    assert world.causes()["automatic"] == 2


def test_a_copy_to_our_own_address_is_one_question_and_one_answer(world: World) -> None:
    raw = world.writes(BUYER, "Cantine", CANTINE, to="guichet@resocc.example, guichet+sent@resocc.example")
    world.deliver(b"Delivered-To: guichet+sent@resocc.example\r\n" + raw)
    sent = world.run()
    assert [letter.kind for letter in sent if letter.to == BUYER] == ["ack"]
    assert world.causes() == {"question": 1, "duplicate": 1}


def test_our_own_letters_in_our_own_mailbox_move_nothing(world: World) -> None:
    world.writes(BUYER, "Cantine", CANTINE)
    sent = world.run()
    for letter in sent:
        world.deliver(letter.raw)
    assert world.run() == []
    assert world.causes() == {"question": 1, "own": len(sent)}


def test_two_hundred_old_mails_at_the_first_start_do_not_become_an_avalanche(make_world: MakeWorld) -> None:
    world = make_world(limits=Limits(letters_per_desk=60))
    for number in range(200):
        world.writes(f"agent{number}@ville{number}.example", f"Repas {number}", f"{CANTINE} Dossier {number}.")
    sent = world.run()
    assert len(sent) - len(alarms(sent)) <= 60
    assert len(alarms(sent)) == 1, "told once"
    every_mail_has_a_cause(world, 200)
    assert len(world.questions()) == 200
    held = states(world)["held"]
    assert held >= 100, "kept, not dropped"
    (alarm,) = alarms(sent)
    assert "60 courriers" in alarm.text


def test_the_operator_hears_of_a_storm_once_an_hour(make_world: MakeWorld) -> None:
    world = make_world(limits=Limits(letters_per_desk=4))
    for number in range(30):
        world.writes(f"agent{number}@ville{number}.example", f"Repas {number}", f"{CANTINE} Dossier {number}.")
        world.run()
        world.passes(minutes=4)
    assert 2 <= len(alarms(world.all_sent)) <= 3


@pytest.mark.parametrize("allowed", [1, 3])
def test_the_budget_of_an_address_at_its_edge(make_world: MakeWorld, allowed: int) -> None:
    world = make_world(limits=Limits(letters_per_address=allowed))
    for number in range(allowed + 1):
        world.writes(BUYER, f"Question {number}", f"{CANTINE} Est-ce vrai pour le lot {number} ?")
        world.run()
        world.passes(minutes=1)
    assert [letter.kind for letter in world.all_sent if letter.to == BUYER] == ["ack"] * allowed
    world.now += timedelta(hours=1, minutes=10)
    world.writes(BUYER, "Encore une", f"{CANTINE} Et pour les goûters de la cantine ?")
    assert [letter.kind for letter in world.run() if letter.to == BUYER] == ["ack"], "a new hour"


def test_the_budget_of_a_question_stops_a_quarrel_about_it(make_world: MakeWorld) -> None:
    world = make_world(limits=Limits(letters_per_question=6, received_per_address=1000, letters_per_address=1000))
    world.writes(BUYER, "Cantine", CANTINE)
    ack = only_letter(world.run(), "ack")
    for number in range(10):
        world.answers(ack, f"J'ajoute un point important, le numéro {number} de ma liste de questions.")
        world.run()
    about = [letter for letter in world.all_sent if letter.kind in ("ack", "offer", "follow_up")]
    assert len(about) == 6
    assert states(world)["held"] == 6
    assert len(alarms(world.all_sent)) == 1


def test_a_busy_morning_of_the_coordinators_is_no_storm(make_world: MakeWorld) -> None:
    world = make_world(experts=(), limits=Limits(letters_per_address=5))
    for number in range(12):
        world.writes(f"agent{number}@ville{number}.example", f"Repas {number}", f"{CANTINE} Dossier {number}.")
    sent = world.run()
    assert len([letter for letter in sent if letter.kind == "coordination" and letter.to == COORDINATOR]) == 12
    assert alarms(sent) == []


def test_an_offer_that_a_storm_keeps_back_is_no_silence_of_its_expert(make_world: MakeWorld) -> None:
    """Nobody asked him: he is neither reminded nor replaced, and has all his time once the operator lets it go."""
    world = make_world(limits=Limits(letters_per_desk=1))
    world.writes(BUYER, "Cantine en régie", CANTINE)
    assert "outbox retry --held" in alarms(world.run())[0].text.replace("\n", " ")
    later = world.lets_pass(60, days=2)
    assert not {"offer", "reminder", "passed_on"} & {letter.kind for letter in later}
    (asked,) = {offer.expert for offer in open_offers(world)}
    with world.setup.store.begin() as tx:
        (offer,) = [row for row in outbox.listing(tx, "resocc", "held") if row.kind == "offer"]
        outbox.set_state(tx, offer.id, "queued")
    world.passes(hours=9)  # within his hours again
    assert [(letter.kind, letter.to) for letter in world.run() if letter.to == asked] == [("offer", asked)]
    assert [letter.kind for letter in world.lets_pass(30, hours=3) if letter.to == asked] == []


def open_offers(world: World) -> list[Offer]:
    question = world.question().id
    with world.setup.store.read() as tx:
        case = questions.cases(tx, "resocc", [question])[question]
    return [offer for offer in case.offers if offer.state is OfferState.OPEN]


@pytest.mark.postgres
def test_two_workers_together_pass_no_more_than_the_budget(make_world: MakeWorld, postgres_url: str) -> None:
    """The second counts what the first has passed, although the first has not committed yet."""
    world = make_world(store_url=postgres_url, limits=Limits(letters_per_desk=4))
    letters = [letter_to(f"a{number}@ville.example", world) for number in range(8)]
    store = world.setup.store

    def pass_four(tx: Tx, mine: list[NewLetter]) -> None:
        gate.let_through(tx, world.setup, Offices(tx, world.setup, world.now).of("resocc"), mine, world.now)

    def second_worker() -> None:
        with store.begin() as tx:
            pass_four(tx, letters[4:])

    with store.begin() as tx:
        pass_four(tx, letters[:4])
        other = threading.Thread(target=second_worker)
        other.start()
        while not tx.conn.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar():
            assert other.is_alive()
    other.join(30)
    assert states(world) == {"queued": 5, "held": 4}, "and the alarm"


def letter_to(address: str, world: World) -> NewLetter:
    return NewLetter(
        desk="resocc",
        key=f"note:{address}",
        message_id=f"{address}.note",
        question_id=None,
        kind="note",
        role=Role.BUYER,
        rcpt=address,
        sender="",
        subject="x",
        raw=b"Subject: x\r\n\r\nx\r\n",
        created_at=world.now,
        next_at=world.now,
    )
