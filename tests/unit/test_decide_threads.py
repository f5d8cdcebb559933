"""Which question a mail belongs to: every carrier alone, forged, and against the others."""

import pytest

from guichet_bot.core.decide import decide_mail
from guichet_bot.core.effects import LetterKind, Obey, OpenQuestion
from guichet_bot.core.known import Carrier
from guichet_bot.core.model import Cause, InboundState, Role
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
    case,
    desk,
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

TAG = Carrier("tag", QUESTION)
BAD_TAG = Carrier("tag", QUESTION, valid=False)
FORGED = token("", Role.BUYER, valid=False)
OTHER = Carrier("reference", 43)
COLLEAGUE = "paul@ville-albi.example"
STRANGER = "fournisseur@ailleurs.example"
TEXT = "Il manque encore un point sur la cantine, celui du prix."


@pytest.mark.parametrize(
    ("sender", "carriers", "why"),
    [
        (BUYER, (token(BUYER, Role.BUYER),), None),
        (BUYER, (TAG,), None),
        (BUYER, (reference(),), None),
        (ANNE, (reference(),), None),
        (CAMILLE, (TAG,), None),
        (BUYER, (token(BUYER, Role.BUYER), BAD_TAG, reference()), None),
        (BUYER, (FORGED, reference()), None),  # the same question: a relay that mangles addresses
        (BUYER, (token(ANNE, Role.EXPERT), token(BUYER, Role.BUYER)), None),  # reply to all
        (BUYER, (FORGED,), "signature"),
        (BUYER, (BAD_TAG,), "signature"),
        (STRANGER, (token(BUYER, Role.BUYER),), "c'est fournisseur@ailleurs.example qui écrit"),
        (BUYER, (token(ANNE, Role.EXPERT),), "c'est claire@ville-albi.example qui écrit"),
        (DENIS, (token(CAMILLE, Role.COORDINATOR),), "même domaine"),
        (COLLEAGUE, (token(BUYER, Role.BUYER),), "même domaine"),
        (COLLEAGUE, (reference(),), "un collègue mis en copie"),
        (STRANGER, (TAG,), "ne participe pas"),
        (STRANGER, (reference(),), "ne participe pas"),
        (BRUNO, (reference(),), "ne participe pas"),  # an expert who was never asked
        (BUYER, (token(BUYER, Role.BUYER), OTHER), "plusieurs questions"),
        (BUYER, (reference(), OTHER), "plusieurs questions"),
        (BUYER, (token("", Role.BUYER, 43, valid=False), reference()), "plusieurs questions"),
        (BUYER, (Carrier("token", 99, role=Role.BUYER, owner=BUYER),), "n'est plus connue"),
    ],
)
def test_evidence_is_weighed(sender: str, carriers: tuple[Carrier, ...], why: str | None) -> None:
    decision = decide_mail(mail(TEXT, sender), known(office(), case(), carriers=carriers), NOW)
    if why is None:
        assert settle(decision).state is InboundState.DONE
        assert settle(decision).question == QUESTION and only(decision, OpenQuestion) == []
    else:
        assert settle(decision).state is InboundState.HELD
        assert why in settle(decision).reason
        assert (LetterKind.HELD, CAMILLE) in letters(decision)
        assert not {ANNE, BRUNO} & {to for kind, to in letters(decision) if kind is not LetterKind.HOLD_SENDER}


def test_no_carrier_at_all_opens_a_question() -> None:
    assert only(decide_mail(mail(TEXT), known(office(), case()), NOW), OpenQuestion)


@pytest.mark.parametrize("before", [False, True])
def test_a_sender_who_must_wait_hears_it_once_a_question(before: bool) -> None:
    facts = known(office(), case(), carriers=(reference(),), held_before=before)
    decision = decide_mail(mail(TEXT, COLLEAGUE), facts, NOW)
    assert ((LetterKind.HOLD_SENDER, COLLEAGUE) in letters(decision)) is not before


def test_the_coordinator_reads_what_is_held() -> None:
    facts = known(office(), case(), carriers=(reference(),))
    extra = letter(decide_mail(mail(TEXT, STRANGER), facts, NOW), LetterKind.HELD).extra
    assert (extra["sender"], extra["subject"], extra["text"], extra["inbound"]) == (STRANGER, "Cantine", TEXT, 7)


@pytest.mark.parametrize(
    ("sender", "carriers", "cause"),
    [
        (STRANGER, (token(BUYER, Role.BUYER),), Cause.FOLLOW_UP),
        (STRANGER, (token(ANNE, Role.EXPERT),), Cause.ANSWER),
        (COLLEAGUE, (reference(),), Cause.FOLLOW_UP),
        (ANNE, (TAG,), Cause.ANSWER),
        (BUYER, (FORGED,), Cause.QUESTION),
        (BUYER, (OTHER, reference()), Cause.FOLLOW_UP),
    ],
)
def test_what_is_let_through_is_its_owners_or_the_buyers(
    sender: str, carriers: tuple[Carrier, ...], cause: Cause
) -> None:
    facts = known(office(), case(), carriers=carriers, released=True)
    assert settle(decide_mail(mail(TEXT, sender), facts, NOW)).cause is cause


@pytest.mark.parametrize("released", [False, True])
def test_the_answer_to_a_digest_is_orders(released: bool) -> None:
    facts = known(office(), carriers=(token(CAMILLE, Role.COORDINATOR, 0), reference()), released=released)
    (obey,) = only(decide_mail(mail("pause", CAMILLE), facts, NOW), Obey)
    assert (obey.by, obey.role, obey.question) == (CAMILLE, Role.COORDINATOR, None)


