"""The table of docs/how-it-works.md as a test: the process dies before and after every step, on SQLite and a Maildir.

Whatever the instant: every mail ends in its one cause, no question is lost or doubled, every letter arrives once. The
only exception is the instant of SMTP that nobody can know, where the letter's kind decides.
"""

import pytest

from tests.crash.cases import NEVER_TWICE, Case, Outcome, kind

# Not begun, or not known to the relay: nothing happens twice and nothing is lost.
CERTAIN = [
    (step, when)
    for step in (
        "contact",
        "T1",
        "T2",
        "T3",
        "T4",
        "T7",
        "T8",
        "fetch",
        "file_away",
        "rename",
        "connect",
        "mail",
        "rcpt",
    )
    for when in ("before", "after")
] + [("T5", "before"), ("T6", "after")]
FALSE_ALARM = [("T5", "after"), ("data", "before")]  # marked as leaving, and it had not left
DOUBT = [("data", "after"), ("T6", "before")]  # the relay took it, and we do not know


def same_but_in_doubt(found: Outcome, usual: Outcome, where: str) -> None:
    assert found.causes == usual.causes, where
    assert found.questions == usual.questions, where
    assert found.settled == usual.letters, where
    assert found.by_policy(), where


def test_the_day_without_any_death(usual: Outcome) -> None:
    assert usual.causes == {"question": 3, "answer": 1}
    assert sorted(map(kind, usual.letters)) == ["ack", "answer", "digest", "offer", "reminder"]
    assert set(usual.letters.values()) == {1}
    assert usual.unsettled == []


@pytest.mark.parametrize(("step", "when"), CERTAIN, ids=str)
def test_death_at_a_step_that_leaves_no_doubt_changes_nothing(case: Case, usual: Outcome, step: str, when: str) -> None:
    killed = case.kills(step, when)
    assert killed, "the step was never reached"
    for n, found in killed:
        where = f"{when} {step} number {n}"
        same_but_in_doubt(found, usual, where)
        assert len(found.unsettled) <= len(found.doubt), where


@pytest.mark.parametrize(("step", "when"), FALSE_ALARM, ids=str)
def test_a_letter_marked_as_leaving_is_sent_later_or_by_its_kind_never(
    case: Case, usual: Outcome, step: str, when: str
) -> None:
    killed = case.kills(step, when)
    assert len(killed) == len(usual.letters)
    missing = set()
    for n, found in killed:
        where = f"{when} {step} number {n}"
        same_but_in_doubt(found, usual, where)
        assert len(found.doubt) == 1 and not found.twice, where
        lost = set(usual.letters) - set(found.letters)
        assert {kind(one) for one in lost} <= NEVER_TWICE, where
        assert len(found.unsettled) == len(lost) == found.alarms <= 1, f"{where}: what never goes twice is told"
        missing |= lost
    assert {kind(one) for one in missing} == NEVER_TWICE


@pytest.mark.parametrize(("step", "when"), DOUBT, ids=str)
def test_after_the_relay_took_it_the_letter_is_repeated_once_or_by_its_kind_never(
    case: Case, usual: Outcome, step: str, when: str
) -> None:
    killed = case.kills(step, when)
    assert len(killed) == len(usual.letters)
    repeated = []
    for n, found in killed:
        where = f"{when} {step} number {n}"
        same_but_in_doubt(found, usual, where)
        assert set(found.letters) == set(usual.letters), where
        repeated += map(kind, found.twice)
    assert sorted(repeated) == ["ack", "answer", "offer"], "each once more, a reminder and a digest never"
