"""Embedded mail servers for the demo: an IMAP mailbox (pymap) and an SMTP relay (aiosmtpd), in memory, on loopback.

Never imported by the service itself.
"""

import asyncio
import threading
from argparse import Namespace
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from aiosmtpd.smtp import SMTP
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Login
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import BuiltinHash

from guichet_bot import clock
from guichet_bot.config.settings import Imap, Smtp

HOST = "127.0.0.1"
USER = "guichet"
PASSWORD = "demo"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that the relay took: envelope and bytes."""

    sender: str
    rcpts: tuple[str, ...]
    raw: bytes


class MailServers:
    """Both servers, in one thread of their own. `on_letter` is called there for every letter the relay takes."""

    def __init__(self, on_letter: Callable[[Letter], None]) -> None:
        self._on_letter = on_letter
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="demo-mail-servers", daemon=True)
        self._ready = threading.Event()
        self._end = asyncio.Event()
        self._trouble: BaseException | None = None
        self._imap_port = 0
        self._smtp_port = 0
        self._inbox: Any = None
        self._talks: set[asyncio.Task[None] | None] = set()

    def start(self) -> None:
        """Listen on free ports; returns when both servers answer."""
        self._thread.start()
        self._ready.wait()
        if self._trouble is not None:
            raise self._trouble

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(5)

    def imap(self, poll_seconds: float = 1) -> Imap:
        """How the desk reaches its mailbox."""
        return Imap(HOST, USER, PASSWORD, self._imap_port, tls="none", poll_seconds=poll_seconds, start_from="all")

    def smtp(self, connections: int = 1) -> Smtp:
        """How the desk reaches its relay."""
        return Smtp(HOST, self._smtp_port, tls="none", per_minute=0, connections=connections)

    def deliver(self, raw: bytes) -> None:
        """Put a mail into the desk's INBOX, as its provider would. From any thread, `on_letter` included."""
        message = AppendMessage(raw, clock.now(), frozenset())
        done = asyncio.run_coroutine_threadsafe(self._inbox.append(message, recent=True), self._loop)
        if threading.current_thread() is not self._thread:  # there it is done as soon as `on_letter` returns
            done.result(10)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Called by aiosmtpd with a whole letter."""
        self._on_letter(Letter((envelope.mail_from or "").strip("<>"), tuple(envelope.rcpt_tos), envelope.content))
        return "250 2.0.0 accepté"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as error:
            self._trouble = error
        finally:
            self._ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        async with AsyncExitStack() as stack:
            imap = await asyncio.start_server(await self._mailbox(stack), HOST, 0)
            smtp = await self._loop.create_server(self._relay, HOST, 0)
            self._imap_port = imap.sockets[0].getsockname()[1]
            self._smtp_port = smtp.sockets[0].getsockname()[1]
            self._ready.set()
            await self._end.wait()
            imap.close()
            smtp.close()
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    def _relay(self) -> SMTP:
        return SMTP(self, hostname="relais.example", data_size_limit=50_000_000, enable_SMTPUTF8=True)

    async def _mailbox(self, stack: AsyncExitStack) -> Any:
        args = Namespace(passlib_cfg=None, proxy_protocol=None, inherited_sockets=None)
        config = Config(
            args,
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
            host=HOST,
            port=0,
            tls_enabled=False,
            secure_auth=False,
            hash_context=BuiltinHash(rounds=1),  # a strong one takes a second a login, for a password in this file
        )
        config.apply_context()
        login = Login(config)
        hashed = await Passwords(config).hash_password(PASSWORD)
        await login.demo_user_identity.set(UserMetadata(config, USER, password=hashed))
        backend = DictBackend(login, config)
        await backend.start(stack)
        session = await stack.enter_async_context(login.demo_user_identity.new_session())
        self._inbox = await session.mailbox_set.get_mailbox("INBOX")
        return ProxyProtocolReader(config.proxy_protocol).get_callback(self._kept(IMAPServer(login, config)))

    def _kept(self, server: IMAPServer) -> Callable[..., Coroutine[Any, Any, None]]:
        """Each conversation is started as a task that nobody keeps: Python 3.12 and later collect it half-way."""

        async def talk(*streams: Any) -> None:
            task = asyncio.current_task()
            self._talks.add(task)
            try:
                await server(*streams)
            finally:
                self._talks.discard(task)

        return talk
