"""The demo as its users get it: one run of the command, then what became of every person's question, and the page."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Mail
from guichet_bot.demo import cast
from guichet_bot.demo.story import lessons

pytestmark = pytest.mark.slow
EXPERTS = {expert.email for expert in cast.EXPERTS}
ENDS = {  # what each question comes to, and who answered it
    "Cantine : que compte-t-on dans les 50 % ?": ("closed", cast.ANNE),
    "Tenues professionnelles en coton bio": ("closed", cast.CLAIRE),
    "Découvrez notre gamme de vaisselle compostable": ("closed", None),
    "Mobilier de bureau : plusieurs questions": ("closed", cast.LEA),
    "Renouvellement de véhicules : quelle part électrique ?": ("answered", cast.SOPHIE),
    "Analyse de trois offres de mobilier": ("answered", None),
    "bio à la cantine": ("closed", cast.MARC),
    "Ordinateurs portables reconditionnés": ("closed", cast.LEA),
    "Entretien des espaces verts sans pesticide": ("closed", cast.SOPHIE),
    "Produits de nettoyage dans une crèche": ("answered", cast.NADIA),
    "Par où commencer ?": ("closed", cast.CLAIRE),
    "Chaudière de l'école : bois ou réseau ?": ("closed", None),
    "EGalim pour une maison de retraite": ("closed", cast.ANNE),
}


class Run:
    """What one run left behind."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "guichet_bot", "demo", "--json", "--out", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
        assert done.returncode == 0, done.stderr
        self.told: dict[str, Any] = json.loads(done.stdout)
        self.page = Path(self.told["page"]).read_text(encoding="utf-8")
        self.received = [parse(path.read_bytes()) for path in sorted(folder.glob("courriers/*-recu.eml"))]
        self.sent = [parse(path.read_bytes()) for path in sorted(folder.glob("courriers/*-envoye.eml"))]

    def letters(self, to: str, kind: str = "") -> list[Mail]:
        return [one for one in self.sent if to in one.recipients and (not kind or kind_of(one) == kind)]


def words(mail: Mail) -> str:
    """The text on one line, however it was wrapped and quoted."""
    return " ".join(mail.text.replace("> ", "").split())


def kind_of(mail: Mail) -> str:
    return mail.message_id.partition("@")[0].rpartition(".")[2]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(tmp_path_factory.mktemp("demo") / "sortie")


def test_every_question_ends_as_the_story_tells(run: Run) -> None:
    found = {one["subject"]: (one["state"], one["expert"]) for one in run.told["questions"]}
    assert found == {subject: (state, who and who.email) for subject, (state, who) in ENDS.items()}
    assert run.told["unplayed"] == 0


def test_every_mail_is_kept(run: Run) -> None:
    assert (len(run.received), len(run.sent)) == (run.told["received"], run.told["sent"])
    assert all(mail.text for mail in run.sent)


def test_volunteers_are_asked_and_reminded_in_their_hours_only(run: Run) -> None:
    """The page counts them: by when they left, not by the date they bear."""
    assert re.search(r"<b>0</b><span>courrier aux bénévoles hors de leurs heures", run.page)


def test_an_absent_expert_gets_nothing_more(run: Run) -> None:
    kinds = [kind_of(mail) for mail in run.letters(cast.JEANLUC.email)]
    assert kinds == ["offer", "absence"]


def test_a_live_tender_reaches_no_expert(run: Run) -> None:
    assert not [mail for mail in run.sent if "ouvert les plis" in words(mail) and mail.recipients[0] in EXPERTS]
    assert [mail for mail in run.letters(cast.CAMILLE.email, "coordination") if "ouvert les plis" in words(mail)]


def test_who_uses_a_buyers_address_reaches_the_coordinator_only(run: Run) -> None:
    readers = {mail.recipients[0] for mail in run.sent if "Mon entreprise répond justement" in words(mail)}
    assert readers == {cast.CAMILLE.email}


def test_experts_never_read_who_asks_nor_buyers_who_answers(run: Run) -> None:
    buyers = [person for person in cast.PEOPLE.values() if person.role == "buyer"]
    for mail in run.sent:
        reader = cast.PEOPLE.get(mail.recipients[0])
        if reader is None or reader.role not in ("buyer", "expert"):
            continue
        hidden = buyers if reader.role == "expert" else [cast.PEOPLE[email] for email in EXPERTS]
        told = words(mail)
        assert not [one.name for one in hidden if one.email in told or one.name in told], mail.subject
        assert not re.search(r"0[56] 00 00 \d\d \d\d", told), mail.subject


