"""`python -m benchmarks.tick`: what due timers cost with 1,000 and with 100,000 closed questions in the store.

The same questions fall due in both: reminders, then lapsed offers that go to the next expert. Exits 1 when the large
store costs 1.5 times as much or more (issue 3).
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from benchmarks.questions import questions
from guichet_bot import service
from guichet_bot.app import handle, receive, tick
from guichet_bot.app.setup import Setup
from guichet_bot.config.settings import DeskSettings, Retention, Service, Settings
from guichet_bot.core.model import Coordinator, Desk, Expert

LIMIT = 1.5
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Paris
PAST = START - timedelta(days=60)
EXPERTS = 40
SENT = "UPDATE outbox SET state = 'sent', sent_at = created_at WHERE state = 'queued'"
# One closed question with all that hangs on it, copied: these columns make each copy another one.
COPIES = {
    "question": {"id": "1000 + n", "number": "'BN-old-' || n"},
    "entry": {"id": None, "question_id": "1000 + n"},
    "offer": {"id": None, "question_id": "1000 + n"},
    "event": {"id": None, "question_id": "1000 + n"},
    "inbound": {"id": None, "question_id": "1000 + n", "uid": "uid + n", "dedup": "dedup || n"},
    "outbox": {
        "id": None,
        "question_id": "1000 + n",
        "key": "key || n",
        "message_id": "message_id || n",
        "raw": "substr(raw, 1, 300)",  # letters of old questions lose their bytes
    },
    "message_ref": {"question_id": "1000 + n", "message_id": "message_id || n"},
}


def main() -> int:
    asked = argparse.ArgumentParser(description="Tick with few and with many closed questions.")
    asked.add_argument("--due", type=int, default=100, help="open questions whose timers fall due")
    asked.add_argument("--rounds", type=int, default=3, help="repetitions; the fastest counts")
    asked.add_argument("--closed", type=int, nargs=2, default=[1000, 100_000], metavar=("FEW", "MANY"))
    options = asked.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    costs = []
    print("closed questions   timers   ms CPU a timer")
    with tempfile.TemporaryDirectory() as folder:
        for closed in options.closed:
            store = Path(folder) / f"{closed}.db"
            prepare(store, closed, options.due)
            cost, acted = min(measure(store, Path(folder) / "run.db") for _ in range(options.rounds))
            costs.append(cost)
            print(f"{closed:16,}   {acted:6,}   {cost:14.2f}", flush=True)
    ratio = costs[1] / costs[0]
    print(f"ratio {ratio:.2f}, limit {LIMIT}")
    return 0 if ratio < LIMIT else 1


def desk(store: Path) -> Setup:
    """A desk whose experts may be asked without end, so that every lapse finds the next one."""
    experts = tuple(
        Expert(f"expert{number}@mairie.example", ceiling_open=10**6, ceiling_month=10**6) for number in range(EXPERTS)
    )
    one = Desk(
        "bench",
        "BN",
        "Guichet d'essai",
        "guichet@resocc.example",
        (b"a secret of the benchmark, long",),
        coordinators=(Coordinator("camille@resocc.example"),),
    )
    settings = Settings(store.parent, f"sqlite:///{store}", Service(), Retention(), (DeskSettings(one, experts),))
    return service.build(settings, START)


def prepare(store: Path, closed: int, due: int) -> None:
    """A store with so many closed questions of the last months, and `due` that were asked just now."""
    setup = desk(store)
    mails = [raw for _, raw in questions(due + 1)]
    take(setup, mails[:1], PAST)
    setup.store.close()
    over(store)
    multiply(store, closed)
    setup = desk(store)
    take(setup, mails[1:], START)
    setup.store.close()
    with closing(sqlite3.connect(store)) as db, db:
        db.execute(SENT)


def take(setup: Setup, mails: list[bytes], now: datetime) -> None:
    for raw in mails:
        receive.from_pipe(setup.store, "bench", raw, now)
    while handle.handle_batch(setup, now):
        pass


def over(store: Path) -> None:
    """The only question is closed: as after an answer and its thanks."""
    with closing(sqlite3.connect(store)) as db, db:
        db.execute("DELETE FROM timer")
        db.execute(
            "INSERT INTO entry (question_id, at, kind, role, author, text) "
            "SELECT question_id, at, 'answer', 'expert', 'expert0@mairie.example', 'Oui.' FROM entry"
        )
        db.execute("UPDATE question SET state = 'closed', closed_at = opened_at, answered_at = opened_at")
        db.execute("UPDATE offer SET state = 'answered', ended_at = offered_at")
        db.execute(SENT)


def multiply(store: Path, count: int) -> None:
    with closing(sqlite3.connect(store)) as db, db:
        db.execute("CREATE TEMP TABLE numbers AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r "
                   f"WHERE n < {count - 1}) SELECT n FROM r")  # fmt: skip
        for table, changed in COPIES.items():
            columns = [
                row[1] for row in db.execute(f"PRAGMA table_info({table})") if changed.get(row[1], "") is not None
            ]
            values = ", ".join(changed.get(name) or name for name in columns)
            db.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}, numbers")


def measure(store: Path, copy: Path) -> tuple[float, int]:
    """(ms of CPU a timer, timers) for the reminders and then the lapses, on a fresh copy."""
    shutil.copy(store, copy)
    setup, acted, seconds = desk(copy), 0, 0.0
    for now in (START + timedelta(hours=5, minutes=30), START + timedelta(days=1, minutes=10)):
        spent, count = timed(lambda now=now: tick.tick(setup, now, 10**6))  # type: ignore[misc]
        seconds, acted = seconds + spent, acted + count
    setup.store.close()
    for path in copy.parent.glob(f"{copy.name}*"):
        path.unlink()
    return 1000 * seconds / acted, acted


def timed(work: Callable[[], int]) -> tuple[float, int]:
    began = time.process_time()
    count = work()
    return time.process_time() - began, count


if __name__ == "__main__":
    sys.exit(main())
