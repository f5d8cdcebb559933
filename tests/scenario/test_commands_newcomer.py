"""What newcomers bring along: files of Windows editors, other terminals, numbers and days beyond reason."""

import shutil
from pathlib import Path

from guichet_bot.adapters.defaults import default_folder
from tests.fixtures.office import Office, office

__all__ = ["office"]
MARK = b"\xef\xbb\xbf"  # what "UTF-8 with BOM" puts first


def as_windows_saves(path: Path) -> None:
    path.write_bytes(MARK + path.read_bytes().replace(b"\n", b"\r\n"))


def test_files_saved_by_a_windows_editor_are_read_as_they_were_meant(office: Office) -> None:
    for name in ("rules", "templates"):
        shutil.copytree(default_folder(name), office.folder / name)
    files = [one for one in office.folder.rglob("*") if one.suffix in {".toml", ".j2"} or one.name == "signature"]
    for one in files:
        as_windows_saves(one)
    assert "Tout est en ordre." in office.does("check")
    office.receives()
    office.does("once")
    (receipt,) = office.smtp.to("paul.martin@mairie-albi.example")
    assert b"\nSubject: =?utf-8?q?Bien_re=C3=A7u" in receipt.raw.replace(b"\r\n", b"\n")
    assert MARK not in receipt.raw
    assert office.told("question", "list")[0]["topic"] == "restauration-egalim"
