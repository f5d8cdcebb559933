"""Lists and web forms put the desk's own address into From: who wrote is said elsewhere, and is not the desk."""

import pytest

from guichet_bot.core.model import Cause
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, Sent, World

DESK = "guichet@resocc.example"
LIST = {"List-Id": "<guichet.resocc.example>", "X-Original-From": f"Paul Martin <{BUYER}>"}
WAYS: dict[str, dict[str, str]] = {
    "google": {**LIST, "Reply-To": f"Paul Martin <{BUYER}>"},
    "says it in one field": LIST,
    "mailman": {"List-Id": "<guichet.resocc.example>", "Reply-To": f"Paul Martin <{BUYER}>"},
    "form": {"Reply-To": BUYER},
}


def letters(world: World) -> list[Sent]:
    return [one for one in world.run() if one.kind not in ("digest", "sign_of_life")]


@pytest.mark.parametrize("way", WAYS)
def test_a_question_belongs_to_who_asked_it(world: World, way: str) -> None:
    world.writes(DESK, "Cantine en régie", CANTINE, headers=WAYS[way])
    assert [(one.kind, one.to) for one in letters(world)] == [("ack", BUYER), ("offer", ANNE)]


def test_an_answer_through_the_list_is_the_experts(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    offer = next(one for one in letters(world) if one.kind == "offer")
    said = "Les produits bio comptent, voir l'article L. 230-5-1 du code rural."
    world.answers(offer, said, sender=DESK, headers={"X-Original-From": ANNE, "Reply-To": ANNE})
    assert [(one.kind, one.to) for one in letters(world)] == [("answer", BUYER)]


@pytest.mark.parametrize("reply_to", [DESK, COORDINATOR, f"{DESK}, {COORDINATOR}", "noreply@site.example"])
def test_a_coordinator_still_writes_by_hand(world: World, reply_to: str) -> None:
    raw = world.writes(BUYER, "Cantine en régie", CANTINE)
    letters(world)
    again = {"Reply-To": reply_to, "In-Reply-To": f"<1.{BUYER}>"}
    assert again["In-Reply-To"].encode() in raw
    world.writes(DESK, "Re: Cantine en régie", "Voici la réponse.", to=f"{BUYER}, {DESK}", headers=again)
    assert BUYER not in [one.to for one in letters(world)] and world.question().state == "answered"
    assert world.causes()[Cause.BY_HAND] == 1


def test_what_names_nobody_is_told_again_when_it_is_let_through_in_vain(world: World) -> None:
    world.writes(DESK, "[Site] Question", CANTINE)
    (held,) = letters(world)
    assert "personne à qui répondre" in " ".join(held.text.split())
    for _ in range(2):
        world.passes(minutes=5)
        world.answers(held, "libérer 1")
        assert [one.kind for one in letters(world)] == ["transcript", "held"]


def test_a_copy_through_a_list_does_not_hide_the_mail_itself(world: World) -> None:
    mail = world.mail(BUYER, "Cantine en régie", CANTINE)
    world.deliver(b"List-Id: <reseau.example>\nList-Post: <mailto:tous@reseau.example>\n" + mail)
    assert letters(world) == []
    world.deliver(mail)
    assert [one.kind for one in letters(world)] == ["ack", "offer"]
