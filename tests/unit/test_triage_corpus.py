"""The rules that travel with the package, on sentences written apart from them."""

import tomllib
from pathlib import Path

import pytest

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.core.triage.examples import run_examples
from guichet_bot.core.triage.rules import Rules
from guichet_bot.core.triage.triage import triage

CORPUS = tomllib.loads((Path(__file__).parents[1] / "corpus" / "triage.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(None, "resocc")


def test_every_example_of_the_rules_arrives(rules: Rules) -> None:
    report = run_examples(rules)
    assert [(example.text, example.got) for example in report.wrong] == []
    assert report.right == report.total
    assert all(len(topic.examples) >= 4 for topic in rules.topics.by_id.values())
    assert len(rules.topics.by_id) == 25


def test_questions_reach_their_topic_or_a_coordinator(rules: Rules) -> None:
    read = [(question["topic"], triage("", question["text"], rules)) for question in CORPUS["question"]]
    right = sum(found.topic == topic for topic, found in read)
    wrong = sum(bool(found.topic) and found.topic != topic for topic, found in read)
    assert right >= 0.95 * len(read)
    assert wrong <= 0.02 * len(read)
    assert sum(topic in {scored.id for scored in found.topics} for topic, found in read) >= 0.98 * len(read)


def test_no_buyers_question_is_turned_away_or_held_for_a_tender(rules: Rules) -> None:
    for question in CORPUS["question"]:
        found = triage("", question["text"], rules)
        assert not found.out_of_scope, question["text"]
        assert not found.live_tender, question["text"]


@pytest.mark.parametrize("mail", CORPUS["scope"], ids=lambda mail: str(mail["text"])[:50])
def test_what_is_not_for_the_desk_is_redirected(mail: dict[str, str], rules: Rules) -> None:
    assert triage("", mail["text"], rules).out_of_scope == mail["redirect"]


@pytest.mark.parametrize("mail", CORPUS["tender"], ids=lambda mail: str(mail["text"])[:50])
def test_a_tender_under_way_is_seen_and_a_planned_one_is_not_taken_for_it(mail: dict[str, str], rules: Rules) -> None:
    found = triage("", mail["text"], rules)
    assert found.live_tender == mail["live"], found.live_why
    assert bool(found.live_why) == found.live_tender
