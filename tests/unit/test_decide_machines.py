"""Machines write: nothing is ever answered, and what they tell is believed only when it is about our letters."""

from datetime import date

import pytest

from guichet_bot.core.decide import decide_mail, decide_refused
from guichet_bot.core.effects import (
    ClearTimers,
    EndOffer,
    LetterKind,
    Log,
    MakeOffer,
    Send,
    SetAbsence,
    SetTimer,
    Suppress,
)
from guichet_bot.core.model import Absence, Cause, DeliveryReport, OfferState, QuestionState, Role
from tests.fixtures.builders import (
    ANNE,
    AWAY_TEXT,
    BRUNO,
    BUYER,
    CAMILLE,
    DENIS,
    EVENT,
    NOW,
    QUESTION,
    VACATION,
    answered_case,
    away,
    case,
    desk,
    expert,
    known,
    letter,
    letters,
    mail,
    office,
    only,
    reference,
    settle,
    token,
)


def bounced(*failed: str, of: bool = True, at: object = None, why: str = "", **facts: object):
    found = DeliveryReport(failed=failed, reasons=tuple((address, why) for address in failed))
    report = mail("Undelivered", "mailer-daemon@mx.example", report=found)
    carriers = (reference(),) if of else ()
    return decide_mail(report, known(office(), at or case(), carriers=carriers, **facts), NOW)  # type: ignore[arg-type]


def test_the_bounce_of_an_offer_moves_it_to_the_next_expert() -> None:
    decision = bounced(ANNE)
    assert only(decision, EndOffer) == [EndOffer(QUESTION, ANNE, OfferState.WITHDRAWN)]
    assert only(decision, MakeOffer)[0].expert == BRUNO
    assert only(decision, Suppress)[0].address == ANNE
    assert letters(decision) == [(LetterKind.OFFER, BRUNO), (LetterKind.NOTE, CAMILLE), (LetterKind.NOTE, DENIS)]
    assert settle(decision).cause is Cause.BOUNCE and settle(decision).question == QUESTION


@pytest.mark.parametrize(
    ("why", "silenced"),
    [
        ("", True),
        ("5.1.1 550 no such user", True),
        ("5.2.1 550 account disabled", True),
        ("5.2.2 552 mailbox full", False),
        ("5.3.4 552 message too big", False),
        ("5.7.26 550 unauthenticated sender", False),
    ],
)
def test_only_a_reason_against_the_address_silences_it(why: str, silenced: bool) -> None:
    """Else the answer that a coordinator sends again, lighter, would never leave."""
    decision = bounced(BUYER, why=why)
    assert bool(only(decision, Suppress)) is silenced
    told = letter(decision, LetterKind.NOTE).extra["text"]
    assert why in told
    assert ("sans ses pièces jointes" in told) is (why[:5] == "5.3.4")


def test_the_bounce_of_the_buyer_is_told_to_the_coordinators_once() -> None:
    first, second = bounced(BUYER), bounced(BUYER, at=answered_case())
    assert {to for _, to in letters(first)} == {CAMILLE, DENIS}
    assert "joindre autrement" in letter(first, LetterKind.NOTE).extra["text"]
    assert letter(first, LetterKind.NOTE).cause == letter(second, LetterKind.NOTE).cause != ""


def test_the_bounce_of_a_past_expert_moves_nothing() -> None:
    decision = bounced(ANNE, at=answered_case())
    assert only(decision, EndOffer) == [] and only(decision, Suppress)


def test_coordinators_are_never_silenced() -> None:
    decision = bounced(CAMILLE)
    assert only(decision, Suppress) == [] and letters(decision) == [] and only(decision, Log)


@pytest.mark.parametrize(("failed", "of"), [(("x@y.example",), True), ((ANNE,), False), ((), True)])
def test_a_report_that_is_not_about_our_letter_silences_nobody(failed: tuple[str, ...], of: bool) -> None:
    report = DeliveryReport(failed=failed) if failed else DeliveryReport(failed=("z@y.example",))
    carriers = (reference(),) if of else ()
    decision = decide_mail(mail("x", report=report), known(office(), case(), carriers=carriers), NOW)
    assert only(decision, Suppress) == [] and letters(decision) == []
    assert settle(decision).cause is Cause.BOUNCE


