"""What must go after a time: raw mails, personal data of closed questions, counters. A purge that is promised runs.
And what must not be forgotten: whatever waits for a person is told again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from guichet_bot.app import alarm
from guichet_bot.app.gate import BUCKETS, bucket
from guichet_bot.app.setup import Setup
from guichet_bot.core.reports.numbering import LINES_LAST
from guichet_bot.store import heartbeats, raws, retention, stuck, tallies, undo
from guichet_bot.store.engine import Tx

log = structlog.get_logger()
EVERY = timedelta(hours=6)
BATCH = 100  # rows a transaction, so that nobody waits long
UNDO_LASTS = timedelta(days=90)
FORGOTTEN = timedelta(days=2)  # what waits so long for a person is told again
NAME = "housekeeping"


def run_due(setup: Setup, now: datetime) -> bool:
    """Clean up when the last time is long enough ago; whether it did."""
    with setup.store.read() as tx:
        last = heartbeats.all(tx).get(NAME)
    if last is not None and timedelta(0) <= now - last < EVERY:  # a clock that was put back must not stop it
        return False
    done = clean(setup, now)
    remind(setup, now)
    with setup.store.begin() as tx:
        heartbeats.beat(tx, NAME, now)
    if any(done.values()):
        log.info("purged", **done)
    return True


def remind(setup: Setup, now: datetime) -> None:
    """Tell the operator, once a week, what waits for him since days."""
    for desk in setup.names:
        with setup.store.begin() as tx:
            counts = stuck.counts(tx, desk, now - FORGOTTEN)
            if counts:
                alarm.still_waiting(tx, setup, desk, counts, now)


def clean(setup: Setup, now: datetime) -> dict[str, int]:
    """Drop what the configuration no longer lets us keep (0 days = keep for ever); counts by what it was."""
    keep = setup.retention
    done = {"tallies": 0, "digest_lines": 0, "undo": 0, "raw": 0, "letters": 0, "questions": 0, "unrelated": 0}
    with setup.store.begin() as tx:
        done["tallies"] = tallies.prune(tx, bucket(now) - 2 * BUCKETS)
        done["digest_lines"] = retention.drop_digest_lines(tx, now - LINES_LAST)
        done["undo"] = undo.prune(tx, now - UNDO_LASTS)
    if keep.raw_messages:
        before = now - timedelta(days=keep.raw_messages)
        done["raw"] = _all(setup, lambda tx: raws.prune(tx, before, BATCH))
        done["letters"] = _all(setup, lambda tx: retention.wipe_letter_bytes(tx, before, BATCH))
    if keep.identified_questions:
        limit = now - timedelta(days=keep.identified_questions)
        done["questions"] = _all(setup, lambda tx: retention.wipe_questions(tx, limit, BATCH, now))
        done["unrelated"] = _all(setup, lambda tx: retention.wipe_unrelated(tx, limit, BATCH))
    return done


def _all(setup: Setup, batch: Callable[[Tx], int]) -> int:
    """Repeat in transactions of their own until nothing is left; how many rows in all."""
    total = 0
    while True:
        with setup.store.begin() as tx:
            count = batch(tx)
        total += count
        if count < BATCH:
            return total
