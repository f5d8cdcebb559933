"""The numbers by which lines of a digest are named in an answer."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import chain, count

LINES_LAST = timedelta(days=14)  # how long the numbers of a digest resolve
LARGEST = 999


class Numbering:
    """Numbers for one recipient's digest, from what the lines of `LINES_LAST` stand for ("3" -> "RO-2026-0042").

    A question keeps its number for as long as it appears. A new one gets the next after the highest in use, and
    numbering starts again at 1 after 999 or after `LINES_LAST` without a digest: an answer to an old digest then meets
    an unknown number far sooner than another question. `shown` is what this digest shows.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self.shown: dict[str, str] = {}
        self._taken = {int(line) for line in known}
        self._numbers = {number: line for line, number in sorted(known.items(), key=lambda item: int(item[0]))}

    def of(self, number: str) -> int:
        """The line number of the question with this number."""
        line = self._numbers.get(number)
        if line is None:
            line = self._numbers[number] = str(self._next())
            self._taken.add(int(line))
        self.shown[line] = number
        return int(line)

    def _next(self) -> int:
        highest = max(self._taken, default=0)
        order = chain(range(highest + 1, LARGEST + 1), range(1, LARGEST + 1), count(LARGEST + 1))
        return next(line for line in order if line not in self._taken)
