"""Why a file cannot be read or written, as a person understands it: Python and the system say it in English."""

import errno
import re
from tomllib import TOMLDecodeError

_SYSTEM = {
    errno.ENOENT: "ce fichier ou son dossier n'existe pas",
    errno.EACCES: "vous n'avez pas les droits nécessaires",
    errno.EPERM: "vous n'avez pas les droits nécessaires",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EROFS: "ce disque ne se modifie pas",
    errno.ENOSPC: "le disque est plein",
}
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def why(error: OSError | UnicodeDecodeError | TOMLDecodeError) -> str:
    """The reason in French, without a full stop."""
    if isinstance(error, UnicodeDecodeError):
        return f"il n'est pas enregistré en UTF-8 (octet nº {error.start + 1})"
    if isinstance(error, TOMLDecodeError):
        return _toml(str(error))
    return _SYSTEM.get(error.errno or 0, error.strerror or str(error))


def _toml(said: str) -> str:
    place = _PLACE.search(said)
    if place is None:
        return "la fin du fichier manque : une valeur ou un bloc n'est pas terminé"
    return f"l'écriture n'est pas correcte à la ligne {place[1]}, colonne {place[2]}"
