"""Every letter that travels with the package: complete as text, accessible as HTML, French throughout."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from selectolax.lexbor import LexborHTMLParser

from guichet_bot.adapters.templates import Rendered, Templates
from guichet_bot.core.effects import LetterKind
from guichet_bot.core.letters.samples import sample

TEMPLATES = Templates()
LETTERS = {kind: TEMPLATES.render(kind, "exemple", "fr", sample(kind)) for kind in LetterKind}
EVERY = pytest.mark.parametrize("kind", list(LetterKind))
VOID = {"meta", "br", "hr", "img"}


class Nesting(HTMLParser):
    """Fails on a tag that is not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@EVERY
def test_no_trace_of_the_template_is_left(kind: LetterKind) -> None:
    letter = LETTERS[kind]
    for body in (letter.subject, letter.text):
        assert not re.search(r"\{[{%#]|[%#}]\}|\*\*|\]\(|None|[\x00-\x08\x0b-\x1f]", body)
    assert "\n\n\n" not in letter.text
    assert "\x1f" not in letter.html and "\x1d" not in letter.html


@EVERY
def test_the_text_is_wrapped_and_ends_with_who_writes(kind: LetterKind) -> None:
    letter = LETTERS[kind]
    own = [line for line in letter.text.splitlines() if "://" not in line and not re.match(r"\d\. ", line)]
    assert max(map(len, own)) <= 77
    assert "guichet@resocc.example" in letter.text


@EVERY
def test_french_signs_keep_their_word(kind: LetterKind) -> None:
    for line in LETTERS[kind].text.splitlines():
        assert not re.match(r"[:;?!»]", line.lstrip("> "))


