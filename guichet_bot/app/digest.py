"""T8: the morning's regular letters, once per desk, recipient and local date."""

from datetime import datetime

from guichet_bot.app.setup import Setup


def run_due(setup: Setup, now: datetime) -> int:
    """Write the regular letters that are due; how many."""
    return 0
