"""What the author of an order reads when nothing is left to do, or when it cannot be done."""

from datetime import date, timedelta
from typing import Any

import pytest

from guichet_bot.core.decide.orders import Given, Refused, carry_out
from guichet_bot.core.effects import LetterKind, MakeOffer, ReleaseHeld
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import Candidate, ClockEvent, QuestionState, Role
from guichet_bot.core.model.orders import Order, Verb
from guichet_bot.core.triage.orders_language import read_orders
from tests.fixtures.builders import (
    ANNE,
    BRUNO,
    BUYER,
    CAMILLE,
    CHLOE,
    NOW,
    TEXTILES,
    answered_case,
    away,
    case,
    desk,
    expert,
    letters,
    office,
    only,
)

TODAY = date(2026, 4, 30)
NEIGHBOUR = "bruno@ville-albi.example"  # works where the buyer does
AWAY = (away("2026-04-29", "2026-05-08"),)
S = QuestionState


def ordered(text: str, at: Office | None = None, asked: Case | None = None, by: str = CAMILLE, **more: Any) -> Any:
    """What comes of an order written in French, by a coordinator unless `by` is an expert."""
    role = Role.COORDINATOR if by == CAMILLE else Role.EXPERT
    (line,) = read_orders(text, role, TODAY).lines
    assert line.order is not None, line
    return carry_out(line.order, Given(by, role, at or office(), NOW, "cause", asked or case(), **more))


def refused(*args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as wrong:
        ordered(*args, **more)
    return str(wrong.value)


def people(**bruno: Any) -> Office:
    """Anne, and Bruno as told."""
    return office(expert(ANNE), expert(**{"email": BRUNO, **bruno}))


@pytest.mark.parametrize(
    ("bruno", "why"),
    [
        ({"exclusions": (BUYER.partition("@")[2],)}, "déport"),
        ({"absences": AWAY}, "absence du mercredi 29 avril 2026"),
        ({"absences": AWAY, "ceiling_open": 0}, "absence du mercredi 29 avril 2026"),
        ({"absences": AWAY, "email": NEIGHBOUR}, "absence du mercredi 29 avril 2026"),
    ],
)
def test_a_coordinator_asks_nobody_who_is_away_or_has_excluded_himself(bruno: dict[str, Any], why: str) -> None:
    assert f"Bruno Martin ne peut pas la prendre : {why}" in refused("réattribuer Bruno", people(**bruno))


def test_a_coordinator_asks_nobody_whose_mailbox_refuses_our_letters_whatever_he_could_overrule() -> None:
    at = office(expert(ANNE), Candidate(expert(NEIGHBOUR), open=2), silenced=frozenset((NEIGHBOUR,)))
    assert "sa messagerie refuse nos courriers" in refused("réattribuer Bruno", at)


def test_a_coordinator_may_ask_more_of_somebody_than_he_wished() -> None:
    done = ordered("réattribuer Bruno", office(expert(ANNE), Candidate(expert(BRUNO), open=2)))
    assert [one.expert for one in only(done.effects, MakeOffer)] == [BRUNO]
    assert "au-delà du plafond que cette personne avait fixé" in done.said


def test_an_expert_hands_a_question_only_to_who_may_take_it() -> None:
    assert refused("transférer à Anne", by=ANNE) == "vous avez déjà cette question"
    assert "plafond de 0" in refused("transférer à Bruno", people(ceiling_open=0), by=ANNE)
    told = refused("transférer à Bruno", people(email=NEIGHBOUR), by=ANNE)
    assert "la coordination peut vous aider" in told and "structure" not in told, "it would tell who asks"
    assert "n'est plus chez vous" in refused("transférer à Anne", asked=case(expert=ANNE), by=BRUNO)


@pytest.mark.parametrize(
    ("state", "experts", "asked"),
    [
        (S.WAITING, (expert(ANNE), expert(CHLOE, topics=(TEXTILES,))), []),
        (S.OFFERED, (expert(ANNE, topics=()), expert(CHLOE, topics=(TEXTILES,))), []),
        (S.OFFERED, (expert(ANNE), expert(CHLOE, topics=(TEXTILES,))), [CHLOE]),
        (S.OFFERED, (expert(ANNE),), []),
    ],
)
def test_a_corrected_topic_moves_the_question_only_from_who_does_not_follow_it(
    state: QuestionState, experts: tuple[Any, ...], asked: list[str]
) -> None:
    done = ordered("thème textile-habillement", office(*experts), case(state=state))
    assert "porte sur « Textile »" in done.said
    assert [one.expert for one in only(done.effects, MakeOffer)] == asked


def test_more_time_for_what_waits_for_the_buyer_promises_no_date_yet() -> None:
    clock = (ClockEvent(NOW - timedelta(hours=2), "start"), ClockEvent(NOW, "pause"))
    done = ordered("prolonger 2j", asked=case(state=S.WAITING, promised_at=None, clock=clock))
    assert "il repartira avec les précisions" in done.said
    assert LetterKind.NEW_DATE not in {kind for kind, _ in letters(done.effects)}
    assert refused("prolonger 2j", asked=answered_case()) == "cette question n'a plus de délai qui court"


def test_what_is_closed_is_not_closed_again() -> None:
    done = ordered("clore", asked=answered_case(S.CLOSED))
    assert (done.effects, done.said) == ((), "la question RO-2026-0042 était déjà close")


def test_a_held_mail_is_named_when_several_wait() -> None:
    held = {12: BUYER, 13: ANNE}
    assert only(ordered("écarter 12", held=held).effects, ReleaseHeld) == [ReleaseHeld(12, "discard")]
    assert only(ordered("libérer", held={12: BUYER}).effects, ReleaseHeld) == [ReleaseHeld(12, "release")]
    assert "dites le numéro du courrier retenu" in refused("libérer", held=held)
    assert refused("libérer 14", held=held) == "aucun courrier retenu ne porte le numéro 14"


def test_absences_are_ones_own_or_told_by_a_coordinator_with_a_name() -> None:
    with pytest.raises(Refused, match="vos propres absences"):
        carry_out(Order(Verb.BACK, args={"who": "Bruno"}), Given(ANNE, Role.EXPERT, office(), NOW, "cause"))
    stands_in = office(desk=desk(coordinators=()))  # somebody at the command line
    assert "dites de qui il s'agit" in refused("absente du 3 au 17 août", stands_in)


def test_who_comes_back_before_having_left_stays_away_later() -> None:
    done = ordered("de retour", office(expert(ANNE, absences=(away("2026-08-03", "2026-08-17"),))), by=ANNE)
    assert done.effects == () and "les absences à venir restent notées" in done.said
