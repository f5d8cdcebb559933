"""What was deleted is still in the files of a database until it is written anew; after an erasure it must not be."""

import sqlite3
from contextlib import closing

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from guichet_bot.store import schema
from guichet_bot.store.backup import file_of
from guichet_bot.store.engine import make_engine

_PATIENCE_SECONDS = 10


def compact(url: str) -> bool:
    """Write the database anew without what was deleted, and empty the log beside it. Others wait meanwhile.

    False: somebody was in the way all the time; nothing is lost, and deleted data may still be read in the files.
    """
    path = file_of(url)
    if path is None:
        return _compact_server(url)
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None)) as base:
            base.execute("VACUUM")
            busy, _, _ = base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except sqlite3.OperationalError:
        return False


def _compact_server(url: str) -> bool:
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(sa.text(f"SET lock_timeout = '{_PATIENCE_SECONDS}s'"))
            for table in schema.metadata.sorted_tables:
                conn.execute(sa.text(f'VACUUM (FULL) "{table.name}"'))
        return True
    except OperationalError:
        return False
    finally:
        engine.dispose()
