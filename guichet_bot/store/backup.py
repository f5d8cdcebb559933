"""A SQLite store copied while it is in use, and put back. The new file appears whole under its name, or not at all."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from guichet_bot.store.engine import Tx, open_store, schema_state, upgrade
from guichet_bot.store.newfile import BESIDE, FileTrouble, beside, exists, publish, sync

_BUSY_SECONDS = 10
_MOST_SHOWN = 3


class Damaged(FileTrouble):
    """The copy was made and does not pass its check."""


def file_of(url: str) -> Path | None:
    """The file of a SQLite store, None when the store is a server's."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def back_up(source: Path, target: Path) -> None:
    """Copy a store that others may be writing to: the copy is of one instant, checked, and readable by its owner only.

    Raises:
        FileTrouble: there is nothing at `target` that was not there before.
    """
    if not source.is_file():
        raise FileTrouble(f"La base {source} n'existe pas encore : il n'y a rien à sauvegarder.")
    with _beside(target) as partial:
        _copy(source, partial)
        _check(partial)
        publish(partial, target)


def put_back(source: Path, target: Path, make_safe: Callable[[Tx], None], now: datetime) -> Path | None:
    """Put a backup in the place of the store, brought to this version's schema and `make_safe` before it is there.

    The store that was there is kept beside it: its new name, or None when there was none.

    Raises:
        FileTrouble: the store is as it was.
    """
    if not source.is_file():
        raise FileTrouble(f"La sauvegarde {source} n'existe pas.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target, may_exist=True) as partial:
        _copy(source, partial)
        _check(partial)
        _prepare(partial, make_safe)
        sync(partial)
        aside = _set_aside(target, now)
        partial.replace(target)
        sync(target.parent)
    return aside


@contextmanager
def _beside(target: Path, *, may_exist: bool = False) -> Iterator[Path]:
    try:
        with beside(target, may_exist=may_exist) as partial:
            yield partial
    except sqlite3.Error as error:
        raise _told(error) from error


def _told(error: sqlite3.Error) -> FileTrouble:
    name = getattr(error, "sqlite_errorname", "")
    if name in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}:
        return Damaged("Ce n'est pas une base lisible, ou elle est abîmée.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return FileTrouble("La base est occupée : réessayez dans un moment.", later=True)
    return FileTrouble(f"L'écriture a échoué (disque plein ?), rien n'a été laissé : {error}.", later=True)


def _copy(source: Path, to: Path) -> None:
    """One step under one read transaction: nobody who writes waits for it, and none of their work is half in it."""
    name = f"{source.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(name, uri=True, timeout=_BUSY_SECONDS)) as there, closing(sqlite3.connect(to)) as here:
        there.backup(here)
    _as_one_file(to)


def _as_one_file(path: Path) -> None:
    """Out of WAL mode: the file alone is the whole store, also where nothing may be written beside it."""
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode=DELETE")


def _check(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base:
        found = [str(row[0]) for row in base.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"clé étrangère rompue dans {row[0]}" for row in base.execute("PRAGMA foreign_key_check")]
    if found:
        raise Damaged(f"La copie est abîmée, elle n'a pas été gardée : {' ; '.join(found[:_MOST_SHOWN])}.")


def _prepare(path: Path, make_safe: Callable[[Tx], None]) -> None:
    url = f"sqlite:///{path}"
    state = schema_state(url)
    if state == "empty":
        raise FileTrouble("Ce fichier n'est pas la sauvegarde d'un guichet.")
    if state == "newer":
        raise FileTrouble("Cette sauvegarde vient d'une version plus récente : mettez le programme à jour.")
    if state == "older":
        upgrade(url)
    store = open_store(url)
    try:
        with store.begin() as tx:
            make_safe(tx)
    finally:
        store.close()
    _as_one_file(path)


def _set_aside(target: Path, now: datetime) -> Path | None:
    """Give the store that is there a second name, under which it stays when another takes its place. Only a store
    that nobody has open leaves WAL mode: that is how we know."""
    if not target.exists():
        return None
    try:
        with closing(sqlite3.connect(target, timeout=0)) as base:
            base.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            said = "La base est en service : arrêtez guichet-bot, puis recommencez. Rien n'a été changé."
            raise FileTrouble(said, later=True) from error
    except sqlite3.DatabaseError:
        pass  # damaged beyond reading: a good reason to put a backup back
    aside = target.with_name(f"{target.name}.avant-{now:%Y%m%d-%H%M%S}")
    if aside.exists():
        raise exists(aside)
    for ending in BESIDE[1:]:
        part = Path(f"{target}{ending}")
        if part.exists():  # of a damaged store, whose last work may lie there
            part.rename(f"{aside}{ending}")
    try:
        os.link(target, aside)  # the store keeps its own name until the other takes it, whatever happens in between
    except OSError:  # a file system without links
        target.rename(aside)
    return aside
