"""`python -m benchmarks.latency`: how soon a question is acknowledged once the mail server says that it is there.

The service runs against a real Dovecot with IDLE. The clock starts when the server tells the service of the
mail, as seen on the wire, and stops when the acknowledgement has reached an SMTP server. Exits 1 when the median is
over 0.2 s.
"""

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

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
        serving(server, smtp.port, wire := Wire(server.port), Path(folder)),
    ):
        taken = [one(server, smtp, wire, buyer, raw) for buyer, raw in questions(options.count + 3)][3:]
    smtp.stop()
    taken.sort()
    median = statistics.median(taken)
    print(f"{len(taken)} questions: median {median:.3f} s, 95 % under {taken[int(0.95 * len(taken))]:.3f} s, "
          f"longest {taken[-1]:.3f} s; limit of the median {LIMIT} s")  # fmt: skip
    return 0 if median <= LIMIT else 1


def one(server: Dovecot, smtp: ScriptedSmtp, wire: "Wire", buyer: str, raw: bytes) -> float:
    """Deliver one question and wait for its acknowledgement: seconds after the notice."""
    wire.notices.clear()
    server.deliver(USER, raw)
    wait(lambda: bool(smtp.to(buyer)), buyer)
    arrived = time.perf_counter()
    time.sleep(1)  # the mail is filed away, and the service is back in IDLE
    return arrived - wire.notices[0]


def wait(until: Callable[[], bool], buyer: str) -> None:
    end = time.perf_counter() + PATIENCE
    while not until():
        if time.perf_counter() > end:
            raise SystemExit(f"Nothing came to {buyer} within {PATIENCE:.0f} s.")
        time.sleep(0.001)


@contextmanager
def serving(server: Dovecot, smtp_port: int, wire: "Wire", folder: Path) -> Iterator[None]:
    """The service in a process of its own, once it waits in IDLE."""
    config = folder / "config.toml"
    text = config_text(server, smtp_port, 1, folder)
    config.write_text(text.replace(f"port = {server.port}\n", f"port = {wire.port}\n"))
    environment = {**os.environ, "BENCH_SECRET": "s" * 40, "BENCH_PASSWORD": server.password}
    program = [sys.executable, "-m", "guichet_bot", "-c", str(config)]
    subprocess.run([*program, "db", "upgrade"], env=environment, check=True, capture_output=True)
    server.maildir(USER)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*program, "run"], env=environment, stdout=log, stderr=log)
    try:
        time.sleep(4)
        yield
    except SystemExit:
        print((folder / "log").read_text()[-4000:], file=sys.stderr)
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


class Wire:
    """Passes bytes between the service and the mail server, and notes when the server told of a new mail."""

    def __init__(self, port: int) -> None:
        self.server = port
        self.notices: list[float] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.door.getsockname()[1])
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):  # the door is closed at the end
            while True:
                client, _ = self.door.accept()
                server = socket.create_connection(("127.0.0.1", self.server))
                for line in (client, server):
                    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self.pass_on, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self.pass_on, args=(server, client, True), daemon=True).start()

    def pass_on(self, source: socket.socket, target: socket.socket, listen: bool) -> None:
        with suppress(OSError):
            while said := source.recv(65536):
                if listen and b" EXISTS" in said:
                    self.notices.append(time.perf_counter())
                target.sendall(said)
            target.shutdown(socket.SHUT_WR)


if __name__ == "__main__":
    sys.exit(main())
