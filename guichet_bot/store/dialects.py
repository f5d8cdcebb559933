"""What the two databases need spelled in a special way."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.exc import DBAPIError

_OVERTAKEN = frozenset({"40001", "40P01", "55P03"})  # PostgreSQL: serialization failure, deadlock, lock not available


def insert(table: sa.Table) -> Insert:
    """INSERT ... ON CONFLICT. PostgreSQL's construct: SQLite's compiler writes it the same way, so one prepared
    statement serves both."""
    return Insert(table)


def served(table: sa.Table) -> sa.ColumnElement[bool]:
    """Is the row of one of the desks `p_desks`? For claims, which must follow the index of what is due, in its order:
    SQLite would take any index that begins with the desk, read all its rows and sort them."""
    desk: sa.ColumnElement[Any] = table.c.desk.concat(sa.literal_column("''"))
    return desk.in_(sa.bindparam("p_desks", expanding=True))


def in_the_way(error: Exception) -> bool:
    """Whether somebody else's transaction broke ours: nothing is wrong with the work, it is to be done again."""
    if not isinstance(error, DBAPIError):
        return False
    if getattr(error.orig, "sqlstate", None) in _OVERTAKEN:
        return True
    return getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
