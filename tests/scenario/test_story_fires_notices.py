"""What mail and calendar programs write on their own: noted, and nobody is bothered."""

import pytest

from guichet_bot.core.model import Cause
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, World, only_letter

CALENDAR = """From: {sender}
To: {to}
Message-ID: <meeting@x.example>
Subject: Accepted: point cantine
MIME-Version: 1.0
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:1
DTSTART:20261201T100000Z
DTEND:20261201T110000Z
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{sender}
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("Lu : Bien reçu : Cantine [{number}]", "a été lu le lundi 23 novembre 2026 10:05:12."),
        ("Non lu : Bien reçu : Cantine", "a été supprimé sans avoir été lu le lundi 23 novembre 2026."),
        ("Read: Bien reçu : Cantine", "was read on Monday, November 23, 2026 10:05:12 AM."),
    ],
)
def test_a_read_receipt_in_words_reaches_nobody(world: World, subject: str, said: str) -> None:
    world.writes(BUYER, "Cantine", CANTINE)
    world.letters()
    text = f"Votre message\n\n   À : Guichet vert\n   Objet : Bien reçu : Cantine\n\n{said}\n"
    world.writes(BUYER, subject.format(number=world.question().number), text)
    assert world.letters() == []
    assert world.causes() == {Cause.QUESTION: 1, Cause.AUTOMATIC: 1}


def test_a_meeting_accepted_is_neither_a_question_nor_an_answer(world: World) -> None:
    world.writes(BUYER, "Cantine", CANTINE)
    offer = only_letter(world.letters(), "offer")
    world.deliver(CALENDAR.format(sender=BUYER, to="guichet@resocc.example").encode())
    world.deliver(CALENDAR.format(sender=ANNE, to=offer.reply_to).replace("meeting@", "other@").encode())
    assert world.letters() == []
    assert world.causes() == {Cause.QUESTION: 1, Cause.AUTOMATIC: 2}


def test_who_writes_from_a_plus_address_of_the_desk_is_the_desk(world: World) -> None:
    world.writes("guichet+abc@resocc.example", "Cantine", CANTINE)
    assert [(letter.kind, letter.to) for letter in world.letters()] == [("held", COORDINATOR)]


def test_an_answer_by_hand_from_a_plus_address_is_followed(world: World) -> None:
    world.writes(BUYER, "Cantine", CANTINE)
    ack = only_letter(world.letters(), "ack")
    world.writes("guichet+abc@resocc.example", "Re: Cantine", "Oui, le bio compte.", to=BUYER, answers=ack)
    world.letters()
    assert world.causes() == {Cause.QUESTION: 1, Cause.BY_HAND: 1}
