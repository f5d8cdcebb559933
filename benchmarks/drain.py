"""`python -m benchmarks.drain --connections 8`: how fast `guichet-bot once` empties a full mailbox.

Questions lie in a real Dovecot; each makes two letters (to the buyer, to an expert) for an SMTP sink. The bare loop of
`benchmarks.bare` does the least that could be called the same work, on the same servers in the same run. Two relays are
played: one that takes a letter at once, as none does, and one that takes 20 ms to make a letter safe.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import bare
from benchmarks.dovecot import dovecot, fill
from benchmarks.questions import DESK
from benchmarks.sink import Running, sink
from tests.fixtures.dovecot import Dovecot

USER = "guichet"
EXPERTS = 40


@dataclass(frozen=True, slots=True)
class Run:
    """`seconds` from start to end of the process, `letters` that the sink took, `peak_mb` of resident memory."""

    seconds: float
    letters: int
    peak_mb: float


def main() -> None:
    asked = argparse.ArgumentParser(description="Drain a full mailbox with `once` and with a bare loop.")
    asked.add_argument("--connections", type=int, default=8, help="kept connections to the relay, of both")
    asked.add_argument("--count", type=int, action="append", help="questions; may be repeated (1000 and 10000)")
    asked.add_argument("--relay-ms", type=float, action="append", help="time the relay takes a letter (0 and 20)")
    options = asked.parse_args()
    print("questions  relay  bare loop   once        ratio  letters  peak memory")
    for relay_ms in options.relay_ms or [0, 20]:
        for count in options.count or [1000, 10_000]:
            _compare(count, relay_ms, options.connections)


def _compare(count: int, relay_ms: float, connections: int) -> None:
    with dovecot() as server, sink(relay_ms) as relay, tempfile.TemporaryDirectory() as folder:
        fill(server, "bare", count)
        fill(server, USER, count)
        least = bare.drain(server.port, "bare", server.password, relay.port, connections, Path(folder))
        run = _once(server, relay, connections, Path(folder))
        left = server.folders(USER)["INBOX"]
    print(
        f"{count:9,}  {relay_ms:2.0f} ms  {count / least:6.0f}/s   {count / run.seconds:6.1f}/s   "
        f"{least / run.seconds:7.2f}  "
        f"{run.letters:7,}  {run.peak_mb:5.0f} MB" + (f"  ({left} mails left behind)" if left else ""),
        flush=True,
    )


def _once(server: Dovecot, relay: Running, connections: int, folder: Path) -> Run:
    config = folder / "config.toml"
    config.write_text(config_text(server, relay.port, connections, folder))
    environment = {**os.environ, "BENCH_SECRET": "s" * 40, "BENCH_PASSWORD": server.password}
    program = [sys.executable, "-m", "guichet_bot", "-c", str(config)]
    subprocess.run([*program, "db", "upgrade"], env=environment, check=True, capture_output=True)
    before, since = relay.letters(), time.perf_counter()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*program, "once"], env=environment, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - since
    letters = relay.letters() - before
    if os.waitstatus_to_exitcode(status) or not letters:
        print((folder / "log").read_text()[-4000:], file=sys.stderr)
    return Run(seconds, letters, usage.ru_maxrss / 1024)


def config_text(server: Dovecot, smtp_port: int, connections: int, folder: Path) -> str:
    experts = "\n".join(
        f'[[desk.expert]]\nemail = "expert{number}@mairie.example"\nceiling = {{ open = 100000, month = 100000 }}'
        for number in range(EXPERTS)
    )
    return f"""
[store]
url = "sqlite:///{folder}/desk.db"
[[desk]]
name = "bench"
prefix = "BN"
title = "Guichet d'essai"
address = "{DESK}"
secret_env = "BENCH_SECRET"
[desk.imap]
host = "127.0.0.1"
port = {server.port}
tls = "none"
user = "{USER}"
password_env = "BENCH_PASSWORD"
start_from = "all"
[desk.smtp]
host = "127.0.0.1"
port = {smtp_port}
tls = "none"
per_minute = 0
connections = {connections}
[desk.limits]
letters_per_address = 1000000
letters_per_question = 1000
letters_per_desk = 1000000
[[desk.coordinator]]
email = "coordination@resocc.example"
name = "Camille Roux"
{experts}
"""


if __name__ == "__main__":
    main()
