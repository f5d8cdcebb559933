"""Meetings and recalled mails of a buyer are for a person; a meeting of an expert does not tell the buyer who he is."""

from email.message import EmailMessage

import pytest

from guichet_bot.core.model import Cause, QuestionState
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, Sent, World

EVENT = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nPRODID:x\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "ORGANIZER;CN={name}:mailto:{sender}\r\nATTENDEE:mailto:guichet@resocc.example\r\nSUMMARY:Point cantine\r\n"
    "DTSTART:20261127T090000Z\r\nDTEND:20261127T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def invites(world: World, sender: str, text: str, subject: str = "Point cantine EGalim", **more: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = sender, more.get("to", "guichet@resocc.example")
    message["Subject"], message["Message-ID"] = subject, f"<invitation.{sender}>"
    method = more.get("method", "REQUEST")
    event = EVENT.format(method=method, sender=sender, name=more.get("name", "")).encode()
    message.set_content(text)
    message.add_alternative(event, maintype="text", subtype="calendar", params={"method": method})
    message.add_attachment(event, maintype="application", subtype="ics", filename="invite.ics")
    world.deliver(message.as_bytes())


def letters(world: World) -> list[Sent]:
    return [one for one in world.run() if one.kind not in ("digest", "sign_of_life")]


def offered(world: World) -> Sent:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    return next(one for one in letters(world) if one.kind == "offer")


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_a_buyers_meeting_waits_for_a_person(world: World, method: str) -> None:
    invites(world, BUYER, "Je vous propose un point Teams sur la cantine.", method=method)
    assert [(one.kind, one.to) for one in letters(world)] == [("held", COORDINATOR), ("hold_sender", BUYER)]
    assert world.questions() == []


def test_let_through_it_is_a_question(world: World) -> None:
    invites(world, BUYER, CANTINE)
    world.answers(letters(world)[0], "libérer 1")
    assert [one.kind for one in letters(world)] == ["transcript", "ack", "offer"]


def test_an_experts_meeting_does_not_name_him_to_the_buyer(world: World) -> None:
    offer = offered(world)
    text = "Voici ma réponse : les produits bio comptent. Parlons-en en visio lundi."
    invites(world, ANNE, text, f"RE: {offer.subject}", to=offer.reply_to, name="Anne Vidal")
    (answer,) = letters(world)
    assert answer.to == BUYER and answer.mail.attachments == () and b"anne.vidal" not in answer.raw.lower()
    assert "invite.ics" in answer.text


def test_a_recalled_mail_is_told_and_asked_of_nobody(world: World) -> None:
    offered(world)
    text = "MARTIN Paul souhaite rappeler le message « Cantine en régie »."
    world.writes(BUYER, "Rappel : Cantine en régie", text)
    held, told = letters(world)
    assert (held.kind, held.to, told.kind) == ("held", COORDINATOR, "hold_sender")
    assert "RO-2026-0001" in held.text and world.causes()[Cause.HELD] == 1
    assert world.question().state is QuestionState.OFFERED
