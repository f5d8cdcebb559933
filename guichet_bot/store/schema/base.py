"""What all tables share: the metadata with fixed constraint names, and short makers of columns."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from guichet_bot.store.types import Enumerated, Json, Str, UtcDateTime

metadata = sa.MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # only INTEGER PRIMARY KEY counts up by itself in SQLite


def identity() -> sa.Column[int]:
    return sa.Column("id", _ID, primary_key=True, autoincrement=True)


def number(name: str, null: bool = False, default: int | None = None, key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=null, default=default, primary_key=key, autoincrement=False)


def text(name: str, null: bool = False, default: str | None = None, key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Str, nullable=null, default=default, primary_key=key)


def one_of(name: str, members: type[StrEnum], null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Enumerated(members), nullable=null)


def moment(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime, nullable=null)


def json(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Json, nullable=null)


def content(name: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary, nullable=null)


def unique(name: str, *columns: sa.Column[Any], where: sa.ColumnElement[bool] | None = None) -> sa.Index:
    return index(name, *columns, where=where, is_unique=True)


def index(name: str, *columns: Any, where: sa.ColumnElement[bool] | None = None, is_unique: bool = False) -> sa.Index:
    """An index, partial when `where` is given, the same in both databases."""
    return sa.Index(name, *columns, unique=is_unique, sqlite_where=where, postgresql_where=where)
