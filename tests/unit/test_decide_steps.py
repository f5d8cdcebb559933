"""The steps that orders by mail are made of: decline, assign, details, notes, more time, closing, coming back."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from guichet_bot.core.decide import clocks, decide_mail
from guichet_bot.core.decide.absences import be_absent, be_back
from guichet_bot.core.decide.closing import close
from guichet_bot.core.decide.offering import assign, decline
from guichet_bot.core.decide.relaying import ask_details, note
from guichet_bot.core.decide.rights import month_later
from guichet_bot.core.effects import (
    AddEntry,
    ClearTimers,
    EndAbsence,
    EndOffer,
    LetterKind,
    Log,
    MakeOffer,
    SetAbsence,
    SetTimer,
)
from guichet_bot.core.model import Absence, ClockEvent, Duration, OfferState, QuestionState, Role
from tests.fixtures.builders import (
    ANNE,
    BRUNO,
    BUYER,
    CAMILLE,
    CHLOE,
    DENIS,
    NOW,
    QUESTION,
    answered_case,
    away,
    case,
    changed,
    expert,
    known,
    letter,
    letters,
    mail,
    offer,
    office,
    only,
    paris,
    question,
    reference,
    token,
)

S = QuestionState
O = OfferState  # noqa: E741


def test_declining_asks_the_next_expert_without_a_word_to_the_first() -> None:
    effects, trace = decline(case(), ANNE, "pas mon sujet", office(), NOW)
    assert letters(effects) == [(LetterKind.OFFER, BRUNO)]
    assert only(effects, EndOffer) == [EndOffer(QUESTION, ANNE, O.DECLINED)]
    assert only(effects, Log)[0].data["reason"] == "pas mon sujet"
    assert trace["candidates"][0]["expert"] == BRUNO
    assert "déjà sollicité pour cette question" in trace["rejected"]


def test_declining_what_one_no_longer_holds_moves_nothing() -> None:
    effects, _ = decline(case(offer(ANNE, O.LAPSED), offer(BRUNO), expert=BRUNO), ANNE, "", office(), NOW)
    assert letters(effects) == [] and only(effects, EndOffer) == []


def test_a_person_may_choose_anybody() -> None:
    people = office(expert(ANNE), expert(CHLOE, topics=("autre",), ceiling_open=0))
    effects = assign(case(), CHLOE, "choisie par Camille Roux", people, NOW)
    assert letters(effects) == [(LetterKind.PASSED_ON, ANNE), (LetterKind.OFFER, CHLOE)]
    assert only(effects, MakeOffer)[0].why == ("choisie par Camille Roux",)
    assert changed(effects) == {"state": S.OFFERED, "expert": CHLOE}


def test_who_is_away_hears_nothing_of_it() -> None:
    people = office(expert(absences=(away("2026-04-30", "2026-05-03"),)), expert(BRUNO))
    assert letters(assign(case(), BRUNO, "", people, NOW)) == [(LetterKind.OFFER, BRUNO)]


def test_details_are_asked_and_the_clock_waits() -> None:
    effects = ask_details(case(), ANNE, Role.EXPERT, f"Combien d'élèves ? {ANNE}", office(), NOW)
    assert letters(effects) == [(LetterKind.DETAILS, BUYER)]
    assert ANNE not in letter(effects, LetterKind.DETAILS).extra["text"]
    assert changed(effects)["state"] is S.WAITING and changed(effects)["promised_at"] is None
    assert ClearTimers(QUESTION) in effects and only(effects, EndOffer) == []
    assert only(effects, SetTimer)[0].kind == "wait_buyer"


@pytest.mark.parametrize(
    ("author", "role", "at", "readers"),
    [
        (ANNE, Role.EXPERT, case(), {CAMILLE, DENIS}),
        (CAMILLE, Role.COORDINATOR, case(), {ANNE}),
        (CAMILLE, Role.COORDINATOR, answered_case(), set()),
    ],
)
def test_a_note_never_reaches_the_buyer(author: str, role: Role, at: object, readers: set[str]) -> None:
    effects = note(at, author, role, "à rapprocher", office(), NOW)  # type: ignore[arg-type]
    assert {to for _, to in letters(effects)} == readers
    assert only(effects, AddEntry)[0].text == "à rapprocher"


@pytest.mark.parametrize("state", [S.OFFERED, S.COORDINATION, S.WAITING, S.ANSWERED])
def test_closing_ends_everything_quietly(state: QuestionState) -> None:
    effects = close(case(state=state), "à la demande de Camille", office(), NOW)
    assert changed(effects)["closed_why"] == "à la demande de Camille"
    assert changed(effects)["clock"][-1].kind == "stop"
    assert BUYER not in {to for _, to in letters(effects)}
    assert ClearTimers(QUESTION) in effects


def test_what_is_closed_stays_as_it_is() -> None:
    assert close(case(state=S.CLOSED), "encore", office(), NOW) == ()


def test_more_time_moves_the_promise_and_its_timers() -> None:
    effects = clocks.extend(
        question(opened_at=NOW, promised_at=paris("2026-05-06", 16)), Duration(days=2), office(), NOW
    )
    assert changed(effects)["promised_at"] == paris("2026-05-11", 16)  # over Friday 8 May
    assert {one.kind for one in only(effects, SetTimer)} == {"promise", "warn_buyer"}


def test_more_time_while_we_wait_for_the_buyer_counts_later() -> None:
    asked = question(promised_at=None, clock=(ClockEvent(NOW, "start"), ClockEvent(NOW, "pause")))
    effects = clocks.extend(asked, Duration(days=2), office(), NOW)
    assert changed(effects)["promised_at"] is None and only(effects, SetTimer) == []


def test_after_two_new_dates_the_buyer_is_not_warned_again() -> None:
    asked = question(new_dates=2)
    assert {one.kind for one in only(clocks.extend(asked, Duration(days=1), office(), NOW), SetTimer)} == {"promise"}


def test_a_promise_shorter_than_the_warning_is_warned_of_half_way() -> None:
    warned = clocks.warning(QUESTION, NOW + timedelta(minutes=40), office(), office().calendar, NOW)
    assert warned.due_at == NOW + timedelta(minutes=20)


def test_an_answered_clock_stops_once() -> None:
    stopped = clocks.stopped(question(), NOW)
    assert clocks.stopped(question(clock=stopped), NOW) == stopped
    assert clocks.stopped(question(clock=()), NOW) == ()


def test_a_question_of_before_the_calendars_counts_on_the_desks() -> None:
    at = office()
    assert clocks.calendar_of(question(calendar=""), at) is at.calendar


def test_somebody_who_says_he_is_away_is_confirmed_without_being_called_a_machine() -> None:
    absence = Absence(date(2026, 5, 4), date(2026, 5, 8), "mail")
    effects = be_absent(expert(), absence, (case(),), office(), NOW, "c0ffee")
    assert only(effects, SetAbsence)[0].absence == absence
    assert letter(effects, LetterKind.ABSENCE).extra["learned"] is False
    assert letter(effects, LetterKind.OFFER).cause == "c0ffee:42"


def test_coming_back_ends_the_absence_and_its_timer() -> None:
    effects = be_back(expert(), NOW)
    assert letters(effects) == [(LetterKind.BACK, ANNE)]
    assert only(effects, EndAbsence) == [EndAbsence(ANNE, NOW)]
    assert only(effects, ClearTimers)[0].subject == f"expert:{ANNE}"


@pytest.mark.parametrize(
    ("day", "later"),
    [
        ("2026-04-30", "2026-05-30"),
        ("2026-01-31", "2026-02-28"),
        ("2026-12-15", "2027-01-15"),
        ("2027-12-31", "2028-01-31"),
    ],
)
def test_a_month_of_the_law(day: str, later: str) -> None:
    assert month_later(date.fromisoformat(day)).isoformat() == later


def test_every_trace_is_json() -> None:
    for one in (
        decide_mail(mail("Quelle clause pour la cantine ?"), known(), NOW),
        decide_mail(mail("x"), known(office(), case(), carriers=(reference(),)), NOW),
        decide_mail(mail("x", "z@z.example"), known(office(), case(), carriers=(token(ANNE, Role.EXPERT),)), NOW),
    ):
        assert json.loads(json.dumps(one.trace, ensure_ascii=False))


def test_now_may_be_any_instant() -> None:
    for month in range(1, 13):
        at = datetime(2026, month, 28, 23, 59, tzinfo=UTC)
        assert decide_mail(mail("Quelle clause pour la cantine ?"), known(), at).effects
