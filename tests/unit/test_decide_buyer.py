"""The buyer writes again, in every state of his question."""

from datetime import timedelta
from typing import Any

import pytest

from guichet_bot.core.decide import decide_mail
from guichet_bot.core.effects import (
    AddEntry,
    ClearTimers,
    Decision,
    EndOffer,
    LetterKind,
    Log,
    MakeOffer,
    SetTimer,
)
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import Attachment, Cause, ClockEvent, EntryKind, OfferState, QuestionState, Role
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
    expert,
    known,
    letter,
    letters,
    mail,
    offer,
    office,
    only,
    paris,
    reference,
    settle,
    token,
)

S = QuestionState
THANKS = "Merci beaucoup !"
MORE = "Faut-il aussi un critère de prix pour la cantine ?"
GONE = office(expert(BRUNO))
AWAY = office(expert(ANNE, absences=(away("2026-04-28", "2026-05-10"),)), expert(BRUNO))


def written(text: str, at: Case, office_: Office | None = None, **changes: Any) -> Decision:
    carriers = (token(BUYER, Role.BUYER),)
    return decide_mail(mail(text, **changes), known(office_ or office(), at, carriers=carriers), NOW)


def waiting() -> Case:
    start = NOW - timedelta(days=3)
    clock = (ClockEvent(start, "start"), ClockEvent(NOW - timedelta(hours=3), "pause"))
    return case(state=S.WAITING, clock=clock, promised_at=None)


@pytest.mark.parametrize(
    ("at", "text", "cause", "state", "told"),
    [
        (case(), MORE, Cause.FOLLOW_UP, None, [(LetterKind.FOLLOW_UP, ANNE)]),
        (case(state=S.COORDINATION, expert=""), MORE, Cause.FOLLOW_UP, None,
         [(LetterKind.COORDINATION, CAMILLE), (LetterKind.COORDINATION, DENIS)]),
        (waiting(), MORE, Cause.FOLLOW_UP, S.OFFERED, [(LetterKind.FOLLOW_UP, ANNE)]),
        (answered_case(), MORE, Cause.FOLLOW_UP, S.OFFERED, [(LetterKind.FOLLOW_UP, ANNE)]),
        (answered_case(S.CLOSED), MORE, Cause.FOLLOW_UP, S.OFFERED, [(LetterKind.FOLLOW_UP, ANNE)]),
        (case(state=S.CLOSED, expert=""), MORE, Cause.FOLLOW_UP, S.COORDINATION,
         [(LetterKind.COORDINATION, CAMILLE), (LetterKind.COORDINATION, DENIS)]),
        (case(), THANKS, Cause.THANKS, None, []),
        (case(state=S.COORDINATION, expert=""), THANKS, Cause.THANKS, None, []),
        (waiting(), THANKS, Cause.THANKS, None, []),
        (answered_case(), THANKS, Cause.THANKS, S.CLOSED, [(LetterKind.THANKS, ANNE)]),
        (answered_case(S.CLOSED), THANKS, Cause.THANKS, None, [(LetterKind.THANKS, ANNE)]),
        (answered_case(expert=""), THANKS, Cause.THANKS, S.CLOSED, []),
    ],
)  # fmt: skip
def test_every_state_and_what_a_buyer_writes(
    at: Case, text: str, cause: Cause, state: QuestionState | None, told: list[tuple[LetterKind, str]]
) -> None:
    decision = written(text, at)
    assert settle(decision).cause is cause and settle(decision).question == QUESTION
    assert changed(decision).get("state") == state
    assert letters(decision) == told
    assert only(decision, AddEntry)[0].text == text


@pytest.mark.parametrize(
    "text",
    ["Laissez tomber, merci.", "Cela me suffit, merci !", "Bonjour,\n\nQuestion annulée, désolée.\n\nClaire Petit",
     "Finalement nous abandonnons le projet, merci de ne pas donner suite.", "Ces pages répondent à ma question, merci",
     "Nous n'avons plus besoin de réponse, le conseil municipal a tranché.", "Le projet est abandonné, désolée."],
)  # fmt: skip
@pytest.mark.parametrize("at", [case(), waiting(), case(state=S.COORDINATION, expert="")])
def test_who_needs_no_answer_any_more_closes_his_question_and_nobody_works_on(text: str, at: Case) -> None:
    decision = written(text, at)
    assert changed(decision)["state"] is S.CLOSED and ClearTimers(QUESTION) in decision.effects
    assert letter(decision, LetterKind.CLOSED).extra == {"silent": False, "asked": True, "answered": False}
    held = at.question.state is not S.COORDINATION
    assert [one for one in letters(decision) if one[0] is not LetterKind.CLOSED] == (
        [(LetterKind.PASSED_ON, ANNE)] if held else []
    )


