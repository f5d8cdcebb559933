"""What keeps coming back: the evidence for a working group."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from guichet_bot.core.triage.similar import Vector, likeness, vectors
from guichet_bot.core.triage.text import stem, words

PERIOD = timedelta(days=90)
ENOUGH_QUESTIONS = 3
ENOUGH_BUYERS = 2
ALIKE = 0.26  # five pairs of paraphrases lay between 0.29 and 0.41, sentences on different matters at 0.25 or below


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the evidence needs it. `who` tells structures apart: the buyer's domain, or address if private."""

    number: str
    who: str
    at: datetime
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Similar questions, oldest first; `words` are what they share, most frequent first."""

    topic: str
    questions: tuple[Asked, ...]
    words: tuple[str, ...]

    @property
    def structures(self) -> int:
        return len({question.who for question in self.questions})


def recurring(questions: Sequence[Asked], now: datetime, alike: float = ALIKE) -> tuple[Group, ...]:
    """Groups of at least 3 similar questions of one topic, from at least 2 structures, in 90 days; largest first.

    Similarity is looked for inside each topic, so that its cost grows with the topics' sizes, not with their product.
    """
    by_topic: dict[str, list[Asked]] = defaultdict(list)
    for question in sorted(questions, key=lambda question: (question.at, question.number)):
        if question.topic and now - PERIOD <= question.at <= now:
            by_topic[question.topic].append(question)
    groups = [group for topic, asked in by_topic.items() for group in _groups(topic, asked, alike)]
    return tuple(sorted(groups, key=lambda group: (-len(group.questions), group.topic, group.questions[0].number)))


def _groups(topic: str, asked: list[Asked], alike: float) -> list[Group]:
    """Each question joins the group with the most alike core, or starts one: chains of weak likeness do not grow."""
    found = vectors([question.text for question in asked])
    members: list[list[int]] = []
    for position in range(len(asked)):
        scores = [sum(likeness(found[position], found[other]) for other in each) / len(each) for each in members]
        best = max(range(len(members)), key=scores.__getitem__, default=None)
        if best is not None and scores[best] >= alike:
            members[best].append(position)
        else:
            members.append([position])
    groups = [
        Group(
            topic, tuple(asked[at] for at in each), _shared([asked[at].text for at in each], [found[at] for at in each])
        )
        for each in members
        if len(each) >= ENOUGH_QUESTIONS
    ]
    return [group for group in groups if group.structures >= ENOUGH_BUYERS]


def _shared(texts: list[str], found: list[Vector]) -> tuple[str, ...]:
    """The words that most of the texts share, as the first of them writes each."""
    counts = Counter(word for vector in found for word in vector if not word.isdigit())  # "10 000 euros" tells nothing
    written = {stem(word): word for text in reversed(texts) for word in words(text)}
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:5]
    return tuple(written.get(word, word) for word, times in ranked if times > 1)
