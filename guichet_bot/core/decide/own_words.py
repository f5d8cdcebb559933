"""A reply below which our own letter stands, quoted: what its author wrote above it, often nothing.

Reading a mail never leaves a text empty, and keeps all of a mail that speaks of what stands below, for a lost answer is
worse than a quote too many (core/mail/quotes_text.py). Here the quoted letter is known to be ours, and passing it on as
an answer would be worse.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from guichet_bot.core.decide.hand import Hand
from guichet_bot.core.mail.greeting import only_greets
from guichet_bot.core.mail.notices import without_notices
from guichet_bot.core.mail.quotes_header import header_family
from guichet_bot.core.mail.quotes_words import BELOW, INSIDE, PHONE_SIGNATURE
from guichet_bot.core.triage.aside import LONGEST, speaks_of_the_matter

# A quoted line, a line drawn, a copied header, or "Le lun. 23 nov. 2026 à 10:00": its date comes first, so that the
# prose of an answer ("Le seuil est de 40 000 €") is none of these.
_DATED = (
    r"(?:le|on|am|el|il)\s(?:giorno\s)?(?:[^\W\d]{2,9}[.,]{0,2}\s)?(?:[^\W\d]{3,9}\.?\s)?(?:\d{1,2}\b|\d{4}-)"
    r".{0,200}(?:\d{4}|\d\d[:h]\d\d)"
)
_INTRODUCES = re.compile(
    r"\s{0,9}(?:>|[-_=*]{3,}|\*?(?:de|from|von|da|envoyé|sent|objet|subject|à|to|date)\s?:|" + _DATED + ")",
    re.IGNORECASE,
)
_SAYS_WHEN = re.compile(_DATED, re.IGNORECASE)
_ANNOUNCES = re.compile(r"\b(?:répon|commentaire|remarque|annot|précision)", re.IGNORECASE)
_FEW = 6  # words: "Bonjour, voir ci-dessous, merci"
_LONGEST = 400  # characters of a line that are looked at
_MOST = 20  # times that our address may stand in a mail before the header of our letter
_FOOT = 120  # characters of the line that ends our letters
_BLOCK = 6  # lines below "De : Guichet <...>" in which the other names of a header stand


def own_words(hand: Hand) -> Hand:
    """The same mail with `newest` cut before our quoted letter, when nothing else is said in it."""
    if hand.known.released:
        return hand  # a person has read all of it
    said = next((_above(hand.mail.newest, at) for at in _ours(hand)), None)
    return hand if said is None or any(c.isalnum() for c in said) else _saying(hand, said)


def without_ours(hand: Hand) -> Hand:
    """The same mail with `newest` cut before our letter, which its author left as its program copied it below a few
    words that speak of "ci-dessous". What he may have written into the letter stays."""
    said = _above_copy(hand)
    return hand if not any(c.isalnum() for c in said) or _refers(said) else _saying(hand, said)


def answers_inside(hand: Hand) -> bool:
    """Whether the author may have written into our letter, whose words nobody can tell from his then."""
    return _refers(_above_copy(hand) or hand.text) or _holds_our_foot(hand)


def with_what_it_points_to(hand: Hand) -> str:
    """What a buyer wrote; with our letter below when he says that his answers stand in it, in a colour that is lost."""
    few = len(hand.text) <= LONGEST and INSIDE.search(hand.text) and _ANNOUNCES.search(hand.text)
    return without_notices(hand.mail.text).strip() if few else hand.text


def _holds_our_foot(hand: Hand) -> bool:
    """Our address and soon after it the question's number, as all our letters end: some program copied one without any
    mark, and what it says to an expert would reach the buyer."""
    case = hand.known.cases.get(hand.pointed) if hand.pointed else None
    if case is None:
        return False
    pieces = hand.text.lower().split(hand.office.desk.address.lower())[1:]
    return any(case.question.number.lower() in piece[:_FOOT] for piece in pieces)


def _above_copy(hand: Hand) -> str:
    """What stands above our letter copied with its header, or quoted with ">" to the end; "" when it is not there."""
    text = hand.mail.newest
    found = islice(_ours(hand, hand.office.desk.title), _MOST)
    copied = (at for at in found if _is_sender(text, at) or _is_quoted(text, at))
    return next((_above(text, at) for at in copied), "")


def _ours(hand: Hand, title: str = "") -> Iterator[int]:
    """Where our address, or title, stands in a mail that answers us and is kept whole."""
    mail, desk = hand.mail, hand.office.desk
    if mail.newest.strip() != without_notices(mail.text).strip() or not any(
        carrier.valid for carrier in hand.known.carriers
    ):
        return iter(())
    local, _, domain = desk.address.partition("@")
    named = f"|{re.escape(title)}" if title else ""
    ours = re.compile(rf"{re.escape(local)}(?:\+[\w.-]{{1,80}})?@{re.escape(domain)}{named}", re.IGNORECASE)
    return (found.start() for found in ours.finditer(mail.newest))


def _is_sender(text: str, at: int) -> bool:
    """Our address or title at `at` stands in the From of a copied header."""
    first, *below = text[text.rfind("\n", 0, at) + 1 : at + _BLOCK * _LONGEST].split("\n")[: _BLOCK + 1]
    return _family(first) == "from" and any(_family(one) in ("subject", "date") for one in below)


def _is_quoted(text: str, at: int) -> bool:
    """Our address or title at `at` stands in "Le ... a écrit :", and only quoted lines stand below."""
    above, (line, *below) = text[:at].split("\n")[-2:], text[at:].split("\n")
    begins = " ".join(above).strip()[-_LONGEST:]
    dated = _SAYS_WHEN.match(above[-1].strip()[:_LONGEST]) or _SAYS_WHEN.match(begins)
    lines = [one for one in below if one.strip()]
    if lines and not line.rstrip().endswith(":"):
        lines = lines[1:]  # its end is wrapped
    return bool(dated and lines) and all(one.lstrip().startswith(">") for one in lines)


def _family(line: str) -> str:
    return header_family(line[:_LONGEST].lstrip(" \t*"))


def _refers(said: str) -> bool:
    """ "Mes réponses en rouge ci-dessous": these few words are not all that was said."""
    if len(said) > LONGEST:
        return False
    if only_greets(said):
        return True  # the answer stands below
    if INSIDE.search(said):
        return _ANNOUNCES.search(said) is not None or not speaks_of_the_matter(said)
    return BELOW.search(said) is not None and (len(said.split()) <= _FEW or not speaks_of_the_matter(said))


def _above(text: str, at: int) -> str:
    """What stands above the introduction that holds the address at `at`."""
    above = text[:at].split("\n")
    if above[-1].endswith("<") and not _INTRODUCES.match(above[-1][:_LONGEST]):
        above[-2:] = [" ".join(above[-2:])]  # the program wrapped "Le ... à 10:00, Guichet <address>"
    while above and (not above[-1].strip() or _INTRODUCES.match(above[-1][:_LONGEST])):
        above.pop()
    return "\n".join(line for line in above if not PHONE_SIGNATURE.match(line[:_LONGEST])).strip()


def _saying(hand: Hand, said: str) -> Hand:
    return replace(hand, mail=replace(hand.mail, newest=said))
