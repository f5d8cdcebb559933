"""INSERT ... ON CONFLICT for both databases."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Insert


def insert(table: sa.Table) -> Insert:
    """PostgreSQL's construct: SQLite's compiler writes it the same way, so one prepared statement serves both."""
    return Insert(table)
