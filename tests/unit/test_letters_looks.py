"""How letters look in an inbox, on a phone, in a terminal and in Outlook, with ordinary and with unruly content."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from guichet_bot.adapters.templates import Rendered, Templates
from guichet_bot.core.effects import LetterKind, Send
from guichet_bot.core.known import Case
from guichet_bot.core.letters import samples
from guichet_bot.core.letters.facts import facts
from guichet_bot.core.letters.samples import sample
from guichet_bot.core.letters.sheet import Similar
from guichet_bot.core.letters.talk import MAX_TEXT
from guichet_bot.core.mail import prose
from guichet_bot.core.mail.prose_html import preview
from guichet_bot.core.model import Entry, EntryKind, Role

TEMPLATES = Templates()
EVERY = pytest.mark.parametrize("kind", list(LetterKind))
LONG_WORD, LONG_ADDRESS = "anticonstitutionnellement" * 5, "https://exemple.example/" + "chemin/" * 30
UNRULY: dict[str, Any] = {
    "subject": "Marché à bons de commande de vêtements de travail et d’équipements de protection individuelle",
    "topic": "Clauses sociales, insertion par l’activité économique et personnes en situation de handicap",
    "also": ("Textile, habillement, EPI", "Nettoyage et entretien des locaux"),
    "origin": "Établissement public de coopération intercommunale, département 971",
    "hello": "Bonjour Marie-Christine de La Rochefoucauld-Montmorency,",
    "text": "Nous préparons une œuvre : « à 30 % » ! " * 30
    + f"\n\n{LONG_WORD}\n{LONG_ADDRESS}\n   - retrait "
    + "x " * 99,
    "dropped": tuple(f"Annexe_{n}_bordereau-des-prix-unitaires-version-définitive-signée.xlsx" for n in range(12)),
    "desk": "Guichet vert de la Communauté d’agglomération Saint-Étienne-du-Rouvray Val de Seine",
}
UNRULY["question"] = UNRULY["text"]
GMAIL_CUTS = 102 * 1024


def rendered(kind: LetterKind, **changes: Any) -> Rendered:
    return TEMPLATES.render(kind, "exemple", "fr", {**sample(kind), **changes})


def unruly(kind: LetterKind) -> Rendered:
    """Everything that this kind of letter shows, at its longest."""
    shown = sample(kind)
    return rendered(kind, **{name: value for name, value in UNRULY.items() if name == "also" or shown.get(name)})


def flat(text: str) -> str:
    return " ".join(text.split())


@EVERY
def test_the_plain_text_fits_a_terminal_whatever_was_written(kind: LetterKind) -> None:
    for letter in (rendered(kind), unruly(kind)):
        for line in letter.text.splitlines():
            assert len(line) <= 78 or " " not in line.strip("> ()."), line


@EVERY
def test_a_phones_inbox_tells_what_it_is_about(kind: LetterKind) -> None:
    letter, facts_ = rendered(kind), sample(kind)
    assert not letter.subject.startswith(("Re:", "[", facts_["desk"]))
    if facts_["number"] and kind not in (LetterKind.HELD, LetterKind.OUT_OF_SCOPE):
        status = re.split(" [:?] ", letter.subject)[0]
        assert len(status) <= 40 and letter.subject.endswith(facts_["tag"])


@EVERY
def test_the_line_below_the_subject_says_something_new(kind: LetterKind) -> None:
    letter = rendered(kind)
    tree = LexborHTMLParser(letter.html)
    hidden, title = tree.css_first("body > div[aria-hidden=true]"), tree.css_first("h1")
    assert hidden is not None and title is not None and "display:none" in (hidden.attributes["style"] or "")
    shown = flat(hidden.text())
    assert 20 <= len(shown) <= 141 and not shown.startswith(("Bonjour", sample(kind)["desk"], flat(title.text())))
    assert "](" not in shown and "**" not in shown


def test_the_inbox_already_shows_the_promise() -> None:
    shown = LexborHTMLParser(rendered(LetterKind.ACK).html).css_first("body > div[aria-hidden=true]")
    assert shown is not None and flat(shown.text()).startswith("Vous aurez une réponse au plus tard le jeudi 26 novem")
    assert rendered(LetterKind.NEW_DATE).subject.startswith("Nouvelle date, mardi 1er décembre 2026 : ")


def test_a_preview_is_cut_between_words_and_shows_no_markup() -> None:
    said = preview(prose.parse("# T\n\nBonjour Anne,\n\nVoir [le **guide**](https://a.example) " + "mot " * 60))
    assert said.startswith("Voir le") and said.endswith(" mot…") and len(said) <= 141


@EVERY
def test_html_is_made_of_what_every_mail_client_draws(kind: LetterKind) -> None:
    for letter in (rendered(kind), unruly(kind)):
        styles = " ".join(re.findall(r'style="([^"]*)"', letter.html))
        assert not re.search(
            r"\b(?:flex|grid|position|float|url\(|calc\(|var\()", styles + letter.html.partition("</style>")[0]
        )
        assert not re.search(r"(?:src|background)=\"?https?:|@import|<link|<script|<svg|<form", letter.html)
        sheet = letter.html.partition("<style>")[2].partition("</style>")[0]
        assert len(sheet) < 8192  # beyond, Gmail drops it
        assert 'name="color-scheme" content="light dark"' in letter.html
        assert len(letter.html.encode()) < GMAIL_CUTS / 2
        assert letter.html.count("<!--[if mso]>") == letter.html.count("<![endif]-->")


@EVERY
def test_a_button_is_as_large_as_a_finger_and_has_a_frame_in_outlook(kind: LetterKind) -> None:
    html = rendered(kind).html
    buttons = re.findall(r'<a [^>]*style="([^"]*inline-block[^"]*)"', html)
    for style in buttons:
        padding = re.search(r"padding:(\d+)px", style)
        assert padding and 2 * int(padding[1]) + 24 + 2 >= 44 and "font-size" not in style  # a line is 24 px high
    assert html.count('<td class="k">') == len(buttons)
    assert "<!--[if mso]><style>.k{padding:9px 16px;border:1px solid #0f5a3c}</style><![endif]-->" in html


def test_the_longest_offer_is_shown_whole() -> None:
    """The buyer wrote a book, six books followed, and the network had answered three of them."""
    office = samples._office(None)
    case = samples._case(office.desk, LetterKind.OFFER)
    book = ("Nous préparons à l’automne un marché « d’œuvres ».\n" * MAX_TEXT)[: MAX_TEXT + 50]
    first = replace(case.entries[0], text=book)
    more = [
        Entry(42, first.at + timedelta(hours=n), EntryKind.FOLLOW_UP, Role.BUYER, first.author, book) for n in range(6)
    ]
    similar = tuple(Similar(f"RO-2026-000{n}", "Contrôler", "mardi 8 septembre 2026", book) for n in range(3))
    send = Send(
        LetterKind.OFFER, "anne@agglo.example", Role.EXPERT, 42, {"why": (), "again": False, "similar": similar}
    )
    letter = TEMPLATES.render(
        LetterKind.OFFER, "exemple", "fr", facts(send, Case(case.question, entries=(first, *more)), office)
    )
    assert len(letter.html.encode()) < GMAIL_CUTS
    assert letter.text.count("(texte coupé)") == 10 and "Je passe" in letter.html


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("lundi 23 novembre 2026 à 9 h 12", "lundi 23~novembre 2026 à 9~h~12"),
        ("mercredi 1er août", "mercredi 1er~août"),
        ("05 00 00 00 00", "05~00~00~00~00"),
        ("12 h", "12~h"),
        ("Anne, du 3 mars : « 3 clore », 20 % ?", "Anne, du 3~mars~: «~3 clore~», 20~%~?"),
        ("a :b, !important", "a :b, !important"),
        ("3 marchés, 4 histoires, mardi", "3 marchés, 4 histoires, mardi"),
    ],
)
def test_dates_hours_numbers_and_signs_stay_on_one_line(value: str, kept: str) -> None:
    assert prose.inline(value) == kept.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("L'adresse de a@b.example, mais c'est", "L’adresse de a@b.example, mais c’est"),
        ("(jusqu'à lundi) « d'un »", "(jusqu’à lundi) « d’un »"),
        ("d'arc@mairie.example", "d'arc@mairie.example"),
        ("https://a.example/?q=l'eau", "https://a.example/?q=l'eau"),
        ("Guichet vert Rés'Occ, O'Brien", "Guichet vert Rés'Occ, O'Brien"),
    ],
)
def test_a_letter_has_one_kind_of_apostrophe(line: str, shown: str) -> None:
    assert prose.to_text(prose.parse(line)) == f"{shown}\n"
    assert prose.to_text(prose.parse(str(prose.words(line)))) == f"{line}\n"


def test_the_number_of_a_question_is_not_torn_at_its_hyphens() -> None:
    html = rendered(LetterKind.ACK).html
    assert '<span style="white-space:nowrap">RO-2026-0042</span>' in html
    assert "<span" not in html[html.index("<title>") : html.index("</title>")]


def test_a_number_within_a_link_leaves_the_link_whole() -> None:
    html = rendered(LetterKind.ANSWER, text="Voir https://a.example/RO-2026-0042/x et RO-2026-0042.").html
    assert 'href="https://a.example/RO-2026-0042/x"' in html and ">https://a.example/RO-2026-0042/x</a>" in html
    assert 'nowrap">RO-2026-0042</span>.' in html


def test_an_experts_long_lines_are_wrapped_and_his_own_breaks_kept() -> None:
    said = "1. Un point\n   - " + "mot " * 30 + "\n\nSuite"
    text = prose.to_text(prose.parse(str(prose.words(said))))
    lines = text.split("\n")
    assert lines[0] == "1. Un point" and lines[1].startswith("   - mot") and lines[2].startswith("   mot")
    assert lines[-3:] == ["", "Suite", ""] and all(len(line) <= 76 for line in lines)


def test_who_chooses_an_expert_sees_every_topic_that_the_question_may_have() -> None:
    assert "Autres thèmes possibles : Textile, habillement, EPI ; Nettoyage" in flat(
        unruly(LetterKind.COORDINATION).text
    )
    assert "Autres thèmes" not in rendered(LetterKind.COORDINATION).text


def test_an_expert_knows_the_effort_the_limits_and_how_to_be_asked_less() -> None:
    text = flat(rendered(LetterKind.OFFER).text)
    assert "une heure au plus" in text.partition("Je passe :")[0]
    for said in (
        "Ni avis juridique",
        "sans votre nom",
        "vous n’avez rien à expliquer",
        "répondez « note :",
        "Pourquoi vous",
    ):
        assert said.lower() in text.lower()


def test_a_buyer_knows_who_reads_him() -> None:
    text = flat(rendered(LetterKind.ACK).text)
    assert "Elle ne verra ni votre nom ni votre adresse" in text and "Votre question n’est pas publiée." in text
