"""What letters say, word for word, where their reader could be misled: one or several, who decides, how to go back."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from guichet_bot.adapters.templates import Rendered, Templates
from guichet_bot.core.effects import LetterKind, Send
from guichet_bot.core.known import Case
from guichet_bot.core.letters import samples
from guichet_bot.core.letters.facts import facts
from guichet_bot.core.letters.samples import sample
from guichet_bot.core.mail.subject import MAX_SUBJECT, plain_subject
from guichet_bot.core.model import Entry, EntryKind, Role

TEMPLATES = Templates()
EVERY = pytest.mark.parametrize("kind", list(LetterKind))


def rendered(kind: LetterKind, **changes: Any) -> Rendered:
    return TEMPLATES.render(kind, "exemple", "fr", {**sample(kind), **changes})


def flat(text: str) -> str:
    return " ".join(text.split())


def after_an_exchange(kind: LetterKind, *, live_tender: bool = False) -> Rendered:
    """The letter about a question to which its buyer has added something since."""
    office = samples._office(None)
    case = samples._case(office.desk, kind)
    more = Entry(
        case.question.id,
        case.entries[0].at + timedelta(hours=2),
        EntryKind.FOLLOW_UP,
        Role.BUYER,
        "x@y.example",
        "Et ?",
    )
    known = Case(replace(case.question, live_tender=live_tender), entries=(*case.entries, more))
    role, extra = samples._letters(office.desk)[kind]
    send = Send(kind, samples._TO[role][0], role, case.question.id, extra, to_name=samples._TO[role][1])
    return TEMPLATES.render(kind, "exemple", "fr", facts(send, known, office))


def assert_headings_in_order(letter: Rendered) -> None:
    levels = [int((one.tag or "h9")[1]) for one in LexborHTMLParser(letter.html).css("h1, h2, h3, h4")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(level <= before + 1 for before, level in pairwise(levels)), levels


@EVERY
def test_no_heading_skips_a_level(kind: LetterKind) -> None:
    assert_headings_in_order(rendered(kind))


@pytest.mark.parametrize(
    "kind", [LetterKind.OFFER, LetterKind.REMINDER, LetterKind.COORDINATION, LetterKind.ESCALATION]
)
def test_what_was_said_since_stands_under_its_own_heading_and_the_choice_under_another(kind: LetterKind) -> None:
    letter = after_an_exchange(kind)
    assert_headings_in_order(letter)
    assert "Complément de l’acheteur, le " in letter.text
    assert letter.text.index("Complément de l’acheteur") < letter.text.index("À vous de choisir\n-----")


@pytest.mark.parametrize(
    ("many", "said"),
    [
        (1, ("1 courrier de côté", "Ce courrier attend votre décision", "Il est de côté", "ne le reçoit")),
        (2, ("2 courriers de côté", "Ces courriers attendent votre décision", "Ils sont de côté", "ne les reçoit")),
    ],
)
def test_held_mails_are_counted_as_one_speaks(many: int, said: tuple[str, ...]) -> None:
    letter = rendered(LetterKind.HELD_LIST, rows=sample(LetterKind.HELD_LIST)["rows"] * many)
    assert all(words in flat(f"{letter.subject}\n{letter.text}") for words in said)


def test_a_held_answer_that_came_late_is_sent_by_a_button_that_says_so() -> None:
    office = samples._office(None)
    row = {"inbound": 217, "sender": "expert@x.example", "subject": "Re: Proposition : Papier [RO-2026-0063-4b6oh]"}
    rows = (
        {**row, "reason": "Une réponse est déjà partie vers l'acheteur.", "late": True},
        {**row, "reason": "Autre."},
    )
    send = Send(LetterKind.HELD_LIST, "c@resocc.example", Role.COORDINATOR, None, {"rows": rows})
    text = TEMPLATES.render(LetterKind.HELD_LIST, "exemple", "fr", facts(send, None, office)).text.replace(
        "\u00a0", " "
    )
    assert text.count("- Envoyer aussi : répondez « libérer 217 »") == 1 and text.count("- Traiter ce courrier :") == 1
    assert "\nProposition : Papier\n\nRO-2026-0063 · de expert@x.example" in text and "4b6oh" not in text


@pytest.mark.parametrize("kind", [LetterKind.COORDINATION, LetterKind.ESCALATION])
def test_no_button_gives_a_live_tender_away(kind: LetterKind) -> None:
    live = after_an_exchange(kind, live_tender=True)
    assert "Confier à un expert" not in live.text + live.html and "Répondre à l’acheteur" in live.html
    assert "Confier à un expert" in after_an_exchange(kind).html


def test_a_live_tender_taken_for_one_by_mistake_can_still_be_given_away() -> None:
    text = flat(after_an_exchange(LetterKind.COORDINATION, live_tender=True).text)
    assert "Si ce n’est pas le cas, vous pouvez répondre « réattribuer » suivi du nom d’un expert" in text


def test_a_stranger_is_not_greeted_by_the_words_that_a_mail_gives_as_a_name() -> None:
    office = samples._office(None)
    forged = "Votre colis attend : https://piege.example"
    send = Send(LetterKind.HOLD_SENDER, "victime@x.example", Role.STRANGER, None, {}, to_name=forged)
    letter = TEMPLATES.render(LetterKind.HOLD_SENDER, "exemple", "fr", facts(send, None, office))
    assert "piege" not in letter.text + letter.html and "\n\nBonjour,\n\n" in letter.text


def test_an_undo_says_what_to_send_where_there_is_no_link_to_follow() -> None:
    how = "Pour annuler un ordre, suivez son lien ou écrivez à l’adresse qui le suit : un courrier vide suffit."
    assert how in flat(rendered(LetterKind.TRANSCRIPT).text)
    for line in ({"undo": ""}, {"undo_say": "annuler k7f3"}):
        lines = tuple({**one, **line} for one in sample(LetterKind.TRANSCRIPT)["lines"])
        assert how not in flat(rendered(LetterKind.TRANSCRIPT, lines=lines).text)


def test_a_date_to_keep_is_the_same_in_the_subject_and_in_the_letter() -> None:
    letter = rendered(LetterKind.RIGHTS)
    assert letter.subject.startswith("À traiter au plus tard le mercredi 23 décembre 2026")
    assert "au plus tard le mercredi 23 décembre 2026" in flat(letter.text)


def test_what_happens_to_attached_files_stands_apart() -> None:
    text = rendered(LetterKind.ACK, files=1).text.replace("\u00a0", " ")
    assert "\n\nCe que vous avez joint ne lui est pas transmis" in text


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Cantine", "Cantine"),
        ("mot " * 40, "mot " * 28 + "mot…"),
        ("x" * 200, "x" * (MAX_SUBJECT - 1) + "…"),
        ("Re: [RO-2026-0042-aaaaa]", "votre question"),
    ],
)
def test_a_long_subject_is_cut_between_words_and_says_so(subject: str, shown: str) -> None:
    assert plain_subject(subject) == shown
    assert len(shown) <= MAX_SUBJECT


def test_a_day_is_not_torn_from_its_month_in_the_words_of_a_template() -> None:
    assert "17\u00a0août\u00a0»" in rendered(LetterKind.ABSENCE).text
