"""French texts cut into words, their inflections stemmed; expressions found through a hash index."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from guichet_bot.core.folding import fold

T = TypeVar("T")

# Whatever lies beyond this many characters of a mail does not change its topic, only the time spent on it.
MOST = 20_000
_WORD = re.compile(r"[^\W_]+")
# "L. 2112-2", "L 2112-2" and "art. 35" are written in every possible way.
_ARTICLE = re.compile(r"\b([LRD])\.? ?(?=\d{3})")
_ART = re.compile(r"\b[Aa]rt\. ?(?=[\dLRD])")
_CITES = ("rt.", "L", "R", "D")  # one of them stands in every such reference
_BREAK = re.compile(r"(?<=[.?!;:])\s+|\n\n|\n(?=[-–•*])")
_EMPTY = re.compile(r"\n{3,}")
_SIGNED = re.compile(
    r"^(?:-- ?$|(?:tr[eè]s |bien )?cordialement|(?:bien )?[aà] vous\b|sinc[eè]res salutations|salutations"
    r"|respectueusement|(?:belle|bonne|excellente) (?:journ[ée]e|soir[ée]e|fin de)|en vous remerciant)",
    re.IGNORECASE | re.MULTILINE,
)
_POSTSCRIPT = re.compile(r"^P\.? ?-?S\.?\s?[:.]", re.IGNORECASE | re.MULTILINE)
_INTRODUCTION = re.compile(
    r"(?:bonjour|bonsoir|madame|monsieur|chère?\b|je suis |je m'appelle|je travaille|nous sommes "
    r"|je vous (?:écris|contacte)|notre (?:commune|collectivité|établissement) (?:compte|est) )",
    re.IGNORECASE,
)
_SMALL = """
le la les l un une des du de d aux et ou en dans pour sur avec vers chez entre ce cet cette ces
mon mes ton ta tes son sa ses notre nos votre vos leur leurs qui que qu quoi dont où ne n plus se s y je j tu
il elle on nous vous ils elles me m te t est sont être c si ni mais donc or car
"""
SMALL = frozenset(_SMALL.split())
# Where "notre commune" and "votre commune" differ, only these are left out.
ARTICLES = frozenset(("le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "au", "aux", "à", "et"))


@lru_cache(maxsize=30_000)
def stem(word: str) -> str:
    """The comparable form of one word, the same with or without accents, in the plural, feminine or conjugated.

    Inflections only. The Snowball stemmer also cuts derivations ("données" and "dons", "habits" and "habitants",
    "imprimés" and "imprimantes" become one), which sent more questions to a wrong topic, at 0.1 ms a word.
    """
    root = fold(word)
    if len(root) > 3 and root[-1] in "sx":
        root = root[:-1]
    if len(root) > 4:
        root = _feminine(root[:-2] + "al" if root.endswith("au") and root[-3] != "e" else root)
    return root


def _feminine(root: str) -> str:
    for ending in ("ee", "er", "ez", "e"):
        if root.endswith(ending):
            root = root[: -len(ending)]
            break
    root = root.removesuffix("er")  # "première" like "premier"
    if root.endswith(("iv", "y")):  # "collective" like "collectif", "employé" like "emploi"
        root = root[:-1] + ("f" if root[-1] == "v" else "i")
    return root[:-1] if len(root) > 4 and root[-1] == root[-2] else root  # "professionnelle" like "professionnel"


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, and how much its words count: the subject twice, greetings and introductions half."""

    text: str
    factor: float = 1.0


def segments(subject: str, text: str) -> tuple[Segment, ...]:
    """The subject and the sentences of a mail, without its signature (a postscript stays)."""
    found = [Segment(tidy(part), 2.0) for part in _BREAK.split(subject[:500]) if part.strip()]
    # Lines without outer blanks and at most one empty line: the patterns then have no blanks to run through twice.
    lines = (line.strip() for line in text[:MOST].splitlines())
    for part in _BREAK.split(_unsigned(_EMPTY.sub("\n\n", "\n".join(lines)))):
        if part.strip():
            found.append(Segment(tidy(part), 0.5 if _INTRODUCTION.match(part) else 1.0))
    return tuple(found)


def tidy(text: str) -> str:
    """Composed characters, one spelling of apostrophes and of references to articles of law; case kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("’", "'").replace("\u00a0", " ")
    if not any(map(text.__contains__, _CITES)):
        return text
    return _ARTICLE.sub(r"\1", _ART.sub("article ", text))


def _unsigned(text: str) -> str:
    """Cut at the last-but-words formula; a signature that says "Service Restauration" must not decide."""
    for formula in _SIGNED.finditer(text):
        if len(text[: formula.start()].split()) >= 5:
            after = _POSTSCRIPT.search(text, formula.end())
            return text[: formula.start()] + ("\n\n" + text[after.start() :] if after else "")
    return text


def stems(text: str, small: frozenset[str] = SMALL) -> tuple[str, ...]:
    """The stems of a text, small words left out: "les critères d'attribution" -> ("criter", "attribu")."""
    return tuple(stem(word) for word in words(text) if word not in small)


def words(text: str) -> list[str]:
    """The words of a text in lower case, elided letters as words of their own."""
    return [word.lower() for word in _WORD.findall(tidy(text))]


@dataclass(frozen=True, slots=True)
class Index(Generic[T]):
    """Expressions and what each stands for, found in a text in one pass whose cost grows with the text alone.

    `exact` holds words that count only as written ("EA", "PAT"). `first` maps the first stem of an expression to the
    lengths that start so, longest first. `small` words are skipped.
    """

    phrases: Mapping[tuple[str, ...], tuple[str, T]]
    exact: Mapping[str, tuple[str, T]]
    first: Mapping[str, tuple[int, ...]]
    small: frozenset[str] = SMALL

    @classmethod
    def of(cls, phrases: Mapping[str, T], exact: Mapping[str, T], small: frozenset[str] = SMALL) -> "Index[T]":
        """Compile expressions; those of small words only are left out."""
        keys: dict[tuple[str, ...], tuple[str, T]] = {}
        for written, meaning in phrases.items():
            if key := stems(written, small):
                keys[key] = (written, meaning)
        first: dict[str, set[int]] = {}
        for key in keys:
            first.setdefault(key[0], set()).add(len(key))
        return cls(
            keys,
            {word: (word, meaning) for word, meaning in exact.items()},
            {start: tuple(sorted(lengths, reverse=True)) for start, lengths in first.items()},
            small,
        )

    def find(self, segment: str) -> Iterator[tuple[str, T]]:
        """The expressions of a sentence from left to right; the longest wins and its words count nowhere else."""
        words = self._comparable(segment)
        at = 0
        while at < len(words):
            word = words[at]
            if word in self.exact:
                yield self.exact[word]
            for length in self.first.get(word, ()):
                found = self.phrases.get(tuple(words[at : at + length]))
                if found is not None:
                    yield found
                    at += length - 1
                    break
            at += 1

    def _comparable(self, segment: str) -> list[str]:
        words = []
        for word in _WORD.findall(segment):
            if word in self.exact:
                words.append(word)
            elif (lower := word.lower()) not in self.small:
                words.append(stem(lower))
        return words
