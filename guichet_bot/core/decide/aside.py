"""A few words that an expert means for the people of the desk, not for the buyer: "Camille, vois avec Marc ?"."""

import re
from functools import lru_cache

from guichet_bot.core.known import Office
from guichet_bot.core.mail.private import scrub
from guichet_bot.core.triage.aside import speaks_of_the_matter, speaks_to_desk
from guichet_bot.core.triage.text import segments
from guichet_bot.core.triage.topics import score

LONGEST = 300  # characters: beyond, it is an answer that may name somebody
REASON = "Ce texte nomme quelqu'un du réseau : est-il pour l'acheteur, ou pour vous ?"
FOR_US = "Ce texte semble s'adresser au guichet plutôt qu'à l'acheteur. Son auteur peut aussi le faire partir d'un mot."
UNSURE = (
    "Ce texte est bref et ne dit rien de l'achat : est-ce bien une réponse ? Son auteur peut le faire partir d'un mot."
)
_MOST = 3000  # characters of a short text with a long signature
_ENOUGH = 2  # points of a topic by which a text speaks of what the network buys
_TOWARDS = r"(?:avec|à|chez|pour|par|vers|demande[rz]?|contacte[rz]?)"


def why_aside(text: str, author: str, office: Office) -> str:
    """Why a text of an expert may be meant for the people of the desk, "" when it is for the buyer."""
    if for_the_desk(text, author, office):
        return REASON
    if len(text) > _MOST:
        return ""
    if speaks_to_desk(text):
        return FOR_US
    said = scrub(text)
    return "" if speaks_of_the_matter(said) or _names_a_purchase(said, office) else UNSURE


def _names_a_purchase(said: str, office: Office) -> bool:
    """The words of any topic of the desk's rules."""
    return any(one.score >= _ENOUGH for one in score(office.rules.topics, segments("", said)))


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
