"""Experts and coordinators answer letters about a question, in every state of it."""

from dataclasses import replace
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
    Obey,
    SetTimer,
)
from guichet_bot.core.known import Case
from guichet_bot.core.model import (
    Attachment,
    Cause,
    ClockEvent,
    EntryKind,
    InboundState,
    Limits,
    OfferState,
    QuestionState,
    Role,
)
from guichet_bot.core.model.orders import Verb
from tests.fixtures.builders import (
    ANNE,
    BRUNO,
    BUYER,
    CAMILLE,
    DENIS,
    DESK,
    NOW,
    QUESTION,
    answered_case,
    case,
    changed,
    desk,
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
O = OfferState  # noqa: E741
# The buyer came back an hour ago, after an answer.
AGAIN = tuple(ClockEvent(NOW - timedelta(hours=ago), kind) for ago, kind in ((9, "start"), (5, "stop"), (1, "start")))
ANSWER = "Bonjour,\n\nVous pouvez demander un repas végétarien par semaine, c'est même une obligation."


def says(text: str, who: str, at: Case, role: Role = Role.EXPERT, **facts: Any) -> Decision:
    changes = facts.pop("mail", {})
    carriers = facts.pop("carriers", (token(who, role),))
    people = facts.pop("office", office())
    return decide_mail(mail(text, who, **changes), known(people, at, carriers=carriers, **facts), NOW)


@pytest.mark.parametrize(
    ("at", "who", "left"),
    [
        (case(), ANNE, True),  # the holder
        (case(state=S.WAITING), ANNE, True),  # he answers without waiting for the details
        (case(offer(ANNE, O.LAPSED), offer(BRUNO), expert=BRUNO), ANNE, True),  # late, but nobody answered yet
        (case(offer(ANNE, O.DECLINED), state=S.COORDINATION, expert=""), ANNE, True),  # changed his mind
        (answered_case(), ANNE, True),  # he completes his own answer
        (answered_case(S.CLOSED), ANNE, True),
        (case(offer(BRUNO, O.LAPSED), offer(ANNE, O.ANSWERED), state=S.ANSWERED, answered_at=NOW), BRUNO, False),
        (case(offer(BRUNO, O.WITHDRAWN), offer(ANNE, O.ANSWERED), state=S.CLOSED, answered_at=NOW), BRUNO, False),
        (case(offer(BRUNO, O.DECLINED), offer(), answered_at=NOW, clock=AGAIN), BRUNO, False),  # Anne holds it again
        (case(offer(BRUNO, O.LAPSED, offered_at=NOW), offer(), answered_at=NOW, clock=AGAIN), BRUNO, True),
        (case(offer(BRUNO, O.WITHDRAWN), state=S.CLOSED), BRUNO, False),  # closed without an answer
    ],
)
def test_whose_answer_leaves_in_which_state(at: Case, who: str, left: bool) -> None:
    decision = says(ANSWER, who, at)
    if left:
        assert (LetterKind.ANSWER, BUYER) in letters(decision)
        assert settle(decision).cause is Cause.ANSWER
        assert only(decision, AddEntry)[0].kind is EntryKind.ANSWER
    else:
        assert letters(decision) == [
            (LetterKind.LATE_ANSWER, CAMILLE),
            (LetterKind.LATE_ANSWER, DENIS),
            (LetterKind.LATE_NOTICE, who),
        ]
        assert settle(decision).state is InboundState.HELD and settle(decision).reason


def test_an_answer_ends_the_wait() -> None:
    decision = says(ANSWER, ANNE, case())
    fields = changed(decision)
    assert (fields["state"], fields["answered_at"], fields["expert"]) == (S.ANSWERED, NOW, ANNE)
    assert fields["clock"][-1].kind == "stop"
    assert only(decision, EndOffer) == [EndOffer(QUESTION, ANNE, O.ANSWERED)]
    assert ClearTimers(QUESTION) in decision.effects
    (silent,) = only(decision, SetTimer)
    assert (silent.kind, silent.due_at) == ("silent", paris("2026-05-19", 16))


def test_the_answer_carries_no_private_detail_of_its_author() -> None:
    said = letter(says(f"{ANSWER}\n\nAnne Martin\n{ANNE}", ANNE, case()), LetterKind.ANSWER).extra
    assert ANNE not in said["text"] and "Anne Martin" not in said["text"]
    assert "obligation" in said["text"]
    assert said["second"] is False


def test_a_welcome_late_answer_frees_the_others() -> None:
    decision = says(ANSWER, ANNE, case(offer(ANNE, O.LAPSED), offer(BRUNO), expert=BRUNO))
    assert only(decision, EndOffer) == [EndOffer(QUESTION, BRUNO, O.WITHDRAWN)]
    assert (LetterKind.PASSED_ON, BRUNO) in letters(decision)
    assert changed(decision)["expert"] == ANNE


def test_a_complement_is_marked_and_reopens_nothing() -> None:
    decision = says(ANSWER, ANNE, answered_case(S.CLOSED))
    assert letter(decision, LetterKind.ANSWER).extra["second"] is True
    assert "state" not in changed(decision) and only(decision, SetTimer) == []


def test_a_second_answer_leaves_once_it_is_let_through() -> None:
    at = case(offer(BRUNO, O.LAPSED), offer(ANNE, O.ANSWERED), state=S.ANSWERED, answered_at=NOW)
    decision = says(ANSWER, BRUNO, at, released=True)
    assert letter(decision, LetterKind.ANSWER).extra["second"] is True
    assert "expert" not in changed(decision)  # a follow-up still goes to who answered first


@pytest.mark.parametrize(
    ("sizes", "attach", "dropped"),
    [([10, 20], 7, ()), ([600_000, 600_000], 7, ("1.pdf",)), ([2_000_000], None, ("0.pdf",)), ([], None, ())],
)
def test_files_go_along_as_far_as_they_fit(sizes: list[int], attach: int | None, dropped: tuple[str, ...]) -> None:
    files = tuple(Attachment(f"{n}.pdf", "application/pdf", b"x" * size) for n, size in enumerate(sizes))
    people = office(desk=desk(limits=Limits(attachments_mb=1)))
    extra = letter(says(ANSWER, ANNE, case(), mail={"attachments": files}, office=people), LetterKind.ANSWER).extra
    assert (extra["attach"], extra["dropped"]) == (attach, dropped)


def test_an_answer_that_is_only_a_file_says_so() -> None:
    file = Attachment("fiche.pdf", "application/pdf", b"%PDF")
    extra = letter(says("", ANNE, case(), mail={"attachments": (file,)}), LetterKind.ANSWER).extra
    assert "pièce jointe" in extra["text"]


@pytest.mark.parametrize(
    ("text", "verb", "cause"),
    [
        ("je passe", Verb.DECLINE, Cause.DECLINE),
        ("question : pour combien d'élèves ?", Verb.ASK, Cause.DETAILS),
        ("note : à rapprocher de la question 12", Verb.NOTE, Cause.NOTE),
        ("temps : 45", Verb.TIME, Cause.ORDERS),
    ],
)
def test_orders_of_an_expert_are_not_an_answer(text: str, verb: Verb, cause: Cause) -> None:
    decision = says(text, ANNE, case())
    (obey,) = only(decision, Obey)
    assert (obey.by, obey.role, obey.question) == (ANNE, Role.EXPERT, QUESTION)
    assert obey.orders.lines[0].order is not None and obey.orders.lines[0].order.verb is verb
    assert settle(decision).cause is cause
    assert letters(decision) == []


def test_orders_beside_an_answer_are_carried_out_as_well() -> None:
    decision = says(f"{ANSWER}\n\ntemps : 45", ANNE, case())
    assert (LetterKind.ANSWER, BUYER) in letters(decision)
    assert "temps" not in letter(decision, LetterKind.ANSWER).extra["text"]
    (obey,) = only(decision, Obey)
    assert [line.order.verb for line in obey.orders.lines if line.order] == [Verb.TIME]
    assert settle(decision).cause is Cause.ANSWER


def test_a_short_word_with_a_file_is_the_answer() -> None:
    file = Attachment("clause.pdf", "application/pdf", b"%PDF")
    decision = says("Bien reçu, je regarde.", ANNE, case(), mail={"attachments": (file,)})
    assert letter(decision, LetterKind.ANSWER).extra["attach"] == 7


def test_who_says_that_he_looks_into_it_keeps_the_question_until_the_promised_date() -> None:
    at = case()
    decision = says("Je regarde et je reviens vers vous.", ANNE, at)
    assert letters(decision) == []
    timers = {timer.kind: timer.due_at for timer in only(decision, SetTimer)}
    assert timers["offer"] == at.question.promised_at
    assert NOW < timers["remind"] < timers["offer"]
    assert only(decision, AddEntry)[0].kind is EntryKind.NOTE


def test_the_sign_of_life_of_somebody_else_touches_nothing() -> None:
    at = case(offer(ANNE, O.LAPSED), offer(BRUNO), expert=BRUNO)
    assert only(says("Je regarde.", ANNE, at), ClearTimers) == []


LOGO = Attachment("image001.png", "image/png", b"PNG" * 1000)


def test_the_logo_of_a_signature_is_no_file() -> None:
    at = {"attachments": (LOGO,)}
    assert letters(says("Bien reçu, je regarde.", ANNE, case(), mail=at)) == []
    assert letter(says("Qui est cet acheteur ?", ANNE, case(), mail=at), LetterKind.ASIDE)
    assert letter(says(ANSWER, ANNE, case(), mail=at), LetterKind.ANSWER).extra["attach"] is None


def test_what_outlook_wraps_stays_here_and_the_buyer_is_told() -> None:
    file = Attachment("winmail.dat", "application/ms-tnef", b"Anne Vidal")
    extra = letter(says(ANSWER, ANNE, case(), mail={"attachments": (file, LOGO)}), LetterKind.ANSWER).extra
    assert extra["attach"] is None and extra["dropped"] == ("winmail.dat",)


@pytest.mark.parametrize("signed", ["Anne", "Anne Vidal", "Anne Vidal\nMairie de Blanc\n05 61 00 00 00"])
def test_a_name_under_an_order_is_no_answer(signed: str) -> None:
    people = office(replace(expert(ANNE), name="Anne Vidal"), expert(BRUNO))
    decision = says(f"Bonjour,\nabsente du 4 au 17 décembre\n{signed}", ANNE, case(), office=people)
    assert letters(decision) == [] and settle(decision).cause is Cause.ABSENCE


def test_an_absence_that_is_over_is_no_question_and_no_answer() -> None:
    for carriers in ((token(ANNE, Role.EXPERT),), ()):
        decision = says("J'étais absente du 6 au 7 avril.\n\nAnne", ANNE, case(), carriers=carriers)
        assert letters(decision) == [] and settle(decision).cause is Cause.ABSENCE
        assert [line.order.verb for obey in only(decision, Obey) for line in obey.orders.lines if line.order] == [
            Verb.ABSENT
        ]


def test_a_coordinator_answers_in_his_own_name() -> None:
    decision = says(ANSWER, CAMILLE, case(), Role.COORDINATOR)
    assert (LetterKind.ANSWER, BUYER) in letters(decision) and (LetterKind.PASSED_ON, ANNE) in letters(decision)
    assert changed(decision)["expert"] == ""


def test_a_coordinator_may_answer_after_another_answer() -> None:
    decision = says(ANSWER, CAMILLE, answered_case(), Role.COORDINATOR)
    assert letter(decision, LetterKind.ANSWER).extra["second"] is True


def test_an_order_of_a_coordinator_needs_his_signed_address() -> None:
    signed = says("clore", CAMILLE, case(), Role.COORDINATOR)
    assert only(signed, Obey)[0].role is Role.COORDINATOR
    unsigned = says("clore", CAMILLE, case(), carriers=(reference(),))
    assert only(unsigned, Obey) == [] and settle(unsigned).state is InboundState.HELD
    let_through = says("clore", CAMILLE, case(), carriers=(reference(),), released=True)
    assert only(let_through, Obey)


@pytest.mark.parametrize(
    ("recipients", "at", "state", "told"),
    [
        ((BUYER, DESK), case(), S.ANSWERED, [(LetterKind.PASSED_ON, ANNE)]),
        ((BUYER, DESK), answered_case(S.CLOSED), None, []),
        ((ANNE, DESK), case(), None, []),
    ],
)
def test_an_answer_by_hand_from_the_shared_mailbox_is_followed(
    recipients: tuple[str, ...], at: Case, state: QuestionState | None, told: list[Any]
) -> None:
    decision = says(ANSWER, DESK, at, mail={"recipients": recipients}, carriers=(reference(),))
    assert settle(decision).cause is Cause.BY_HAND
    assert only(decision, AddEntry)[0].kind is EntryKind.BY_HAND
    assert changed(decision).get("state") == state and letters(decision) == told


def test_a_mail_by_hand_about_nothing_we_know_is_only_recorded() -> None:
    decision = says(ANSWER, DESK, case(), mail={"recipients": ("x@y.example",)}, carriers=())
    assert settle(decision).cause is Cause.BY_HAND and only(decision, AddEntry) == []


def test_a_form_that_writes_as_the_desk_to_the_desk_is_not_lost() -> None:
    decision = says(ANSWER, DESK, case(), mail={"recipients": (DESK, DESK.replace("@", "+x@"))}, carriers=())
    assert settle(decision).state is InboundState.HELD


def test_a_desk_with_a_plus_in_its_address_knows_its_own_mail() -> None:
    own, at = DESK.replace("@", "+vert@"), {"recipients": ("x@y.example",)}
    decision = says(ANSWER, own, case(), mail=at, carriers=(), office=office(desk=desk(address=own)))
    assert settle(decision).cause is Cause.BY_HAND