@EVERY
def test_the_html_is_sound_and_speaks_its_language(kind: LetterKind) -> None:
    letter = LETTERS[kind]
    nesting = Nesting()
    nesting.feed(letter.html)
    assert nesting.open == []
    tree = LexborHTMLParser(letter.html)
    root, title = tree.css_first("html"), tree.css_first("title")
    assert root is not None and root.attributes["lang"] == "fr"
    assert title is not None and title.text() == letter.subject
    assert len(tree.css("h1")) == 1
    levels = [int((node.tag or "h9")[1]) for node in tree.css("h1, h2, h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert not tree.css("script, link, img[src^=http], form")
    assert all(table.css("th[scope=row]") for table in tree.css("table"))


@EVERY
def test_what_the_html_says_the_text_says_too(kind: LetterKind) -> None:
    letter = LETTERS[kind]
    tree = LexborHTMLParser(letter.html)
    text = " ".join(letter.text.replace("\n> ", "\n").split())
    for node in tree.css("h1, h2, h3, li, td, th"):
        for words in node.text(separator="\n").split("\n"):
            shown = " ".join(words.split())
            assert shown.strip(" ().") in text, shown
    for link in tree.css("a"):
        assert re.match(r"(https?://|mailto:)", link.attributes["href"] or "")
        assert link.text() in text.replace("\u00a0", "\u00a0")


def test_buttons_are_links_in_html_and_words_to_reply_in_text() -> None:
    letter = LETTERS[LetterKind.OFFER]
    assert "- Je passe : répondez « je passe »" in letter.text.replace("\u00a0", " ")
    assert "mailto:" not in letter.text
    assert re.search(
        r'<a href="mailto:guichet\+e42-[a-z2-7]{16}@resocc\.example\?subject=[^"]+body=je%20passe"', letter.html
    )


def test_the_acknowledgement_says_what_the_law_and_the_buyer_want() -> None:
    text = " ".join(LETTERS[LetterKind.ACK].text.split())
    for wanted in (
        "lundi 23 novembre 2026 à 9 h 12",
        "au plus tard le jeudi 26 novembre 2026",
        "05 00 00 00 00",
        "RO-2026-0042",
        "24 mois",
        "CNIL",
        "automatique",
        "https://guide.example/restauration.pdf",
    ):
        assert wanted in text
    assert LETTERS[LetterKind.ACK].subject.startswith("Bien reçu : ")


def test_an_answer_holds_the_experts_words_as_written_and_the_limit_of_the_desk() -> None:
    letter = LETTERS[LetterKind.ANSWER]
    assert " ".join(sample(LetterKind.ANSWER)["text"].split()) in " ".join(letter.text.split())
    assert "consultation juridique" in " ".join(letter.text.split())


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_text_can_be_read_by_day_and_by_night() -> None:
    html = LETTERS[LetterKind.OFFER].html + LETTERS[LetterKind.DIGEST].html
    night = html[html.index("@media") : html.index("</style>")]
    day = html.replace(night, "")
    for colour in set(re.findall(r"[;\"{]color:(#[0-9a-f]{6})", day)):
        assert _contrast(colour, "#ffffff") >= 4.5, colour
    for colour in set(re.findall(r"[;{]color:(#[0-9a-f]{6})", night)):
        assert _contrast(colour, "#19211d") >= 4.5, colour
    assert len(set(re.findall(r"color:(#[0-9a-f]{6})", night))) >= 5


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (LetterKind.ACK, {"live_tender": True}, "consultation en cours"),
        (LetterKind.ACK, {"promised": ""}, "à 9 h 12. Une personne"),
        (LetterKind.OFFER, {"again": True}, "La voici à jour"),
        (LetterKind.OFFER, {"why": (), "similar": (), "resources": (), "topic": ""}, "À vous de choisir"),
        (LetterKind.OFFER, {"lapses_at": "mardi 1er décembre 2026 à 9 h"}, "le mardi 1er décembre 2026 à 9 h"),
        (LetterKind.ANSWER, {"second": True, "dropped": ()}, "ce que le réseau ajoute"),
        (LetterKind.ANSWER, {"text": "Oui."}, "Bonjour, Vous nous avez écrit"),
        (LetterKind.ANSWER, {"dropped": ("a.pdf", "b.pdf")}, "ces pièces jointes"),
        (LetterKind.WAIT_BUYER, {"wanted": ""}, "encore une précision"),
        (LetterKind.FOLLOW_UP, {"question": "", "promised": ""}, "répondez à ce courrier. Il ne verra"),
        (LetterKind.ESCALATION, {"reader": "expert", "buyer": ""}, "Pouvez-vous prendre cette question ?"),
        (LetterKind.ABSENCE, {"until": "", "learned": False, "substitutes": ()}, "la date de votre retour"),
        (LetterKind.ABSENCE_ENDS, {"until": ""}, "dès maintenant"),
        (LetterKind.TRANSCRIPT, {"refused": True}, "aucune n’a été suivie"),
        (LetterKind.TRANSCRIPT, {"simulated": True}, "Voici ce qui se passerait"),
        (LetterKind.TRANSCRIPT, {"lines": (), "help": "clore\n  la question"}, "Ce que vous pouvez demander"),
        (LetterKind.NOTE, {"reader": "coordinator"}, "répondre par une note"),
        (LetterKind.OUT_OF_SCOPE, {"url": "", "subject": ""}, "adresser à la plateforme"),
        (LetterKind.OUT_OF_SCOPE, {"say": "", "where": ""}, "achat durable. Si nous avons mal compris"),
        (LetterKind.LATE_NOTICE, {"answered": False}, "venait d’être close"),
        (LetterKind.COORDINATION, {"live_tender": True, "topic": "", "promised": ""}, "aucun proposé"),
    ],
)
def test_every_turn_of_a_letter_reads_well(kind: LetterKind, changes: dict[str, object], expected: str) -> None:
    letter: Rendered = TEMPLATES.render(kind, "exemple", "fr", {**sample(kind), **changes})
    assert expected in " ".join(letter.text.replace("\u00a0", " ").split())
    assert "\n\n\n" not in letter.text and not letter.subject.endswith(":")


def test_a_digest_with_a_chart_shows_it_in_html_and_its_bars_in_text() -> None:
    facts = sample(LetterKind.DIGEST)
    facts["digest"] = replace(facts["digest"], chart_cid="chart", chart_alt="Restauration 6, textile 3, nettoyage 1")
    letter = TEMPLATES.render(LetterKind.DIGEST, "exemple", "fr", facts)
    assert '<img src="cid:chart" alt="Restauration 6, textile 3, nettoyage 1"' in letter.html
    assert "▇" not in letter.html
    assert "▇" * 20 in letter.text and "(Restauration 6" not in letter.text
