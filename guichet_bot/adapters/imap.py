"""A folder of an IMAP server, good or poor, read without disturbing who else reads it."""

import imaplib
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from threading import Event
from typing import Any

from imapclient import IMAPClient, SocketTimeout

from guichet_bot.adapters.imap_filing import Filing, batches, candidates
from guichet_bot.adapters.imap_trouble import BROKEN, REFUSED, told
from guichet_bot.adapters.mailbox import MailboxTrouble
from guichet_bot.clock import elapsed
from guichet_bot.config.settings import Imap

CONNECT_SECONDS = 20.0
READ_SECONDS = 60.0
IDLE_SECONDS = 540.0  # RFC 2177 asks for less than 29 minutes; many home routers forget a silent line after ten
FIRST_IDLE_SECONDS = 1.0
LOOK_AROUND_SECONDS = 0.5  # how often a wait looks whether `stop` was called
FETCH_COUNT = 50
FETCH_BYTES = 8_000_000
UNKNOWN_SIZE = 100_000
SEARCH_SPAN = 50_000  # imaplib refuses an answer line of more than 1,000,000 bytes


class ImapMailbox:
    """`Mailbox` over imapclient. `read_seconds`: how long a silent server is waited for before it is given up."""

    def __init__(self, settings: Imap, *, read_seconds: float = READ_SECONDS) -> None:
        self._settings = settings
        self._read_seconds = read_seconds
        self._stopping = Event()
        self._client: IMAPClient | None = None
        self._filing: Filing | None = None
        self._uidvalidity = 0
        self._uidnext = 0
        self._sizes: dict[int, int] = {}
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

    def open(self) -> None:
        if self._client is not None:
            return
        client = None
        try:
            with told(self._settings):
                client = self._connect()
                self._select(client)
        except MailboxTrouble:
            if client is not None:
                _drop(client)
            raise
        self._client = client

    def uids(self, floor: int, since: date | None = None) -> list[int]:
        found: list[int] = []
        young = ["SINCE", since] if since else []
        with self._talk() as client:
            client.noop()  # Dovecot searches what the session knew before the command
            for criteria in _spans(max(floor, 1), self._uidnext):
                found += client.search(["UID", criteria, "NOT", "DELETED", *young])
        return sorted({uid for uid in found if uid >= floor})  # "9:*" gives 8 when 8 is the last one (RFC 3501)

    def sizes(self, uids: Iterable[int]) -> dict[int, int]:
        found: dict[int, int] = {}
        with self._talk() as client:
            for batch in batches(uids, 500):
                answer = client.fetch(batch, ["RFC822.SIZE"])
                found.update((uid, item[b"RFC822.SIZE"]) for uid, item in answer.items() if b"RFC822.SIZE" in item)
        self._sizes = found
        return dict(found)

    def fetch(self, uids: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        """Fetched by fifties, or fewer when `sizes` has shown that they are large: memory stays flat."""
        for batch in self._by_weight(uids):
            with self._talk() as client:
                answer = client.fetch(batch, ["BODY.PEEK[]"])
            for uid in batch:
                yield uid, answer.pop(uid, {}).get(b"BODY[]") or None

    def heads(self, uids: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        for batch in batches(uids, FETCH_COUNT):
            with self._talk() as client:
                answer = client.fetch(batch, ["BODY.PEEK[HEADER]"])
            for uid in batch:
                yield uid, answer.pop(uid, {}).get(b"BODY[HEADER]") or None

    def file_away(self, uids: Iterable[int]) -> None:
        with self._talk():
            if self._filing is not None:
                self._filing.file_away(uids)

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
            _drop(client)

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

    def _connect(self) -> IMAPClient:
        settings = self._settings
        client = IMAPClient(
            settings.host,
            settings.port,
            ssl=settings.tls == "implicit",
            timeout=SocketTimeout(min(CONNECT_SECONDS, self._read_seconds), self._read_seconds),
        )
        # A command goes out in several writes; without this each waits some 40 ms for the acknowledgement of the last.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if settings.tls == "starttls":
                client.starttls()
            if (settings.user + settings.password).isascii():
                client.login(settings.user, settings.password)
            else:
                client.plain_login(settings.user, settings.password)  # LOGIN takes ASCII only
            client.capabilities()  # asked after the login: many servers show more to those who are in
        except BaseException:
            _drop(client)
            raise
        return client

    def _select(self, client: IMAPClient) -> None:
        answer = self._select_any(client)
        if not answer.get(b"UIDVALIDITY"):
            raise MailboxTrouble(
                f"Le dossier « {self._settings.folder} » n'a pas de numérotation stable (UIDVALIDITY) : "
                "le guichet ne peut pas y suivre les courriers. Choisissez un autre dossier.",
                permanent=True,
            )
        self._uidvalidity = int(answer[b"UIDVALIDITY"])
        self._uidnext = int(answer.get(b"UIDNEXT") or 0) or max(client.search("ALL"), default=0) + 1
        self._filing = Filing(client, self._settings.file_into, answer.get(b"PERMANENTFLAGS"))

    def _select_any(self, client: IMAPClient) -> dict[bytes, Any]:
        name = self._settings.folder
        for candidate in ["INBOX"] if name.upper() == "INBOX" else candidates(client, name):
            try:
                return _select(client, candidate)
            except BROKEN:
                raise
            except REFUSED:
                continue
        raise MailboxTrouble(
            f"Le dossier « {name} » n'existe pas ou n'est pas lisible : vérifiez `folder` dans [desk.imap].",
            permanent=True,
        )

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
        news = False
        with self._talk() as client:
            if _news(client.noop()[1]):  # what IDLE would tell in its first breath, together with its welcome
                return True
            client.idle()
            while not news and not self._stopping.is_set() and (left := end - elapsed()) > 0:
                asked = min(left, LOOK_AROUND_SECONDS)
                since = elapsed()
                heard = client.idle_check(asked)
                # Nothing heard, yet back early: the line was cut, and leaving IDLE will say so.
                news = _news(heard) or (not heard and elapsed() - since < asked / 2)
            _, late = client.idle_done()  # after every check, or the next command mistakes what is still under way
        self._idle_failures = 0
        return news or _news(late)

    def _by_weight(self, uids: Iterable[int]) -> Iterator[list[int]]:
        batch: list[int] = []
        weight = 0
        for uid in uids:
            size = self._sizes.pop(uid, UNKNOWN_SIZE)
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
            _drop(self._client)
            self._client = self._filing = None
            raise


def _select(client: IMAPClient, folder: str) -> dict[bytes, Any]:
    try:
        return dict(client.select_folder(folder))
    except imaplib.IMAP4.readonly:  # no right to change anything: read, and file nothing
        return {**client.select_folder(folder, readonly=True), b"PERMANENTFLAGS": ()}


def _spans(floor: int, uidnext: int) -> Iterator[str]:
    start = floor
    while start + SEARCH_SPAN < uidnext:
        yield f"{start}:{start + SEARCH_SPAN - 1}"
        start += SEARCH_SPAN
    yield f"{start}:*"


def _news(responses: Iterable[tuple[Any, ...]]) -> bool:
    return any(len(response) > 1 and response[1] in {b"EXISTS", b"RECENT"} for response in responses)


def _drop(client: IMAPClient) -> None:
    with suppress(REFUSED, OSError):
        client.shutdown()
