"""The tables of docs/ tell all there is, and nothing that is not."""

import ast
import re
from pathlib import Path

from jinja2 import Environment, nodes
from jinja2.meta import find_undeclared_variables

from guichet_bot.core.effects import LetterKind
from guichet_bot.core.model import Cause

ROOT = Path(__file__).parents[2]


def doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def first_cells(text: str, heading: str) -> list[str]:
    """What the first column of the table under this heading says."""
    part = text.partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| ")]
    return [re.split(r"(?<!\\)\|", row)[1].strip() for row in rows[1:]]


def test_every_alarm_is_explained() -> None:
    tree = ast.parse((ROOT / "guichet_bot" / "app" / "alarm.py").read_text(encoding="utf-8"))
    raised = {
        one.value.value
        for one in ast.walk(tree)
        if isinstance(one, ast.keyword) and one.arg == "what" and isinstance(one.value, ast.Constant)
    }
    assert raised and set(first_cells(doc("operating.md"), "## Ce que dit chaque alarme")) == raised


def test_every_cause_is_explained() -> None:
    assert {cell.strip("`") for cell in first_cells(doc("how-it-works.md"), "## Les causes")} == set(Cause)


def test_every_letter_is_listed_with_its_reader() -> None:
    cells = first_cells(doc("templates.md"), "## Les courriers")
    listed = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert listed == {kind.value for kind in LetterKind}


def test_every_value_that_a_letter_shows_is_listed() -> None:
    listed = set(re.findall(r"`(\w+)`", doc("templates.md")))
    syntax = Environment(autoescape=True)
    syntax.filters |= {"quote": str, "words": str}
    for path in sorted((ROOT / "templates" / "fr").glob("*.txt.j2")):
        tree = syntax.parse(path.read_text(encoding="utf-8"))
        shown = find_undeclared_variables(tree) | {one.attr for one in tree.find_all(nodes.Getattr)}
        assert shown - listed <= {"row", "lower", "startswith"}, path.name
