"""The two files of a report: a table that a spreadsheet opens safely, a page that stands alone."""

import csv
import io
import re
import sys
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet_bot.adapters.report_page import number as shown
from guichet_bot.adapters.report_page import page
from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.core.model import ClockEvent, OfferState, Question, QuestionState
from guichet_bot.core.reports.counted import Counted, Load, Returning, Spent
from guichet_bot.core.reports.counting import Counting
from guichet_bot.core.reports.csv import BOM, HEAD, number, to_csv
from guichet_bot.core.reports.indicators import indicators
from guichet_bot.core.reports.outcome import ESCALATED, RATING, Fact, Happening
from guichet_bot.core.reports.period import Period
from guichet_bot.core.reports.plain import plain
from guichet_bot.core.reports.report import Figure, Report, Section, Table
from guichet_bot.core.time.worktime import Calendar

NOW = datetime(2026, 7, 1, 10, tzinfo=UTC)
CALENDAR = Calendar("UTC")
PERIOD = Period(date(2026, 1, 1), date(2026, 12, 31), "UTC")


def fact(number: int, buyer: str, **changes: object) -> Fact:
    opened = datetime(2026, 1 + number % 6, 5, 10, tzinfo=UTC)
    done = opened.replace(hour=15)
    fields: dict[str, object] = {
        "state": QuestionState.ANSWERED,
        "answered_at": done,
        "promised_at": done.replace(hour=17),
        "clock": (ClockEvent(opened, "start"), ClockEvent(done, "stop")),
        "structure": "commune" if number % 2 else "SDIS",
        "departement": "31",
        "topic": "restauration-egalim",
        **changes,
    }
    question = Question(
        number, "resocc", f"RO-2026-{number:04}", subject="Secret", buyer=buyer, opened_at=opened, **fields
    )  # type: ignore[arg-type]
    happened = (Happening(RATING, done, {"value": 4}), Happening(RATING, done), Happening(ESCALATED, done))
    return Fact(question, CALENDAR, happened, (OfferState.ANSWERED,))


def counted(answers: tuple[int, ...] = (3, 4, 2, 1, 0), questions: int = 12) -> Counted:
    counting = Counting(PERIOD, NOW)
    for one in range(questions):
        counting.add(fact(one, f"paul@mairie-{one}.example" if one % 2 else "chef@sdis31.example"))
    if questions:
        counting.add(
            fact(98, "vente@robots.example", closed_why="hors périmètre", state=QuestionState.CLOSED, answered_at=None)
        )
        counting.add(fact(99, "", closed_why="par la coordination", state=QuestionState.CLOSED, answered_at=None))
    return Counted(
        counting,
        answers={date(2026, 1, 1): 2},
        load=Load({OfferState.ANSWERED: 10, OfferState.DECLINED: 3}, answers, nameless=1),
        spent=Spent({date(2026, 2, 1): 90}, questions=2, lost=1) if questions else Spent(),
        newcomers=4,
        returning=(Returning("restauration-egalim", 4, 3),) if questions else (),
        compared=questions,
        uncompared=1,
    )


def made(**how: object) -> Report:
    return indicators(counted(**how), "Guichet <vert>", load_rules(None, ""))  # type: ignore[arg-type]


def rows(text: str) -> list[list[str]]:
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";"))


def test_the_table_is_what_a_french_spreadsheet_opens() -> None:
    text = to_csv(made())
    lines = rows(text)
    assert tuple(lines[0]) == HEAD and {len(line) for line in lines} == {len(HEAD)}
    assert text.count("\r\n") == len(lines)
    found = {(line[1], line[2]): line for line in lines}
    assert found["Questions reçues", ""][3:6] == ["14", "questions", ""]
    assert found["Délai médian de réponse", ""][3:6] == ["0,5", "jours ouvrés", "12 questions répondues"]
    assert found["Questions par mois d’arrivée : Reçues", "janvier 2026"][3] == "2"
    assert found["Temps noté", ""][3:6] == ["1,5", "heures", "2 questions, 1 note effacée avec la question"]
    assert found["Échanges par téléphone", ""][3] == "non mesuré"
    assert not any("août 2026" in line[2] for line in lines), "a month that has not begun says nothing"
    assert number(1234567) == "1234567" and number(0.25) == "0,2" and number(None) == ""


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_cell_is_ever_a_formula(label: str, why: str) -> None:
    table = Table("t", label, "", ((label, why),), ((why, (1,)),), label)
    report = Report(
        label, PERIOD, NOW, (Section(label, (Figure("k", label, None, why, why, label, why),), (table,)),), ()
    )
    for line in rows(to_csv(report)):
        assert len(line) == len(HEAD)
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in line)


