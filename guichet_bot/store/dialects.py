"""What the two databases need spelled in a special way."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Insert


def insert(table: sa.Table) -> Insert:
    """INSERT ... ON CONFLICT. PostgreSQL's construct: SQLite's compiler writes it the same way, so one prepared
    statement serves both."""
    return Insert(table)


def served(table: sa.Table) -> sa.ColumnElement[bool]:
    """Is the row of one of the desks `p_desks`? For claims, which must follow the index of what is due, in its order:
    SQLite would take any index that begins with the desk, read all its rows and sort them."""
    desk: sa.ColumnElement[Any] = table.c.desk.concat(sa.literal_column("''"))
    return desk.in_(sa.bindparam("p_desks", expanding=True))