@pytest.mark.parametrize(
    "text",
    ["Le lot 2 est annulé, ne reste que le pain.", "Ces pages ne me suffisent pas.", "Un prix fixe ne nous suffit pas.",
     "Nous abandonnons le marché actuel, mais la question reste la même.", "Est-ce que cela suffit ?",
     "Nous n'abandonnons pas le projet.", "Notre titulaire n'a plus besoin de stocker.",
     "Nous avons abandonné la régie, voici notre nouveau besoin.", "Nous n'avons plus besoin du lot 2.",
     "Je n'ai plus besoin de la réponse sur le pain, seulement sur le lait.", "Nos 50 % nous suffisent comme objectif.",
     "Le premier projet est abandonné, il reste la cantine.", "Nous avons trouvé une solution pour le pain.",
     "Notre marché est abandonné par le titulaire.", "Inutile de répondre avant lundi, je suis en congé.",
     "Laissez tomber le lot 2.", "Nous servons 45 repas. Pas d'autre question.", "Deux lots, ça suffit.",
     "Le marché a été annulé. Il nous faut un autre fournisseur.", "La consultation est annulée, nous la relançons.",
     "Nous annulons le marché, le nouveau sera alloti.", "Ça répond pas à ma question, merci quand même.",
     "Merci, ces pages répondent à ma question sur le pain."],
)  # fmt: skip
def test_what_only_sounds_like_it_goes_to_the_expert(text: str) -> None:
    decision = written(text, case())
    assert letters(decision) == [(LetterKind.FOLLOW_UP, ANNE)]
    assert "state" not in changed(decision)


@pytest.mark.parametrize(
    "text", ["Merci, cela répond en partie à ma question.", "Merci à la personne qui répond à ma question."]
)
def test_who_is_only_served_in_part_or_later_still_gets_an_answer(text: str) -> None:
    assert "state" not in changed(written(text, case()))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Cela me suffit, merci !", [(LetterKind.THANKS, ANNE)]),
        ("Je n'ai pas d'autre question. Merci", [(LetterKind.THANKS, ANNE)]),
        ("C'est noté.", [(LetterKind.THANKS, ANNE)]),
        ("Ok, bien reçu.\n\nClaire Petit", [(LetterKind.THANKS, ANNE)]),
        ("Marché abandonné.", []),
    ],
)
def test_after_the_answer_it_closes_without_a_letter_to_the_buyer(
    text: str, told: list[tuple[LetterKind, str]]
) -> None:
    decision = written(text, answered_case())
    assert changed(decision)["state"] is S.CLOSED
    assert letters(decision) == told


def test_thanks_close_for_good() -> None:
    decision = written(THANKS, answered_case())
    assert changed(decision)["closed_at"] == NOW
    assert ClearTimers(QUESTION) in decision.effects
    assert only(decision, SetTimer) == []


def test_thanks_with_a_file_are_more_than_thanks() -> None:
    file = Attachment("cctp.pdf", "application/pdf", b"%PDF")
    assert settle(written(THANKS, answered_case(), attachments=(file,))).cause is Cause.FOLLOW_UP
    logo = Attachment("image001.png", "image/png", b"PNG")
    assert settle(written(THANKS, answered_case(), attachments=(logo,))).cause is Cause.THANKS


@pytest.mark.parametrize(
    ("at", "cause", "closed"),
    [
        (answered_case(), Cause.THANKS, True),
        (answered_case(S.CLOSED), Cause.THANKS, False),
        (waiting(), Cause.FOLLOW_UP, False),  # "4" may be the number of schools that was asked for
    ],
)
def test_a_digit_after_the_answer_is_a_rating(at: Case, cause: Cause, closed: bool) -> None:
    decision = written("4", at)
    assert settle(decision).cause is cause
    assert ("closed_at" in changed(decision)) is closed
    ratings = [one.data["value"] for one in only(decision, Log) if one.kind == "rating"]
    assert ratings == ([4] if cause is Cause.THANKS else [])


@pytest.mark.parametrize(("text", "said"), [("5", "5 sur 5"), ("5, car tout est clair.", "5, car tout est clair.")])
def test_who_answered_hears_praise(text: str, said: str) -> None:
    decision = written(text, answered_case())
    assert letters(decision) == [(LetterKind.THANKS, ANNE)]
    assert letter(decision, LetterKind.THANKS).extra["text"] == said


def test_a_low_digit_alone_is_counted_and_troubles_nobody() -> None:
    assert letters(written("1", answered_case())) == []


def test_a_low_digit_with_words_is_counted_and_read_by_who_answered() -> None:
    decision = written("2, car la réponse ne parle pas des allergènes", answered_case())
    assert settle(decision).cause is Cause.FOLLOW_UP
    assert only(decision, MakeOffer)[0].expert == ANNE
    assert [one.data["value"] for one in only(decision, Log) if one.kind == "rating"] == [2]