def test_a_delay_is_only_recorded() -> None:
    decision = decide_mail(mail("x", report=DeliveryReport(delayed=(BUYER,))), known(office(), case()), NOW)
    assert settle(decision).cause is Cause.DELAYED and letters(decision) == []


@pytest.mark.parametrize("headers", [{"auto-submitted": ("auto-generated",)}, VACATION])
def test_a_robot_is_never_answered(headers: dict[str, tuple[str, ...]]) -> None:
    facts = known(office(), case(), carriers=(token(BUYER, Role.BUYER),))
    decision = decide_mail(mail(AWAY_TEXT, BUYER, headers=headers), facts, NOW)
    assert letters(decision) == []
    assert settle(decision).cause is Cause.AUTOMATIC and settle(decision).question == QUESTION


def test_an_experts_automatic_receipt_is_no_absence() -> None:
    reply = mail("Votre courrier a bien été reçu.", ANNE, subject="Accusé de réception", headers=VACATION)
    decision = decide_mail(reply, known(office(), case(), carriers=(token(ANNE, Role.EXPERT),)), NOW)
    assert settle(decision).cause is Cause.AUTOMATIC and len(decision.effects) == 1


def test_our_own_mail_under_another_id_is_our_own() -> None:
    assert settle(decide_mail(mail("x", headers={"x-ours": ("1",)}), known(), NOW)).cause is Cause.OWN


def vacation(sender: str = ANNE, people: object = None, **facts: object):
    at = people or office()
    carriers = facts.pop("carriers", (token(sender, Role.EXPERT),))
    headers = VACATION | facts.pop("headers", {})  # type: ignore[operator]
    return decide_mail(
        mail(AWAY_TEXT, sender, subject="Absence du bureau", headers=headers),
        known(at, case(), carriers=carriers, **facts),  # type: ignore[arg-type]
        NOW,
    )


def test_a_vacation_reply_sets_the_absence_and_passes_on_what_the_expert_holds() -> None:
    decision = vacation(holding=(case(),))
    (learned,) = only(decision, SetAbsence)
    assert (learned.expert, learned.absence.until) == (ANNE, date(2026, 5, 15))
    assert only(decision, MakeOffer)[0].expert == BRUNO
    confirmation = letter(decision, LetterKind.ABSENCE)
    assert confirmation.to == ANNE and confirmation.not_before is None
    assert confirmation.extra["substitutes"] == {"RO-2026-0042": "Bruno Martin"}
    assert confirmation.extra["learned"] is True
    assert settle(decision).cause is Cause.ABSENCE
    assert (LetterKind.PASSED_ON, ANNE) not in letters(decision)


def test_each_question_passed_on_has_letters_of_its_own_and_the_load_is_shared() -> None:
    second = case(id=43, number="RO-2026-0043")
    people = office(expert(ANNE), expert(BRUNO), expert("emma@x.example"))
    decision = vacation(people=people, holding=(case(), second))
    assert [one.expert for one in only(decision, MakeOffer)] == [BRUNO, "emma@x.example"]
    causes = {send.cause for send in only(decision, Send) if send.kind is LetterKind.OFFER}
    assert len(causes) == 2


def test_the_named_substitute_comes_first_and_coordinators_last() -> None:
    people = office(expert(ANNE, backup="emma@x.example"), expert(BRUNO), expert("emma@x.example"))
    assert only(vacation(people=people, holding=(case(),)), MakeOffer)[0].expert == "emma@x.example"
    alone = vacation(people=office(expert(ANNE)), holding=(case(),))
    assert letter(alone, LetterKind.ABSENCE).extra["substitutes"] == {"RO-2026-0042": "les coordinateurs"}


@pytest.mark.parametrize(
    "known_absence",
    [away("2026-04-28", "2026-05-15"), away("2026-04-30", "2026-05-15")],
)
def test_a_known_absence_is_not_confirmed_again(known_absence: Absence) -> None:
    decision = vacation(people=office(expert(absences=(known_absence,)), expert(BRUNO)))
    assert letters(decision) == [] and settle(decision).cause is Cause.ABSENCE


