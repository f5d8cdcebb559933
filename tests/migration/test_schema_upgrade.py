"""The migrations must reach the tables that the code works with, whoever runs them, however often, at once or not."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

import guichet_bot.store
from guichet_bot.store import Store, open_store, schema, schema_state, upgrade
from guichet_bot.store.engine import REVISIONS
from tests.fixtures.at_once import at_once

_POSTGRES = (
    """SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
       WHERE table_schema = 'public'""",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace""",
)


def _postgres_shape(store: Store) -> set[tuple[Any, ...]]:
    with store.read() as tx:
        rows = {tuple(row) for query in _POSTGRES for row in tx.execute(sa.text(query))}
    return {row for row in rows if row[0] != "alembic_version"}


def _sqlite_shape(store: Store) -> set[tuple[Any, ...]]:
    shape: set[tuple[Any, ...]] = set()
    with store.read() as tx:
        tables = tx.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
        indexes = tx.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'index'")).all()
        for name, sql in tables:
            shape.add((name, "AUTOINCREMENT" in sql))
            for pragma in ("table_xinfo", "foreign_key_list", "index_list"):
                rows = tx.conn.exec_driver_sql(f"PRAGMA {pragma}({name})").all()
                first = 1 if pragma == "index_list" else 0
                shape |= {(name, pragma, *row[first:]) for row in rows}
    for name, sql in indexes:
        shape.add((name, re.sub(r"\s+", " ", sql or "")))
    return {row for row in shape if row[0] not in ("alembic_version", "sqlite_autoindex_alembic_version_1")}


def test_migrations_make_the_tables_of_the_code_in_sqlite(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path / 'migrated.db'}")
    made, migrated = (
        open_store(f"sqlite:///{tmp_path / 'made.db'}"),
        open_store(f"sqlite:///{tmp_path / 'migrated.db'}"),
    )
    schema.metadata.create_all(made.engine)
    assert _sqlite_shape(migrated) == _sqlite_shape(made)
    made.close()
    migrated.close()


@pytest.mark.postgres
def test_migrations_make_the_tables_of_the_code_in_postgresql(postgres_store: Store) -> None:
    migrated = _postgres_shape(postgres_store)
    with postgres_store.begin() as tx:
        schema.metadata.drop_all(tx.conn)
        schema.metadata.create_all(tx.conn)
    assert migrated == _postgres_shape(postgres_store)


def test_revisions_are_those_of_alembic() -> None:
    scripts = ScriptDirectory(str(Path(guichet_bot.store.__file__).parent / "migrations"))
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == REVISIONS


def test_a_new_database_becomes_current_and_stays_so(empty_url: str) -> None:
    before = schema_state(empty_url)
    upgrade(empty_url)
    upgrade(empty_url)
    assert (before, schema_state(empty_url)) == ("empty", "current")


def test_a_database_of_a_later_version_is_left_alone(any_url: str) -> None:
    store = open_store(any_url)
    with store.begin() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    assert schema_state(any_url) == "newer"
    with pytest.raises(RuntimeError, match="newer"):
        upgrade(any_url)


def test_several_processes_may_upgrade_at_once(empty_url: str) -> None:
    at_once(*[partial(upgrade, empty_url)] * 3)
    assert schema_state(empty_url) == "current"