def test_thanks_do_not_reach_somebody_on_holiday() -> None:
    assert letters(written(THANKS, answered_case(), AWAY)) == []


def test_a_follow_up_is_a_new_offer_to_the_same_expert_with_a_full_delay() -> None:
    decision = written(MORE, answered_case())
    assert only(decision, MakeOffer)[0].expert == ANNE
    kinds = {one.kind for one in only(decision, SetTimer)}
    assert kinds == {"promise", "warn_buyer", "offer", "remind"}
    assert changed(decision)["promised_at"] == paris("2026-05-06", 16)
    assert changed(decision)["new_dates"] == 0
    assert "answered_at" not in changed(decision)  # the first answer's date stays for the report


@pytest.mark.parametrize("people", [GONE, AWAY])
def test_a_follow_up_to_somebody_gone_or_away_goes_to_the_coordinators(people: Office) -> None:
    decision = written(MORE, answered_case(), people)
    assert letters(decision) == [(LetterKind.COORDINATION, CAMILLE), (LetterKind.COORDINATION, DENIS)]
    assert changed(decision)["state"] is S.COORDINATION and changed(decision)["expert"] == ""


def test_a_follow_up_while_it_is_offered_moves_no_timer() -> None:
    assert only(written(MORE, case()), SetTimer) == []


def test_details_resume_the_clock_with_what_was_left() -> None:
    decision = written(MORE, waiting())
    fields = changed(decision)
    assert [event.kind for event in fields["clock"]] == ["start", "pause", "resume"]
    # Monday 16:00 to Thursday 13:00 consumed 17.5 of 19.5 working hours.
    assert fields["promised_at"] == paris("2026-05-04", 10)
    assert {"promise", "offer"} <= {one.kind for one in only(decision, SetTimer)}
    assert ClearTimers(QUESTION, ("wait_buyer",)) in decision.effects


def test_details_for_an_expert_gone_meanwhile_go_to_the_coordinators() -> None:
    decision = written(MORE, waiting(), AWAY)
    assert only(decision, EndOffer)[0].state is OfferState.WITHDRAWN
    assert {to for _, to in letters(decision)} == {CAMILLE, DENIS}


def test_details_that_coordinators_asked_for_come_back_to_them() -> None:
    at = Case(waiting().question, (offer(ANNE, OfferState.DECLINED),))
    assert letters(written(MORE, at)) == [(LetterKind.COORDINATION, CAMILLE), (LetterKind.COORDINATION, DENIS)]


def test_the_expert_never_reads_the_buyers_address_or_name() -> None:
    text = f"{MORE}\nRépondez à {BUYER}.\nClaire Petit"
    said = letter(written(text, answered_case()), LetterKind.FOLLOW_UP).extra["text"]
    assert BUYER not in said and "Claire Petit" not in said


@pytest.mark.parametrize("at", [case(), waiting(), answered_case(), answered_case(S.CLOSED)])
def test_a_tender_that_begins_meanwhile_takes_the_question_to_the_coordinators(at: Case) -> None:
    rules = compile_rules(RULES | {"routing": RULES["routing"] | {"live_tender": {"sure": ["offres recues"]}}})
    decision = written("Nous avons maintenant des offres reçues.", at, office(rules=rules))
    assert changed(decision)["live_tender"] is True and changed(decision)["state"] is S.COORDINATION
    assert {kind for kind, to in letters(decision) if to == ANNE} <= {LetterKind.PASSED_ON}
    assert "consultation" in letter(decision, LetterKind.COORDINATION).extra["reason"]


def test_a_reference_is_enough_for_the_buyer_himself() -> None:
    decision = decide_mail(mail(MORE), known(office(), case(), carriers=(reference(),)), NOW)
    assert only(decision, AddEntry)[0].kind is EntryKind.FOLLOW_UP


def test_thanks_without_any_thread_belong_to_the_question_in_hand() -> None:
    decision = decide_mail(mail(THANKS), known(office(), answered_case(), buyer_last=QUESTION), NOW)
    assert settle(decision).question == QUESTION and settle(decision).cause is Cause.THANKS


def test_thanks_for_nothing_we_know_are_held() -> None:
    assert settle(decide_mail(mail(THANKS), known(), NOW)).cause is Cause.HELD


def test_a_known_buyer_who_writes_anew_opens_a_new_question() -> None:
    decision = decide_mail(mail("Des vêtements de travail ?"), known(office(), case(), buyer_last=QUESTION), NOW)
    assert settle(decision).cause is Cause.QUESTION


def test_a_request_about_data_in_a_thread_never_reaches_the_expert() -> None:
    text = "Bonjour, je souhaite que vous supprimiez toutes mes données personnelles."
    decision = written(text, case())
    assert settle(decision).cause is Cause.RIGHTS
    assert ANNE not in {to for _, to in letters(decision)}
