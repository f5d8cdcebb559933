"""The names of a person, as offices set them into their mail programs and as people write them in their texts.

"DURAND Anne", "DURAND, Anne", "Mme Anne DURAND (Ville de Blanc)" and "Anne DURAND - Achats" all name Anne Durand.
"""

import re
from functools import lru_cache

from guichet_bot.core.folding import fold

_LONGEST = 200  # characters of a display name
# "M" and "Me" are words too, unless written as titles are.
_CIVILITY = r"(?:mme|m\.|mr|mlle|madame|monsieur|mademoiselle|dr|maître|(?-i:Me|M))"
CIVILITY = re.compile(rf"[\W_]{{0,4}}{_CIVILITY}[ \xa0]{{1,3}}(?=\w)", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|[\"“”]")
_PIECES = re.compile(r"\s[-–—]\s|\s?[|/;]\s?")
_SMALL = r"(?:(?:de|du|la|le|van|von|da|dos|el) |d['’])"
_CAPITALS = rf"{_SMALL}{{0,2}}[A-ZÀ-Ý]['’A-ZÀ-Ý-]{{1,30}}(?:[ ]{_SMALL}{{0,2}}[A-ZÀ-Ý]['’A-ZÀ-Ý-]{{1,30}}){{0,3}}"
_FIRST = r"[A-ZÀ-Ý][a-zà-ÿ'’]{1,30}(?:[ -][A-ZÀ-Ý][a-zà-ÿ'’]{1,30}){0,2}"
_TOLD_BY_CAPITALS = (
    re.compile(rf"(?P<family>{_CAPITALS})[ ](?P<first>{_FIRST})(?!\w)"),
    re.compile(rf"(?P<first>{_FIRST})[ ](?P<family>{_CAPITALS})(?!\w)"),
)
_ORDINARY = re.compile(rf"{_FIRST}(?: {_SMALL}{{1,2}}{_FIRST})?")
_LETTERS = {"a": "aàâäá", "e": "eéèêë", "i": "iîïí", "o": "oôöó", "u": "uùûüú", "c": "cç", "n": "nñ", "y": "yÿ"}
_SEPARATOR = r"[\s\xa0]{1,3}"
_NOT_BEFORE = r"(?<![\w@+-])"
_NOT_AFTER = r"(?![\w@])"


@lru_cache(maxsize=1024)
def person_in(said: str) -> str:
    """The person of a display name, first name first: "Anne DURAND" of "DURAND Anne - Achats". "": none to be seen."""
    whole = _ASIDE.sub(" ", said[:_LONGEST]).replace("\xa0", " ")
    family, comma, rest = whole.partition(",")
    if comma and (family.isupper() or len(family.split()) == 1):
        whole = f"{family.upper()} {rest}"
    elif comma:
        whole = family
    pieces = [" ".join(CIVILITY.sub("", piece).split()) for piece in _PIECES.split(whole)]
    for told in _TOLD_BY_CAPITALS:
        for piece in pieces:
            if found := told.match(piece):
                return f"{found['first']} {found['family']}"
    return next((piece for piece in pieces if " " in piece and _ORDINARY.fullmatch(piece)), "")


def name_pattern(name: str) -> re.Pattern[str]:
    """Where a text holds a name, however it is written there: either part first, initials, "Mme" before it."""
    words = name.split()
    if len(words) == 1:
        # A first name may be a common word ("Claire"): only where it is written as a name.
        exact = "|".join((_loose(name.capitalize()), _loose(name.upper())))
        return re.compile(rf"{_NOT_BEFORE}(?:{exact}){_NOT_AFTER}(?:[ \xa0][A-ZÉÈÀÎÔ][\w'’-]+)?")
    loose = [_loose(word) for word in words]
    first, family = loose[0], _SEPARATOR.join(loose[1:])
    initial = _initial(words[0])
    forms = [
        rf"(?:{_CIVILITY}{_SEPARATOR})?(?:{first}{_SEPARATOR}{family}|{family}{_SEPARATOR}{first})",
        rf"{first}{_SEPARATOR}{re.escape(words[-1][0])}\.",
        rf"{family}{_SEPARATOR}{initial}\.",
        rf"(?:{initial}\.[\s\xa0]{{0,3}}|(?-i:{initial}){_SEPARATOR}){family}",
        rf"{_CIVILITY}{_SEPARATOR}{family}",
    ]
    if len(words[0]) > 2:  # of "M. Le Grand" no first name is known
        forms.append(rf"{_CIVILITY}{_SEPARATOR}{first}")
    return re.compile(rf"{_NOT_BEFORE}(?:{'|'.join(forms)}){_NOT_AFTER}", re.IGNORECASE)


def _initial(first: str) -> str:
    """ "J", and of "Jean-Paul" also "JP" and "J.-P"."""
    letters = [re.escape(part[0].upper()) for part in first.split("-") if part]
    return r"\.?-?".join(letters) or re.escape(first)


def _loose(word: str) -> str:
    """A word with or without its accents and hyphens."""
    out = []
    for letter in word:
        variants = _LETTERS.get(fold(letter), "")
        if variants:
            out.append(f"[{variants if letter.islower() else variants.upper()}]")
        else:
            out.append(r"[- \xa0]" if letter == "-" else re.escape(letter))
    return "".join(out)
