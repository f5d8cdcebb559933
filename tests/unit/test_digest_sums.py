"""The reconciliation always adds up, and the numbers of lines never come to mean something else too soon."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from guichet_bot.core.model import Cause
from guichet_bot.core.reports.numbering import Numbering
from guichet_bot.core.reports.reconcile import reconcile

SINCE = "depuis hier"
COUNTS = st.dictionaries(st.sampled_from([*(str(cause) for cause in Cause), "new"]), st.integers(1, 500))


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


@given(COUNTS)
@settings(max_examples=200, deadline=None)
def test_what_is_listed_adds_up_to_what_came(ends: dict[str, int]) -> None:
    line = reconcile(ends, {}, SINCE).line
    total = sum(ends.values())
    if not total:
        assert line == "Aucun courrier reçu depuis hier."
        return
    sums, _, detail = line.partition("\u00a0: ")
    came, *parts = numbers(sums)
    assert came == total == sum(parts)
    done = total - ends.get("new", 0) - ends.get("parked", 0)
    assert parts[0] == done == sum(numbers(detail))
    assert ends.get("new", 0) == 0 or f"{ends['new']}\u00a0en attente de lecture" in sums
    assert ends.get("parked", 0) == 0 or f"{ends['parked']}\u00a0illisible" in sums


@given(COUNTS, st.dictionaries(st.sampled_from(["new", "held", "parked"]), st.integers(1, 9)))
@settings(max_examples=100, deadline=None)
def test_whatever_is_not_dealt_with_is_said_aloud(ends: dict[str, int], older: dict[str, int]) -> None:
    alert = reconcile(ends, older, SINCE).alert
    undone = {name: ends.get(name, 0) + older.get(name, 0) for name in ("new", "parked")}
    assert bool(alert) == any(undone.values())
    assert numbers(alert) == [count for count in undone.values() if count]


def test_the_line_reads_well() -> None:
    line = reconcile({"question": 6, "answer": 3, "automatic": 2, "held": 1, "thanks": 2}, {}, SINCE).line
    assert line.replace("\u00a0", " ") == (
        "14 courriers dans la boîte depuis hier = 14 traités : 6 questions, 3 réponses, 2 automatiques, "
        "2 remerciements, 1 mis de côté pour vous."
    )
    alert = reconcile({"new": 1, "parked": 2}, {"new": 1}, SINCE).alert.replace("\u00a0", " ")
    assert alert == (
        "Attention : 2 courriers attendent encore d’être lus, et 2 courriers n’ont pas pu être lus "
        "(l’exploitant du guichet est prévenu)."
    )


def test_a_question_keeps_its_number_as_long_as_it_appears() -> None:
    first = Numbering({})
    assert [first.of("RO-1"), first.of("RO-2"), first.of("RO-1")] == [1, 2, 1]
    second = Numbering(first.shown)
    assert second.of("RO-3") == 3, "1 still names another question"
    assert second.of("RO-2") == 2
    assert second.shown == {"3": "RO-3", "2": "RO-2"}


def test_numbers_count_upwards_and_begin_again_after_999() -> None:
    assert Numbering({"7": "RO-7"}).of("RO-8") == 8, "a number that was dropped is not the next to be given"
    late = Numbering({"999": "RO-9", "1": "RO-1"})
    assert late.of("RO-10") == 2
    full = Numbering({str(line): f"RO-{line}" for line in range(1, 1000)})
    assert full.of("RO-1000") == 1000


@given(st.lists(st.lists(st.integers(1, 60), unique=True, max_size=12), max_size=20))
@settings(max_examples=100, deadline=None)
def test_no_number_names_two_questions_while_it_resolves(digests: list[list[int]]) -> None:
    """Each digest is a day; what was shown in the last 14 days is known to the next."""
    shown: list[dict[str, str]] = []
    for questions in digests:
        known: dict[str, str] = {}
        for day in shown[-14:]:
            known |= day
        lines = Numbering(known)
        given_numbers = {str(lines.of(f"RO-{question}")): f"RO-{question}" for question in questions}
        assert len(given_numbers) == len(questions)
        assert all(known.get(line, number) == number for line, number in given_numbers.items())
        shown.append(lines.shown)