def test_an_absence_without_an_end_expires_by_itself() -> None:
    reply = mail("Je suis actuellement absente.", ANNE, subject="Absence du bureau", headers=VACATION)
    carriers = (token(ANNE, Role.EXPERT),)
    decision = decide_mail(reply, known(office(), carriers=carriers), NOW)
    (ends,) = only(decision, SetTimer)
    assert (ends.kind, ends.subject) == ("absence_end", f"expert:{ANNE}")
    assert (ends.due_at - NOW).days >= 14
    already = office(expert(absences=(away("2026-04-28", "2026-05-02"),)))
    assert letters(decide_mail(reply, known(already, carriers=carriers), NOW)) == []


@pytest.mark.parametrize(
    ("carriers", "headers", "believed"),
    [
        ((token(ANNE, Role.EXPERT),), {}, True),
        ((reference(),), {}, True),
        ((token(BUYER, Role.BUYER),), {}, False),
        ((), {}, False),
        ((), {"authentication-results": ("mx.example; dmarc=pass",)}, True),
    ],
)
def test_a_vacation_reply_counts_only_with_proof_that_it_is_the_experts(
    carriers: tuple, headers: dict, believed: bool
) -> None:
    at = office(desk=desk(authserv_id="mx.example"))
    decision = vacation(people=at, carriers=carriers, headers=headers)
    assert bool(only(decision, SetAbsence)) is believed
    assert believed or settle(decision).cause is Cause.AUTOMATIC


def test_a_buyer_on_holiday_changes_nobodys_calendar() -> None:
    assert only(vacation(BUYER), SetAbsence) == []


@pytest.mark.parametrize("carriers", [(), (token(ANNE, Role.EXPERT),)])
def test_a_calendar_attachment_of_an_expert_sets_his_absence(carriers: tuple) -> None:
    sent = mail("Voici mes congés.", ANNE, calendar=(EVENT,))
    decision = decide_mail(sent, known(office(), case(), carriers=carriers), NOW)
    (learned,) = only(decision, SetAbsence)
    assert (learned.absence.first, learned.absence.until) == (date(2026, 5, 4), date(2026, 5, 8))
    assert (LetterKind.ANSWER, BUYER) not in letters(decision)


def test_an_absence_far_ahead_leaves_the_offer_alone() -> None:
    later = EVENT.replace("20260504", "20260603").replace("20260509", "20260610")
    facts = known(office(), case(), holding=(case(),))
    decision = decide_mail(mail("x", ANNE, calendar=(later,)), facts, NOW)
    assert only(decision, SetAbsence) and only(decision, EndOffer) == [] and only(decision, ClearTimers) == []


def test_a_meeting_is_no_absence_and_the_answer_leaves() -> None:
    sent = mail("Réponse : oui, une clause suffit.", ANNE, calendar=("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",))
    decision = decide_mail(sent, known(office(), case(), carriers=(token(ANNE, Role.EXPERT),)), NOW)
    assert (LetterKind.ANSWER, BUYER) in letters(decision)


def test_a_question_state_is_never_moved_by_a_machine() -> None:
    decision = decide_mail(mail("x", BUYER, headers=VACATION), known(office(), case(state=QuestionState.WAITING)), NOW)
    assert len(decision.effects) == 1


@pytest.mark.parametrize(
    ("said", "silenced"),
    [
        ("550 5.1.1 User unknown", True),
        ("550 no such mailbox", True),
        ("550 5.7.1 content rejected", False),
        ("552 5.3.4 message too big", False),
        ("554 spam", False),
    ],
)
def test_a_refused_letter_silences_an_address_only_when_the_address_is_refused(said: str, silenced: bool) -> None:
    decision = decide_refused(ANNE, "offer", said, case(), office(), NOW)
    assert bool(only(decision, Suppress)) is silenced
    assert only(decision, MakeOffer)[0].expert == BRUNO  # in any case she never saw the question
    assert said in letter(decision, LetterKind.NOTE).extra["text"]
    assert bool(decide_refused(ANNE, "absence", said, None, office(), NOW).effects) is silenced


def test_a_refused_digest_silences_no_coordinator() -> None:
    assert decide_refused(CAMILLE, "digest", "550 5.1.1 unknown", None, office(), NOW).effects == ()


def test_the_note_about_a_dead_address_tells_who_has_the_question_now() -> None:
    for people, said in (((), "est proposée à quelqu’un d’autre"), ((expert(ANNE),), "vous revient")):
        decision = decide_refused(ANNE, "offer", "550 5.1.1 unknown", case(), office(*people), NOW)
        assert said in letter(decision, LetterKind.NOTE).extra["text"]
