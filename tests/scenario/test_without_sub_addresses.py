"""A server that refuses "guichet+suite@": the desk runs on the Message-IDs and subjects of its letters alone."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from guichet_bot.core.model import Cause, QuestionState
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MARC, MakeWorld, Sent, World

STRANGER = "curieux@ailleurs.example"


@pytest.fixture
def bare(make_world: MakeWorld) -> Iterator[World]:
    """At the end nothing may have named an address that such a server would refuse."""
    world = make_world(plus_addresses=False)
    yield world
    assert not [one for one in world.all_sent if re.search(rb"guichet(\+|%2B|=2B)", one.raw)]


def the(sent: list[Sent], kind: str, to: str = "") -> Sent:
    (found,) = [one for one in sent if one.kind == kind and to in ("", one.to)]
    return found


def asked(world: World) -> Sent:
    world.writes(BUYER, "Cantine en régie", CANTINE, name="Paul Martin")
    return the(world.run(), "offer")


def coordinated(world: World) -> Sent:
    offer = asked(world)
    while True:
        world.answers(offer, "je passe")
        sent = world.run()
        if not any(one.kind == "offer" for one in sent):
            return the(sent, "coordination", COORDINATOR)
        offer = the(sent, "offer")


def pressed(world: World, letter: Sent, label: str, sender: str) -> None:
    """The reader presses a button of the HTML part: a new mail that answers nothing."""
    page = re.sub(r"=\r?\n", "", letter.raw.decode("latin-1")).replace("=3D", "=").replace("&amp;", "&")
    links = [urlsplit(one) for one in re.findall(r'href="(mailto:[^"]+)"', page)]
    (link,) = [one for one in links if parse_qs(one.query).get("subject", [""])[0].startswith(label)]
    said = parse_qs(link.query)
    world.writes(sender, said["subject"][0], said["body"][0], to=unquote(link.path))


def test_a_question_goes_all_its_way(bare: World) -> None:
    first = asked(bare)
    assert first.reply_to.endswith("guichet@resocc.example")
    bare.answers(first, "je passe")
    second = the(bare.run(), "offer")
    assert {first.to, second.to} == {ANNE, MARC}
    bare.answers(second, "Oui, les produits locaux comptent s'ils portent un signe officiel de qualité.")
    answer = the(bare.run(), "answer", BUYER)
    assert "signe officiel" in answer.text
    bare.answers(answer, "Et pour le miel du rucher de la commune, qui n'a aucun label ?")
    follow_up = the(bare.run(), "follow_up", second.to)
    assert "miel du rucher" in follow_up.text
    bare.answers(follow_up, "Non : sans signe officiel, il ne compte pas dans les 50 %.")
    bare.answers(the(bare.run(), "answer", BUYER), "Merci beaucoup !")
    bare.run()
    assert bare.question().state is QuestionState.CLOSED


def test_the_subject_alone_leads_an_expert_s_answer_home(bare: World) -> None:
    """Some programs and relays drop In-Reply-To, or write our Message-IDs anew."""
    offer = asked(bare)
    bare.writes(offer.to, f"TR: {offer.subject}", "Oui, ils comptent s'ils portent un signe officiel de qualité.")
    assert the(bare.run(), "answer", BUYER)


def test_a_coordinator_orders_by_answering_and_by_pressing(bare: World) -> None:
    notice = coordinated(bare)
    bare.answers(notice, "réattribuer Anne Vidal")
    sent = bare.run()
    assert the(sent, "offer", ANNE)
    transcript = the(sent, "transcript", COORDINATOR)
    said = re.search(r"répondez « (annuler \w+) »", " ".join(transcript.text.split()))
    assert said
    pressed(bare, transcript, "Annuler", COORDINATOR)
    bare.run()
    assert bare.question().state is QuestionState.COORDINATION
    pressed(bare, notice, "Clore", COORDINATOR)
    bare.run()
    assert bare.question().state is QuestionState.CLOSED


def test_what_the_text_says_undoes_an_order_too(bare: World) -> None:
    bare.answers(coordinated(bare), "réattribuer Anne Vidal")
    transcript = the(bare.run(), "transcript", COORDINATOR)
    said = re.search(r"répondez « (annuler \w+) »", " ".join(transcript.text.split()))
    assert said
    bare.answers(transcript, said[1])
    bare.run()
    assert bare.question().state is QuestionState.COORDINATION


def test_a_digest_is_answered(bare: World) -> None:
    coordinated(bare)
    digest = the(bare.lets_pass(step_minutes=60, hours=24), "digest", COORDINATOR)
    bare.answers(digest, "1 réattribuer Anne Vidal")
    assert the(bare.run(), "offer", ANNE)
    pressed(bare, digest, "Clore", COORDINATOR)
    bare.run()
    assert bare.question().state is QuestionState.CLOSED


@pytest.mark.parametrize("sender", [STRANGER, MARC])
def test_what_was_written_to_another_gives_no_rights(bare: World, sender: str) -> None:
    """Forwarded, a letter shows its subject, its Message-ID and its buttons to people it was not written to."""
    notice = coordinated(bare)
    bare.answers(notice, "clore", sender=sender)
    pressed(bare, notice, "Clore", sender)
    bare.run()
    assert bare.question().state is QuestionState.COORDINATION
    if sender == STRANGER:
        assert bare.causes()[Cause.HELD] == 2


def test_a_suffix_lost_on_the_way_back_costs_a_coordinator_nothing(world: World) -> None:
    """With sub-addresses, through a relay that strips them: the Message-ID still says what is answered."""
    notice = coordinated(world)
    world.writes(COORDINATOR, "Re: sans rien", "réattribuer Anne Vidal", answers=notice)
    assert the(world.run(), "offer", ANNE)


def test_letters_of_before_the_switch_stay_answerable(make_world: MakeWorld) -> None:
    world = make_world()
    offer = asked(world)
    (desk,) = world.settings.desks
    object.__setattr__(desk.desk, "plus_addresses", False)
    world.again()
    world.answers(offer, "je passe")
    second = the(world.run(), "offer")
    assert second.to != offer.to and "+" not in second.reply_to
