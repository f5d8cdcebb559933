"""Files that name whoever wrote them: an attached mail, a signed or encrypted envelope, Outlook's winmail.dat."""

from email.message import EmailMessage

import pytest

from guichet_bot.core.model import QuestionState
from tests.fixtures.world import ANNE, BUYER, COORDINATOR, Sent, World

NAMED = b"CN=Anne Vidal, anne.vidal@mairie.example"


def reply(world: World, offer: Sent, text: str, kind: str, name: str) -> list[Sent]:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = offer.to, offer.reply_to, f"Re: {offer.subject}"
    message["Message-ID"] = "<sealed@mairie.example>"
    if text:
        message.set_content(text)
    if kind == "message/rfc822":
        inner = EmailMessage()
        inner["From"], inner["To"], inner["Subject"] = f"Anne Vidal <{ANNE}>", "jean@ville.example", "Ma réponse"
        inner.set_content(NAMED.decode())
        message.add_attachment(inner, filename=name)
    else:
        main, _, sub = kind.partition("/")
        message.add_attachment(NAMED, maintype=main, subtype=sub, filename=name)
    world.deliver(message.as_bytes())
    return world.run()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("message/rfc822", "Ma réponse à Jean.eml"),
        ("application/octet-stream", "Échange.msg"),
        ("application/ms-tnef", "winmail.dat"),
        ("application/pkcs7-mime", "smime.p7m"),
    ],
)
def test_what_names_the_expert_stays_behind_and_the_buyer_is_told(world: World, kind: str, name: str) -> None:
    letters = reply(world, world.offered(), "Le bio compte, voyez ma réponse jointe.", kind, name)
    (answer,) = (letter for letter in letters if letter.kind == "answer")
    assert answer.mail.attachments == () and b"anne.vidal" not in answer.raw.lower()
    assert name in answer.text and "transmettre cette pièce jointe" in " ".join(answer.text.split())


def test_a_public_key_goes_unsaid(world: World) -> None:
    name = f"publickey - {ANNE} - 0x1A2B3C4D.asc"
    letters = reply(world, world.offered(), "Le bio compte.", "application/pgp-keys", name)
    (answer,) = (letter for letter in letters if letter.kind == "answer")
    assert answer.mail.attachments == () and "publickey" not in answer.text


def test_an_answer_that_nobody_can_read_waits_for_a_person(world: World) -> None:
    letters = reply(world, world.offered(), "", "application/pkcs7-mime", "smime.p7m")
    assert [(letter.kind, letter.to) for letter in letters] == [("held", COORDINATOR), ("hold_sender", ANNE)]
    assert "ouvrez-le dans la boîte" in " ".join(letters[0].text.split())
    assert world.question().state is QuestionState.OFFERED
    world.answers(letters[0], "libérer 2")
    world.run()
    assert BUYER not in {letter.to for letter in world.run()}, "let through, it still says nothing"
