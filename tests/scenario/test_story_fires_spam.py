"""What the receiving server calls spam is answered by nobody, and a person sees it the next morning."""

import pytest

from tests.fixtures.world import ANNE, BUYER, CANTINE, World

MARKS = (
    {"X-Spam-Flag": "YES"},
    {"X-Spam-Status": "Yes, score=9.1 required=5.0"},
    {"X-VR-SPAMSTATE": "SPAM"},
)
SPOTLESS = ({"X-Spam-Flag": "NO"}, {"X-Spam-Status": "No, score=0.1"}, {"X-VR-SPAMSTATE": "OK"})


def kinds(world: World) -> list[str]:
    return [one.kind for one in world.run() if one.kind not in ("digest", "sign_of_life")]


@pytest.mark.parametrize("headers", MARKS)
def test_nobody_answers_it_and_one_word_lets_it_through(world: World, headers: dict[str, str]) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE, headers=headers)
    assert kinds(world) == []
    digest = next(one for one in world.lets_pass(days=1) if one.kind == "digest")
    assert "indésirable" in digest.text
    world.answers(digest, "libérer 1")
    assert kinds(world) == ["transcript", "ack", "offer"]


def test_the_mark_in_the_subject_counts(world: World) -> None:
    world.writes(BUYER, "***SPAM*** Gagnez du temps", CANTINE)
    assert kinds(world) == []


@pytest.mark.parametrize("headers", SPOTLESS)
def test_what_it_finds_clean_is_a_question(world: World, headers: dict[str, str]) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE, headers=headers)
    assert kinds(world) == ["ack", "offer"]


def test_a_reply_to_a_letter_of_ours_is_no_spam(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    kinds(world)
    offer = next(one for one in world.all_sent if one.to == ANNE)
    world.answers(offer, "Les produits bio comptent, voir l'article L. 230-5-1.", headers=MARKS[0])
    assert kinds(world) == ["answer"]
