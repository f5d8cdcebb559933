"""Connections and transactions: one kept connection a thread, the same code on SQLite and PostgreSQL."""

import hashlib
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from guichet_bot.store.turns import Turns

if TYPE_CHECKING:
    from guichet_bot.store.undo import Journal

_BUSY_MS = 10_000  # how long a statement waits for another writer
_WAL_PAUSE_MS = 20
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


class Tx:
    """One open transaction. It never leaves the function that opened it, and nobody awaits inside.

    `journal`: where undo records what rows were before; None while nothing is recorded.
    """

    __slots__ = ("conn", "journal", "postgres")

    def __init__(self, conn: Connection, postgres: bool) -> None:
        self.conn = conn
        self.postgres = postgres
        self.journal: Journal | None = None

    def execute(
        self, statement: sa.Executable, params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run a prepared statement; a list of parameters runs it for each."""
        return self.conn.execute(statement, params)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone alone; the transaction goes on."""
        with self.conn.begin_nested():
            yield

    def lock(self, name: str, shared: bool = False) -> None:
        """Wait until no other transaction holds this name; held to the end of this one.

        SQLite needs nothing: its writers already take turns.
        """
        if self.postgres:
            key = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
            self.conn.execute(_LOCK_SHARED if shared else _LOCK, {"key": key})


_LOCK = sa.text("SELECT pg_advisory_xact_lock(:key)")
_LOCK_SHARED = sa.text("SELECT pg_advisory_xact_lock_shared(:key)")


class Store:
    """A database of the desk. Safe to share between threads; each gets its own connection."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self.postgres = self.engine.dialect.name == "postgresql"
        self._local = threading.local()
        self._connections: weakref.WeakSet[Connection] = weakref.WeakSet()
        self._guard = threading.Lock()
        self._turns = Turns(_BUSY_MS / 1000)

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction that writes: committed at the end of the block, rolled back when it raises."""
        turn = nullcontext() if self.postgres else self._turns.turn()
        with self._transaction("BEGIN IMMEDIATE", turn) as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that only reads; on SQLite it waits for no writer."""
        with self._transaction("BEGIN", nullcontext()) as tx:
            yield tx

    @contextmanager
    def _transaction(self, begin: str, turn: AbstractContextManager[None]) -> Iterator[Tx]:
        conn = self._connection()
        if conn.in_transaction():
            raise RuntimeError("this thread is already inside a transaction")
        with turn:
            transaction = conn.begin()
            try:
                if not self.postgres:
                    conn.connection.driver_connection.execute(begin)  # type: ignore[union-attr]
                yield Tx(conn, self.postgres)
                transaction.commit()
            except BaseException as error:
                transaction.rollback()
                if isinstance(error, DBAPIError) and error.connection_invalidated:
                    self._drop(conn)
                raise

    def _connection(self) -> Connection:
        conn: Connection | None = getattr(self._local, "conn", None)
        if conn is None or conn.closed:
            conn = self.engine.connect()
            self._local.conn = conn
            with self._guard:
                self._connections.add(conn)
        return conn

    def _drop(self, conn: Connection) -> None:
        self._local.conn = None
        conn.close()

    def close(self) -> None:
        """Close the connections of every thread; the store may be used again afterwards."""
        with self._guard:
            connections = list(self._connections)
            self._connections.clear()
        for conn in connections:
            conn.close()
        self.engine.dispose()


def open_store(url: str) -> Store:
    """A store for `sqlite:///relative`, `sqlite:////absolute` or `postgresql://...`. Connects at first use.

    Raises ValueError for any other address.
    """
    return Store(url)


# Every revision of the schema, oldest first; the last is the one this code works with (a test compares with Alembic).
REVISIONS = ("0001",)


def schema_state(url: str) -> str:
    """Which schema the database has: "empty", "older", "current", or "newer" than this code knows."""
    engine = make_engine(url)
    try:
        with engine.connect() as conn:
            return _state(conn)
    finally:
        engine.dispose()


def _state(conn: Connection) -> str:
    if not sa.inspect(conn).has_table("alembic_version"):
        return "empty"
    found = conn.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found is None:
        return "empty"
    if found == REVISIONS[-1]:
        return "current"
    return "older" if found in REVISIONS else "newer"


def upgrade(url: str) -> None:
    """Bring the database to the current schema, in one transaction; several processes may do so at once.

    Raises RuntimeError when its schema is newer than this code.
    """
    store = Store(url)
    try:
        with store.begin() as tx:
            tx.lock("schema")
            state = _state(tx.conn)
            if state == "newer":
                raise RuntimeError("the database has a newer schema than this version of guichet-bot knows")
            if state != "current":
                _migrate(tx.conn)
    finally:
        store.close()


def _migrate(conn: Connection) -> None:
    from alembic import command  # noqa: PLC0415  # slow to import, and rarely needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")


def make_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        file = Path(parsed.database)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            file.touch(mode=0o600)  # people's mails are for the desk's account alone; SQLite gives its WAL the same
        engine = sa.create_engine(
            parsed.set(drivername="sqlite+pysqlite"),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",  # the driver must not open transactions of its own; `Store` does
            connect_args={"check_same_thread": False, "cached_statements": 512, "timeout": _BUSY_MS / 1000},
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    raise ValueError(f"neither a SQLite file nor a PostgreSQL database: {parsed.render_as_string()}")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    for attempt in range(_BUSY_MS // _WAL_PAUSE_MS):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:  # a new file that another process is also opening: no busy_timeout here
            if attempt == _BUSY_MS // _WAL_PAUSE_MS - 1:
                raise
            time.sleep(_WAL_PAUSE_MS / 1000)
