"""A Maildir on this machine as a mailbox: what a local mail server delivers into, or the demo and the tests.

A Maildir has no uids. A mail's uid is made of its unique name, which stays the same when a mail program moves it from
new/ to cur/ or changes its flags. Such uids do not grow, so there is no floor: every mail in the folder counts.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import Event

from guichet_bot.adapters.mailbox import MailboxTrouble
from guichet_bot.clock import elapsed
from guichet_bot.config.settings import Maildir
from guichet_bot.core.files import why

DONE = ".Traite"  # a subfolder that mail programs show (Maildir++), so that the folder that is read stays small
PARTS = ("new", "cur", "tmp")
LOOK_SECONDS = 0.2
HEAD_BYTES = 200_000
_END_OF_HEAD = re.compile(rb"(?<=\n)\r?\n")


class MaildirMailbox:
    """`Mailbox` over a Maildir, which is made when it does not exist."""

    def __init__(self, settings: Maildir) -> None:
        self._path = settings.path
        self._files: dict[int, Path] = {}
        self._refused: set[int] = set()
        self._seen_at = 0
        self._stopping = Event()

    @property
    def folder(self) -> str:
        return str(self._path)

    @property
    def uidvalidity(self) -> int:
        return 1

    @property
    def uidnext(self) -> int:
        return 1  # no floor: see the head of this module

    @property
    def announced(self) -> int:
        return 0

    @property
    def refused(self) -> list[str]:
        return sorted(str(self._files[uid]) for uid in self._refused if uid in self._files)

    def open(self) -> None:
        try:
            for folder in (self._path, self._path / DONE):
                for part in PARTS:
                    (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._path / DONE / "maildirfolder").touch()
            self._list()
        except OSError as error:
            raise self._trouble(error) from error

    def uids(self, floor: int, since: date | None = None) -> list[int]:
        try:
            self._list()
        except OSError as error:
            raise self._trouble(error) from error
        return list(self._files)

    def sizes(self, uids: Iterable[int]) -> dict[int, int]:
        found = {}
        for uid in uids:
            with suppress(FileNotFoundError):
                found[uid] = self._current(uid).stat().st_size
        return found

    def fetch(self, uids: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        for uid in uids:
            yield uid, self._read(uid, -1)

    def heads(self, uids: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        for uid in uids:
            raw = self._read(uid, HEAD_BYTES)
            yield uid, raw and _END_OF_HEAD.split(raw, maxsplit=1)[0]

    def file_away(self, uids: Iterable[int]) -> None:
        for uid in uids:
            with suppress(OSError):
                path = self._current(uid)
                path.rename(self._path / DONE / "cur" / _with_flag(path.name, "S"))
                self._files.pop(uid, None)

    def wait(self, seconds: float) -> bool:
        end = elapsed() + seconds
        while not self._stopping.is_set():
            if self._changed_at() != self._seen_at:
                return True
            left = end - elapsed()
            if left <= 0:
                return False
            self._stopping.wait(min(left, LOOK_SECONDS))
        return False

    def stop(self) -> None:
        self._stopping.set()

    def close(self) -> None:
        self._files = {}

    def _list(self) -> None:
        self._seen_at = self._changed_at()  # read before the listing: what comes during it is looked at again
        found: list[tuple[str, Path]] = []
        for part in ("new", "cur"):
            with os.scandir(self._path / part) as entries:
                found += [(_unique(entry.name), Path(entry.path)) for entry in entries if entry.name[0] != "."]
        self._files = {_uid(name): path for name, path in sorted(found)}

    def _read(self, uid: int, size: int) -> bytes | None:
        try:
            with self._current(uid).open("rb") as file:
                self._refused.discard(uid)
                return file.read(size) or None
        except FileNotFoundError:
            return None  # taken away by a person meanwhile
        except OSError:
            self._refused.add(uid)  # without the right to read it, or no file at all: the others can be read
            return None

    def _current(self, uid: int) -> Path:
        """Where the mail is now; a mail program may have moved it since the last listing."""
        path = self._files.get(uid)
        if path is None or not path.exists():
            self._list()
        try:
            return self._files[uid]
        except KeyError:
            raise FileNotFoundError(uid) from None

    def _changed_at(self) -> int:
        try:
            return (self._path / "new").stat().st_mtime_ns
        except OSError as error:
            raise self._trouble(error) from error

    def _trouble(self, error: OSError) -> MailboxTrouble:
        return MailboxTrouble(
            f"Le dossier de courrier « {self._path} » n'est pas lisible ({why(error)}) : "
            "vérifiez `path` dans [desk.maildir] et les droits du compte qui fait tourner le guichet."
        )


def _unique(name: str) -> str:
    return name.partition(":")[0]


def _uid(unique: str) -> int:
    """63 bits, so that it fits a signed database integer."""
    return int.from_bytes(sha256(unique.encode("utf-8", "surrogateescape")).digest()[:8]) >> 1


def _with_flag(name: str, flag: str) -> str:
    unique, _, info = name.partition(":2,")
    return f"{unique}:2,{''.join(sorted({*info, flag}))}"
