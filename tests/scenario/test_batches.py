"""Mails handled in one transaction end exactly as if each had been handled alone."""

from typing import Any

import pytest

from guichet_bot.app import handle, receive
from guichet_bot.core.model import Limits
from guichet_bot.store import outbox
from tests.fixtures.world import ANNE, BUYER, CANTINE, MakeWorld, World

OTHER = "lise.durand@ville-gaillac.example"
TEXTILE = "Nous renouvelons les vêtements de nos agents : quels labels demander pour des fibres recyclées ?"
MORE = "Nous servons 300 repas par jour, en liaison froide."


def mails(world: World, other: str = OTHER) -> list[bytes]:
    """Two new questions, an expert who is away, what each buyer adds (thanks, and details in a thread), a machine."""
    first = world.mail(BUYER, "Cantine en régie", CANTINE)
    second = world.mail(other, "Vêtements de travail", TEXTILE)
    number = first.split(b"Message-ID: <")[1].split(b">")[0].decode()
    thread = {"In-Reply-To": f"<{number}>", "References": f"<{number}>"}
    return [
        first,
        second,
        world.mail(ANNE, "Absence", "absente jusqu'au 27 novembre"),
        world.mail(other, "Merci", "Merci beaucoup, bonne journée !"),
        world.mail(BUYER, "Re: Cantine en régie", MORE, headers=thread),
        world.mail("noreply@robot.example", "Absence", "Je suis absent.", headers={"Auto-Submitted": "auto-replied"}),
    ]


def handled(world: World, raws: list[bytes], at_once: int) -> dict[str, Any]:
    """What the store says once all mails were handled, `at_once` of them in a transaction."""
    for start in range(0, len(raws), at_once):
        for raw in raws[start : start + at_once]:
            receive.from_pipe(world.setup.store, "resocc", raw, world.now)
        assert handle.handle_batch(world.setup, world.now, limit=at_once) == len(raws[start : start + at_once])
    with world.setup.store.read() as tx:
        letters = outbox.listing(tx, "resocc")
        timers = tx.conn.exec_driver_sql("SELECT subject, kind, due_at, step FROM timer ORDER BY 1, 2").all()
        events = tx.conn.exec_driver_sql("SELECT kind, question_id, inbound_id FROM event ORDER BY id").all()
        tallies = tx.conn.exec_driver_sql("SELECT scope, n FROM tally ORDER BY 1").all()
        refs = tx.conn.exec_driver_sql("SELECT message_id, question_id FROM message_ref ORDER BY 1").all()
    return {
        "causes": world.causes(),
        "letters": sorted((one.kind, one.rcpt, one.question_id, one.state, one.raw) for one in letters),
        "timers": [tuple(one) for one in timers],
        "events": [tuple(one) for one in events],
        "tallies": [tuple(one) for one in tallies],
        "refs": [tuple(one) for one in refs],
    }


@pytest.mark.parametrize("limit", [1, 100])
def test_a_batch_ends_as_its_mails_would_alone(make_world: MakeWorld, tmp_path: Any, limit: int) -> None:
    ends = []
    for at_once in (1, 6):
        url = f"sqlite:///{tmp_path / f'{at_once}.db'}"
        world = make_world(store_url=url, limits=Limits(letters_per_address=limit))
        world._mails = 0
        ends.append(handled(world, mails(world), at_once))
    alone, together = ends
    assert together == alone
    assert alone["letters"]
    held = {one[3] for one in alone["letters"]}
    assert ("held" in held) == (limit < 100), "the budget counts letters of the same batch too"


def test_an_answer_finds_its_question_within_its_own_batch(world: World) -> None:
    first, second, *_, added, _machine = mails(world)
    handled(world, [first, second, added], 3)
    cantine = next(one for one in world.questions() if one.buyer == BUYER)
    assert len(world.questions()) == 2
    with world.setup.store.read() as tx:
        told = [one for one in outbox.of_question(tx, cantine.id) if one.rcpt == ANNE]
    assert any(MORE[:20] in one.raw.decode() for one in told), "the expert reads what was added"
