"""Many deaths in a row at any step: the work of a busy morning gets done all the same, once."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from guichet_bot.config.settings import Service
from guichet_bot.core.model import Limits
from tests.crash.cases import SIGKILLED, Case, kind
from tests.crash.forkserver import ForkServer
from tests.fixtures.smtp import ScriptedSmtp
from tests.fixtures.world import BUYER, CANTINE, START, open_world

MAILS, DEATHS = 20, 14
STEPS = ("T1", "T2", "T3", "T4", "T5", "T6", "data", "rcpt", "rename")


@pytest.fixture
def desk(fork_server: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A desk of no day yet. A mail may be in hand at many deaths without being to blame for one."""
    smtp = ScriptedSmtp()
    smtp.start()
    world = open_world(
        tmp_path_factory.mktemp("desk"),
        smtp,
        operating=Service(max_attempts=1000),
        limits=Limits(letters_per_desk=5000),
    )
    yield Case(world, fork_server, world.settings, world.now, lambda: None, lambda: None)
    smtp.stop()


@pytest.mark.slow
def test_a_morning_of_random_deaths_loses_no_question_and_repeats_only_in_doubt(desk: Case) -> None:
    chance, world = random.Random(20261123), desk.world
    buyers = [f"agent{number}@ville{number}.example" for number in range(MAILS)]
    for number, buyer in enumerate(buyers):
        world.writes(buyer, f"Repas {number}", f"{CANTINE} Dossier {number}.")
    world.setup.store.close()
    deaths = 0
    doubts: set[tuple[str, int]] = set()
    now = START
    while deaths < DEATHS:
        step, when, n = chance.choice(STEPS), chance.choice(("before", "after")), chance.randint(1, 4)
        if desk.run(step, when, n, now) == SIGKILLED:
            deaths += 1
            doubts |= desk.in_doubt()
        elif not list((world.folder / "mail" / "new").iterdir()):
            buyers.append(f"agent{len(buyers)}@ville{len(buyers)}.example")
            world.writes(buyers[-1], f"Repas {len(buyers)}", f"{CANTINE} Dossier {len(buyers)}.")
        now += timedelta(minutes=2)
    assert desk.run("", "", 0, *(now + timedelta(minutes=after) for after in (10, 30, 60, 90))) == 0
    found = desk.outcome()
    assert found.causes == {"question": len(buyers)}
    assert sorted(buyer for buyer, _ in found.questions) == sorted(buyers)
    acks = Counter(letter.rcpts[0] for letter in world.smtp.letters if b".ack@" in letter.raw)
    assert set(acks) == set(buyers), "every buyer heard that the question arrived"
    in_doubt = Counter(message_id for message_id, _ in doubts)
    for letter, count in found.letters.items():
        assert count <= 1 + in_doubt[letter], "once, and once more for each attempt that nobody knows the end of"


@pytest.mark.parametrize(("step", "when"), [("T6", "before"), ("T6", "after"), ("T4", "after")], ids=str)
def test_a_refused_recipient_is_told_once_wherever_the_process_dies(case: Case, step: str, when: str) -> None:
    smtp = case.world.smtp
    try:
        smtp.on("rcpt", "550 5.1.1 no such user", times=1000, only=BUYER)
        killed = case.kills(step, when, most=12)
        assert len(killed) >= 3
        for n, found in killed:
            notes = {one for one in found.letters if kind(one) == "note"}
            assert len(notes) == 1, f"{when} {step} number {n}"
            assert "answer" not in {kind(one) for one in found.letters}
            assert found.by_policy(), "only a letter in doubt leaves again"
    finally:
        smtp._orders.clear()
