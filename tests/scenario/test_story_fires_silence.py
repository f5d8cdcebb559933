"""Nobody may be left without a word because of what went wrong with an earlier letter."""

from guichet_bot.store import inbound, raws
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MARC, OPERATOR, Sent, World, only_letter


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


ANSWER = "Les produits bio et les labels rouges comptent, voir l'article L. 230-5-1 du code rural."


def refused(world: World) -> Sent:
    """The buyer's receipt is refused for good; the offer, which an expert has all the same."""
    world.smtp.on("rcpt", "550 5.1.1 no such user", times=1, only=BUYER)
    return world.offered()


def test_an_answer_waits_for_the_buyer_whose_mailbox_refuses_us_and_the_coordination_knows(world: World) -> None:
    offer = refused(world)
    world.passes(hours=1)
    world.answers(offer, ANSWER)
    (told,) = world.letters()
    assert (told.kind, told.to) == ("note", COORDINATOR) and "Un texte est prêt" in told.text
    world.passes(hours=3)
    world.writes(BUYER, "Toujours rien ?", "Bonjour, notre messagerie était en panne. Avez-vous répondu ?")
    letters = world.letters()
    assert "labels rouges" in only_letter(letters, "answer", BUYER).text
    assert only_letter(letters, "ack", BUYER)
    world.writes(BUYER, "Encore", "Bonjour, un autre point : quels critères pour acheter du papier recyclé ?")
    assert "answer" not in {letter.kind for letter in world.letters()}, "once is enough"


def test_an_answer_that_was_kept_leaves_when_the_buyer_writes_after_the_silence_too(world: World) -> None:
    world.answers(refused(world), ANSWER)
    assert "answer" not in {letter.kind for letter in (*world.run(), *world.lets_pass(480, days=31))}
    world.writes(BUYER, "Toujours rien ?", "Bonjour, notre messagerie était en panne. Avez-vous répondu ?")
    assert "labels rouges" in only_letter(world.letters(), "answer", BUYER).text


def test_what_an_expert_needs_to_know_waits_for_the_buyer_too(world: World) -> None:
    world.answers(refused(world), "question : combien de repas servez-vous par jour ?")
    assert "note" in {letter.kind for letter in world.letters()}
    world.writes(BUYER, "Toujours rien ?", "Bonjour, notre messagerie était en panne. Avez-vous répondu ?")
    assert "combien de repas" in only_letter(world.letters(), "details", BUYER).text


def test_an_answer_that_was_kept_does_not_leave_during_a_pause(world: World) -> None:
    world.answers(refused(world), ANSWER)
    note = only_letter(world.letters(), "note")
    world.answers(note, "pause")
    world.run()
    world.writes(BUYER, "Toujours rien ?", "Bonjour, notre messagerie était en panne. Avez-vous répondu ?")
    assert not [letter.kind for letter in world.letters() if letter.to == BUYER]
    world.answers(note, "reprendre")
    assert "labels rouges" in only_letter(world.letters(), "answer", BUYER).text


def test_what_is_kept_for_an_address_is_no_storm(world: World) -> None:
    world.answers(refused(world), ANSWER)
    assert OPERATOR not in {letter.to for letter in world.run()}
