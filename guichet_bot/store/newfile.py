"""A new file that appears whole under its name, or not at all; never over another."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guichet_bot.core.files import passes, why

BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite may leave with a file
_NO_FOLDER = frozenset({errno.ENOENT, errno.ENOTDIR})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class FileTrouble(Exception):
    """Why no file was made, in French. `later`: the same command may do later on."""

    def __init__(self, said: str, *, later: bool = False) -> None:
        super().__init__(said)
        self.later = later


@contextmanager
def beside(target: Path, *, may_exist: bool = False) -> Iterator[Path]:
    """An empty file in the target's folder, for this user alone (mode 600), gone at the end whatever happens.

    Raises:
        FileTrouble: the target is there already, or nothing can be written there.
    """
    if target.is_dir():
        raise FileTrouble(f"{target} est un dossier : donnez le nom d'un fichier.")
    if target.exists() and not may_exist:
        raise exists(target)
    partial: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partiel", dir=target.parent)
        os.close(handle)
        partial = Path(name)
        yield partial
    except OSError as error:
        raise _told(error, target) from error
    finally:
        for ending in BESIDE if partial else ():
            Path(f"{partial}{ending}").unlink(missing_ok=True)


def publish(partial: Path, target: Path) -> None:
    """Give the finished file its name; a file that came there meanwhile stays."""
    sync(partial)
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if target.exists():
            raise exists(target) from None
        partial.rename(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def exists(target: Path) -> FileTrouble:
    """The trouble to raise when the target is there already."""
    return FileTrouble(f"{target} existe déjà : rien n'a été écrasé, donnez un autre nom.")


def _told(error: OSError, target: Path) -> FileTrouble:
    if error.errno == errno.EEXIST:
        return exists(target)
    if error.errno in _NO_FOLDER:
        return FileTrouble(f"Le dossier {target.parent} n'existe pas : créez-le d'abord.")
    if error.errno in _REFUSED:
        return FileTrouble(f"Le dossier {target.parent} refuse l'écriture : {why(error)}.")
    return FileTrouble(f"L'écriture a échoué, rien n'a été laissé : {why(error)}.", later=passes(error))
