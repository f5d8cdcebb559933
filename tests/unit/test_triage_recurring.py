"""What keeps coming back, and which past question is the nearest."""

from datetime import UTC, datetime, timedelta

import pytest

from guichet_bot.core.triage.recurring import Asked, recurring
from guichet_bot.core.triage.similar import likeness, nearest, vectors

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
BARQUETTES = (
    "Par quoi remplacer les barquettes en plastique de la cuisine centrale ?",
    "Les barquettes plastique de notre cuisine centrale sont-elles interdites ?",
    "Cuisine centrale : que prendre à la place de la barquette en plastique ?",
)
OTHER = "Combien de gobelets lavables prévoir pour une fête de village ?"


def asked(number: int, text: str, who: str = "", days: int = 10, topic: str = "plastiques-emballages") -> Asked:
    return Asked(f"RO-2026-{number:04}", who or f"mairie{number}.example", NOW - timedelta(days=days), topic, text)


def test_three_alike_from_two_structures_make_a_group() -> None:
    questions = [asked(number, text) for number, text in enumerate((*BARQUETTES, OTHER), start=1)]
    (group,) = recurring(questions, NOW)
    assert [question.number for question in group.questions] == ["RO-2026-0001", "RO-2026-0002", "RO-2026-0003"]
    assert group.structures == 3
    assert group.topic == "plastiques-emballages"
    assert {"barquettes", "plastique", "cuisine", "centrale"} <= set(group.words)


def test_the_evidence_names_words_and_no_amounts() -> None:
    priced = [f"{text} Pour 131 000 euros environ, 000 par lot." for text in BARQUETTES]
    (group,) = recurring([asked(number, text) for number, text in enumerate(priced, start=1)], NOW)
    assert {"barquettes", "cuisine"} <= set(group.words) and not any(word.isdigit() for word in group.words)


def test_oldest_first_whatever_the_order_given() -> None:
    questions = [asked(number, text, days=20 - number) for number, text in enumerate(BARQUETTES, start=1)]
    (group,) = recurring(questions[::-1], NOW)
    assert [question.number for question in group.questions] == ["RO-2026-0001", "RO-2026-0002", "RO-2026-0003"]


def test_one_structure_alone_is_no_evidence() -> None:
    assert recurring([asked(number, text, who="chu.example") for number, text in enumerate(BARQUETTES)], NOW) == ()


def test_two_questions_are_not_enough() -> None:
    assert recurring([asked(number, text) for number, text in enumerate(BARQUETTES[:2])], NOW) == ()


@pytest.mark.parametrize(("days", "groups"), [(90, 1), (91, 0), (-1, 0)])
def test_the_period_is_ninety_days(days: int, groups: int) -> None:
    questions = [asked(1, BARQUETTES[0], days=days), asked(2, BARQUETTES[1]), asked(3, BARQUETTES[2])]
    assert len(recurring(questions, NOW)) == groups


def test_questions_without_a_topic_and_of_other_topics_stay_apart() -> None:
    questions = [
        asked(1, BARQUETTES[0], topic=""),
        asked(2, BARQUETTES[1], topic="restauration-egalim"),
        asked(3, BARQUETTES[2]),
    ]
    assert recurring(questions, NOW) == ()


def test_the_largest_group_comes_first() -> None:
    bags = [f"Quels sacs poubelle {word} pour nos bureaux ?" for word in ("solides", "fins", "noirs", "verts")]
    questions = [asked(number, text) for number, text in enumerate((*BARQUETTES, *bags), start=1)]
    assert [len(group.questions) for group in recurring(questions, NOW)] == [4, 3]


def test_empty_texts_are_like_nothing() -> None:
    empty, full = vectors(["", BARQUETTES[0]])
    assert likeness(empty, full) == likeness(full, empty) == 0
    assert likeness(full, full) == pytest.approx(1)


def test_the_nearest_past_question() -> None:
    assert [position for position, _ in nearest(BARQUETTES[0], [OTHER, BARQUETTES[1], BARQUETTES[2]])] == [1, 2]
    assert nearest(BARQUETTES[0], []) == []
    assert len(nearest(BARQUETTES[0], BARQUETTES[1:] * 3, most=2)) == 2
