"""`python -m benchmarks.latency`: how soon a question is acknowledged once the mail server says that it is there.

The service runs against a real Dovecot with IDLE. The clock starts when another client in IDLE on the same mailbox is
told of the mail, and stops when the acknowledgement has reached an SMTP server. Exits 1 when the median is over 0.2 s.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from imapclient import IMAPClient

from benchmarks.dovecot import dovecot
from benchmarks.drain import USER, config_text
from benchmarks.questions import questions
from tests.fixtures.dovecot import Dovecot
from tests.fixtures.smtp import ScriptedSmtp

LIMIT = 0.2  # seconds, median
PATIENCE = 30.0


def main() -> int:
    asked = argparse.ArgumentParser(description="From the server's notice to the acknowledgement.")
    asked.add_argument("--count", type=int, default=30, help="questions, one after the other")
    options = asked.parse_args()
    smtp = ScriptedSmtp()
    smtp.start()
    with (
        dovecot() as server,
        tempfile.TemporaryDirectory() as folder,
        serving(server, smtp.port, Path(folder)),
        listening(server) as notices,
    ):
        taken = [one(server, smtp, notices, buyer, raw) for buyer, raw in questions(options.count + 3)][3:]
    smtp.stop()
    taken.sort()
    median = statistics.median(taken)
    print(f"{len(taken)} questions: median {median:.3f} s, 95 % under {taken[int(0.95 * len(taken))]:.3f} s, "
          f"longest {taken[-1]:.3f} s; limit of the median {LIMIT} s")  # fmt: skip
    return 0 if median <= LIMIT else 1


def one(server: Dovecot, smtp: ScriptedSmtp, notices: list[float], buyer: str, raw: bytes) -> float:
    """Deliver one question and wait for its acknowledgement: seconds after the notice."""
    told = len(notices)
    server.deliver(USER, raw)
    wait(lambda: bool(smtp.to(buyer)))
    arrived = time.perf_counter()
    wait(lambda: len(notices) > told)
    time.sleep(0.3)  # the mail is filed away, and everybody is back in IDLE
    return arrived - notices[told]


def wait(until: Callable[[], bool]) -> None:
    end = time.perf_counter() + PATIENCE
    while not until():
        if time.perf_counter() > end:
            raise SystemExit(f"Nothing came within {PATIENCE:.0f} s.")
        time.sleep(0.0005)


@contextmanager
def serving(server: Dovecot, smtp_port: int, folder: Path) -> Iterator[None]:
    """The service in a process of its own, once it waits in IDLE."""
    config = folder / "config.toml"
    config.write_text(config_text(server, smtp_port, 1, folder))
    environment = {**os.environ, "BENCH_SECRET": "s" * 40, "BENCH_PASSWORD": server.password}
    program = [sys.executable, "-m", "guichet_bot", "-c", str(config)]
    subprocess.run([*program, "db", "upgrade"], env=environment, check=True, capture_output=True)
    server.maildir(USER)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*program, "run"], env=environment, stdout=log, stderr=log)
    try:
        time.sleep(4)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextmanager
def listening(server: Dovecot) -> Iterator[list[float]]:
    """Another client in IDLE: when it was told of each new mail."""
    notices: list[float] = []
    ended = threading.Event()
    client = IMAPClient("127.0.0.1", server.port, ssl=False)
    client.login(USER, server.password)
    client.select_folder("INBOX", readonly=True)
    client.idle()

    def listen() -> None:
        while not ended.is_set():
            said = client.idle_check(timeout=0.5)
            at = time.perf_counter()
            notices.extend(at for answer in said if answer[1:] == (b"EXISTS",) and answer[0])

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield notices
    finally:
        ended.set()
        thread.join(5)
        client.shutdown()


if __name__ == "__main__":
    sys.exit(main())
