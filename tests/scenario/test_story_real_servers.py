"""The main story through a real Dovecot and a real SMTP server: once by `once`, once by the running service."""

import asyncio
import base64
import itertools
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from guichet_bot import clock, service
from guichet_bot.core.model import QuestionState
from tests.fixtures.dovecot import Dovecot
from tests.fixtures.world import ANNE, BUYER, CANTINE, MARC, MakeWorld, Sent, World

pytestmark = pytest.mark.dovecot
ROOT = Path(__file__).parents[2]
SERVE = """
import asyncio, base64, pickle, sys
from guichet_bot import clock, service
settings = pickle.loads(base64.b64decode(sys.stdin.buffer.readline()))
asyncio.run(service.run(service.build(settings, clock.now())))
"""
users = itertools.count()
Waiting = Callable[[str, str], Sent]


def with_dovecot(dovecot: Callable[..., Dovecot], make_world: MakeWorld, profile: str) -> tuple[World, Dovecot, str]:
    server, user = dovecot(profile), f"story{next(users)}"
    server.maildir(user)
    world: World = make_world(mailbox=server.settings(user, start_from="all"), now=clock.now())
    world.post = lambda raw: server.deliver(user, raw)
    return world, server, user


def tell(world: World, wait: Waiting) -> None:
    """Question, acknowledgement, offer, decline, second offer, answer with a file, follow-up, answer, thanks."""
    world.writes(BUYER, "Cantine en régie", CANTINE, name="Paul Martin")
    assert "Cantine en régie" in wait("ack", BUYER).subject
    world.answers(wait("offer", ANNE), "Je passe, désolée, je pars en mission.")
    offer = wait("offer", MARC)
    assert "paul.martin" not in offer.raw.decode("utf-8", "replace"), "the buyer stays anonymous"
    answer = "Bonjour,\n\nLe bio et les labels rouges comptent.\n\nMarc Petit\n06 01 02 03 04"
    world.answers(offer, answer, attach=("fiche.pdf", b"%PDF-1.4 fiche"))
    relayed = wait("answer", BUYER)
    assert "Le bio et les labels rouges comptent." in relayed.text
    assert "06 01 02 03 04" not in relayed.text and MARC not in relayed.raw.decode("utf-8", "replace")
    assert [one.filename for one in relayed.mail.attachments] == ["fiche.pdf"]
    world.answers(relayed, "Et le fromage AOP, compte-t-il aussi ?")
    followed = wait("follow_up", MARC)
    assert "fromage AOP" in followed.text
    world.answers(followed, "Oui, les AOP comptent.")
    second = wait("answer", BUYER)
    assert "les AOP comptent" in second.text
    world.answers(second, "Merci beaucoup !")
    assert "Merci" in wait("thanks", MARC).text


def ended_well(world: World, server: Dovecot, user: str) -> None:
    assert world.question().state is QuestionState.CLOSED
    expected = {"question": 1, "decline": 1, "answer": 2, "follow_up": 1, "thanks": 1}
    assert world.causes() == expected
    assert max(Counter(letter.mail.message_id for letter in world.all_sent).values()) == 1
    assert server.folders(user)["Guichet.Traité"] == 6


@pytest.mark.parametrize("profile", ["full", "poor"])
def test_the_main_story_visit_by_visit(dovecot: Callable[..., Dovecot], make_world: MakeWorld, profile: str) -> None:
    world, server, user = with_dovecot(dovecot, make_world, profile)

    def visit(kind: str, to: str) -> Sent:
        world.run()
        return one_more(world, kind, to, taken) or pytest.fail(f"no {kind} to {to}")

    taken: set[str] = set()
    tell(world, visit)
    ended_well(world, server, user)


def one_more(world: World, kind: str, to: str, taken: set[str]) -> Sent | None:
    """A letter of this kind to this reader that was not yet taken."""
    for letter in world.all_sent:
        if (letter.kind, letter.to) == (kind, to) and letter.mail.message_id not in taken:
            taken.add(letter.mail.message_id)
            return letter
    return None


@contextmanager
def serving(world: World) -> Iterator[None]:
    """The service in a thread of its own, with all its threads and its loop."""
    stopping: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
    ready = threading.Event()

    async def serve() -> None:
        stop = asyncio.Event()
        running = service.Running(world.setup, service.ROLES, clock.now, world.doors)
        stopping.append((asyncio.get_running_loop(), stop))
        ready.set()
        await running.until(stop)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield
    finally:
        loop, stop = stopping[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        assert not thread.is_alive(), "the service did not stop"


def until(check: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return True
        time.sleep(0.02)
    return check()


@pytest.mark.parametrize("profile", ["full", "poor"])
def test_the_main_story_with_the_service_running(
    dovecot: Callable[..., Dovecot], make_world: MakeWorld, profile: str
) -> None:
    world, server, user = with_dovecot(dovecot, make_world, profile)
    taken: set[str] = set()

    def wait(kind: str, to: str) -> Sent:
        end = time.monotonic() + 30
        while (found := one_more(world, kind, to, taken)) is None and time.monotonic() < end:
            time.sleep(0.02)
        return found or pytest.fail(f"no {kind} to {to}: {world.causes()}")

    with serving(world):
        tell(world, wait)
        assert until(lambda: server.folders(user)["Guichet.Traité"] == 6)
    ended_well(world, server, user)


def test_sigterm_in_the_middle_of_the_work_loses_nothing_and_ends_in_time(
    dovecot: Callable[..., Dovecot], make_world: MakeWorld
) -> None:
    world, *_ = with_dovecot(dovecot, make_world, "full")
    buyers = [f"agent{number}@ville{number}.example" for number in range(40)]
    for number, buyer in enumerate(buyers):
        world.writes(buyer, f"Repas {number}", f"{CANTINE} Dossier {number}.")
    program = subprocess.Popen([sys.executable, "-c", SERVE], cwd=ROOT, stdin=subprocess.PIPE)
    assert program.stdin
    program.stdin.write(base64.b64encode(pickle.dumps(world.settings)) + b"\n")
    program.stdin.close()
    try:
        assert until(lambda: len(world.smtp.letters) >= 5, 60)
        program.send_signal(signal.SIGTERM)
        assert program.wait(world.settings.service.grace_seconds + 10) == 0
    finally:
        program.kill()
    left = len(world.smtp.letters)
    world.now = clock.now()
    world.run()
    acks = Counter(letter.to for letter in world.all_sent if letter.kind == "ack")
    assert acks == dict.fromkeys(buyers, 1), f"{left} letters had left; none waits for a lease, none doubles"
    assert world.causes() == {"question": 40}