def test_an_unknown_line_in_the_answer_to_a_digest_is_answered_by_the_transcript() -> None:
    facts = known(office(), carriers=(token(CAMILLE, Role.COORDINATOR, 0),))
    (obey,) = only(decide_mail(mail("faites au mieux avec tout ça", CAMILLE), facts, NOW), Obey)
    assert not obey.orders.clear


@pytest.mark.parametrize(("who", "role"), [(CAMILLE, Role.COORDINATOR), (ANNE, Role.EXPERT)])
@pytest.mark.parametrize("text", ["Merci !", "OK", "Bien reçu, merci.", "C'est noté."])
def test_a_courtesy_in_answer_to_a_letter_about_its_reader_bothers_nobody(text: str, who: str, role: Role) -> None:
    carriers = (token(who, role, 0),)
    decision = decide_mail(mail(text, who), known(office(), carriers=carriers), NOW)
    assert settle(decision).cause is Cause.NOTE and letters(decision) == [] and only(decision, Obey) == []


def test_somebody_elses_digest_gives_no_rights() -> None:
    facts = known(office(), carriers=(token(CAMILLE, Role.COORDINATOR, 0),))
    decision = decide_mail(mail("pause", STRANGER), facts, NOW)
    assert only(decision, Obey) == [] and settle(decision).state is InboundState.HELD


def test_a_questions_own_token_speaks_before_a_digests() -> None:
    carriers = (token(CAMILLE, Role.COORDINATOR, 0), token(CAMILLE, Role.COORDINATOR))
    decision = decide_mail(mail(TEXT, CAMILLE), known(office(), case(), carriers=carriers), NOW)
    assert settle(decision).question == QUESTION


def test_an_expert_answers_a_letter_about_himself() -> None:
    carriers = (token(ANNE, Role.EXPERT, 0),)
    orders = decide_mail(mail("absent du 3 au 17 août", ANNE), known(office(), carriers=carriers), NOW)
    assert only(orders, Obey)[0].role is Role.EXPERT
    for text in ("Peut-on parler de mes thèmes un jour ?", "note : je change de poste", "Je ne suis plus élue."):
        talk = decide_mail(mail(text, ANNE), known(office(), carriers=carriers), NOW)
        assert settle(talk).state is InboundState.HELD, text


@pytest.mark.parametrize(("who", "role"), [(CAMILLE, Role.COORDINATOR), (ANNE, Role.EXPERT)])
def test_an_undo_address_undoes_even_without_a_word(who: str, role: Role) -> None:
    carrier = Carrier("undo", 0, owner=who, code="k3")
    decision = decide_mail(mail("", who), known(office(), carriers=(carrier,)), NOW)
    (obey,) = only(decision, Obey)
    assert obey.role is role and obey.orders.lines[0].order is not None
    assert (obey.orders.lines[0].order.verb, obey.orders.lines[0].order.args) == (Verb.UNDO, {"code": "k3"})


def test_only_its_owner_undoes() -> None:
    carrier = Carrier("undo", 0, owner=CAMILLE, code="k3")
    decision = decide_mail(mail("", STRANGER), known(office(), carriers=(carrier,)), NOW)
    assert only(decision, Obey) == [] and settle(decision).state is InboundState.HELD


@pytest.mark.parametrize(
    ("text", "sender", "dmarc", "obeyed"),
    [
        ("absent du 3 au 17 août", ANNE, "", True),
        ("je passe", ANNE, "", False),
        ("pause", CAMILLE, "", False),
        ("pause", CAMILLE, "pass", True),
    ],
)
def test_orders_out_of_the_blue_need_proof_unless_they_are_about_oneself(
    text: str, sender: str, dmarc: str, obeyed: bool
) -> None:
    headers = {"authentication-results": (f"mx.example; dmarc={dmarc}",)} if dmarc else {}
    at = office(desk=desk(authserv_id="mx.example"))
    decision = decide_mail(mail(text, sender, headers=headers), known(at), NOW)
    assert bool(only(decision, Obey)) is obeyed
    assert obeyed or settle(decision).state is InboundState.HELD


def test_a_question_that_says_so_is_no_order() -> None:
    decision = decide_mail(mail("Question : quelle clause pour notre cantine ?", ANNE), known(), NOW)
    assert settle(decision).cause is Cause.QUESTION


def test_a_coordinators_order_obeys_once_it_is_let_through() -> None:
    assert only(decide_mail(mail("pause", CAMILLE), known(released=True), NOW), Obey)


@pytest.mark.parametrize("who", [ANNE, CAMILLE])
def test_people_of_the_desk_may_ask_too_and_are_not_offered_their_own_question(who: str) -> None:
    decision = decide_mail(mail("Quelle clause pour notre cantine ?", who), known(), NOW)
    (opened,) = only(decision, OpenQuestion)
    assert opened.buyer == who and opened.expert != who


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ({"own": True}, Cause.OWN),
        ({"duplicate": True}, Cause.DUPLICATE),
        ({"known_message_id": QUESTION}, Cause.DUPLICATE),
    ],
)
def test_what_brings_nothing_new_is_recorded_without_a_letter(facts: dict, cause: Cause) -> None:
    decision = decide_mail(mail(TEXT), known(**facts), NOW)
    assert letters(decision) == [] and settle(decision).cause is cause


def test_the_desk_never_takes_itself_for_a_buyer() -> None:
    assert only(decide_mail(mail(TEXT, DESK), known(), NOW), OpenQuestion) == []
