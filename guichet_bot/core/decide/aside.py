"""A few words that an expert means for the people of the desk, not for the buyer: "Camille, vois avec Marc ?"."""

import re
from functools import lru_cache

from guichet_bot.core.known import Office

LONGEST = 300  # characters: beyond, it is an answer that may name somebody
REASON = "Ce texte nomme quelqu'un du réseau : est-il pour l'acheteur, ou pour vous ?"
_TOWARDS = r"(?:avec|à|chez|pour|par|vers|demande[rz]?|contacte[rz]?)"


def for_the_desk(text: str, author: str, office: Office) -> bool:
    """Whether a short text speaks to, or sends to, somebody of the desk by name. The buyer knows none of them."""
    if len(text) > LONGEST:
        return False
    people = [(one.email, one.name) for one in office.desk.coordinators]
    people += [(one.expert.email, one.expert.name) for one in office.candidates]
    names = frozenset(name for email, name in people if name and email != author)
    return any(pattern.search(text) for pattern in _patterns(names))


@lru_cache(maxsize=64)
def _patterns(names: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """Full names anywhere; a first name at the head of a line before a comma, or after a word that leads to it."""
    whole = [re.escape(name) for name in sorted(names) if " " in name]
    first = sorted({re.escape(name.split()[0]) for name in names if len(name.split()[0]) > 2})
    found = []
    if whole:
        found.append(rf"\b(?:{'|'.join(whole)})\b")
    if first:
        either = "|".join(first)
        found += [rf"^(?:{either})\s?,", rf"\b{_TOWARDS} (?:{either})\b"]
    return tuple(re.compile(one, re.MULTILINE) for one in found)
