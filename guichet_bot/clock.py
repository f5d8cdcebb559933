"""The only reader of the clock. Everything else is given `now`."""

from datetime import UTC, datetime
from time import monotonic


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def elapsed() -> float:
    """Seconds on a clock that never goes back, for time-outs and rates."""
    return monotonic()
