"""Putting stored mails out of the way on any IMAP server. Cosmetic: the database already knows what was read.

Never a plain EXPUNGE: it would destroy what other people flagged in their own mail program.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from imapclient import DELETED, SEEN, IMAPClient

from guichet_bot.adapters.imap_trouble import BROKEN, REFUSED

BATCH = 50  # MOVE by fifties is forty times faster than one by one in a large folder
DONE = b"$GuichetDone"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to file: what it does in French, and the deed."""

    said: str
    file: Callable[[list[int]], None]


class Filing:
    """The ways to file on this connection, best first; a way that the server refuses is left for the next one."""

    def __init__(self, client: IMAPClient, target: str, permanent_flags: Sequence[bytes] | None) -> None:
        """`target` is the folder to file into, "" for none; `permanent_flags` as SELECT gave them, None = unsaid."""
        self._client = client
        self._wanted = target
        self._target = ""
        self._flagged: set[int] = set()  # filed by a flag they stay in the folder: once each is enough
        self._ways = self._possible(permanent_flags)

    def file_away(self, uids: Iterable[int]) -> None:
        """File by fifties. Raises only when the connection itself breaks."""
        for batch in batches(uids, BATCH):
            self._file(batch)

    @property
    def how(self) -> str:
        """How mails are filed, for `check --online`."""
        if not self._ways:
            return "les courriers traités restent où ils sont"
        return self._ways[0].said

    def _file(self, uids: list[int]) -> None:
        while self._ways and (left := [uid for uid in uids if uid not in self._flagged]):
            try:
                self._ways[0].file(left)
            except BROKEN:
                raise
            except REFUSED:
                self._ways.pop(0)
            else:
                return

    def _possible(self, flags: Sequence[bytes] | None) -> list[Way]:
        if not self._wanted:
            return []  # the desk leaves the mails as they are
        ways: list[Way] = []
        if flags is None or DELETED in flags:
            if self._client.has_capability("MOVE"):
                ways.append(Way(f"les courriers traités sont déplacés dans « {self._wanted} »", self._move))
            said = f"les courriers traités sont recopiés dans « {self._wanted} », puis marqués comme effacés"
            ways.append(Way(said, self._copy))
        if flags is None or rb"\*" in flags or DONE in flags:
            ways.append(Way("les courriers traités reçoivent le mot-clé $GuichetDone", self._flag(DONE)))
        if flags is None or SEEN in flags:
            ways.append(Way("les courriers traités sont marqués comme lus", self._flag(SEEN)))
        return ways

    def _move(self, uids: list[int]) -> None:
        self._client.move(uids, self._folder())

    def _copy(self, uids: list[int]) -> None:
        self._client.copy(uids, self._folder())
        try:
            self._client.add_flags(uids, DELETED, silent=True)
            if self._client.has_capability("UIDPLUS"):
                self._client.uid_expunge(uids)
        except REFUSED:
            self._flagged.update(uids)  # the copy is there: another one at each round would fill the mailbox
            raise

    def _flag(self, flag: bytes) -> Callable[[list[int]], None]:
        def file(uids: list[int]) -> None:
            self._client.add_flags(uids, flag, silent=True)
            self._flagged.update(uids)

        return file

    def _folder(self) -> str:
        """The target as the server names it, created when it is missing."""
        if not self._target:
            names = candidates(self._client, self._wanted)
            self._target = next((name for name in names if _usable(self._client, name)), "") or self._create(names)
        return self._target

    def _create(self, names: list[str]) -> str:
        for name in names[:-1]:
            try:
                self._client.create_folder(name)
            except BROKEN:
                raise
            except REFUSED:
                continue
            return name
        self._client.create_folder(names[-1])
        return names[-1]


def batches(uids: Iterable[int], size: int) -> Iterator[list[int]]:
    """The uids in lists of at most `size`."""
    rest = iter(uids)
    while batch := list(islice(rest, size)):
        yield batch


def _usable(client: IMAPClient, name: str) -> bool:
    unusable = {rb"\nonexistent", rb"\noselect"}
    return any(not unusable & {flag.lower() for flag in flags} for flags, _, _ in client.list_folders("", name))


def candidates(client: IMAPClient, name: str) -> list[str]:
    """How the server may call the folder that the configuration calls `name`, with "/" between its levels.

    Servers differ in the separator and may want everything under a prefix such as "INBOX." (RFC 2342).
    """
    prefix, separator = _namespace(client)
    local = name.replace("/", separator) if separator else name
    if prefix and not local.upper().startswith(prefix.upper()) and local.upper() != "INBOX":
        return [prefix + local, local]
    return [local] if prefix or not separator else [local, f"INBOX{separator}{local}"]


def _namespace(client: IMAPClient) -> tuple[str, str]:
    """Prefix of the user's own folders and the separator; both "" when the server says nothing."""
    if client.has_capability("NAMESPACE"):
        personal: Any = client.namespace().personal
        if personal:
            prefix, separator = personal[0]
            return str(prefix or ""), str(separator or "")
    for _flags, separator, _name in client.list_folders("", ""):
        if separator:
            return "", separator.decode("ascii", "replace") if isinstance(separator, bytes) else str(separator)
    return "", ""
