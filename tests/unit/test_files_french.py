"""A file that cannot be used is told in French, whoever wrote it and wherever the mistake is."""

import errno
import os
import tomllib
from pathlib import Path

import pytest

from guichet_bot.core.files import passes, why
from guichet_bot.store.newfile import FileTrouble, beside


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a = [", "la fin du fichier manque : une valeur ou un bloc n'est pas terminé"),
        (b"a = 1\nb = = 2\n", "l'écriture n'est pas correcte à la ligne 2, colonne 5"),
        (b"a = 'caf\xe9'", "il n'est pas enregistré en UTF-8 (octet nº 9)"),
    ],
)
def test_what_is_no_toml(text: bytes, said: str) -> None:
    with pytest.raises((tomllib.TOMLDecodeError, UnicodeDecodeError)) as caught:
        tomllib.loads(text.decode("utf-8"))
    assert why(caught.value) == said  # type: ignore[arg-type]


def test_what_the_system_refuses(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "c'est un dossier"), (tmp_path / "x", "ce fichier ou son dossier n'existe pas")):
        with pytest.raises(OSError) as caught:
            path.read_bytes()
        assert why(caught.value) == said


def test_no_reason_of_the_system_is_told_in_english(tmp_path: Path) -> None:
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.ENAMETOOLONG, errno.EEXIST):
        assert os.strerror(number) not in why(OSError(number, os.strerror(number)))
    assert why(OSError(errno.EXDEV, "Odd")) == f"erreur du système nº {errno.EXDEV}, « Odd »"


@pytest.mark.parametrize(("number", "later"), [(errno.ENOSPC, True), (errno.EIO, True), (errno.EROFS, False)])
def test_what_may_do_later(number: int, later: bool) -> None:
    assert passes(OSError(number, "")) is later


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_full_disk_under_a_new_file(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble) as caught, beside(tmp_path / "copie"):
        Path("/dev/full").write_text("x", encoding="utf-8")
    assert str(caught.value) == "L'écriture a échoué, rien n'a été laissé : le disque est plein."
    assert caught.value.later and not list(tmp_path.iterdir())
