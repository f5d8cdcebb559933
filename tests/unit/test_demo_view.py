"""The live view of the demo: what stands in a small terminal and in an ordinary one, from its first picture on."""

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from guichet_bot.core.model import QuestionState
from guichet_bot.demo import cast, view
from guichet_bot.demo.play import Happening, State
from guichet_bot.demo.shown import number_in, without_tag

HOLIDAY = datetime(2026, 11, 11, 9, 20, tzinfo=UTC)
HAPPENED = [
    Happening(HOLIDAY, True, cast.ANNE.email, "Re: Proposition : Cantine", "decline", "RO-2026-0001"),
    Happening(HOLIDAY, False, "paul@mairie.example", "Réponse à votre question", "answer", "RO-2026-0001"),
    Happening(HOLIDAY, True, "zoe@hopital.example", "Tenues", "question", "RO-2026-0002"),
]
QUESTIONS = [
    ("RO-2026-0001", "Cantine : que compte-t-on dans les 50 % ?", QuestionState.ANSWERED, cast.ANNE.email),
    ("RO-2026-0002", "Tenues professionnelles en coton bio", QuestionState.OFFERED, cast.ANNE.email),
    ("RO-2026-0003", "Chaudière", QuestionState.COORDINATION, ""),
]


def drawn(screen: view.Screen, width: int, height: int) -> list[str]:
    output = io.StringIO()
    Console(file=output, width=width, height=height, color_system=None).print(screen.layout, height=height)
    return output.getvalue().splitlines()


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
def test_the_first_picture_already_speaks_french(size: tuple[int, int]) -> None:
    shown = "\n".join(drawn(view.Screen(), *size))
    assert "Le guichet ouvre sa boîte" in shown and "Layout" not in shown and "Questions" in shown


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
def test_who_has_each_question_and_what_each_mail_is_can_be_read(size: tuple[int, int]) -> None:
    screen = view.Screen()
    screen.show(State(HOLIDAY, 34, 52, QUESTIONS), HAPPENED)
    screen.show(State(HOLIDAY.replace(day=12), 35, 53, QUESTIONS), HAPPENED[:1])
    lines = drawn(screen, *size)
    assert len(lines) == size[1] and all(len(line) == size[0] for line in lines)
    shown = "\n".join(lines)
    assert "jeudi 12 novembre, 10 h 20" in lines[1] and "35 reçus, 53 envoyés, 1/3 réglées" in lines[1]
    assert "chez Anne" in shown and "répondue" in shown and "coordination" in shown
    assert "← Anne Vidal" in shown and "« je passe »" in shown and "réponse" in shown and " 01 " in shown
    assert "Tenues  " in shown  # a question is told by its subject
    assert "11/11" in shown  # the day before, below the newest


def test_the_log_says_what_each_mail_was_taken_for() -> None:
    output = io.StringIO()
    view.log(Console(file=output, width=100), State(HOLIDAY), HAPPENED)
    assert [line.split("  ", 1)[1].strip() for line in output.getvalue().splitlines()] == [
        "← Anne Vidal  « je passe »  Re: Proposition : Cantine",
        "→ paul@mairie.example  réponse  Réponse à votre question",
        "← zoe@hopital.example  question  Tenues",
    ]


def test_a_holiday_is_told_and_still_fits() -> None:
    screen = view.Screen()
    screen.show(State(HOLIDAY, 34, 52, QUESTIONS), HAPPENED)
    assert "mercredi 11 novembre, 10 h 20 (férié)" in drawn(screen, 80, 24)[1]


@pytest.mark.parametrize(("size", "fits"), [((80, 24), True), ((200, 12), False), ((60, 50), False)])
def test_a_terminal_too_small_in_either_direction_gets_the_log(size: tuple[int, int], fits: bool) -> None:
    assert view.fits(Console(file=io.StringIO(), width=size[0], height=size[1])) is fits


def test_a_subject_gives_its_number_and_loses_its_signed_tag() -> None:
    subject = "Réponse à votre question : Cantine [RO-2026-0001-a6sti]"
    assert (number_in(subject), without_tag(subject)) == ("RO-2026-0001", "Réponse à votre question : Cantine")
    assert number_in("Cantine") == ""
