"""The rules of the house that no linter knows."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = [path for path in (ROOT / "guichet_bot").rglob("*.py") if "migrations" not in path.parts]
TESTS = list((ROOT / "tests").rglob("*.py"))


@pytest.mark.parametrize(("paths", "limit"), [(PACKAGE, 300), (TESTS, 450)], ids=["package", "tests"])
def test_a_file_holds_one_subject(paths: list[Path], limit: int) -> None:
    long = {
        str(path.relative_to(ROOT)): lines for path in paths if (lines := len(path.read_text().splitlines())) > limit
    }
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in [*PACKAGE, *TESTS]
        if path.read_text().strip() and not path.read_text().startswith(('"""', 'r"""'))
    ]
    assert not silent


def test_test_files_have_names_of_their_own() -> None:
    names = Counter(path.name for path in TESTS if path.name not in {"conftest.py", "__init__.py"})
    assert not [name for name, count in names.items() if count > 1]


def test_nothing_is_left_to_do_later() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    found = [str(path) for path in [*PACKAGE, *TESTS] for mark in marks if mark in path.read_text()]
    assert not found


def test_only_one_file_reads_the_clock() -> None:
    readers = [
        path.name
        for path in PACKAGE
        if any(call in path.read_text() for call in ("datetime.now(", "utcnow(", "date.today(", "time.time("))
    ]
    assert readers == ["clock.py"]


def test_no_pattern_is_read_otherwise_by_an_older_python() -> None:
    """Before 3.11.5, "(...)*+" keeps what its last try read in vain; "(?>(...)*)" is right everywhere.

    html.py may: its pieces fail at their first character, and in a tag of two million it needs no memory.
    """
    possessive = re.compile(r"\)(?:[*+?]|\{+[\d,]+\}+)\+")
    found = [path.name for path in PACKAGE for line in path.read_text().splitlines() if possessive.search(line)]
    assert set(found) == {"html.py"}
