"""Gmail sends a thumb up as a mail of its own: a sign of life of an expert, thanks of a buyer, never an answer."""

import pytest

from guichet_bot.core.mail.parse import parse
from tests.fixtures.world import BUYER, CANTINE, Sent, World

SAID = "{name} a réagi via Gmail"
PART = "--b\nContent-Type: {type}; charset=UTF-8\n\n{text}\n"


def reacts(world: World, letter: Sent, name: str, json: str = '{"emoji":"👍","version":1}') -> bytes:
    said = SAID.format(name=name)
    versions = (
        ("text/plain", f"👍\n\n{said}\n<https://mail.example/about/?utm_campaign=emojireactionemail#app>"),
        ("text/vnd.google.email-reaction+json", json),
        ("text/html", f"<div><p>👍</p><p><a href='https://mail.example'>{said}</a></p></div>"),
    )
    body = "".join(PART.format(type=kind, text=text) for kind, text in versions)
    head = (
        f"From: {name} <{letter.to}>\nTo: {letter.reply_to}\nSubject: Re: {letter.subject}\nMessage-ID: <r@g.example>\n"
    )
    head += f"In-Reply-To: <{letter.mail.message_id}>\nMIME-Version: 1.0\n"
    raw = f'{head}Content-Type: multipart/alternative; boundary="b"\n\n{body}--b--\n'.encode()
    world.deliver(raw)
    return raw


def offered(world: World) -> Sent:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    return next(one for one in world.run() if one.kind == "offer")


def test_an_experts_thumb_up_is_a_sign_of_life(world: World) -> None:
    reacts(world, offered(world), "Anne Vidal")
    assert world.run() == [] and world.question().state == "offered"


def test_a_buyers_thumb_up_thanks_and_closes(world: World) -> None:
    world.answers(offered(world), "Les produits bio comptent, voir l'article L. 230-5-1 du code rural.")
    reacts(world, next(one for one in world.run() if one.kind == "answer"), "Paul Martin")
    (thanks,) = world.run()
    assert thanks.kind == "thanks" and "👍" in thanks.text and "Paul" not in thanks.text
    assert world.question().state == "closed"


@pytest.mark.parametrize("json", ["", "[]", "{}", '{"emoji": 3', "nul"])
def test_a_reaction_that_cannot_be_read_is_a_mail_like_any_other(world: World, json: str) -> None:
    mail = parse(reacts(world, offered(world), "Anne Vidal", json))
    assert "a réagi via Gmail" in mail.newest and mail.attachments == ()
