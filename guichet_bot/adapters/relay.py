"""What the desk needs of a mail relay, and how the passing on of a letter may end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class OutcomeKind(StrEnum):
    """What an attempt to send a letter came to."""

    SENT = "sent"  # the relay answered 2xx after the content: the letter is its affair now
    LATER = "later"  # certainly not sent; worth another attempt
    FAILED = "failed"  # certainly not sent and never will be: the recipient or the letter is refused
    UNSURE = "unsure"  # the content was under way and no answer came: sent or not, nobody knows
    REFUSED_SENDER = "refused_sender"  # not sent; the relay refuses us, not the recipient: keep the letter, alarm


@dataclass(frozen=True, slots=True)
class Outcome:
    """How `submit` ended. `code` is the SMTP reply code or 0 when there was none; `text` what the relay said."""

    kind: OutcomeKind
    code: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter as fixed bytes. `sender` "" is the null sender; `extra_rcpts` only prove that the letter passed."""

    sender: str
    rcpt: str
    raw: bytes
    extra_rcpts: tuple[str, ...] = ()


class NetworkTrouble(Exception):
    """The relay cannot be used now: connection, TLS or login. Says nothing about any letter. French sentence.

    `permanent` means that time will not mend it: a person must change something.
    """

    def __init__(self, sentence: str, *, permanent: bool = False) -> None:
        super().__init__(sentence)
        self.permanent = permanent


class Relay(Protocol):
    """One connection to a relay, for one task at a time."""

    async def connect(self) -> None:
        """Connect and log in unless that is done. Raises `NetworkTrouble`."""
        ...

    async def submit(self, letter: Outgoing, on_transmitting: Callable[[], Awaitable[None]]) -> Outcome:
        """Pass one letter on; connects when needed.

        `on_transmitting` is awaited before the first byte of content may leave; when it raises, the letter is not
        sent and the exception goes on to the caller.

        Raises:
            NetworkTrouble: no connection could be had; nothing happened to the letter.
        """
        ...

    async def close(self) -> None:
        """Say goodbye and let go of the connection; never raises."""
        ...