def test_a_formula_in_a_topics_name_is_defused() -> None:
    report = Report('=HYPERLINK("x";"y")', PERIOD, NOW, (), ())
    assert rows(to_csv(report))[1][3] == '\'=HYPERLINK("x";"y")'


class _Seen(HTMLParser):
    """Addresses that a page would load, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.alts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "srcset", "href", "action", "background"):
                self.loads.append(value or "")
            if name == "alt":
                self.alts.append(value or "")

    def handle_data(self, data: str) -> None:
        if not self.tags or self.tags[-1] != "style":
            self.words.append(data)


def seen(html: str) -> _Seen:
    reader = _Seen()
    reader.feed(html)
    return reader


def test_the_page_stands_alone_and_says_its_picture_in_words() -> None:
    pytest.importorskip("matplotlib")
    html = page(made())
    found = seen(html)
    assert len(found.loads) == 2 and all(one.startswith("data:image/png;base64,") for one in found.loads)
    assert len(found.alts) == 1 and "janvier 2026\u00a0: 2" in found.alts[0]
    assert not {"script", "link", "iframe", "form"} & set(found.tags)
    assert "url(" not in html and "http" not in re.sub(r'http-equiv="', "", html)
    assert "Guichet &lt;vert&gt;" in html and "<vert>" not in html
    assert page(made()) == html, "the same figures give the same page"


def test_every_number_of_the_page_stands_in_the_table() -> None:
    report = made()
    cells = {re.sub(r"\D", "", cell) for line in rows(to_csv(report)) for cell in line}
    inside = {number for line in rows(to_csv(report)) for cell in line for number in re.findall(r"\d+(?:,\d+)?", cell)}
    words = " ".join(seen(page(report)).words).replace("\u202f", "")
    told = set(re.findall(r"\d+(?:,\d+)?", words))
    assert told - inside - cells <= {"5", "1"}, "only the sentences about the method may add numbers"


def test_without_the_library_the_months_are_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    found = seen(page(made()))
    assert found.loads == [] and "picture" not in found.tags
    drawn = [
        values[0] for section in made().sections for table in section.tables if table.chart for _, values in table.rows
    ]
    assert 0 in drawn, "nothing is no bar"
    assert found.tags.count("i") == sum(bool(value) for value in drawn)


def test_nobody_is_recognised_in_what_leaves() -> None:
    report = made()
    for text in (page(report), to_csv(report), str(plain(report))):
        assert "sdis31" not in text and "mairie-1" not in text and "Secret" not in text and "SDIS" not in text
        assert "Autres, regroupés" in text


def test_the_load_of_a_few_experts_is_not_published() -> None:
    few = made(answers=(7, 3))
    assert few.figure("experts").value == 2
    assert [few.figure(key).value for key in ("offers", "declined", "lapsed", "most")] == [None] * 4
    assert "moins de 5 experts" in few.figure("most").why
    assert [made().figure(key).value for key in ("offers", "declined", "most")] == [13, 3, 40.0]


def test_an_empty_period_invents_nothing() -> None:
    empty = indicators(counted(answers=(), questions=0), "Guichet", load_rules(None, ""))
    keys = ("median", "centile", "kept", "most", "hours", "rating", "groups")
    assert [empty.figure(key).value for key in keys] == [None] * len(keys)
    html = page(empty)
    assert "aucune question répondue" in html and "aucune note reçue" in html and "personne n’a noté de temps" in html
    assert "<picture" not in html


def test_the_plain_form_has_every_figure_by_its_key() -> None:
    told = plain(made())
    assert told["figures"]["received"]["value"] == 14
    assert told["figures"]["rating"] | {"definition": ""} == {
        "label": "Note moyenne",
        "value": 4.0,
        "unit": "sur 5",
        "base": "13 notes, 13 effacées",
        "definition": "",
    }
    assert told["tables"]["returning"]["rows"] == [{"label": "1. Restauration collective et EGalim", "values": [4, 3]}]
    assert told["unfinished"] is True


def test_numbers_are_read_in_french() -> None:
    assert [shown(one) for one in (None, 0, 1234, 1234.56)] == ["–", "0", "1\u202f234", "1\u202f234,6"]
