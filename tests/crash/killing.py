"""Death at a chosen instant: the program's steps are wrapped from outside, and the n-th of one kind ends the process.

A step is a transaction that writes (T1 to T8, named by the function that owns it), a talk with the mailbox, or a phase
of SMTP. "before" a transaction means: everything is executed and nothing is committed yet.
"""

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from aiosmtplib import SMTP
from imapclient import IMAPClient

from guichet_bot.adapters.imap import ImapMailbox
from guichet_bot.adapters.maildir import MaildirMailbox
from guichet_bot.store import inbound, outbox, timers
from guichet_bot.store.engine import Store, Tx

OWNERS = {
    ("receive", "look"): "contact",
    ("receive", "store_batch"): "T1",
    ("receive", "from_pipe"): "T1",
    ("handle", "handle_batch"): "T2",
    ("handle", "_together"): "T3",
    ("deliver", "claim"): "T4",
    ("outcomes", "settle_expired"): "expired",
    ("tick", "_next"): "T7",
}
NOT_A_STEP = "-"


@dataclass
class Steps:
    """Counts the steps of this process; `at(step, when, n)` is where it dies."""

    step: str = ""
    when: str = ""
    n: int = 0
    passed: Counter[tuple[str, str]] = field(default_factory=Counter)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def reach(self, step: str, when: str) -> None:
        with self.guard:
            self.passed[step, when] += 1
            if (step, when) == (self.step, self.when) and self.passed[step, when] == self.n:
                os.kill(os.getpid(), signal.SIGKILL)


class Claims(threading.local):
    """Whether the last claim of this thread brought nothing: such a transaction is no step, and there are many."""

    empty = False


def wrap(steps: Steps) -> None:
    """From here on every step of this process is counted."""
    claims = Claims()
    _transactions(steps, claims)
    for module, name in ((inbound, "claim"), (outbox, "claim"), (outbox, "expired"), (timers, "claim_due")):
        setattr(module, name, _noting(getattr(module, name), claims))
    for phase in ("connect", "mail", "rcpt", "data"):
        setattr(SMTP, phase, _awaiting(getattr(SMTP, phase), phase, steps))
    for owner in (MaildirMailbox, ImapMailbox):
        owner.fetch = _yielding(owner.fetch, steps)
        owner.file_away = _calling(owner.file_away, "file_away", steps)
    for name in ("select_folder", "create_folder", "move", "copy", "add_flags", "uid_expunge"):
        setattr(IMAPClient, name, _calling(getattr(IMAPClient, name), f"imap.{name}", steps))
    Path.rename = _calling(Path.rename, "rename", steps)


def _transactions(steps: Steps, claims: Claims) -> None:
    original = Store._transaction

    @contextmanager
    def dying(self: Store, begin: str, turn: AbstractContextManager[None]) -> Iterator[Tx]:
        name = _name(sys._getframe(1)) if begin == "BEGIN IMMEDIATE" else NOT_A_STEP
        claims.empty = False
        with original(self, begin, turn) as tx:
            yield tx
            counts = name != NOT_A_STEP and not claims.empty
            if counts:
                steps.reach(name, "before")
        if counts:
            steps.reach(name, "after")

    Store._transaction = dying


def _name(frame: FrameType | None) -> str:
    """Which transaction this is, from the function of the program that opened it."""
    while frame is not None and frame.f_globals["__name__"] in {"contextlib", "guichet_bot.store.engine"}:
        frame = frame.f_back
    if frame is None:
        return NOT_A_STEP
    module, function = frame.f_globals["__name__"].rpartition(".")[2], frame.f_code.co_name
    if module == "journal":
        marks = {getattr(mark, "__qualname__", "") for mark in frame.f_locals["marks"]}
        return "T5" if marks == {"Delivery.transmitting.<locals>.mark"} else "T6"
    if module == "digest":
        return "T8"
    return OWNERS.get((module, function), f"{module}.{function}")


def _noting(function: Callable[..., Any], claims: Claims) -> Callable[..., Any]:
    def noted(*args: Any, **more: Any) -> Any:
        found = function(*args, **more)
        claims.empty = not found
        return found

    return noted


def _calling(function: Callable[..., Any], step: str, steps: Steps) -> Callable[..., Any]:
    def called(*args: Any, **more: Any) -> Any:
        steps.reach(step, "before")
        result = function(*args, **more)
        steps.reach(step, "after")
        return result

    return called


def _awaiting(function: Callable[..., Any], step: str, steps: Steps) -> Callable[..., Any]:
    async def awaited(*args: Any, **more: Any) -> Any:
        steps.reach(step, "before")
        result = await function(*args, **more)
        steps.reach(step, "after")
        return result

    return awaited


def _yielding(function: Callable[..., Any], steps: Steps) -> Callable[..., Any]:
    def fetched(*args: Any, **more: Any) -> Any:
        steps.reach("fetch", "before")
        for one in function(*args, **more):
            yield one
            steps.reach("fetch", "after")

    return fetched
