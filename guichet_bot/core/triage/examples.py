"""Do the rules' own example sentences arrive where they should? What `rules test` and `check` print."""

from dataclasses import dataclass

from guichet_bot.core.triage.rules import Rules
from guichet_bot.core.triage.topics import Scored
from guichet_bot.core.triage.triage import triage


@dataclass(frozen=True, slots=True)
class Example:
    """`expected` is a topic, or "pas <topic>" for a sentence that must not reach it. `got` "" = abstained."""

    text: str
    expected: str
    got: str
    top: tuple[Scored, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Every example in the order of the rules."""

    examples: tuple[Example, ...]

    @property
    def total(self) -> int:
        return len(self.examples)

    @property
    def right(self) -> int:
        return self.total - len(self.wrong)

    @property
    def wrong(self) -> tuple[Example, ...]:
        return tuple(example for example in self.examples if not example.right)


def run_examples(rules: Rules) -> Report:
    """Triage each example as a mail without a subject; one taken for a redirection or a live tender is wrong too."""
    found = []
    for topic in rules.topics.by_id.values():
        found += [_example(rules, text, topic.id, True) for text in topic.examples]
        found += [_example(rules, text, topic.id, False) for text in topic.not_examples]
    return Report(tuple(found))


def _example(rules: Rules, text: str, topic: str, wanted: bool) -> Example:
    read = triage("", text, rules)
    got = read.out_of_scope or ("consultation en cours" if read.live_tender else read.topic)
    return Example(
        text, topic if wanted else f"pas {topic}", got, read.topics, (got == topic) if wanted else (got != topic)
    )
