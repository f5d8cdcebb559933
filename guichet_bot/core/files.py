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
    errno.EDQUOT: "la place accordée à ce compte est pleine",
    errno.EFBIG: "le fichier serait trop gros",
    errno.EIO: "le disque a une panne",
    errno.EEXIST: "un fichier de ce nom existe déjà",
    errno.ENAMETOOLONG: "ce nom est trop long",
    errno.ELOOP: "ce lien ne mène nulle part",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENFILE: "trop de fichiers sont ouverts",
    errno.EBUSY: "un autre programme l'occupe",
    errno.ENOMEM: "la mémoire manque",
    errno.ESTALE: "ce dossier du réseau n'est plus à jour",
    errno.ETIMEDOUT: "ce dossier du réseau ne répond pas",
}
_PASSING = frozenset(
    (
        errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EBUSY, errno.ENOMEM, errno.ESTALE,
        errno.ETIMEDOUT, errno.EAGAIN, errno.EINTR
    )
)  # fmt: skip
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def why(error: OSError | UnicodeDecodeError | TOMLDecodeError) -> str:
    """The reason in French, without a full stop."""
    if isinstance(error, UnicodeDecodeError):
        return f"il n'est pas enregistré en UTF-8 (octet nº {error.start + 1})"
    if isinstance(error, TOMLDecodeError):
        return _toml(str(error))
    if error.errno is None:
        return str(error)
    return _SYSTEM.get(error.errno) or f"erreur du système nº {error.errno}, « {error.strerror} »"


def passes(error: OSError) -> bool:
    """Whether the same command may do later on, once there is room or the disk answers again."""
    return error.errno in _PASSING


def _toml(said: str) -> str:
    place = _PLACE.search(said)
    if place is None:
        return "la fin du fichier manque : une valeur ou un bloc n'est pas terminé"
    return f"l'écriture n'est pas correcte à la ligne {place[1]}, colonne {place[2]}"
