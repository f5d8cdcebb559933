"""Runs the desk in children that may die: imports and rules are loaded once, and every job is a fork of that.

Started as a program. Each line of input is a `Job` (pickle in base64), each line of output how its child ended: its
exit status, or minus the signal that killed it. Nothing here ever starts a thread before the fork.
"""

import base64
import os
import pickle
import subprocess
import sys
import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from guichet_bot import service
from guichet_bot.adapters import chart
from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.adapters.templates import Templates
from guichet_bot.config.settings import Settings
from guichet_bot.core.effects import LetterKind
from guichet_bot.core.letters.samples import sample
from tests.crash.killing import Steps, wrap

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Job:
    """Run the desk once at each of these instants, and die at the n-th `step` ("" = live)."""

    settings: Settings
    at: tuple[datetime, ...]
    step: str = ""
    when: str = ""
    n: int = 0


class ForkServer:
    """The other side: `run` gives a job's exit status."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.forkserver"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, job: Job) -> int:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(base64.b64encode(pickle.dumps(job)) + b"\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


def child(job: Job) -> int:
    """One life of the program."""
    wrap(Steps(job.step, job.when, job.n))
    setup = service.build(job.settings, job.at[0])
    for now in job.at:
        service.once(setup, lambda now=now: now)  # type: ignore[misc]
    setup.store.close()
    return 0


def load_once() -> None:
    """What every child would do again: read the rules, compile the templates, draw the chart (which proves nothing
    here)."""
    rules, templates = load_rules(None, "resocc"), Templates(None)
    for kind in LetterKind:
        templates.render(kind, "resocc", "fr", sample(kind))
    service.load_rules = lambda *_: rules
    service.Templates = lambda *_: templates  # type: ignore[assignment,misc]
    chart.draw = lambda *_: None


def main() -> None:
    load_once()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the program logs goes where errors go
    for line in sys.stdin.buffer:
        pid = os.fork()
        if not pid:
            status = 1
            try:
                status = child(pickle.loads(base64.b64decode(line)))
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


if __name__ == "__main__":
    main()
