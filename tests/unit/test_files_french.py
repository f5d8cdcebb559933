"""A file that cannot be used is told in French, whoever wrote it and wherever the mistake is."""

import tomllib
from pathlib import Path

import pytest

from guichet_bot.core.files import why


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
