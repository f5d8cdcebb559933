"""How useful an answer was: the digit from 1 to 5 that a buyer sends back, alone or with a few words behind it."""

import re
from dataclasses import dataclass

from guichet_bot.core.folding import fold
from guichet_bot.core.triage.buyer_words import NOT_THANKS, THANKS_WORDS
from guichet_bot.core.triage.said import said_lines

_LONGEST = 600  # characters of a mail that may hold a rating
_GLAD = 4  # from here on it is praise, unless the words behind it ask or tell something
_MOST_STRANGE = 8  # words of praise that are no words of thanks
_WORD = re.compile(r"[^\W_]+")
_LEAD = (
    r"(?:(?:ma |la )?(?:note|reponse|satisfaction|avis)?\s{0,2}:?\s{0,2}|"
    r"je (?:mets|donne|vote|dirais|reponds)\s(?:un\s|une note de\s)?)(?P<value>[1-5])"
)
_OF_FIVE = r"\s?(?:/|sur)\s?5(?!\d)"
_ALONE = re.compile(rf"{_LEAD}(?:{_OF_FIVE})?[\s.!,;)-]*(?:merci[^?\d]{{0,60}})?")
_COMMENT = (
    r"(?=(?:car|parce|puisque|mais|merci|tout|tres|bien|parfait|la reponse|votre reponse|reponse|clair|utile|rapide)\b)"
)
_OPINION = r"(?=(?:tres (?:utile|clair|bien|complet|rapide)|(?:peu |pas |pas tres )?utile|parfait|super)\b)"
# "4 lots suffisent", "4/5 des communes" and "2. Et pour les labels ?" are no ratings: something must part the digit
# from what follows.
_WITH_WORDS = re.compile(
    rf"{_LEAD}(?:{_OF_FIVE}(?:\s?[.,;:!)-][\s.,;:!)-]*|\s{_COMMENT})|(?:{_OF_FIVE})?[ .!]*\n\s*|"
    rf"\s?[,;:.!-]\s*{_COMMENT}|\s{_OPINION})"
    r"(?P<words>\S.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Rating:
    """`value` from 1 to 5. `words`: what else was written, folded; "" for the digit alone, thanks beside it or not."""

    value: int
    words: str = ""

    @property
    def praises(self) -> bool:
        if self.value < _GLAD or NOT_THANKS.search(self.words):
            return False
        return sum(word not in THANKS_WORDS for word in _WORD.findall(self.words)) <= _MOST_STRANGE

    @property
    def settles(self) -> bool:
        """Whether nobody need read on: no words, or praise that asks nothing."""
        return not self.words or self.praises


def read_rating(text: str) -> Rating | None:
    """The rating that a buyer's newest text gives, None when it gives none. "4, car tout est clair" is one."""
    if len(text) > _LONGEST:
        return None
    said = fold("\n".join(said_lines(text)))
    alone = _ALONE.fullmatch(" ".join(said.split()))
    if alone:
        return Rating(int(alone["value"]))
    found = _WITH_WORDS.fullmatch(said.strip())
    return Rating(int(found["value"]), found["words"]) if found else None