def test_an_answer_brings_its_file(run: Run) -> None:
    (answer,) = run.letters(cast.PAUL.email, "answer")
    assert [one.filename for one in answer.attachments] == ["clause-denrees-durables.pdf"]
    assert answer.attachments[0].content.startswith(b"%PDF-")


def test_one_word_sends_a_late_answer_too(run: Run) -> None:
    first, second = run.letters(cast.THOMAS.email, "answer")
    assert "Garantie de deux ans" in words(first)
    assert "effacement certifié" in words(second)


def test_the_morning_mail_is_answered_by_one_line(run: Run) -> None:
    orders = [
        mail for mail in run.letters(cast.CAMILLE.email, "transcript") if "réattribuer Claire Fabre" in words(mail)
    ]
    assert len(orders) == 1
    assert "est proposée à Claire Fabre" in words(orders[0])


def test_the_buyer_hears_before_the_promise_lapses(run: Run) -> None:
    (notice,) = run.letters(cast.DIDIER.email, "new_date")
    (answer,) = run.letters(cast.DIDIER.email, "answer")
    assert notice.date and answer.date and notice.date < answer.date


def test_what_comes_back_is_shown_on_monday(run: Run) -> None:
    mondays = [mail for mail in run.letters(cast.CAMILLE.email, "digest") if "lundi 16" in mail.subject]
    assert "Ce qui revient" in words(mondays[0])


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.found if tag == name]


def loads(page: str) -> Iterator[str]:
    """What a browser would fetch for this page, the letters in its frames included."""
    for tag, attrs in Tags(page).found:
        yield from (attrs[name] or "" for name in ("src", "srcset", "data", "poster", "background") if name in attrs)
        if tag == "link":
            yield attrs.get("href") or ""
        if attrs.get("srcdoc"):
            yield from loads(attrs["srcdoc"] or "")
    yield from re.findall(r"@import[^;]*|url\([^)]*\)", page)


def test_the_page_loads_nothing_and_runs_nothing(run: Run) -> None:
    assert [one for one in loads(run.page) if not one.startswith("data:image/")] == []
    tags = Tags(run.page)
    assert tags.of("script") == []
    assert not [attrs for _, attrs in tags.found if any(name.startswith("on") for name in attrs)]
    assert any("default-src 'none'" in (meta.get("content") or "") for meta in tags.of("meta"))
    assert all(frame.get("sandbox") == "" and frame.get("title") for frame in tags.of("iframe"))


def test_the_page_can_be_read_by_everybody(run: Run) -> None:
    tags = Tags(run.page)
    assert tags.of("html")[0]["lang"] == "fr"
    assert len(tags.of("h1")) == 1
    levels = [int(tag[1]) for tag, _ in tags.found if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in tags.found if attrs.get("id")]
    assert len(ids) == len(set(ids))
    inside = {(link.get("href") or "")[1:] for link in tags.of("a") if (link.get("href") or "").startswith("#")}
    assert inside <= set(ids)


def test_the_page_tells_every_question_with_its_reasons(run: Run) -> None:
    assert f"{run.told['received']} = {run.told['received']}" in run.page
    for sentence in (
        "déport",
        "absence du vendredi 6 novembre 2026 au vendredi 20 novembre 2026",
        "Armistice",
        "Délai suspendu du",
    ):
        assert sentence in run.page
    assert all(subject in ENDS for subject in lessons())


def test_the_page_names_topics_as_people_do_and_leads_to_the_coordinators_morning(run: Run) -> None:
    shown = unescape(run.page).replace("\u00a0", " ")
    assert "clauses-sociales-insertion" not in shown and "« Clauses sociales, insertion, handicap »" in shown
    opened = re.findall(r'<details class="mail" open>\s*<summary>.*?</summary>', run.page, re.DOTALL)
    assert len(opened) == 1 and "point du matin" in opened[0]
    assert 'href="#coordination">le courrier du matin' in run.page and "les boutons ne font rien" in shown


def test_the_kept_mails_are_where_the_page_says(run: Run) -> None:
    links = {href for link in Tags(run.page).of("a") if (href := link.get("href") or "").startswith("courriers/")}
    assert len(links) == run.told["received"] + run.told["sent"]
    assert all((Path(run.told["folder"]) / href).is_file() for href in links)


def test_a_folder_that_holds_something_is_left_alone(run: Run) -> None:
    command = [sys.executable, "-m", "guichet_bot", "demo", "--out", run.told["folder"]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "n'est pas vide" in done.stderr
