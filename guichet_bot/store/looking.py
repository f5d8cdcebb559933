"""Reading that cannot write: what a report or a rehearsal does, the database itself refuses to keep."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from guichet_bot.store.engine import Store, Tx

_POSTGRES = sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_SQLITE, _SQLITE_AGAIN = sa.text("PRAGMA query_only = ON"), sa.text("PRAGMA query_only = OFF")


@contextmanager
def looking(store: Store) -> Iterator[Tx]:
    """A transaction that sees one state of the store and in which every write is an error."""
    with store.read() as tx:
        tx.execute(_POSTGRES if store.postgres else _SQLITE)
        try:
            yield tx
        finally:
            if not store.postgres:
                tx.execute(_SQLITE_AGAIN)
