"""Help pages in French: click writes their headings in English."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import click

_HEADINGS = {"Usage": "Utilisation", "Options": "Options", "Commands": "Commandes"}
_PHRASES = (
    (re.compile(r"^Show this message and exit\.$"), "Affiche cette aide."),
    (re.compile(r"^Show the version and exit\.$"), "Affiche la version du programme."),
    (re.compile(r"\[default: ([^\];]*)"), r"[par défaut : \1"),
    (re.compile(r"; (?=[^\[\]]*\]$)"), " ; "),
    (re.compile(r"\b(\d+)<=x<=(\d+)"), r"de \1 à \2"),
    (re.compile(r"\bx>=(\d+)"), r"\1 au moins"),
    (re.compile(r"\[required\]"), "[obligatoire]"),
)
_METAVARS = (
    (re.compile(r"\bINTEGER(?: RANGE)?\b"), "NOMBRE"),
    (re.compile(r"\bTEXT\b"), "TEXTE"),
    (re.compile(r"\b(?:FILE|PATH)\b"), "FICHIER"),
    (re.compile(r"\bDIRECTORY\b"), "DOSSIER"),
    (re.compile(r"\bCOMMAND \[ARGS\]\.\.\."), "COMMANDE [ARGUMENTS]..."),
)


class Page(click.HelpFormatter):
    """What click writes, with its own words replaced; ours pass as they are."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _said(args, _METAVARS), prefix or f"{_HEADINGS['Usage']} : ")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)} :\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **options: Any) -> None:
        french = [(_said(term, _METAVARS), _said(said, _PHRASES)) for term, said in rows]
        super().write_dl(french, *args, **options)


def _said(text: str, phrases: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for pattern, french in phrases:
        text = pattern.sub(french, text)
    return text
