"""A Dovecot for a benchmark, with a mailbox full of questions."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.questions import questions
from tests.fixtures.dovecot import Dovecot, binary, start, stop_and_clean


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A running server for the time of the block."""
    if binary() is None:
        raise SystemExit("Dovecot is missing: tools/dovecot.sh installs it where it may.")
    server = start("mail_fsync = optimized")  # as it comes: the tests switch it off
    try:
        yield server
    finally:
        stop_and_clean(server)


def fill(server: Dovecot, user: str, count: int) -> None:
    """Deliver `count` questions into the user's INBOX."""
    for _, raw in questions(count):
        server.deliver(user, raw)
