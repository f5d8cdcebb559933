"""Time passes: each timer in each state of the question, the night, the pause, and what is stale."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from guichet_bot.core.decide import decide_timer
from guichet_bot.core.effects import (
    ChangeQuestion,
    ClearTimers,
    Decision,
    EndAbsence,
    EndOffer,
    LetterKind,
    Log,
    MakeOffer,
    SetTimer,
)
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import ClockEvent, Duration, OfferState, QuestionState, Sla
from tests.fixtures.builders import (
    ANNE,
    BRUNO,
    BUYER,
    CAMILLE,
    DENIS,
    NOW,
    QUESTION,
    RULES,
    answered_case,
    away,
    case,
    changed,
    compile_rules,
    desk,
    expert,
    letter,
    letters,
    nobody,
    offer,
    office,
    only,
    paris,
    set_timers,
    timer,
)

S = QuestionState
BOTH = {CAMILLE, DENIS}
EVERY = {state: case(state=state, expert="" if state is S.COORDINATION else ANNE) for state in S} | {
    S.ANSWERED: answered_case(),
    S.CLOSED: answered_case(S.CLOSED),
}
ACTS_IN = {
    "remind": {S.OFFERED},
    "offer": {S.OFFERED},
    "warn_buyer": {S.OFFERED, S.COORDINATION},
    "promise": {S.OFFERED, S.COORDINATION},
    "escalate": {S.OFFERED, S.COORDINATION},
    "coordinators": {S.COORDINATION},
    "wait_buyer": {S.WAITING},
    "silent": {S.ANSWERED},
}


def due(kind: str, at: Case | None, now: datetime = NOW, people: Office | None = None, step: int = 0) -> Decision:
    return decide_timer(timer(kind, step), at, people or office(), now)


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("kind", list(ACTS_IN))
def test_a_timer_acts_only_while_the_question_is_where_it_was_set(kind: str, state: QuestionState) -> None:
    decision = due(kind, EVERY[state], step=1 if kind == "escalate" else 0)
    assert bool(decision.effects) is (state in ACTS_IN[kind])
    assert decision.effects or decision.trace["stale"]


@pytest.mark.parametrize("kind", ["remind", "unknown kind"])
def test_a_timer_of_no_question_or_of_no_kind_does_nothing(kind: str) -> None:
    assert due(kind, None if kind == "remind" else case()).effects == ()


@pytest.mark.parametrize("kind", ["remind", "offer", "warn_buyer", "coordinators", "wait_buyer", "silent"])
def test_nothing_happens_at_night_and_nothing_is_lost(kind: str) -> None:
    decision = due(kind, case(), paris("2026-04-30", 22), step=1)
    (again,) = decision.effects
    assert again == SetTimer(QUESTION, kind, paris("2026-05-04", 9), 1)


@pytest.mark.parametrize("kind", ["remind", "promise", "escalate"])
def test_a_paused_desk_puts_off_everything(kind: str) -> None:
    (again,) = due(kind, case(), people=office(paused=CAMILLE)).effects
    assert isinstance(again, SetTimer) and again.due_at > NOW


def test_a_reminder_keeps_to_the_experts_own_hours() -> None:
    people = office(expert(timezone="Indian/Reunion", zone="FR-RE"))
    (again,) = due("remind", case(), paris("2026-04-30", 16), people).effects
    assert isinstance(again, SetTimer) and again.due_at == paris("2026-05-04", 7)  # Monday 9:00 there
    (desk_hours,) = due("remind", replace(case(), offers=()), paris("2026-04-30", 22), people).effects
    assert isinstance(desk_hours, SetTimer) and desk_hours.due_at == paris("2026-05-04", 9)


def test_a_reminder_says_when_the_offer_lapses() -> None:
    decision = due("remind", case())
    assert letters(decision) == [(LetterKind.REMINDER, ANNE)]
    extra = letter(decision, LetterKind.REMINDER).extra
    assert extra["offered_at"] == NOW - timedelta(hours=2)
    assert extra["lapses_at"] == paris("2026-05-04", 12, 30)


def test_a_reminder_dates_the_offer_of_a_holiday_as_its_reader_got_it() -> None:
    """The letter waited for his hours: "le vendredi 1er mai" would be a day on which nobody wrote to him."""
    at = replace(case(), offers=(offer(offered_at=paris("2026-05-01", 10)),))
    for waits, shown in ((True, paris("2026-05-04", 9)), (False, paris("2026-05-01", 10))):
        people = office(desk=desk(letters_wait=waits))
        decision = due("remind", at, paris("2026-05-04", 11), people)
        assert letter(decision, LetterKind.REMINDER).extra["offered_at"] == shown


def test_who_chose_the_weekly_list_after_the_offer_is_reminded_no_more() -> None:
    assert due("remind", case(), people=office(expert(ANNE, weekly_list=True))).effects == ()


def test_several_reminders_follow_one_another_from_the_offer() -> None:
    sla = replace(Sla(), remind=(Duration(minutes=60), Duration(minutes=180), Duration(minutes=600)))
    people = office(desk=desk(sla=sla))
    first = due("remind", case(), people=people)
    assert set_timers(first)["remind"] == SetTimer(QUESTION, "remind", paris("2026-04-30", 17), 1)
    assert only(due("remind", case(), people=people, step=1), SetTimer) == []  # the third would come after the lapse
    assert letters(due("remind", case(), people=people, step=2)) == [(LetterKind.REMINDER, ANNE)]


@pytest.mark.parametrize(
    "people", [office(expert(BRUNO)), office(expert(absences=(away("2026-04-30", "2026-05-08"),)), expert(BRUNO))]
)
def test_instead_of_reminding_somebody_gone_or_away_the_next_one_is_asked(people: Office) -> None:
    decision = due("remind", case(), people=people)
    assert only(decision, MakeOffer)[0].expert == BRUNO
    assert {to for _, to in letters(decision)} == {BRUNO}
    assert only(decision, EndOffer)[0].state is OfferState.WITHDRAWN


def test_silence_passes_the_question_on() -> None:
    decision = due("offer", case())
    assert only(decision, EndOffer) == [EndOffer(QUESTION, ANNE, OfferState.LAPSED)]
    assert letters(decision) == [(LetterKind.PASSED_ON, ANNE), (LetterKind.OFFER, BRUNO)]
    assert changed(decision)["expert"] == BRUNO


def test_nobody_is_asked_twice_and_the_coordinators_are_last() -> None:
    decision = due("offer", case(offer(BRUNO, OfferState.DECLINED), offer(ANNE)))
    assert only(decision, MakeOffer) == []
    assert {to for kind, to in letters(decision) if kind is LetterKind.COORDINATION} == BOTH
    assert changed(decision) == {"state": S.COORDINATION, "expert": ""}
    assert "coordinators" in set_timers(decision)


def test_a_live_tender_seen_later_goes_to_the_coordinators() -> None:
    assert only(due("offer", case(live_tender=True)), MakeOffer) == []


def test_the_buyer_hears_a_new_date_before_the_lapse() -> None:
    at = case(promised_at=NOW + timedelta(minutes=30))
    decision = due("warn_buyer", at)
    fields = changed(decision)
    assert letters(decision) == [(LetterKind.NEW_DATE, BUYER)]
    assert letter(decision, LetterKind.NEW_DATE).extra == {"old": at.question.promised_at, "new": fields["promised_at"]}
    assert fields["promised_at"] > at.question.promised_at  # type: ignore[operator]
    assert fields["new_dates"] == 1 and fields["clock"][-1].kind == "extend"
    assert "promise" not in set_timers(decision)  # the old date's lapse is still counted
    assert set_timers(decision)["warn_buyer"].due_at < fields["promised_at"]


def test_a_new_date_is_ahead_even_after_an_outage() -> None:
    week_ago = NOW - timedelta(days=14)
    decision = due("warn_buyer", case(opened_at=week_ago, promised_at=NOW - timedelta(days=9)))
    assert changed(decision)["promised_at"] > NOW


@pytest.mark.parametrize(("told", "warned"), [(0, True), (1, True), (2, False)])
def test_a_buyer_hears_a_new_date_twice_at_most(told: int, warned: bool) -> None:
    decision = due("warn_buyer", case(new_dates=told))
    assert bool(letters(decision)) is warned
    assert ("warn_buyer" in set_timers(decision)) is (told == 0)


def test_a_promise_that_nobody_gave_or_whose_clock_waits_is_not_moved() -> None:
    paused = (ClockEvent(NOW, "start"), ClockEvent(NOW, "pause"))
    assert due("warn_buyer", case(promised_at=None)).effects == ()
    assert due("warn_buyer", case(clock=paused)).effects == ()


def test_each_lapse_is_counted_and_the_next_date_watched() -> None:
    later = NOW + timedelta(days=4)
    decision = due("promise", case(lapses=1, promised_at=later))
    assert changed(decision)["lapses"] == 2
    assert set_timers(decision)["promise"].due_at == later
    assert only(decision, Log)[0].kind == "lapse"
    assert "promise" not in set_timers(due("promise", case(promised_at=NOW)))


def test_the_levels_of_escalation_one_after_the_other() -> None:
    people = office(expert(backup=BRUNO), expert(BRUNO))
    first = due("promise", case(), people=people)
    assert (LetterKind.ESCALATION, BRUNO) in letters(first) and (LetterKind.PASSED_ON, ANNE) in letters(first)
    assert only(first, MakeOffer)[0].expert == BRUNO
    assert changed(first)["level"] == 1
    assert set_timers(first)["escalate"].step == 2
    assert set_timers(first)["escalate"].due_at == paris("2026-05-04", 10)  # two working hours later
    second = due("escalate", case(), people=people, step=2)
    assert letters(second) == [(LetterKind.ESCALATION, CAMILLE)] and set_timers(second)["escalate"].step == 3
    third = due("escalate", case(), people=people, step=3)
    assert {to for _, to in letters(third)} == BOTH and set_timers(third) == {}
    assert due("escalate", case(), people=people, step=4).effects == ()


@pytest.mark.parametrize(
    ("at", "people"),
    [
        (case(), office()),  # no substitute named
        (case(), office(expert(backup=BRUNO), expert(BRUNO, ceiling_open=0))),
        (case(state=S.COORDINATION, expert=""), office()),
    ],
)
def test_a_level_that_finds_nobody_gives_way_at_once(at: Case, people: Office) -> None:
    assert letters(due("promise", at, people=people)) == [(LetterKind.ESCALATION, CAMILLE)]


def test_a_level_with_a_delay_waits_for_it() -> None:
    levels = [{"name": "tous", "to": "all", "after": "2h"}]
    people = office(rules=compile_rules(RULES | {"escalation": {"level": levels}}))
    decision = due("promise", case(), people=people)
    assert letters(decision) == [] and set_timers(decision)["escalate"].step == 1


def test_without_rules_all_coordinators_hear_of_a_lapse_each_time() -> None:
    plain = compile_rules({name: table for name, table in RULES.items() if name != "escalation"})
    decision = due("promise", case(level=1), people=office(rules=plain))
    assert {to for _, to in letters(decision)} == BOTH


def test_an_escalation_waits_for_its_readers_morning() -> None:
    decision = due("escalate", case(), paris("2026-04-30", 17, 5), step=2)
    assert letter(decision, LetterKind.ESCALATION).not_before == paris("2026-05-04", 9)


def test_coordinators_are_reminded_like_an_expert_but_not_for_ever() -> None:
    at = case(state=S.COORDINATION, expert="")
    first, last = due("coordinators", at, people=nobody()), due("coordinators", at, people=nobody(), step=2)
    assert {to for _, to in letters(first)} == BOTH
    assert set_timers(first)["coordinators"].step == 1
    assert letters(last) and set_timers(last) == {}


def test_a_desk_without_coordinators_still_decides() -> None:
    people = nobody(desk=desk(coordinators=()))
    assert letters(due("promise", case(state=S.COORDINATION, expert=""), people=people)) == []
    assert "coordinators" in set_timers(due("offer", case(), people=people))


def test_the_buyer_is_reminded_once_of_the_details_and_then_the_question_closes() -> None:
    at = case(state=S.WAITING, promised_at=None)
    first, second = due("wait_buyer", at), due("wait_buyer", at, step=1)
    assert letters(first) == [(LetterKind.WAIT_BUYER, BUYER)] and set_timers(first)["wait_buyer"].step == 1
    assert letters(second) == [(LetterKind.PASSED_ON, ANNE), (LetterKind.CLOSED, BUYER)]
    assert changed(second)["state"] is S.CLOSED and changed(second)["closed_at"] == NOW


def test_silence_after_the_answer_closes_politely() -> None:
    decision = due("silent", answered_case())
    assert letters(decision) == [(LetterKind.CLOSED, BUYER)]
    assert changed(decision)["closed_why"].startswith("sans nouvelle")
    assert ClearTimers(QUESTION) in decision.effects


@pytest.mark.parametrize(
    ("people", "asked"),
    [
        (office(expert(absences=(away("2026-04-10", None),))), True),
        (office(expert(absences=(away("2026-04-10", "2026-05-02"),))), False),
        (office(expert(BRUNO)), False),
    ],
)
def test_an_absence_without_an_end_expires_and_asks(people: Office, asked: bool) -> None:
    decision = decide_timer(timer("absence_end", subject=f"expert:{ANNE}"), None, people, NOW)
    assert letters(decision) == ([(LetterKind.ABSENCE_ENDS, ANNE)] if asked else [])
    assert bool(only(decision, EndAbsence)) is asked


def test_an_expert_is_not_asked_at_night() -> None:
    subject = f"expert:{ANNE}"
    decision = decide_timer(timer("absence_end", subject=subject), None, office(), paris("2026-04-30", 22))
    assert decision.effects == (SetTimer(None, "absence_end", paris("2026-05-04", 9), 0, subject),)


@pytest.mark.parametrize("rows", [(), ({"sender": "x@y.example"},)])
def test_what_is_still_held_is_listed_once_a_week(rows: tuple[dict[str, Any], ...]) -> None:
    decision = decide_timer(timer("held_list", subject="desk"), None, office(), NOW, rows)
    assert {to for _, to in letters(decision)} == (BOTH if rows else set())
    assert only(decision, SetTimer) == [SetTimer(None, "held_list", paris("2026-05-07", 16), 0, "desk")]


def test_no_effect_is_about_another_question() -> None:
    for kind, states in ACTS_IN.items():
        for state in states:
            for effect in due(kind, EVERY[state], step=1).effects:
                assert getattr(effect, "question", QUESTION) == QUESTION
                assert not isinstance(effect, ChangeQuestion) or effect.question == QUESTION
