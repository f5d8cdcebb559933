"""A few words that an expert or a coordinator means for the people of the desk, not for the buyer: "Camille, vois avec
Marc ?"."""

import re
from functools import lru_cache
from typing import NamedTuple

from guichet_bot.core.decide.hand import is_coordinator
from guichet_bot.core.folding import fold
from guichet_bot.core.known import Office
from guichet_bot.core.mail.private import scrub
from guichet_bot.core.triage.aside import LONGEST, speaks_of_the_matter, speaks_to_desk, states_figures, takes_it
from guichet_bot.core.triage.text import segments
from guichet_bot.core.triage.topics import score

REASON = "Ce texte nomme quelqu'un du réseau : est-il pour l'acheteur, ou pour vous ?"
FOR_US = "Ce texte semble s'adresser au guichet plutôt qu'à l'acheteur. Son auteur peut aussi le faire partir d'un mot."
UNSURE = (
    "Ce texte est bref et ne dit rien de l'achat : est-ce bien une réponse ? Son auteur peut le faire partir d'un mot."
)
TERSE = "Ce mot est trop bref pour une réponse : est-il pour l'acheteur, ou pour nous ?"
_MOST_TERSE = 8  # words in which a coordinator corrects a topic ("C'est du textile.") rather than answers
_GREETS = re.compile(r"\W{0,3}(?:bonjour|bonsoir|madame|monsieur)\b", re.IGNORECASE)
_MOST = 3000  # characters of a short text with a long signature
FORGOTTEN = "Ce texte annonce une pièce jointe, et rien n'y est joint."
_ENCLOSES = re.compile(
    r"\b(?:pi[èe]ces? jointes?|ci-jointe?s?|en pj|voir pj|fichiers? joints?|documents? joints?)\b", re.IGNORECASE
)
# Let through, a text held for one of these goes to the buyer.
MAY_BE_FOR_BUYER = frozenset((REASON, FOR_US, UNSURE, TERSE, FORGOTTEN))
_BY_A_SENTENCE = frozenset((REASON, FOR_US, FORGOTTEN))
_SENTENCES = re.compile(r"\n+|(?<=[.!?])\s+")
_ENOUGH = 2  # points of a topic by which a text speaks of what the network buys
_WORD = re.compile(r"\w+")
_HEAD = 120  # characters in which a mail says to whom it is addressed
_TOWARDS = r"(?:avec|à|chez|pour|par|vers|demande[rz]?|contacte[rz]?)"


def why_aside(text: str, author: str, office: Office, buyer: str = "", files: bool = False) -> str:
    """Why a text of the desk may be meant for its people, "" when it is for the buyer, whose name is `buyer`. `files`:
    something came along."""
    if for_the_desk(text, author, office, buyer):
        return REASON
    if len(text) > _MOST:
        return ""
    if is_coordinator(office, author) and _is_terse(text):
        return TERSE
    if not files and len(text) <= LONGEST and _ENCLOSES.search(text):
        return FORGOTTEN
    if speaks_to_desk(text):
        return FOR_US
    said = scrub(text)
    return "" if speaks_of_the_matter(said) or _names_a_purchase(said, office) else UNSURE


def telling_words(text: str, reason: str, author: str, office: Office, buyer: str = "") -> str:
    """The first sentence of a text held for `reason` that would be held for it alone, for `explain`; "" when all of
    the text together is the reason."""
    if reason not in _BY_A_SENTENCE:
        return ""
    sentences = (one.strip() for one in _SENTENCES.split(text[:_MOST]))
    said = (one for one in sentences if one and not takes_it(one))
    return next((one for one in said if why_aside(one, author, office, buyer) == reason), "")


def told_its_author(sender: str, reason: str, office: Office) -> bool:
    """Whether a held text is a coordinator's own, who was asked back: nobody else need decide on it."""
    return reason in MAY_BE_FOR_BUYER and is_coordinator(office, sender)


def _is_terse(text: str) -> bool:
    """A few words without a greeting, a link, an article of law or a figure: orders are written so, not answers."""
    return len(text.split()) <= _MOST_TERSE and not (_GREETS.match(text) or "://" in text or states_figures(text))


def _names_a_purchase(said: str, office: Office) -> bool:
    """The words of any topic of the desk's rules."""
    return any(one.score >= _ENOUGH for one in score(office.rules.topics, segments("", said)))


def for_the_desk(text: str, author: str, office: Office, buyer: str = "") -> bool:
    """Whether a text is addressed to somebody of the desk, or a short one speaks of him. The buyer knows none of them.

    Who greets a coordinator above a long text answers the buyer all the same; a coordinator who greets an expert does
    not.
    """
    own = is_coordinator(office, author)
    people = [(one.email, one.name) for one in office.desk.coordinators]
    people += [(one.expert.email, one.expert.name) for one in office.candidates]
    patterns = _patterns(frozenset(name for email, name in people if name and email != author))
    head, short = text.lstrip()[:_HEAD], len(text) <= LONGEST
    found = patterns.called.match(head)
    if found is None and (own or short):
        found = patterns.greeted.match(head)
    if found is None and short:
        found = patterns.named.search(text)
    return found is not None and not set(_WORD.findall(fold(found[0]))) & set(_WORD.findall(fold(buyer)))


class _Patterns(NamedTuple):
    called: re.Pattern[str]  # "Marc, ..." and "Pour Marc Petit : ..." at the head
    greeted: re.Pattern[str]  # "Bonjour Marc,"
    named: re.Pattern[str]  # the full name anywhere; a first name that begins a line, or after a word that leads to it


@lru_cache(maxsize=64)
def _patterns(names: frozenset[str]) -> _Patterns:
    whole = [rf"(?i:{re.escape(name)})" for name in sorted(names) if " " in name]
    firsts = sorted({re.escape(name.split()[0]) for name in names if len(name.split()[0]) > 2})
    either = "|".join([*whole, *firsts]) or "(?!)"
    first, full = "|".join(firsts) or "(?!)", "|".join(whole) or "(?!)"
    return _Patterns(
        re.compile(rf"(?:(?:Pour|pour|À|A|à|@) ?)?(?:{either})\s?[,:]"),
        re.compile(rf"(?i:bonjour|bonsoir|hello|salut|coucou|ch[eè]re?|merci)\s{{1,3}}(?:{either})\b"),
        re.compile(rf"\b(?:{full})\b|^(?:{first})\s?,|\b{_TOWARDS} (?:{first})\b", re.MULTILINE),
    )
