"""A coordinator is away: how it is learned and told, who gets the letters meanwhile, and that no desk goes dark."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from guichet_bot.core.decide import decide_mail, decide_timer
from guichet_bot.core.decide.hand import opening, present, to_coordinators
from guichet_bot.core.decide.orders import Given, Refused, carry_out
from guichet_bot.core.effects import (
    ClearTimers,
    Decision,
    EndAbsence,
    LetterKind,
    Obey,
    Send,
    SetAbsence,
    SetTimer,
)
from guichet_bot.core.known import Case, Office
from guichet_bot.core.letters.facts import facts
from guichet_bot.core.model import Absence, Cause, QuestionState, Role
from guichet_bot.core.model.orders import Order, Verb
from tests.fixtures.builders import (
    ANNE,
    AWAY_TEXT,
    BUYER,
    CAMILLE,
    DENIS,
    EVENT,
    NOW,
    QUESTION,
    VACATION,
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
    paris,
    reference,
    settle,
    timer,
    token,
)

WEEK = away("2026-04-30", "2026-05-06")  # begun on the day of NOW
LATER = Absence(date(2026, 5, 4), date(2026, 5, 8), "calendar")
THEIRS = replace(case(), question=replace(case().question, state=QuestionState.COORDINATION, expert=""), offers=())


def gone(*absences: tuple[str, Absence], **changes: Any) -> Office:
    """The desk of Camille and Denis with these absences."""
    return office(away={email: (absence,) for email, absence in absences}, **changes)


def receives(at: Office, text: str, sender: str = CAMILLE, *cases: Case, **changes: Any) -> Decision:
    carriers = changes.pop("carriers", (token(CAMILLE, Role.COORDINATOR, 0),))
    released = changes.pop("released", False)
    facts_known = known(at, *cases, carriers=carriers, released=released)
    return decide_mail(mail(text, sender, **changes), facts_known, NOW)


def to(at: Office, now: datetime = NOW, **how: Any) -> list[str]:
    return [one.to for one in to_coordinators(at, LetterKind.NOTE, QUESTION, now, {}, **how)]


def test_letters_go_to_those_who_are_there() -> None:
    assert to(office()) == [CAMILLE, DENIS]
    assert to(gone((CAMILLE, WEEK))) == [DENIS]
    assert to(gone((CAMILLE, WEEK)), paris("2026-05-07")) == [CAMILLE, DENIS]
    assert to(gone((CAMILLE, LATER))) == [CAMILLE, DENIS], "it has not begun"
    assert to(gone((CAMILLE, away("2026-04-01", None)))) == [DENIS], "an end is not needed to be away"


def test_a_desk_never_goes_dark() -> None:
    all_away = gone((CAMILLE, WEEK), (DENIS, WEEK))
    assert to(all_away) == [CAMILLE, DENIS]
    assert to(all_away, wait=True) == [CAMILLE, DENIS]
    leaves = [one.not_before for one in to_coordinators(all_away, LetterKind.NOTE, 1, NOW, {}, wait=True)]
    assert leaves == [NOW, NOW], "in their hours, and not after their return"


def test_a_letter_that_waits_counts_the_absence_when_it_leaves() -> None:
    evening = paris("2026-04-30", 19)  # Thursday; Friday is 1 May, so the next opening is Monday
    assert to(gone((CAMILLE, LATER)), evening, wait=True) == [DENIS]
    assert to(gone((CAMILLE, away("2026-04-30", "2026-05-03"))), evening, wait=True) == [CAMILLE, DENIS]


def test_the_first_one_is_the_first_who_is_there() -> None:
    assert to(office(), first=True) == [CAMILLE]
    assert to(gone((CAMILLE, WEEK)), first=True) == [DENIS]
    assert to(gone((CAMILLE, WEEK), (DENIS, WEEK)), first=True) == [CAMILLE]
    assert [one.email for one in present(office(desk=desk(coordinators=())), NOW)] == []


def test_a_letter_that_was_late_waits_for_a_coordinators_return_unless_all_are_away() -> None:
    assert opening(gone((CAMILLE, WEEK)), CAMILLE, NOW) == paris("2026-05-07", 9)
    assert opening(gone((CAMILLE, WEEK), (DENIS, WEEK)), CAMILLE, NOW) == NOW
    assert opening(office(), CAMILLE, NOW) == NOW


def test_who_is_both_expert_and_coordinator_has_one_absence() -> None:
    both = desk(coordinators=(*desk().coordinators, type(desk().coordinators[0])(ANNE, "Anne Martin")))
    people = office(expert(ANNE, absences=(WEEK,)), desk=both)
    assert to(people) == [CAMILLE, DENIS]
    decision = receives(
        people,
        AWAY_TEXT,
        ANNE,
        carriers=(token(ANNE, Role.EXPERT, 0),),
        headers=VACATION,
    )
    assert settle(decision).cause is Cause.ABSENCE
    told = letter(decision, LetterKind.ABSENCE)
    assert (told.role, told.extra["remaining"]) == (Role.EXPERT, ("Camille Roux", "Denis Faure"))


@pytest.mark.parametrize(
    ("carriers", "cases", "believed"),
    [
        ((token(CAMILLE, Role.COORDINATOR, 0),), (), True),
        ((token(CAMILLE, Role.COORDINATOR),), (THEIRS,), True),
        ((reference(),), (THEIRS,), True),
        ((), (), False),
        ((token(DENIS, Role.COORDINATOR, 0),), (), False),
    ],
)
def test_a_vacation_reply_to_one_of_our_letters_is_believed(
    carriers: tuple[Any, ...], cases: tuple[Case, ...], believed: bool
) -> None:
    decision = receives(office(), AWAY_TEXT, CAMILLE, *cases, carriers=carriers, headers=VACATION)
    absences = only(decision, SetAbsence)
    assert settle(decision).cause is (Cause.ABSENCE if believed else Cause.AUTOMATIC)
    assert [one.expert for one in absences] == ([CAMILLE] if believed else [])
    assert letters(decision) == ([(LetterKind.ABSENCE, CAMILLE)] if believed else [])
    if believed:
        assert letter(decision, LetterKind.ABSENCE).role is Role.COORDINATOR
        assert letter(decision, LetterKind.ABSENCE).extra["remaining"] == ("Denis Faure",)


def test_a_second_vacation_reply_is_not_confirmed_again() -> None:
    at = gone((CAMILLE, Absence(NOW.date(), date(2026, 5, 15), "vacation reply")))
    decision = receives(at, AWAY_TEXT, headers=VACATION)
    assert settle(decision).cause is Cause.ABSENCE and letters(decision) == []


@pytest.mark.parametrize(
    ("how", "learned"),
    [
        ({"carriers": (token(CAMILLE, Role.COORDINATOR, 0),)}, True),  # the answer to a digest
        ({"carriers": (token(CAMILLE, Role.COORDINATOR),)}, True),  # to a letter about a question
        ({"carriers": (reference(),)}, False),  # a reference is no signature
        ({"carriers": ()}, False),
        ({"carriers": (), "released": True}, True),
    ],
)
def test_a_calendar_attachment_counts_when_it_is_surely_hers(how: dict[str, Any], learned: bool) -> None:
    decision = receives(office(), "Voir la pièce jointe.", CAMILLE, THEIRS, calendar=(EVENT,), **how)
    assert [one.absence for one in only(decision, SetAbsence)] == ([LATER] if learned else [])


def test_an_authenticated_server_vouches_for_her_calendar() -> None:
    vouched = {"authentication-results": ("mx.example; dmarc=pass",)}
    at = office(desk=desk(authserv_id="mx.example"))
    decision = receives(at, "Voir la pièce jointe.", carriers=(), calendar=(EVENT,), headers=vouched)
    assert [one.expert for one in only(decision, SetAbsence)] == [CAMILLE]


def given(at: Office, by: str = CAMILLE, role: Role = Role.COORDINATOR) -> Given:
    return Given(by, role, at, NOW, "cause")


def absent(at: Office, who: str = "", until: date | None = date(2026, 8, 17), **how: Any) -> Any:
    return carry_out(Order(Verb.ABSENT, args={"first": date(2026, 8, 3), "until": until, "who": who}), given(at, **how))


def test_her_word_on_herself_is_an_order_that_is_carried_out() -> None:
    decision = receives(office(), "absente du 3 au 17 août")
    (obeyed,) = only(decision, Obey)
    (line,) = obeyed.orders.lines
    assert line.order is not None
    done = carry_out(line.order, given(office()))
    assert only(done.effects, SetAbsence) == [
        SetAbsence(CAMILLE, Absence(date(2026, 8, 3), date(2026, 8, 17), "coordinator"))
    ]
    assert letters(done.effects) == [], "the transcript tells her"
    assert "votre absence est notée du lundi 3 août 2026 au lundi 17 août 2026" in done.said
    assert "la coordination continue avec Denis Faure" in done.said


def test_she_may_note_it_for_a_colleague_who_hears_of_it() -> None:
    for words in ("Denis", "Denis Faure", DENIS):
        done = absent(office(), words)
        assert letters(done.effects) == [(LetterKind.ABSENCE, DENIS)]
        assert "l'absence de Denis Faure est notée" in done.said and "avec Camille Roux" in done.said
    with pytest.raises(Refused, match="personne, ni expert ni coordination"):
        absent(office(), "Zoé")


def test_a_name_that_begins_with_a_vowel_is_elided() -> None:
    assert "l'absence d’Anne Martin est notée" in absent(office(), "Anne").said


def test_it_is_said_when_all_are_away() -> None:
    done = absent(gone((DENIS, away("2026-08-10", "2026-08-12"))))
    assert "les jours où toute la coordination est absente, ses courriers lui sont envoyés quand même" in done.said
    assert "lui sont" not in absent(gone((DENIS, away("2026-08-18", "2026-08-20")))).said


def test_without_an_end_it_expires_and_asks() -> None:
    effects = absent(office(), until=None).effects
    (asks,) = only(effects, SetTimer)
    assert (asks.kind, asks.subject) == ("absence_end", f"expert:{CAMILLE}")
    at = gone((CAMILLE, away("2026-04-20", None)))
    decision = decide_timer(timer("absence_end", subject=asks.subject), None, at, NOW)
    assert only(decision, EndAbsence) == [EndAbsence(CAMILLE, NOW)]
    assert [(one.kind, one.to, one.role) for one in only(decision, Send)] == [
        (LetterKind.ABSENCE_ENDS, CAMILLE, Role.COORDINATOR)
    ]
    assert decide_timer(timer("absence_end", subject=asks.subject), None, office(), NOW).effects == ()
    assert decide_timer(timer("absence_end", subject=f"expert:{BUYER}"), None, office(), NOW).effects == ()


def test_back_ends_it() -> None:
    done = carry_out(Order(Verb.BACK), given(gone((CAMILLE, WEEK))))
    assert only(done.effects, EndAbsence) == [EndAbsence(CAMILLE, NOW)]
    assert only(done.effects, ClearTimers) == [ClearTimers(None, ("absence_end",), f"expert:{CAMILLE}")]
    assert letters(done.effects) == [] and done.said == "vous êtes de nouveau disponible"
    other = carry_out(Order(Verb.BACK, args={"who": "Denis"}), given(gone((DENIS, WEEK))))
    assert [(one.kind, one.to, one.role) for one in only(other.effects, Send)] == [
        (LetterKind.BACK, DENIS, Role.COORDINATOR)
    ]


def test_the_coordinators_own_ladder_reminds_those_who_are_there() -> None:
    at = gone((CAMILLE, WEEK))
    decision = decide_timer(timer("coordinators"), THEIRS, at, NOW)
    assert letters(decision) == [(LetterKind.ESCALATION, DENIS)]


def test_the_letter_says_who_coordinates_meanwhile() -> None:
    decision = receives(office(), AWAY_TEXT, headers=VACATION)
    values = facts(letter(decision, LetterKind.ABSENCE), None, office())
    assert values["coordinates"] and values["remaining"] == ("Denis Faure",)
    assert [button.label for button in values["buttons"]] == ["Je suis de retour"]
    expert_reads = facts(Send(LetterKind.ABSENCE, ANNE, Role.EXPERT, extra={"first": NOW.date()}), None, office())
    assert not expert_reads["coordinates"] and expert_reads["remaining"] == ()
