"""The words exchanged about a question, as its next reader may see them."""

from collections.abc import Iterable
from typing import NamedTuple

from guichet_bot.core.known import Case
from guichet_bot.core.mail.private import scrub
from guichet_bot.core.model import Entry, EntryKind, Role
from guichet_bot.core.time.french import say_moment

MAX_TEXT = 20_000
MAX_HISTORY = 6
MAX_SAID = 5_000  # characters of each: mail clients cut a letter of 102 KB, and what to answer stands below
_TITLES = {
    EntryKind.FOLLOW_UP: "Complément de l’acheteur",
    EntryKind.DETAILS: "Précisions demandées à l’acheteur",
    EntryKind.ANSWER: "Réponse envoyée à l’acheteur",
    EntryKind.NOTE: "Note entre nous",
    EntryKind.THANKS: "Remerciements de l’acheteur",
    EntryKind.BY_HAND: "Réponse écrite depuis la boîte partagée",
}


class Said(NamedTuple):
    """One piece of a question's history: `title` says what it is, `when` is a moment in French."""

    title: str
    when: str
    text: str


def question_text(case: Case, private: Iterable[str] = ()) -> str:
    """The buyer's first words; without what is private when there is something to hide."""
    first = next((entry.text for entry in case.entries if entry.kind is EntryKind.QUESTION), "")
    return _shown(first, tuple(private))


def history(case: Case, reader: Role, timezone: str, private: Iterable[str] = ()) -> tuple[Said, ...]:
    """What was said after the first words, oldest first; the latest when it is long. A buyer sees no notes."""
    hidden = tuple(private)
    told = [entry for entry in case.entries if entry.kind in _TITLES and _may_see(entry, reader)]
    return tuple(
        Said(_TITLES[entry.kind], say_moment(entry.at, timezone), shortened(_shown(entry.text, hidden), MAX_SAID))
        for entry in told[-MAX_HISTORY:]
    )


def detail_wanted(case: Case | None) -> str:
    """The details last asked of the buyer."""
    asked = [entry.text for entry in case.entries if entry.kind is EntryKind.DETAILS] if case else []
    return _shown(asked[-1], ()) if asked else ""


def _may_see(entry: Entry, reader: Role) -> bool:
    return reader is not Role.BUYER or entry.kind not in (EntryKind.NOTE, EntryKind.BY_HAND)


def _shown(text: str, private: tuple[str, ...]) -> str:
    shown = scrub(text, private) if private else text
    return shortened(shown, MAX_TEXT)


def shortened(text: str, most: int) -> str:
    """The beginning of a long text, which says that it was cut."""
    return text if len(text) <= most else text[:most].rstrip() + "\n[…] (texte coupé)"
