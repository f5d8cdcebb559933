"""How alike are two questions: the words that matter, weighed by how rare they are among the texts compared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

from guichet_bot.core.triage.text import SMALL, stems

# Words that every question to such a desk holds and that say nothing about it.
_COMMON = frozenset(
    stems(
        "bonjour merci avance cordialement question marché marchés achat achats acheter public publics publique "
        "commune collectivité comment quel quelle quels quelles peut peut-on faut faut-il doit avons avez existe "
        "pouvez bien faire mettre demander aussi très tout toute tous être "
        "avoir fait cas afin ainsi souhaitons voudrions aimerions"
    )
)
_LENGTH = 4_000  # characters of a text that are compared

Vector = Mapping[str, float]


def vectors(texts: Sequence[str]) -> list[Vector]:
    """A unit vector a text: each word counts once, rare words of this collection more (idf)."""
    bags = [frozenset(stems(text[:_LENGTH], SMALL)) - _COMMON for text in texts]
    holding = Counter(word for bag in bags for word in bag)
    return [_unit({word: log(1 + len(bags) / holding[word]) for word in bag if len(word) > 2}) for bag in bags]


def _unit(weights: dict[str, float]) -> Vector:
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}


def likeness(one: Vector, other: Vector) -> float:
    """From 0 (no word in common) to 1 (the same words)."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def nearest(text: str, others: Sequence[str], most: int = 3, least: float = 0.2) -> list[tuple[int, float]]:
    """Which of `others` resemble a text: (position, likeness), most alike first."""
    wanted, *known = vectors([text, *others])
    found = [(position, likeness(wanted, vector)) for position, vector in enumerate(known)]
    return sorted((hit for hit in found if hit[1] >= least), key=lambda hit: (-hit[1], hit[0]))[:most]
