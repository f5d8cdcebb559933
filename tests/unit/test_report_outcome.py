"""What became of a question, as a report counts it: its end, its delay, whether its promise was kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from guichet_bot.core.model import ClockEvent, Question, QuestionState
from guichet_bot.core.reports.counting import STEPS, Kept, centile, median, steps
from guichet_bot.core.reports.outcome import LAPSE, NEW_DATE, Fact, Happening
from guichet_bot.core.reports.period import Period, midnight, say_month
from guichet_bot.core.reports.report import GROUPED, grouped, ranked, units
from guichet_bot.core.time.worktime import Calendar

CALENDAR = Calendar("UTC")  # 9:00 to 12:30 and 14:00 to 17:00, from Monday to Friday: 6.5 hours a day


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An hour of a June day of 2026; the 1st is a Monday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


def asked(**changes: object) -> Question:
    opened = at(1, 9)
    question = Question(
        1,
        "resocc",
        "RO-2026-0001",
        QuestionState.OFFERED,
        "Cantine",
        "paul@mairie.example",
        opened,
        promised_at=at(3, 17),
        clock=(ClockEvent(opened, "start"),),
        calendar="key",
    )
    return replace(question, **changes)  # type: ignore[arg-type]


def answered(when: datetime, *clock: ClockEvent, **changes: object) -> Question:
    moves = (ClockEvent(at(1, 9), "start"), *clock, ClockEvent(when, "stop"))
    return asked(state=QuestionState.ANSWERED, answered_at=when, clock=moves, **changes)


@pytest.mark.parametrize(
    ("question", "end"),
    [
        (asked(), "open"),
        (asked(state=QuestionState.WAITING), "open"),
        (answered(at(2)), "answered"),
        (replace(answered(at(2)), state=QuestionState.OFFERED), "answered"),  # opened again after its answer
        (asked(state=QuestionState.CLOSED, closed_why="par la coordination"), "unanswered"),
        (asked(state=QuestionState.CLOSED, closed_why="hors périmètre"), "out_of_scope"),
        (replace(answered(at(2)), state=QuestionState.CLOSED, closed_why="hors périmètre"), "answered"),
    ],
)
def test_every_question_has_one_end(question: Question, end: str) -> None:
    assert Fact(question).end == end


def test_nights_lunch_and_weekends_do_not_count() -> None:
    assert Fact(answered(at(1, 15)), CALENDAR).minutes == 4.5 * 60
    assert Fact(answered(at(8, 9)), CALENDAR).days == 5  # a week later: five working days
    assert Fact(answered(at(6, 12)), CALENDAR).days == 5  # on a Saturday: as on Friday evening


def test_the_wait_for_the_buyer_does_not_count() -> None:
    waits = (ClockEvent(at(1, 10), "pause"), ClockEvent(at(4, 10), "resume"))
    assert Fact(answered(at(4, 11), *waits), CALENDAR).minutes == 120


def test_the_first_answer_counts_whatever_comes_after() -> None:
    again = answered(at(1, 11))
    again = replace(again, clock=(*again.clock, ClockEvent(at(5), "start")), state=QuestionState.OFFERED)
    assert Fact(again, CALENDAR).minutes == 120


def test_a_question_closed_and_opened_again_unanswered_is_one_wait() -> None:
    moves = (ClockEvent(at(1, 10), "stop"), ClockEvent(at(2, 9), "start"))
    assert Fact(answered(at(2, 10), *moves), CALENDAR).minutes == 120


def test_a_delay_that_cannot_be_known_is_none() -> None:
    assert Fact(answered(at(2))).minutes is None  # its calendar is lost
    assert Fact(replace(answered(at(2)), clock=()), CALENDAR).days is None
    assert Fact(asked(), CALENDAR).minutes is None


NOW = at(20)


@pytest.mark.parametrize(
    ("question", "happened", "kept"),
    [
        (answered(at(3, 16)), (), True),
        (answered(at(3, 17)), (), True),
        (answered(at(3, 18)), (), False),  # even when nothing was running to notice the lapse
        (answered(at(5), promised_at=at(8)), (Happening(LAPSE, at(3, 17)),), False),  # a later date does not mend it
        (answered(at(3), promised_at=at(8)), (Happening(NEW_DATE, at(2), {"old": at(3, 17).isoformat()}),), True),
        (answered(at(4), promised_at=at(8)), (Happening(NEW_DATE, at(2), {"old": at(3, 17).isoformat()}),), False),
        (answered(at(4), promised_at=at(8)), (Happening(NEW_DATE, at(2)),), True),  # anonymous by now
        (asked(), (), False),  # never answered, and its date has passed
        (asked(promised_at=at(30)), (), None),
        (asked(promised_at=None, state=QuestionState.WAITING), (), None),
        (asked(state=QuestionState.CLOSED, closed_at=at(2)), (), None),  # closed before its date
        (asked(state=QuestionState.CLOSED, closed_at=at(9)), (), False),
        (asked(state=QuestionState.CLOSED, closed_at=at(9), closed_why="hors périmètre"), (), None),
    ],
)
def test_the_promise_is_kept_or_not_or_open(
    question: Question, happened: tuple[Happening, ...], kept: bool | None
) -> None:
    assert Fact(question, CALENDAR, happened).kept(NOW) is kept


def test_the_date_of_a_second_round_says_nothing_about_the_first() -> None:
    again = answered(at(3, 10))
    again = replace(again, clock=(*again.clock, ClockEvent(at(9), "start")), promised_at=at(2, 9))
    assert Fact(again, CALENDAR).kept(NOW) is True


def test_a_date_given_up_while_the_buyer_is_asked_binds_nobody() -> None:
    waits = (ClockEvent(at(3, 14), "pause"), ClockEvent(at(10, 9), "resume"))
    told = Happening(NEW_DATE, at(3, 13), {"old": at(3, 17).isoformat()})
    assert Fact(answered(at(10, 10), *waits, promised_at=at(11)), CALENDAR, (told,)).kept(NOW) is True


def test_the_middle_and_the_ninety_percent() -> None:
    assert (median([]), centile([], 90)) == (None, None)
    assert median([3, 1, 2]) == 2 and median([4, 1, 2, 3]) == 2.5
    assert centile(list(range(1, 11)), 90) == 9 and centile([5], 90) == 5
    assert centile(list(range(1, 12)), 90) == 10
    assert steps([0, 1, 1.01, 3, 5, 5.1]) == (2, 1, 1, 1, 1) and len(steps([])) == len(STEPS) + 1


def test_a_period_holds_its_last_day_on_the_desks_clock() -> None:
    reunion = Period(date(2026, 1, 1), date(2026, 12, 31), "Indian/Reunion")
    assert reunion.start == datetime(2025, 12, 31, 20, tzinfo=UTC)
    assert reunion.end == datetime(2026, 12, 31, 20, tzinfo=UTC)
    assert reunion.has(reunion.end - timedelta(microseconds=1)) and not reunion.has(reunion.end)
    assert reunion.month(reunion.start) == date(2026, 1, 1)
    spring = Period(date(2026, 3, 29), date(2026, 3, 29), "Europe/Paris")
    assert spring.end - spring.start == timedelta(hours=23)
    assert midnight(date(2026, 7, 1), "Europe/Paris") == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_a_period_says_its_months_and_itself() -> None:
    winter = Period(date(2025, 11, 15), date(2026, 2, 1), "Europe/Paris")
    assert [say_month(one) for one in winter.months] == [
        "novembre 2025",
        "décembre 2025",
        "janvier 2026",
        "février 2026",
    ]
    assert winter.said == "du 15 novembre 2025 au 1er février 2026"
    assert Period(date(2026, 1, 1), date(2026, 12, 31), "UTC").said == "du 1er janvier au 31 décembre 2026"


def test_what_few_asked_is_told_without_its_name() -> None:
    names = {"a": "Communes", "b": "SDIS", "c": "Régions", "d": "Lycées"}
    counts = {"a": 20, "b": 2, "c": 1, "d": 9, "": 3}
    assert grouped(counts, {"b", "c"}, names, "?") == (
        ("Communes", (20,)),
        ("Lycées", (9,)),
        (GROUPED, (3,)),
        ("?", (3,)),
    )
    assert grouped(counts, {"b"}, names, "?")[:3] == (("Communes", (20,)), ("Lycées", (9,)), (GROUPED, (3,)))
    assert grouped({"b": 1}, {"b"}, names, "?") == ((GROUPED, (1,)),)
    assert grouped({"a": 9}, (), names, "?") == (("Communes", (9,)),)
    assert ranked({"x": 1, "y": 2, "": 5}, {"y": "Y"}, "?") == (("Y", (2,)), ("x", (1,)), ("?", (5,)))


def test_few_questions_or_few_askers_are_rare() -> None:
    kept = Kept()
    for number in range(6):
        kept.add("SDIS", "sdis31.example")
        kept.add("commune", f"mairie-{number}.example")
        kept.add("", "somewhere.example")
    kept.add("région", "region.example")
    assert kept.rare(5, 3) == {"SDIS", "région"}


def test_units_follow_their_number() -> None:
    assert [units(value, "jours ouvrés") for value in (1.5, 2, None)] == ["jour ouvré", "jours ouvrés", "jours ouvrés"]
    assert units(0, "questions") == "question" and units(1, "sur 5") == "sur 5"
