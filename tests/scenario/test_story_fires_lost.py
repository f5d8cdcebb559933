"""Mails that look alike and are not the same."""

from tests.fixtures.world import BUYER, CANTINE, World

OTHER = "julie.roy@cc-gers.example"


def without_id(raw: bytes) -> bytes:
    return b"\n".join(line for line in raw.split(b"\n") if not line.lower().startswith(b"message-id:"))


def test_the_same_words_of_two_buyers_without_message_id_are_two_questions(world: World) -> None:
    for sender in (BUYER, OTHER):
        world.deliver(without_id(world.mail(sender, "Cantine", CANTINE)))
    sent = world.run()
    assert {letter.to for letter in sent if letter.kind == "ack"} == {BUYER, OTHER}


def test_a_program_that_gives_every_mail_the_same_id_loses_nobody(world: World) -> None:
    texts = (CANTINE, "Quelles clauses sociales pour le nettoyage de nos bureaux, et avec quel lot réservé ?")
    for sender, text in zip((BUYER, OTHER), texts, strict=True):
        raw = world.mail(sender, "Question", text)
        lines = [
            b"Message-ID: <form@site.example>" if one.startswith(b"Message-ID") else one for one in raw.split(b"\n")
        ]
        world.deliver(b"\n".join(lines))
    sent = world.run()
    assert {letter.to for letter in sent if letter.kind == "ack"} == {BUYER, OTHER}


def test_a_copy_that_a_list_changed_is_still_the_same_mail(world: World) -> None:
    raw = world.writes(BUYER, "Cantine", CANTINE)
    world.run()
    world.deliver(raw.replace(b"Subject: Cantine", b"Subject: [achats] Cantine") + b"\n-- \nListe achats\n")
    assert not [letter for letter in world.run() if letter.kind == "ack"]
    assert len(world.questions()) == 1
