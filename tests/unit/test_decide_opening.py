"""A buyer writes for the first time: who hears what, who is asked, and by when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet_bot.core.decide import decide_mail
from guichet_bot.core.effects import (
    ChangeQuestion,
    LetterKind,
    MakeOffer,
    OpenQuestion,
    SetTimer,
)
from guichet_bot.core.model import Cause, InboundState, QuestionState, Sla
from tests.fixtures.builders import (
    ANNE,
    BRUNO,
    BUYER,
    CAMILLE,
    DENIS,
    NOW,
    RULES,
    TEXTILES,
    TOPIC,
    away,
    compile_rules,
    desk,
    expert,
    known,
    letter,
    letters,
    mail,
    nobody,
    office,
    only,
    paris,
    question,
    set_timers,
    settle,
)

CANTEEN = "Bonjour, quelle clause pour les repas végétariens de notre cantine ?"


def test_a_question_is_acknowledged_and_offered_in_one_go() -> None:
    decision = decide_mail(mail(CANTEEN), known(), NOW)
    (opened,) = only(decision, OpenQuestion)
    assert letters(decision) == [(LetterKind.ACK, BUYER), (LetterKind.OFFER, ANNE)]
    assert (opened.state, opened.expert, opened.topic) == (QuestionState.OFFERED, ANNE, TOPIC)
    assert settle(decision).cause is Cause.QUESTION
    assert decision.effects[0] is opened  # what follows speaks of the question that it opens


def test_the_promise_is_a_date_of_the_desks_calendar() -> None:
    decision = decide_mail(mail(CANTEEN), known(), NOW)
    (opened,) = only(decision, OpenQuestion)
    assert opened.promised_at == paris("2026-05-06", 16)  # Thursday 16:00 and three days, over 1 May and a weekend
    assert set_timers(decision)["promise"].due_at == opened.promised_at
    assert set_timers(decision)["warn_buyer"].due_at == paris("2026-05-06", 10, 30)  # four working hours before


def test_the_expert_is_reminded_and_the_offer_lapses_in_his_own_hours() -> None:
    there = expert(timezone="Indian/Reunion", zone="FR-RE")
    found = set_timers(decide_mail(mail(CANTEEN), known(office(there)), NOW))
    # 18:00 there: Friday is a holiday, so four hours and a day count from Monday 9:00 there (7:00 in Paris).
    assert found["remind"].due_at == paris("2026-05-04", 12, 30)
    assert found["offer"].due_at == paris("2026-05-04", 15)


def test_an_expert_with_a_weekly_list_gets_no_single_reminder() -> None:
    found = set_timers(decide_mail(mail(CANTEEN), known(office(expert(weekly_list=True))), NOW))
    assert "remind" not in found and "offer" in found


@pytest.mark.parametrize("remind", [(), Sla().remind * 1])
def test_no_reminder_after_the_lapse(remind: tuple[object, ...]) -> None:
    late = replace(Sla(), offer=Sla().remind[0], remind=remind)  # type: ignore[arg-type]
    found = set_timers(decide_mail(mail(CANTEEN), known(office(desk=desk(sla=late))), NOW))
    assert "remind" not in found


def test_no_expert_left_means_the_coordinators_with_the_reasons() -> None:
    decision = decide_mail(mail(CANTEEN), known(nobody()), NOW)
    assert letters(decision) == [
        (LetterKind.ACK, BUYER),
        (LetterKind.COORDINATION, CAMILLE),
        (LetterKind.COORDINATION, DENIS),
    ]
    extra = letter(decision, LetterKind.COORDINATION).extra
    assert extra["why"] == ("Anne Martin : plafond de 0 question en cours atteint",)
    assert only(decision, OpenQuestion)[0].state is QuestionState.COORDINATION
    assert "coordinators" in set_timers(decision) and "offer" not in set_timers(decision)


def test_an_unsure_topic_goes_to_the_coordinators() -> None:
    decision = decide_mail(mail("Bonjour, une question générale.", subject="Bonjour"), known(), NOW)
    assert only(decision, MakeOffer) == []
    assert "thème n'est pas sûr" in letter(decision, LetterKind.COORDINATION).extra["reason"]
    assert decision.trace["route"]["name"] == "le reste"


def test_a_live_tender_never_reaches_an_expert() -> None:
    rules = compile_rules(RULES | {"routing": RULES["routing"] | {"live_tender": {"sure": ["offres recues"]}}})
    decision = decide_mail(mail(CANTEEN + " Nous avons des offres reçues."), known(office(rules=rules)), NOW)
    (opened,) = only(decision, OpenQuestion)
    assert opened.live_tender and opened.state is QuestionState.COORDINATION
    assert letters(decision)[0] == (LetterKind.ACK, BUYER)
    assert "consultation semble en cours" in letter(decision, LetterKind.COORDINATION).extra["reason"]


def test_out_of_scope_is_redirected_at_once_and_bothers_nobody() -> None:
    decision = decide_mail(mail("Bonjour, voici notre catalogue de mobilier.", subject="Offre"), known(), NOW)
    assert letters(decision) == [(LetterKind.OUT_OF_SCOPE, BUYER)]
    assert letter(decision, LetterKind.OUT_OF_SCOPE).extra == {"redirect": "démarchage"}
    assert only(decision, OpenQuestion)[0].state is QuestionState.CLOSED
    assert only(decision, ChangeQuestion)[0].changes == {"closed_at": NOW}
    assert only(decision, SetTimer) == []
    assert settle(decision).cause is Cause.OUT_OF_SCOPE


def test_a_coordinators_route_is_said_as_a_rule_of_the_desk() -> None:
    routes = [{"name": "à nous", "to": {"pool": "coordinators"}}]
    rules = compile_rules(RULES | {"routing": {"route": routes}})
    decision = decide_mail(mail(CANTEEN), known(office(rules=rules)), NOW)
    assert "règles du guichet" in letter(decision, LetterKind.COORDINATION).extra["reason"]


def test_a_route_may_promise_another_delay() -> None:
    routes = [{"name": "vite", "to": {"skill": "topic"}, "sla": {"answer": "1d"}}]
    rules = compile_rules(RULES | {"routing": {"route": routes}})
    (opened,) = only(decide_mail(mail(CANTEEN), known(office(rules=rules)), NOW), OpenQuestion)
    assert opened.promised_at == paris("2026-05-04", 16)


@pytest.mark.parametrize(
    ("days", "who", "topic", "asked"),
    [
        (10, BRUNO, TOPIC, BRUNO),
        (40, BRUNO, TOPIC, ANNE),
        (10, BRUNO, TEXTILES, ANNE),
        (10, "gone@x.example", TOPIC, ANNE),
    ],
)
def test_the_same_buyer_on_the_same_subject_gets_the_same_expert(days: int, who: str, topic: str, asked: str) -> None:
    past = question(id=3, expert=who, topic=topic, opened_at=NOW - timedelta(days=days))
    decision = decide_mail(mail(CANTEEN), known(previous=(past,)), NOW)
    assert only(decision, MakeOffer)[0].expert == asked


def test_the_previous_expert_is_not_disturbed_when_he_is_away() -> None:
    people = office(expert(ANNE), expert(BRUNO, absences=(away("2026-04-01", "2026-05-30"),)))
    past = question(id=3, expert=BRUNO, opened_at=NOW - timedelta(days=10))
    assert only(decide_mail(mail(CANTEEN), known(people, previous=(past,)), NOW), MakeOffer)[0].expert == ANNE


def test_an_offer_waits_for_its_readers_hours_where_the_desk_says_so() -> None:
    night = paris("2026-04-30", 22)
    waits = decide_mail(mail(CANTEEN), known(office(desk=desk(letters_wait=True))), night)
    assert letter(waits, LetterKind.OFFER).not_before == paris("2026-05-04", 9)
    assert letter(waits, LetterKind.ACK).not_before is None
    assert letter(decide_mail(mail(CANTEEN), known(), night), LetterKind.OFFER).not_before is None


def test_several_questions_in_one_mail_are_one_question_with_its_other_topics() -> None:
    text = "Une clause pour la cantine ? Et pour la cantine, les repas végétariens ? Et des vêtements de travail ?"
    (opened,) = only(decide_mail(mail(text), known(), NOW), OpenQuestion)
    assert (opened.topic, opened.also) == (TOPIC, (TEXTILES,))


def test_what_is_known_of_the_buyer_goes_into_the_case() -> None:
    text = CANTEEN + "\n\nClaire Petit\nMairie d'Albi\n81000 ALBI"
    (opened,) = only(decide_mail(mail(text, subject=""), known(), NOW), OpenQuestion)
    assert (opened.structure, opened.departement) == ("commune", "81")
    assert (opened.buyer_name, opened.subject) == ("Claire", "(sans objet)")


def test_the_reasons_are_kept() -> None:
    trace = decide_mail(mail(CANTEEN), known(), NOW).trace
    assert trace["verdict"] == "human"
    assert trace["triage"]["topics"][0]["id"] == TOPIC
    assert trace["route"]["misses"]
    assert trace["candidates"][0]["expert"] == ANNE


@pytest.mark.parametrize(
    ("changes", "facts", "cause"),
    [
        ({"text": "", "newest": ""}, {}, Cause.EMPTY),
        ({}, {"recent": 21}, Cause.TOO_MANY),
        ({"headers": {"authentication-results": ("mx.example; dmarc=fail",)}}, {}, Cause.HELD),
    ],
)
def test_what_cannot_be_taken_at_its_word_is_held(changes: dict, facts: dict, cause: Cause) -> None:
    at = office(desk=desk(authserv_id="mx.example"))
    decision = decide_mail(mail(**changes), known(at, **facts), NOW)
    assert (settle(decision).state, settle(decision).cause) == (InboundState.HELD, cause)
    assert (LetterKind.HELD, CAMILLE) in letters(decision)
    assert letter(decision, LetterKind.HELD).extra["inbound"] == 7
    assert settle(decision).reason


def test_a_storm_is_explained_once_and_then_only_kept() -> None:
    first, later = (decide_mail(mail(), known(recent=count), NOW) for count in (21, 22))
    assert (LetterKind.HOLD_SENDER, BUYER) in letters(first)
    assert letters(later) == [] and settle(later).state is InboundState.HELD


def test_a_forged_sender_is_not_written_to() -> None:
    forged = mail(headers={"authentication-results": ("mx.example; spf=fail; dkim=fail",)})
    decision = decide_mail(forged, known(office(desk=desk(authserv_id="mx.example"))), NOW)
    assert {to for _, to in letters(decision)} == {CAMILLE, DENIS}


def test_what_was_held_is_handled_once_a_coordinator_lets_it_through() -> None:
    decision = decide_mail(mail(CANTEEN), known(recent=50, released=True), NOW)
    assert settle(decision).cause is Cause.QUESTION


def test_a_request_about_personal_data_goes_to_people_with_its_legal_date() -> None:
    text = "Bonjour, je souhaite que vous supprimiez toutes mes données personnelles."
    decision = decide_mail(mail(text), known(), NOW)
    assert letters(decision) == [
        (LetterKind.RIGHTS, CAMILLE),
        (LetterKind.RIGHTS, DENIS),
        (LetterKind.RIGHTS_ACK, BUYER),
    ]
    assert letter(decision, LetterKind.RIGHTS_ACK).extra["due"].isoformat() == "2026-05-30"
    assert settle(decision).cause is Cause.RIGHTS and only(decision, OpenQuestion) == []
