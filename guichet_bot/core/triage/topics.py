"""Which topics a mail is about: expressions of `rules/topics.toml` weighed, and abstention when it is not clear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guichet_bot.core.triage.reading import Reader
from guichet_bot.core.triage.text import Index, Segment, stems

FIRST_LEVELS = ("yes", "careful", "refer")
# A segment (food, textiles) beats a lever (labels, criteria), which beats the frame (law, strategy).
FAMILIES = ("segment", "lever", "frame")


@dataclass(frozen=True, slots=True)
class Topic:
    """`first_level`: yes, careful (resources leave with `caution`) or refer (nothing leaves: a person hands over)."""

    id: str
    label: str
    family: str = "segment"
    first_level: str = "yes"
    caution: str = ""
    examples: tuple[str, ...] = ()
    not_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """A topic found in a mail; `why` names the expressions that gave its score, in French."""

    id: str
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics, compiled: `index` maps an expression to the weight it gives each topic (0: it masks its words)."""

    by_id: Mapping[str, Topic]
    index: Index[Mapping[str, float]]
    enough: float = 3.0
    margin: float = 1.0


def compile_topics(reader: Reader) -> Topics:
    """The topics of a parsed `topics.toml`; mistakes go to the reader's problems."""
    reader.only("enough", "margin", "topic")
    by_id: dict[str, Topic] = {}
    phrases: dict[str, dict[str, float]] = {}
    exact: dict[str, dict[str, float]] = {}
    by_stems: dict[tuple[str, ...], str] = {}
    for table in reader.tables("topic", "thème"):
        topic = _topic(table)
        if topic.id in by_id:
            table.report("cet identifiant est déjà pris par un autre thème.")
        by_id[topic.id] = topic
        _gather(table, topic.id, phrases, exact, by_stems)
    if not by_id:
        reader.report("aucun thème ([[topic]]) n’est défini.")
    return Topics(by_id, Index.of(phrases, exact), reader.number("enough", 3), reader.number("margin", 1))


def _topic(table: Reader) -> Topic:
    table.only("id", "label", "family", "first_level", "caution", "fr", "sigles", "not", "examples", "not_examples")
    topic = Topic(
        id=table.text("id"),
        label=table.text("label"),
        family=table.one_of("family", FAMILIES, "segment"),
        first_level=table.one_of("first_level", FIRST_LEVELS, "yes"),
        caution=table.text("caution", ""),
        examples=table.strings("examples"),
        not_examples=table.strings("not_examples"),
    )
    if not topic.examples:
        table.report("il faut au moins une phrase d’exemple (« examples »).")
    if topic.first_level == "careful" and not topic.caution:
        table.report('« caution » (la mise en garde) est nécessaire quand first_level = "careful".')
    return topic


def _gather(
    table: Reader,
    topic: str,
    phrases: dict[str, dict[str, float]],
    exact: dict[str, dict[str, float]],
    by_stems: dict[tuple[str, ...], str],
) -> None:
    weighed = table.weights("fr")
    sigles = table.weights("sigles")
    if not weighed and not sigles:
        table.report("aucune expression (« fr ») ne mène à ce thème.")
    meant = {stems(phrase) for phrase in weighed}
    for phrase, weight in [*weighed.items(), *((masked, 0.0) for masked in table.strings("not"))]:
        if not (key := stems(phrase)):
            table.report(f"l’expression « {phrase} » ne contient que des petits mots.")
            continue
        if not weight and key in meant:
            table.report(f"l’expression « {phrase} » est à la fois dans « fr » et dans « not ».")
        # "vêtement" of one topic and "vêtements" of another are one expression that counts for both.
        phrases.setdefault(by_stems.setdefault(key, phrase), {})[topic] = weight
    for word, weight in sigles.items():
        if not word.isalnum():
            table.report(f"le sigle « {word} » doit être un seul mot, sans espace ni ponctuation.")
        exact.setdefault(word, {})[topic] = weight


def score(topics: Topics, mail: Sequence[Segment]) -> tuple[Scored, ...]:
    """Every topic with a score, best first. An expression counts once, where it weighs most."""
    best: dict[str, float] = {}
    meaning: dict[str, Mapping[str, float]] = {}
    for segment in mail:
        for written, weights in topics.index.find(segment.text):
            best[written] = max(best.get(written, 0.0), segment.factor)
            meaning[written] = weights
    totals: dict[str, float] = {}
    why: dict[str, list[tuple[float, str]]] = {}
    for written, factor in best.items():
        for topic, weight in meaning[written].items():
            if weight:
                totals[topic] = totals.get(topic, 0.0) + weight * factor
                why.setdefault(topic, []).append((weight * factor, written))
    ranked = sorted(totals, key=lambda topic: (-totals[topic], FAMILIES.index(topics.by_id[topic].family), topic))
    return tuple(
        Scored(topic, round(totals[topic], 2), tuple(_say(*found) for found in sorted(why[topic], reverse=True)))
        for topic in ranked
    )


def _say(points: float, written: str) -> str:
    return f"« {written} » : {points:g}"


def choose(topics: Topics, ranked: Sequence[Scored]) -> tuple[str, tuple[str, ...]]:
    """The main topic, "" when the desk abstains, and why in French."""
    if not ranked:
        return "", ("aucune expression des règles n’a été trouvée",)
    first = ranked[0]
    if first.score < topics.enough:
        return "", (f"{_named(topics, first)} vient en tête, sous le seuil de {topics.enough:g}",)
    rivals = [other for other in ranked[1:] if first.score - other.score < topics.margin]
    if not rivals:
        return first.id, (f"{_named(topics, first)} vient en tête",)
    close = [first, *rivals]
    winners = [scored for scored in close if _rank(topics, scored) == min(_rank(topics, each) for each in close)]
    names = ", ".join(_named(topics, scored) for scored in close)
    if len(winners) == 1:
        chosen = winners[0].id
        return chosen, (f"{names} se suivent de près : « {topics.by_id[chosen].label} » l’emporte par sa famille",)
    return "", (f"{names} sont trop proches pour choisir",)


def _named(topics: Topics, scored: Scored) -> str:
    points = f"{scored.score:g} point{'s' if scored.score >= 2 else ''}".replace(".", ",")
    return f"« {topics.by_id[scored.id].label} » ({points})"


def _rank(topics: Topics, scored: Scored) -> int:
    """What goes out of the network first, then segment, lever, frame."""
    topic = topics.by_id[scored.id]
    return 0 if topic.first_level == "refer" else 1 + FAMILIES.index(topic.family)
