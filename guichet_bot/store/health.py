"""Is the database the one this program expects, and is it sound?"""

import sqlalchemy as sa

from guichet_bot.store.engine import Store, open_store, schema_state, upgrade


class SchemaMismatch(Exception):
    """The database is of another version; the French sentence says what to do."""


SAID = {
    "older": "La base est d'une version plus ancienne : lancez « guichet-bot db upgrade » (sauvegardez-la d'abord).",
    "newer": "La base vient d'une version plus récente : mettez le programme à jour.",
}


def open_ready(url: str) -> Store:
    """Open the store; an empty one is created, any other must be of this version.

    Raises SchemaMismatch.
    """
    state = schema_state(url)
    if state == "empty":
        upgrade(url)
    elif state != "current":
        raise SchemaMismatch(SAID[state])
    return open_store(url)


def problems(url: str) -> list[str]:
    """What the database itself finds wrong with its files; nothing on PostgreSQL, which has its own tools."""
    store = open_store(url)
    if store.postgres:
        return []
    with store.read() as tx:
        found = [str(row[0]) for row in tx.execute(sa.text("PRAGMA integrity_check")) if row[0] != "ok"]
        found += [f"clé étrangère rompue dans {row[0]}" for row in tx.execute(sa.text("PRAGMA foreign_key_check"))]
    return found
