"""What each reader of a letter may learn, and what its buttons do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from guichet_bot.adapters.templates import Templates
from guichet_bot.core.effects import LetterKind, Send
from guichet_bot.core.known import Case, Office
from guichet_bot.core.letters.facts import facts, origin, reply_to
from guichet_bot.core.letters.links import mailto
from guichet_bot.core.letters.sheet import Bar, Row, Sheet
from guichet_bot.core.letters.talk import MAX_HISTORY, history
from guichet_bot.core.mail.token import ReplyTo, find_tag, find_tokens, make_undo_token, owner_of
from guichet_bot.core.model import (
    Candidate,
    Coordinator,
    Desk,
    Entry,
    EntryKind,
    Expert,
    Question,
    QuestionState,
    Role,
)
from guichet_bot.core.time.worktime import Calendar
from guichet_bot.core.triage.rules import Resource, Rules
from guichet_bot.core.triage.text import Index
from guichet_bot.core.triage.topics import Topic, Topics

AT = datetime(2026, 4, 30, 14, 0, tzinfo=UTC)
DESK = Desk(
    "resocc",
    "RO",
    "Guichet vert Rés'Occ",
    "guichet@resocc.example",
    secrets=(b"s" * 32,),
    coordinators=(Coordinator("coordination@resocc.example", "Camille Roux"),),
)
TOPIC = Topic("textile", "Textile et habillement")
RULES = Rules(
    topics=Topics({TOPIC.id: TOPIC}, Index.of({}, {})),
    resources={TOPIC.id: tuple(Resource(f"Page {n}", f"https://a.example/{n}", n != 2) for n in range(1, 7))},
)
ANNE = Expert("anne@agglo.example", "Anne Vidal", timezone="Indian/Reunion")
OFFICE = Office(
    DESK,
    RULES,
    Calendar(),
    "",
    (Candidate(ANNE),),
    calendar_of=lambda email: Calendar(timezone="Indian/Reunion" if email == ANNE.email else "Europe/Paris"),
)
QUESTION = Question(
    id=42,
    desk="resocc",
    number="RO-2026-0042",
    state=QuestionState.OFFERED,
    subject="Re: TR : Tenues de Jeanne Martin [RO-2026-0042-aaaaa]",
    buyer="jeanne.martin@castres.example",
    buyer_name="Jeanne Martin",
    opened_at=AT,
    structure="commune",
    departement="81",
    topic="textile",
    expert=ANNE.email,
    promised_at=datetime(2026, 5, 6, 15, 0, tzinfo=UTC),
)
SIGNATURE = "Cordialement,\nJeanne Martin\njeanne.martin@castres.example\n05 63 00 00 00"
TEXT = f"Bonjour,\n\nQuel label pour des tenues ?\n\n{SIGNATURE}"


def entry(kind: EntryKind, text: str, hours: int = 0, role: Role = Role.BUYER) -> Entry:
    return Entry(42, AT + timedelta(hours=hours), kind, role, "x@y.example", text)


CASE = Case(QUESTION, entries=(entry(EntryKind.QUESTION, TEXT),))
BUYER = (Role.BUYER, QUESTION.buyer)
EXPERT = (Role.EXPERT, ANNE.email)
COORDINATOR = (Role.COORDINATOR, "coordination@resocc.example")


def told(
    kind: LetterKind, who: tuple[Role, str], case: Case | None = CASE, office: Office = OFFICE, **extra: Any
) -> dict[str, Any]:
    send = Send(kind, who[1], who[0], case.question.id if case else None, extra, to_name="Anne Vidal")
    return facts(send, case, office, retention_days=730)


def test_an_expert_never_learns_who_asks() -> None:
    later = (entry(EntryKind.FOLLOW_UP, f"Jeanne Martin encore.\n\n{SIGNATURE}", 1),)
    case = replace(CASE, entries=CASE.entries + later)
    extras: dict[LetterKind, dict[str, Any]] = {
        LetterKind.OFFER: {"why": (), "again": False},
        LetterKind.REMINDER: {"offered_at": AT, "lapses_at": AT},
        LetterKind.PASSED_ON: {"reason": "Passée."},
        LetterKind.FOLLOW_UP: {"text": "Merci"},
        LetterKind.ESCALATION: {"level": 1, "reason": "Délai dépassé.", "due": AT},
        LetterKind.LATE_NOTICE: {},
        LetterKind.ASIDE: {"text": "Qui est-ce ?", "inbound": 12},
        LetterKind.THANKS: {"text": "Merci"},
    }
    for kind, extra in extras.items():
        letter = Templates().render(kind, "resocc", "fr", told(kind, EXPERT, case, **extra))
        for body in (letter.subject, letter.text, letter.html):
            for secret in ("Jeanne", "Martin", "castres", "05 63"):
                assert secret not in body, (kind, secret)
        assert kind not in (LetterKind.OFFER, LetterKind.REMINDER) or "Commune, département 81" in letter.text


def test_a_coordinator_sees_who_asks() -> None:
    values = told(LetterKind.COORDINATION, COORDINATOR, reason="", why=())
    assert values["buyer"] == "Jeanne Martin (jeanne.martin@castres.example)"
    assert values["question"] == TEXT
    assert values["expert"] == "Anne Vidal"


def test_a_buyer_never_learns_who_answers() -> None:
    values = told(LetterKind.ANSWER, BUYER, text="Oui.")
    assert values["expert"] == "" and ANNE.email not in str(values) and "Vidal" not in str(values)
    assert values["hello"] == "Bonjour,"


@pytest.mark.parametrize(
    ("structure", "departement", "expected"),
    [("commune", "31", "Commune, département 31"), ("", "2A", "Acheteur public, département 2A"), ("EPCI", "", "EPCI")],
)
def test_the_buyer_as_experts_know_them(structure: str, departement: str, expected: str) -> None:
    assert origin(replace(QUESTION, structure=structure, departement=departement)) == expected


def test_a_stranger_learns_nothing_of_the_question() -> None:
    values = told(LetterKind.HOLD_SENDER, (Role.STRANGER, "autre@x.example"))
    assert (values["number"], values["tag"], values["subject"]) == ("", "", "")
    assert values["reply_to"] == DESK.address and "promised" not in values


def test_the_answer_address_belongs_to_its_reader_alone() -> None:
    address = told(LetterKind.OFFER, EXPERT)["reply_to"]
    (token,) = find_tokens([address], DESK)
    assert token.question_id == 42
    assert owner_of(token, DESK.secrets, [EXPERT]) == ANNE.email
    assert owner_of(token, DESK.secrets, [BUYER, COORDINATOR]) == ""


def test_letters_about_no_question_are_signed_for_people_of_the_desk_only() -> None:
    digest = reply_to(Send(LetterKind.DIGEST, COORDINATOR[1], Role.COORDINATOR), OFFICE)
    (token,) = find_tokens([digest.address], DESK)
    assert token.question_id == 0 and owner_of(token, DESK.secrets, [COORDINATOR]) == COORDINATOR[1]
    assert reply_to(Send(LetterKind.RIGHTS_ACK, "a@b.example", Role.BUYER), OFFICE) == ReplyTo(DESK.address)


def test_the_subject_carries_one_valid_tag_and_no_re() -> None:
    values = told(LetterKind.ACK, BUYER)
    assert values["subject"] == "Tenues de Jeanne Martin"
    assert find_tag(values["tag"], DESK) == ("RO-2026-0042", True)
    assert (
        told(LetterKind.ACK, BUYER, replace(CASE, question=replace(QUESTION, subject="")))["subject"]
        == "votre question"
    )


def test_dates_are_in_full_in_the_readers_own_zone() -> None:
    buyer = told(LetterKind.NEW_DATE, BUYER, old=QUESTION.promised_at, new=datetime(2026, 5, 11, 22, 30, tzinfo=UTC))
    assert buyer["received"] == "jeudi 30 avril 2026 à 16 h"
    assert buyer["promised"] == buyer["old"] == "mercredi 6 mai 2026"
    assert buyer["new"] == "mardi 12 mai 2026"
    assert told(LetterKind.REMINDER, EXPERT, offered_at=AT, lapses_at=AT)["lapses_at"] == "jeudi 30 avril 2026 à 18 h"
    assert told(LetterKind.RIGHTS, COORDINATOR, None, due=date(2026, 5, 1))["due"] == "vendredi 1er mai 2026"


@pytest.mark.parametrize("state", [QuestionState.ANSWERED, QuestionState.CLOSED])
def test_a_promise_that_was_kept_is_not_shown_again(state: QuestionState) -> None:
    assert (
        told(LetterKind.FOLLOW_UP, EXPERT, replace(CASE, question=replace(QUESTION, state=state)), text="")["promised"]
        == ""
    )


def test_no_date_is_shown_while_the_clock_is_paused() -> None:
    assert told(LetterKind.ACK, BUYER, replace(CASE, question=replace(QUESTION, promised_at=None)))["promised"] == ""


def test_an_acknowledgement_brings_three_verified_pages_at_most() -> None:
    urls = [page.url for page in told(LetterKind.ACK, BUYER)["resources"]]
    assert urls == ["https://a.example/1", "https://a.example/3", "https://a.example/4"]


def test_a_tender_under_way_or_no_topic_gets_no_pages() -> None:
    for question in (replace(QUESTION, live_tender=True), replace(QUESTION, topic="")):
        assert told(LetterKind.ACK, BUYER, replace(CASE, question=question))["resources"] == ()


def test_a_redirection_that_the_rules_no_longer_know_still_makes_a_letter() -> None:
    values = told(LetterKind.OUT_OF_SCOPE, BUYER, None, redirect="disparue")
    assert values["say"] == "" and Templates().render(LetterKind.OUT_OF_SCOPE, "resocc", "fr", values).text


def test_history_is_told_in_order_and_the_buyer_sees_no_notes() -> None:
    kinds = (EntryKind.DETAILS, EntryKind.NOTE, EntryKind.FOLLOW_UP, EntryKind.ANSWER, EntryKind.BY_HAND)
    case = replace(CASE, entries=CASE.entries + tuple(entry(kind, kind.value, n) for n, kind in enumerate(kinds, 1)))
    assert [said.text for said in history(case, Role.EXPERT, "Europe/Paris")] == [kind.value for kind in kinds]
    assert [said.text for said in history(case, Role.BUYER, "Europe/Paris")] == ["details", "follow_up", "answer"]
    assert history(case, Role.EXPERT, "Europe/Paris")[0].when == "jeudi 30 avril 2026 à 17 h"
    many = replace(CASE, entries=tuple(entry(EntryKind.FOLLOW_UP, str(n)) for n in range(20)))
    assert [said.text for said in history(many, Role.EXPERT, "UTC")] == [str(n) for n in range(20 - MAX_HISTORY, 20)]


def test_the_details_last_asked_are_recalled() -> None:
    asked = (entry(EntryKind.DETAILS, "Combien ?"), entry(EntryKind.DETAILS, "Quel lot ?"))
    assert told(LetterKind.WAIT_BUYER, BUYER, replace(CASE, entries=asked))["wanted"] == "Quel lot ?"
    assert told(LetterKind.WAIT_BUYER, BUYER)["wanted"] == ""


def test_a_book_is_cut_and_says_so() -> None:
    long = replace(CASE, entries=(entry(EntryKind.QUESTION, "mot " * 20_000),))
    shown = told(LetterKind.OFFER, EXPERT, long, why=())["question"]
    assert len(shown) < 20_100 and shown.endswith("(texte coupé)")
    assert told(LetterKind.OFFER, EXPERT, None)["question"] == ""


def test_people_of_the_desk_are_named() -> None:
    assert told(LetterKind.LATE_ANSWER, COORDINATOR, text="", author=ANNE.email, inbound=12)["author"] == "Anne Vidal"
    assert told(LetterKind.NOTE, EXPERT, text="", author=COORDINATOR[1])["author"] == "Camille Roux"
    assert told(LetterKind.NOTE, EXPERT, text="", author="Le guichet")["author"] == "Le guichet"


def test_substitutes_and_an_absence_without_an_end() -> None:
    values = told(
        LetterKind.ABSENCE, EXPERT, None, first=date(2026, 5, 1), until=None, substitutes={"RO-2026-0042": "Paul"}
    )
    assert (values["first"], values["until"]) == ("vendredi 1er mai 2026", "")
    assert values["substitutes"] == (("RO-2026-0042", "Paul"),)


def test_buttons_are_mails_to_the_signed_address_that_say_the_order() -> None:
    values = told(LetterKind.OFFER, EXPERT, why=())
    button = values["buttons"][0]
    url = urlsplit(button.url)
    assert (url.scheme, unquote(url.path)) == ("mailto", values["reply_to"])
    fields = parse_qs(url.query)
    assert fields["body"] == ["je passe"] and find_tag(fields["subject"][0], DESK) == ("RO-2026-0042", True)
    assert button.say == "répondez « je passe »"


def test_held_mails_are_freed_by_number() -> None:
    row = {"inbound": 7, "sender": "a@b.example", "subject": "", "reason": "Adresse inconnue.", "since": AT}
    (shown, kept) = told(LetterKind.HELD_LIST, COORDINATOR, None, rows=(row, Row("Déjà prête")))["rows"]
    assert (shown.subject, shown.who, shown.age) == (
        "(sans objet)",
        "de a@b.example",
        "mis de côté le jeudi 30 avril 2026",
    )
    assert [parse_qs(urlsplit(one.url).query)["body"][0] for one in shown.buttons] == ["libérer 7", "écarter 7"]
    assert kept == Row("Déjà prête")
    held = told(LetterKind.HELD, COORDINATOR, None, inbound=7, reason="Une raison.")
    assert [one.say for one in held["buttons"]] == ["répondez « libérer 7 »", "répondez « écarter 7 »"]


def test_a_line_of_a_transcript_can_be_undone_by_its_author() -> None:
    undo = make_undo_token(DESK, "k7f3", COORDINATOR[1])
    lines = told(LetterKind.TRANSCRIPT, COORDINATOR, None, lines=(("5 clore", "close.", undo), ("6 ?", "rien.", "")))[
        "lines"
    ]
    assert (
        lines[0]["undo"] == f"mailto:guichet+{undo}@resocc.example?subject=Annuler&body=annuler%20k7f3"
        and lines[1]["undo"] == ""
    )


def test_a_mail_link_survives_signs_and_line_breaks() -> None:
    url = mailto(ReplyTo("a+b@c.example"), "Question & réponse = (1)", "ligne 1\nligne 2 ?")
    assert set(url) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%:@+?&=")
    assert parse_qs(urlsplit(url).query) == {"subject": ["Question & réponse = (1)"], "body": ["ligne 1\r\nligne 2 ?"]}
    assert mailto(ReplyTo("a@c.example")) == "mailto:a@c.example"


@pytest.mark.parametrize(("days", "expected"), [(730, "24 mois"), (30, "30 jours"), (0, "")])
def test_retention_in_words(days: int, expected: str) -> None:
    send = Send(LetterKind.ACK, QUESTION.buyer, Role.BUYER, 42)
    assert facts(send, CASE, OFFICE, retention_days=days)["retention"] == expected


def test_bars_in_text_grow_with_what_they_count() -> None:
    lines = Sheet("lundi", "Rien.", bars=(Bar("Textile", 6, 1.0), Bar("Papier", 3, 0.5), Bar("Eau", 0, 0))).columns
    assert lines[0] == "Textile : 6" and len(lines[1]) == 2 * len(lines[3]) and len(lines[5]) == 1
