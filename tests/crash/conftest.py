"""Fixtures of the kill tests."""

from collections.abc import Iterator

import pytest

from tests.crash.cases import Case, Outcome, on_files
from tests.crash.forkserver import ForkServer
from tests.fixtures.smtp import ScriptedSmtp
from tests.fixtures.world import BEFORE_THE_MORNING, open_world


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    server = ForkServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def case(fork_server: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """The small day of `cases` on SQLite and a Maildir, shared: every kill restores it first."""
    smtp = ScriptedSmtp()
    smtp.start()
    world = open_world(tmp_path_factory.mktemp("desk"), smtp, now=BEFORE_THE_MORNING)
    yield on_files(world, fork_server, tmp_path_factory.mktemp("kept"))
    smtp.stop()


@pytest.fixture(scope="session")
def usual(case: Case) -> Outcome:
    """How the day goes when nobody dies."""
    return case.undisturbed()
