"""Rows that decisions have made and that no later statement of their transaction needs to read: written together."""

from collections.abc import Iterable
from datetime import datetime

from guichet_bot.app import gate
from guichet_bot.app.office import Offices
from guichet_bot.app.setup import Setup
from guichet_bot.core.model import Timer
from guichet_bot.store import events, refs, timers
from guichet_bot.store.engine import Tx
from guichet_bot.store.events import NewEvent
from guichet_bot.store.outbox import NewLetter


class Pending:
    """Timers, letters, references and events of one transaction, each kind written in one statement.

    Whoever reads one of these tables within the transaction calls `write` first, and the last word is `write` too.
    """

    def __init__(self, tx: Tx, setup: Setup, offices: Offices, now: datetime) -> None:
        self.tx, self.setup, self.offices, self.now = tx, setup, offices, now
        self._timers: list[Timer] = []
        self._letters: dict[str, list[NewLetter]] = {}
        self._refs: dict[str, list[tuple[str, int]]] = {}
        self._events: list[NewEvent] = []

    def take(
        self,
        desk: str,
        set_timers: Iterable[Timer],
        letters: Iterable[NewLetter],
        found: Iterable[tuple[str, int]],
        happened: Iterable[NewEvent],
    ) -> None:
        """Keep the rows of one decision; `found`: Message-IDs with their question."""
        self._timers += set_timers
        self._letters.setdefault(desk, []).extend(letters)
        self._refs.setdefault(desk, []).extend(found)
        self._events += happened

    def write(self) -> None:
        """Write all of it, letters through the gate in the order of their decisions, events last."""
        timers.set_many(self.tx, self._timers)
        for desk, letters in sorted((desk, letters) for desk, letters in self._letters.items() if letters):
            gate.let_through(self.tx, self.setup, self.offices.of(desk), letters, self.now)
        for desk, found in sorted(self._refs.items()):
            refs.add(self.tx, desk, found)
        events.add_many(self.tx, self._events)
        self._timers, self._letters, self._refs, self._events = [], {}, {}, []
