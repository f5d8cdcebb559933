"""Whatever arrives, in whatever state: one end, nothing for outsiders, nothing about the buyer for experts."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from guichet_bot.core.decide import decide_mail, decide_timer
from guichet_bot.core.effects import AddEntry, LetterKind, Obey, OpenQuestion, Settle
from guichet_bot.core.known import Carrier, Case
from guichet_bot.core.model import OfferState, QuestionState, Role
from tests.fixtures.builders import (
    ANNE,
    BRUNO,
    BUYER,
    CAMILLE,
    NOW,
    QUESTION,
    answered_case,
    away,
    case,
    expert,
    known,
    letters,
    mail,
    offer,
    office,
    only,
    timer,
)

STRANGER = "fournisseur@ailleurs.example"
PEOPLE = st.sampled_from([BUYER, ANNE, BRUNO, CAMILLE, STRANGER])
TEXTS = st.sampled_from(
    ["", "Merci !", "je passe", "pause", "Il faudrait une clause.", "absent du 3 au 17 août", f"Écrivez à {BUYER}", "4"]
) | st.text(max_size=60)  # fmt: skip
CARRIERS = st.lists(
    st.builds(
        Carrier,
        st.sampled_from(["token", "undo", "tag", "reference"]),
        st.sampled_from([0, QUESTION, QUESTION, 43]),
        st.booleans(),
        st.sampled_from([Role.BUYER, Role.EXPERT, Role.COORDINATOR]),
        st.sampled_from([BUYER, ANNE, BRUNO, CAMILLE]),  # no token is ever made for a stranger
        st.just("k3"),
    ),
    max_size=3,
)
CASES = st.sampled_from(
    [case(state=state) for state in QuestionState if state is not QuestionState.ANSWERED]
    + [answered_case(), case(offer(ANNE, OfferState.LAPSED), offer(BRUNO), expert=BRUNO)]
)
OFFICES = st.sampled_from(
    [
        office(),
        office(expert(BRUNO)),
        office(expert(ANNE, absences=(away("2026-04-20", None),)), expert(BRUNO)),
        office(paused=CAMILLE),
    ]
)


@settings(max_examples=150, deadline=None)
@given(PEOPLE, TEXTS, CARRIERS, CASES, OFFICES, st.booleans())
def test_every_mail_has_one_end_and_reaches_nobody_it_should_not(
    sender: str, text: str, carriers: list[Carrier], at: Case, people: object, released: bool
) -> None:
    facts = known(people, at, carriers=tuple(carriers), released=released)  # type: ignore[arg-type]
    decision = decide_mail(mail(text, sender), facts, NOW)
    assert len(only(decision, Settle)) == 1
    json.dumps(dict(decision.trace))
    for send in (one for one in decision.effects if getattr(one, "role", None) is Role.EXPERT):
        assert BUYER not in str(getattr(send, "extra", {}).get("text", ""))
    if sender == STRANGER and not released:
        assert only(decision, AddEntry) == [] and only(decision, Obey) == []
        assert only(decision, OpenQuestion) or not any(kind is LetterKind.ANSWER for kind, _ in letters(decision))


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["remind", "offer", "warn_buyer", "promise", "escalate", "coordinators", "wait_buyer", "silent"]),
    st.integers(0, 4),
    CASES,
    OFFICES,
)
def test_no_timer_breaks_and_none_writes_to_somebody_absent(kind: str, step: int, at: Case, people: object) -> None:
    decision = decide_timer(timer(kind, step), at, people, NOW)  # type: ignore[arg-type]
    absent = {c.expert.email for c in people.candidates if c.expert.absences}  # type: ignore[attr-defined]
    assert not absent & {to for _, to in letters(decision)}
