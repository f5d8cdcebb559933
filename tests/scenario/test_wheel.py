"""What is installed: the wheel, built by way of the sdist, opens a desk far from the sources."""

import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLAGS = ["--title", "Vert", "--prefix", "GV", "--address", "guichet@vert.example", "--coordinator", "c@vert.example"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files in a folder of their own."""
    built, opened = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("opened")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(built), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = built.glob("*.whl")
    zipfile.ZipFile(path).extractall(opened)
    return opened


def run(wheel: Path, folder: Path, *args: str) -> str:
    """What the wheel's own command prints, called in `folder`."""
    command = [sys.executable, "-P", "-m", "guichet_bot", *args]
    env = {**os.environ, "PYTHONPATH": str(wheel)}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def delivered(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_desk_opens_with_nothing_but_the_wheel(wheel: Path, tmp_path: Path) -> None:
    run(wheel, tmp_path, "init", "desk", *FLAGS, "--maildir", "mail")
    for name in ("rules", "templates"):
        assert delivered(tmp_path / "desk" / name) == delivered(ROOT / name)
    assert "Tout est en ordre." in run(wheel, tmp_path / "desk", "check")
    assert run(wheel, tmp_path / "desk", "once").startswith("0 courrier")
    assert "Bien reçu" in run(wheel, tmp_path, "preview", "ack")


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    (path,) = wheel.glob("*.dist-info/METADATA")
    told = Parser().parsestr(path.read_text(encoding="utf-8"))
    assert (told["License-Expression"], told["Requires-Python"]) == ("EUPL-1.2", ">=3.11")
    assert told["Description-Content-Type"] == "text/markdown"
    assert set(told.get_all("Provides-Extra") or ()) == {"postgres", "charts", "dns", "demo", "dev"}
    assert (path.parent / "licenses" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
