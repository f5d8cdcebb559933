"""Fixtures of the kill tests."""

from collections.abc import Iterator

import pytest

from tests.crash.forkserver import ForkServer


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    server = ForkServer()
    yield server
    server.stop()
