"""What the desk needs of a mailbox, whatever serves it. The mailbox is a delivery lorry; the database is the truth."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol


class MailboxTrouble(Exception):
    """The mailbox cannot be read now; the text is a French sentence that says what to do.

    `permanent` means that time will not mend it: a person must change something (password, folder, TLS).
    """

    def __init__(self, sentence: str, *, permanent: bool = False) -> None:
        super().__init__(sentence)
        self.permanent = permanent


class NoFolder(MailboxTrouble):
    """The server has no such folder."""


class Mailbox(Protocol):
    """One folder of mails, each with a number that never changes while `uidvalidity` stays the same.

    Used by one thread, but for `stop`. Every method but `stop` and `close` may raise `MailboxTrouble`; then the
    mailbox is closed and `open` may be called again.
    """

    @property
    def folder(self) -> str:
        """The folder's name as the configuration gives it."""
        ...

    @property
    def uidvalidity(self) -> int: ...

    @property
    def uidnext(self) -> int:
        """No mail that comes after `open` has a lower uid: the floor of a desk that starts "now"."""
        ...

    @property
    def announced(self) -> int:
        """The uid that the server promised at `open` to its next mail; 0 when it promises none."""
        ...

    @property
    def refused(self) -> list[str]:
        """How a person finds the mails that were asked for and cannot be read, although others can; they are tried
        again now and then."""
        ...

    def open(self) -> None:
        """Connect and select the folder. Opening an open mailbox does nothing."""
        ...

    def uids(self, floor: int, since: date | None = None) -> list[int]:
        """All uids from `floor` on that are in the folder, in order of arrival.

        `since` leaves out what arrived before that day, where the server knows: after a change of uidvalidity no
        floor tells the old mail from the new.
        """
        ...

    def sizes(self, uids: Iterable[int]) -> dict[int, int]:
        """Bytes by uid; mails that have gone meanwhile are left out."""
        ...

    def fetch(self, uids: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        """The raw bytes of each mail, without marking it read.

        None: the server announced the mail but gave no body; leave it for the next round.
        """
        ...

    def heads(self, uids: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        """As `fetch`, but the header fields only, for mails that are too large to be taken in."""
        ...

    def file_away(self, uids: Iterable[int]) -> None:
        """Put mails that are safely stored out of the way, as well as the server allows. Cosmetic."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait for new mail; True when some may have come, False when the time is up or `stop` was called."""
        ...

    def stop(self) -> None:
        """Make `wait` return within a second, now and ever after. May be called from any thread."""
        ...

    def close(self) -> None:
        """Let go of the connection; never raises."""
        ...
