"""A folder of an IMAP server, good or poor, read without disturbing who else reads it."""

import selectors
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event
from typing import Any

import structlog
from imapclient import IMAPClient

from guichet_bot.adapters.imap_filing import Filing, batches
from guichet_bot.adapters.imap_opening import connect, drop, select
from guichet_bot.adapters.imap_search import present
from guichet_bot.adapters.imap_trouble import REFUSED, told
from guichet_bot.adapters.mailbox import MailboxTrouble
from guichet_bot.clock import elapsed
from guichet_bot.config.settings import Imap

log = structlog.get_logger()
READ_SECONDS = 60.0
IDLE_SECONDS = 540.0  # RFC 2177 asks for less than 29 minutes; many home routers forget a silent line after ten
FIRST_IDLE_SECONDS = 1.0
LOOK_AROUND_SECONDS = 0.5  # how often a wait looks whether `stop` was called
FETCH_COUNT = 50
FETCH_BYTES = 8_000_000
UNKNOWN_SIZE = 100_000
REFUSED_SECONDS = 3_600.0  # before a mail that the server would not give is asked for again
BODILESS_SECONDS = 300.0  # the same for one that it announces and gives without a body: that may pass
MOST_REFUSED = 10  # more of them, and it is the mailbox that is ill


class ImapMailbox:
    """`Mailbox` over imapclient. `read_seconds`: how long a silent server is waited for before it is given up."""

    def __init__(self, settings: Imap, *, read_seconds: float = READ_SECONDS) -> None:
        self._settings = settings
        self._read_seconds = read_seconds
        self._stopping = Event()
        self._client: IMAPClient | None = None
        self._filing: Filing | None = None
        self._uidvalidity = 0
        self._uidnext = self._announced = 0
        self._sizes: dict[int, int] = {}
        self._refused: dict[int, float] = {}  # until when each is not asked for
        self._idle_failures = 0

    @property
    def folder(self) -> str:
        return self._settings.folder

    @property
    def uidvalidity(self) -> int:
        return self._uidvalidity

    @property
    def uidnext(self) -> int:
        return self._uidnext

    @property
    def announced(self) -> int:
        return self._announced

    @property
    def refused(self) -> list[str]:
        return [f"nº {uid}" for uid, until in sorted(self._refused.items()) if until > elapsed()]

    def open(self) -> None:
        if self._client is not None:
            return
        client = None
        try:
            with told(self._settings):
                client = connect(self._settings, self._read_seconds)
                self._select(client)
        except MailboxTrouble:
            if client is not None:
                drop(client)
            raise
        self._client = client

    def uids(self, floor: int, since: date | None = None) -> list[int]:
        with self._talk() as client:
            client.noop()  # Dovecot searches what the session knew before the command
            return present(client, floor, self._uidnext, since)

    def sizes(self, uids: Iterable[int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for batch in batches(uids, 500):
            answer = self._ask(batch, "RFC822.SIZE")
            found.update((uid, item[b"RFC822.SIZE"]) for uid, item in answer.items() if b"RFC822.SIZE" in item)
        self._sizes = found
        return dict(found)

    def fetch(self, uids: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        """Fetched by fifties, or fewer when `sizes` has shown that they are large: memory stays flat."""
        for batch in self._by_weight(uids):
            answer = self._ask(batch, "BODY.PEEK[]")
            for uid in batch:
                yield uid, self._given(uid, answer.pop(uid, None), b"BODY[]")

    def heads(self, uids: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        for batch in batches(uids, FETCH_COUNT):
            answer = self._ask(batch, "BODY.PEEK[HEADER]")
            for uid in batch:
                yield uid, self._given(uid, answer.pop(uid, None), b"BODY[HEADER]")

    def file_away(self, uids: Iterable[int]) -> None:
        """Trouble here keeps back no mail behind these: the line is opened again, and files nothing more."""
        try:
            with self._talk():
                if self._filing is not None:
                    self._filing.file_away(uids)
        except MailboxTrouble as trouble:
            log.warning("filing failed", folder=self.folder, why=str(trouble))
            self._open_again()
            self._filing = None

    def wait(self, seconds: float) -> bool:
        """IDLE where the server knows it and behaves, else a plain wait that ends with True: have a look."""
        if self._stopping.is_set():
            return False
        if not self.idles:
            return not self._stopping.wait(seconds)
        try:
            news = self._idle(seconds)
        except MailboxTrouble:
            self._idle_failures += 1
            raise
        return news and not self._stopping.is_set()

    def stop(self) -> None:
        self._stopping.set()

    def close(self) -> None:
        client, self._client, self._filing = self._client, None, None
        if client is None:
            return
        try:
            client.socket().settimeout(2)
            client.logout()
        except (REFUSED, OSError):
            drop(client)

    @property
    def idles(self) -> bool:
        """Whether `wait` hears of new mail at once. A server on which IDLE failed twice running is polled."""
        allowed = self._settings.idle and self._idle_failures < 2
        return allowed and self._client is not None and self._client.has_capability("IDLE")

    def report(self) -> tuple[str, ...]:
        """What `check --online` tells about the open mailbox, in French."""
        filing = self._filing.how if self._filing else ""
        every = f"{self._settings.poll_seconds:g} secondes"
        news = "le serveur annonce les nouveaux courriers" if self.idles else f"la boîte est relevée toutes les {every}"
        return (f"dossier « {self._settings.folder} » ouvert", news, filing)

    def _select(self, client: IMAPClient) -> None:
        answer = select(client, self._settings)
        if not answer.get(b"UIDVALIDITY"):
            raise MailboxTrouble(
                f"Le dossier « {self._settings.folder} » n'a pas de numérotation stable (UIDVALIDITY) : "
                "le guichet ne peut pas y suivre les courriers. Choisissez un autre dossier.",
                permanent=True,
            )
        if self._uidvalidity != int(answer[b"UIDVALIDITY"]):
            self._refused.clear()
        self._uidvalidity = int(answer[b"UIDVALIDITY"])
        self._announced = int(answer.get(b"UIDNEXT") or 0)
        self._uidnext = self._announced or max(present(client, 1, 0, None), default=0) + 1
        self._filing = Filing(client, self._settings.file_into, answer.get(b"PERMANENTFLAGS"))

    def _idle(self, seconds: float) -> bool:
        """IDLE in rounds until something comes.

        The first round is short: what came just before IDLE may sit in a buffer that no poll sees; leaving IDLE reads
        it.
        """
        end = elapsed() + seconds
        round_seconds = FIRST_IDLE_SECONDS
        while (left := end - elapsed()) > 0 and not self._stopping.is_set():
            if self._idle_round(min(left, round_seconds)):
                return True
            round_seconds = IDLE_SECONDS
        return False

    def _idle_round(self, seconds: float) -> bool:
        end = elapsed() + seconds
        with self._talk() as client:
            if _news(client.noop()[1]):  # what IDLE would tell in its first breath, together with its welcome
                return True
            client.idle()
            while not self._stopping.is_set() and (left := end - elapsed()) > 0:
                if _speaks(client, min(left, LOOK_AROUND_SECONDS)):
                    break
            # What it says is read on leaving: `idle_check` takes a line that has come by half for a broken one.
            _, heard = client.idle_done()
        self._idle_failures = 0
        return _news(heard)

    def _ask(self, batch: list[int], item: str) -> dict[int, dict[bytes, Any]]:
        """What the server gives of these mails. One that it cannot read must not keep back the others: when it refuses
        the batch, or hangs up as Dovecot does, each is asked for alone, and the one to blame is left out."""
        asked = [uid for uid in batch if self._refused.get(uid, 0.0) <= elapsed()]
        with self._endured():
            return self._fetched(asked, item)
        found: dict[int, dict[bytes, Any]] = {}
        for uid in asked:
            for _ in range(2):  # anything may cut a line once
                self._open_again()
                with self._endured():
                    found |= self._fetched([uid], item)
                    break
            else:
                self._blame(uid)
        self._open_again()
        return found

    def _fetched(self, uids: list[int], item: str) -> dict[int, dict[bytes, Any]]:
        with self._talk() as client:
            return dict(client.fetch(uids, [item])) if uids else {}

    @contextmanager
    def _endured(self) -> Iterator[None]:
        """Go on after trouble inside the block, unless it is a silence: that would be waited for each time."""
        try:
            yield
        except MailboxTrouble as trouble:
            if isinstance(trouble.__cause__, TimeoutError):
                raise

    def _open_again(self) -> None:
        before = self._uidvalidity
        self.open()
        if self._uidvalidity != before:  # the uids in hand are those of other mails now
            self.close()
            raise MailboxTrouble("La boîte vient d'être renumérotée par son serveur. Le guichet la relit.")

    def _given(self, uid: int, item: dict[bytes, Any] | None, part: bytes) -> bytes | None:
        """What came of this mail; None when it has gone, or when the server gives NIL or nothing for what has a size.
        It would be asked for at each look and nobody told."""
        got: bytes | None = item.get(part) or None if item else None
        if item is not None and got is None and self._sizes.get(uid) != 0:
            self._refused[uid] = elapsed() + BODILESS_SECONDS
        return got

    def _blame(self, uid: int) -> None:
        self._refused[uid] = elapsed() + REFUSED_SECONDS
        if len(self.refused) > MOST_REFUSED:
            raise MailboxTrouble(
                f"Le serveur IMAP « {self._settings.host} » ne parvient pas à lire plusieurs courriers du dossier "
                f"« {self._settings.folder} » : demandez à l'hébergeur de le réparer.",
                permanent=True,
            )

    def _by_weight(self, uids: Iterable[int]) -> Iterator[list[int]]:
        batch: list[int] = []
        weight = 0
        for uid in uids:
            size = self._sizes.get(uid, UNKNOWN_SIZE)
            if batch and (len(batch) == FETCH_COUNT or weight + size > FETCH_BYTES):
                yield batch
                batch, weight = [], 0
            batch.append(uid)
            weight += size
        if batch:
            yield batch

    @contextmanager
    def _talk(self) -> Iterator[IMAPClient]:
        """The open connection; an error inside the block closes it and becomes a `MailboxTrouble`."""
        if self._client is None:
            raise MailboxTrouble("La boîte n'est pas ouverte.")
        try:
            with told(self._settings):
                yield self._client
        except MailboxTrouble:
            drop(self._client)
            self._client = self._filing = None
            raise


def _speaks(client: IMAPClient, seconds: float) -> bool:
    """Whether the server says something, or hangs up, within this time."""
    with selectors.DefaultSelector() as line:
        line.register(client.socket(), selectors.EVENT_READ)
        return bool(line.select(seconds))


def _news(responses: Iterable[tuple[Any, ...]]) -> bool:
    return any(len(response) > 1 and response[1] in {b"EXISTS", b"RECENT"} for response in responses)
