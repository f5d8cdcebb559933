"""Fixtures of the kill tests."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.crash.cases import Case, Outcome, seed
from tests.crash.forkserver import ForkServer
from tests.fixtures.smtp import ScriptedSmtp
from tests.fixtures.world import START, open_world


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    server = ForkServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def case(fork_server: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """The small day of `cases.seed` on SQLite and a Maildir, shared: every kill restores it first."""
    smtp = ScriptedSmtp()
    smtp.start()
    world = open_world(tmp_path_factory.mktemp("desk"), smtp, now=START - timedelta(hours=2, minutes=20))
    yield seed(world, fork_server, tmp_path_factory.mktemp("seed"))
    smtp.stop()


@pytest.fixture(scope="session")
def usual(case: Case) -> Outcome:
    """How the day goes when nobody dies."""
    return case.undisturbed()
