"""What other rules would make of a mail, beside what was written down when it was decided."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Desk
from guichet_bot.core.triage.replay import Before, Reading, differences, recorded, reread
from guichet_bot.core.triage.routing import UNKNOWN_BUYER

DESK = Desk("resocc", "RO", "Guichet", "guichet@resocc.example", (b"a secret of the tests, long enough",))
RULES = load_rules(None, "")
THEN = datetime(2026, 6, 1, 9, tzinfo=UTC)
CANTINE = "Quels produits comptent dans les 50 % de la loi EGalim pour notre cantine scolaire ?"
TOPIC, SKILL = "restauration-egalim", "par thème, territoire, puis l'expert le moins chargé"
SAME = "même acheteur, même thème, même expert"
EARLIER = Before(TOPIC, "anne@mairie.example", THEN - timedelta(days=5))


def mail(text: str = CANTINE, *more: str) -> bytes:
    head = ("From: paul@mairie.example", "To: guichet@resocc.example", "Subject: Cantine", "Message-ID: <1@x>", *more)
    return ("\n".join(head) + "\n\n" + text).encode()


def trace(to: str = "skill", name: str = SKILL, misses: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    read = {"topic": TOPIC, "confident": True, "out_of_scope": "", "live_tender": False}
    return {
        "verdict": "human",
        "rule": "no rule",
        "triage": read,
        "route": {"name": name, "to": to, "misses": list(misses)},
        **more,
    }


def again(written: dict[str, Any], raw: bytes | None = None, before: tuple[Before, ...] = ()) -> Reading:
    return reread(parse(raw or mail()), DESK, RULES, written, before, THEN)


@pytest.mark.parametrize(
    "written", [None, {}, {"rule": "x"}, {"verdict": "own"}, {"verdict": "duplicate"}, {"verdict": "human", "size": 1}]
)
def test_what_rules_did_not_decide_is_not_compared(written: dict[str, Any] | None) -> None:
    assert recorded(written) is None


def test_a_question_reads_as_it_was_written_down() -> None:
    assert recorded(trace()) == Reading("human", TOPIC, True, "", False, SKILL)
    assert recorded({"verdict": "auto-reply"}) == Reading("auto-reply")
    assert differences(recorded(trace()) or Reading(""), again(trace())) == {}


def test_too_many_in_an_hour_is_no_matter_of_rules() -> None:
    written = {"verdict": "too_many", "rule": "trop"}
    assert recorded(written) == Reading("human") == again(written)


def test_an_answer_to_a_letter_opens_nothing() -> None:
    written = {"verdict": "human", "rule": "no rule", "carriers": [{"valid": True}]}
    assert again(written) == Reading("human")


def test_what_a_person_let_through_stays_a_persons() -> None:
    robot = mail("Je suis absent.", "Auto-Submitted: auto-replied")
    assert again({"verdict": "human", "rule": "no rule"}, robot).verdict == "auto-reply"
    assert again({"verdict": "human", "rule": "released"}, robot) == Reading("human")


def test_a_robot_that_would_now_be_a_person_opens_a_question() -> None:
    found = again({"verdict": "auto-reply", "rule": "x"})
    assert (found.verdict, found.topic) == ("human", TOPIC)
    assert differences(Reading("auto-reply"), found) == {"verdict": ("auto-reply", "human")}
    assert again({"verdict": "auto-reply", "rule": "x", "carriers": [{"valid": True}]}) == Reading("human")


def test_each_change_is_named_with_both_values() -> None:
    old = Reading("human", "a", True, "", False, "x")
    assert differences(old, Reading("human", "", False, "", False, "x")) == {
        "topic": ("a", ""),
        "confident": (True, False),
    }
    assert differences(old, Reading("human", "a", True, "legal", True, "y")).keys() == {
        "out_of_scope",
        "live_tender",
        "route",
    }


def test_the_buyers_earlier_question_leads_to_the_same_expert() -> None:
    assert again(trace(), before=(EARLIER,)).route == SAME
    assert again(trace()).route == SKILL
    other = Before("numerique-responsable", "marc@epci.example", THEN)
    assert again(trace(), before=(other,)).route == SKILL
    assert again(trace(), before=(Before(TOPIC, "", THEN),)).route == SKILL
    assert again(trace(), before=(Before(TOPIC, "anne@mairie.example", THEN - timedelta(days=31)),)).route == SKILL


def test_what_was_written_down_beats_what_the_store_says_now() -> None:
    assert again(trace("previous_expert", SAME)).route == SAME  # the earlier question is anonymous by now
    unknown = trace(misses=(f"{SAME} : {UNKNOWN_BUYER}",))
    assert again(unknown, before=(EARLIER,)).route == SKILL  # its topic was corrected since
    unknown["triage"]["topic"] = "autre"
    assert again(unknown, before=(EARLIER,)).route == SAME  # nothing was written down about this topic
