"""First come, first served, among the threads of one process that write to the same SQLite file.

SQLite itself lets who must wait nap between tries. A thread that writes one transaction after another overtakes the
napping ones each time: a letter's mark could wait for many batches of mails, at worst until "database is locked".
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A line of threads. Who has waited for `patience` seconds tries all the same: what then happens is for the
    database to say, as between processes."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._line: deque[object] = deque()
        self._moved = threading.Condition()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for those who came before; the block is our turn."""
        place = object()
        try:
            with self._moved:
                self._line.append(place)
                self._moved.wait_for(lambda: self._line[0] is place, self._patience)
            yield
        finally:
            with self._moved:
                self._line.remove(place)
                self._moved.notify_all()
