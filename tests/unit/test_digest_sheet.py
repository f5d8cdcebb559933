"""What a digest says, section by section, and to whom."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from guichet_bot.adapters.templates import Templates
from guichet_bot.core.effects import LetterKind
from guichet_bot.core.letters.samples import sample
from guichet_bot.core.letters.sheet import Section, Sheet
from guichet_bot.core.mail.token import ReplyTo
from guichet_bot.core.model import Absence, Candidate, Question, QuestionState
from guichet_bot.core.reports.digest import MOST_BRIEF, MOST_ROWS, MOST_WITH_BUTTONS, build
from guichet_bot.core.reports.numbering import Numbering
from guichet_bot.core.reports.scene import Asked, Happened, HeldMail, News, Scene
from guichet_bot.core.reports.structures import structure
from guichet_bot.core.triage.recurring import Asked as Evidence
from guichet_bot.core.triage.recurring import Group
from tests.fixtures.builders import ANNE, BRUNO, CAMILLE, TEXTILES, TOPIC, away, expert, office, paris, question

NOW = paris("2026-05-04", 8)
ADDRESS = ReplyTo("guichet+c0-token@reseau.example")
FAR = paris("2026-05-12", 17)


def scene(*opened: Question, **changes: Any) -> Scene:
    values: dict[str, Any] = {"office": office(), "now": NOW, "today": NOW.date(), "open": opened}
    return Scene(**(values | changes))


def asked(id: int, **changes: Any) -> Question:
    values: dict[str, Any] = {
        "id": id,
        "number": f"RO-2026-{id:04}",
        "subject": f"Sujet {id}",
        "promised_at": FAR,
        "opened_at": paris("2026-04-30", 10),
    }
    return question(**(values | changes))


def event(kind: str, question: int | None = 1, **data: Any) -> Happened:
    return Happened(kind, question, None, data)


def sheet(at: Scene, news: News | None = None, **options: Any) -> tuple[Sheet, bool]:
    return build(at, news or News(), Numbering({}), ADDRESS, **options)


def section(at: Scene, title: str, news: News | None = None) -> Section:
    (found,) = [one for one in sheet(at, news)[0].sections if one.title.startswith(title)]
    return found


def titles(at: Scene, news: News | None = None) -> list[str]:
    return [one.title for one in sheet(at, news)[0].sections]


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({"promised_at": paris("2026-05-04", 17)}, "promise pour aujourd’hui, 17 h"),
        ({"promised_at": paris("2026-05-04", 7)}, "délai promis dépassé depuis aujourd’hui"),
        ({"promised_at": paris("2026-05-03", 17)}, "délai promis dépassé depuis hier"),
        ({"promised_at": paris("2026-04-29", 17)}, "délai promis dépassé depuis le mercredi 29 avril"),
        ({"promised_at": FAR, "lapses": 1}, "délai déjà dépassé, promise pour le mardi 12 mai"),
    ],
)
def test_late_is_what_lapsed_or_lapses_today(changes: dict[str, Any], due: str) -> None:
    (row,) = section(scene(asked(1, **changes)), "En retard").rows
    assert row.due == due


def test_a_question_in_time_with_an_expert_needs_nothing() -> None:
    told, says = sheet(scene(asked(1), asked(2, promised_at=None)))
    assert not told.sections and not says


def test_each_open_question_stands_once_where_it_is_most_urgent() -> None:
    late = asked(1, state=QuestionState.COORDINATION, promised_at=NOW)
    alone = asked(2, state=QuestionState.COORDINATION)
    new = asked(3)
    news = News(happened=tuple(event("opened", number) for number in (1, 2, 3)))
    told, _ = sheet(scene(late, alone, new), news)
    assert [[row.number[-1] for row in one.rows] for one in told.sections] == [["1"], ["2"], ["3"]]
    assert [row.line for one in told.sections for row in one.rows] == [1, 2, 3]
    assert told.summary == "3 nouvelles, 1 en retard ou pour aujourd’hui, 1 en attente de vous"


def test_a_row_tells_a_coordinator_who_asks_and_who_is_asked() -> None:
    read = {"confident": True, "topics": [{"id": TOPIC, "score": 4.0}, {"id": TEXTILES, "score": 2.0}]}
    news = News(happened=(event("opened"),), triage={1: read})
    (row,) = section(scene(asked(1, opened_at=paris("2026-05-03", 20))), "Nouvelles", news).rows
    assert (row.who, row.topic, row.expert) == ("de Claire Petit", "Restauration", "proposée à Anne Martin")
    assert (row.due, row.age) == ("promise pour le mardi 12 mai", "reçue hier")
    assert row.note == "Thème reconnu avec une confiance moyenne (sinon : Textile)."
    assert [button.label for button in row.buttons] == ["Réattribuer", "Changer le thème", "Prolonger", "Clore"]
    assert row.buttons[-1].url == (
        "mailto:guichet+c0-token@reseau.example?subject=Clore%20RO-2026-0001&body=RO-2026-0001%20clore"
    )
    assert row.buttons[-1].say == "« 1 clore »"


@pytest.mark.parametrize(
    ("read", "note"),
    [
        ({"confident": True, "topics": [{"id": TOPIC, "score": 6.0}]}, "Thème reconnu avec une confiance élevée."),
        ({"confident": True, "topics": [{"id": TOPIC, "score": 4.0}]}, "Thème reconnu avec une confiance moyenne."),
        (
            {"confident": False, "topics": [{"id": TOPIC, "score": 3.0}, {"id": TEXTILES, "score": 3.0}]},
            "Thème incertain : Restauration ou Textile ?",
        ),
        ({"confident": False, "topics": [{"id": TOPIC, "score": 1.0}]}, "Thème incertain : Restauration ?"),
        ({"confident": False, "topics": []}, ""),
        ({}, ""),
    ],
)
def test_how_sure_the_topic_is(read: dict[str, Any], note: str) -> None:
    news = News(happened=(event("opened"),), triage={1: read})
    (row,) = section(scene(asked(1)), "Nouvelles", news).rows
    assert row.note == note


def test_what_waits_for_the_coordinators() -> None:
    alone = asked(1, state=QuestionState.COORDINATION, topic="", expert="", buyer_name="")
    tender = asked(2, state=QuestionState.COORDINATION, live_tender=True, promised_at=None)
    held = HeldMail(118, "inconnu@ailleurs.example", "Re: Sujet [RO-2026-0009-abcde]", "Une raison.", NOW, None)
    news = News(happened=(event("rights", None, due="2026-06-04"), event("rights", None)))
    waiting = section(scene(alone, tender, held=(held,)), "En attente de vous", news)
    first, second, third = waiting.rows
    assert (first.topic, first.expert, first.who) == ("thème à choisir", "", "de claire@ville-albi.example")
    assert first.note == "Aucun expert ne l’a : elle vous attend." and first.buttons[0].label == "Confier à…"
    assert second.due == "" and not any("réattribuer" in button.say for button in second.buttons)
    assert second.note == "Une consultation semble en cours : à vous seuls de répondre."
    assert (third.line, third.note, third.subject) == (0, "Une raison.", "Sujet")
    assert [button.say for button in third.buttons] == ["répondez « libérer 118 »", "répondez « écarter 118 »"]
    assert "au plus tard le jeudi 4 juin 2026" in waiting.items[0] and "mois prochain" in waiting.items[1]


def test_a_late_answer_may_be_sent_all_the_same() -> None:
    answered = asked(7, state=QuestionState.ANSWERED, answered_at=NOW)
    held = HeldMail(118, BRUNO, "Re: Proposition", "Une réponse est déjà partie vers l'acheteur.", NOW, 7, late=True)
    (row,) = section(scene(held=(held,)), "En attente", News(questions={7: answered})).rows
    assert (row.line, row.number, row.who, row.subject) == (1, "RO-2026-0007", "de Bruno Martin", "Sujet 7")
    assert [(one.label, one.say) for one in row.buttons] == [
        ("Envoyer aussi", "répondez « libérer 118 »"),
        ("L’écarter", "répondez « écarter 118 »"),
    ]


def test_a_stranger_s_mail_about_an_answered_question_is_not_offered_to_be_sent() -> None:
    held = HeldMail(118, "inconnu@ailleurs.example", "Re: Sujet", "Une raison.", NOW, 7)
    (row,) = section(
        scene(held=(held,)), "En attente", News(questions={7: asked(7, state=QuestionState.ANSWERED)})
    ).rows
    assert row.line == 0 and [one.label for one in row.buttons] == ["Traiter ce courrier", "L’écarter"]
    (row,) = section(scene(held=(HeldMail(118, "", " ", "Une raison.", NOW),)), "En attente").rows
    assert (row.subject, row.who) == ("(sans objet)", "")


def test_what_was_answered_and_by_whom_once_a_question() -> None:
    happened = (
        event("replied", by=ANNE),
        event("replied", by=ANNE),
        event("replied", by=CAMILLE),
        event("replied", 99, by=ANNE),
    )
    told = section(scene(), "Répondues", News(happened=happened, questions={1: asked(1)}))
    assert told.items == ("1. Sujet 1 (RO-2026-0001) : réponse d’Anne Martin et de Camille Roux",)


def test_refusals_and_silences_with_their_reasons() -> None:
    happened = (
        event("declined", expert=ANNE),
        event("declined", expert=ANNE, reason="Je passe, trop loin de chez moi"),
        event("lapsed", expert=BRUNO),
        event("bounced", address="x@y.example"),
        event("bounced", None, address="x@y.example"),
    )
    told = section(scene(), "Refus", News(happened=happened, questions={1: asked(1)}))
    assert [item.partition(" : ")[2] for item in told.items] == [
        "Anne Martin a décliné (trop loin de chez moi)",
        "Bruno Martin n’a pas répondu à temps",
        "un courrier n’est pas arrivé à x@y.example",
    ]


def test_absences_of_the_next_two_weeks_and_who_stands_in() -> None:
    people = (
        Candidate(expert(ANNE, absences=(away("2026-05-18", "2026-05-20"), away("2026-05-19", None)), backup=BRUNO)),
        Candidate(expert(BRUNO, absences=(away("2026-05-06", "2026-05-06"), away("2026-05-25", None))), open=2),
    )
    news = News(happened=(event("opened"),))
    told = section(scene(asked(1), office=office(*people)), "Absences", news)
    assert told.items == (
        "Bruno Martin, le mercredi 6 mai : sans suppléant, 2 questions en main",
        "Anne Martin, du lundi 18 mai au mercredi 20 mai : suppléance de Bruno Martin",
    )
    endless = Candidate(expert(ANNE, absences=(Absence(NOW.date(), None),)))
    told = section(scene(asked(1), office=office(endless)), "Absences", news)
    assert told.items == ("Anne Martin, à partir du lundi 4 mai, sans date de retour : sans suppléant",)


def test_an_absence_alone_is_no_reason_to_write() -> None:
    away_soon = Candidate(expert(ANNE, absences=(away("2026-05-06", "2026-05-06"),)))
    told, says = sheet(scene(office=office(away_soon)))
    assert told.sections and not says


def group(last: datetime, words: tuple[str, ...] = ("cantine", "bio")) -> Group:
    questions = tuple(
        Evidence(f"RO-2026-{n:04}", f"s{n}", last - timedelta(days=7 - n), TOPIC, "") for n in range(1, 8)
    )
    return Group(TOPIC, questions, words)


def test_what_comes_back_with_its_evidence() -> None:
    told, says = sheet(scene(groups=(group(NOW),)))
    assert says, "it came back this week"
    assert told.sections[0].items == (
        "Restauration : 7 questions semblables de 7 structures depuis 90 jours (cantine, bio) : RO-2026-0001, "
        "RO-2026-0002, RO-2026-0003, RO-2026-0004, RO-2026-0005, RO-2026-0006, …",
    )
    assert not sheet(scene(groups=(group(NOW - timedelta(days=8), ()),)))[1]


def test_figures_in_text_and_in_words() -> None:
    def came(day: str, topic: str) -> Asked:
        return Asked(paris(day, 0, 30), topic)

    received = (came("2026-05-04", TOPIC), came("2026-04-27", TOPIC), came("2026-04-20", ""), came("2026-02-10", TOPIC))
    many = tuple(Asked(NOW, f"thème {n}") for n in range(8))
    told, _ = sheet(scene(asked=received), chart=True)
    assert [bar.count for bar in told.weeks] == [0, 0, 0, 0, 0, 1, 1, 1]
    assert told.weeks[0].label == "16/03"
    assert told.week_columns[0] == "16/03 0" and told.week_columns[-1] == "04/05 " + "▇" * 20 + " 1"
    assert [(bar.label, bar.count) for bar in told.bars] == [("Restauration", 3), ("Sans thème reconnu", 1)]
    assert told.chart_cid == "chart"
    assert told.chart_alt == (
        "Questions reçues par semaine depuis le lundi 16 mars : 0, 0, 0, 0, 0, 1, 1, 1. "
        "Par thème, depuis 90 jours : Restauration 3, Sans thème reconnu 1."
    )
    told, _ = sheet(scene(asked=many))
    assert told.bars[-1].label == "Autres thèmes" and sum(bar.count for bar in told.bars) == 8
    assert not told.chart_cid and not sheet(scene())[0].weeks


def test_a_storm_is_cut_short() -> None:
    many = tuple(asked(n, promised_at=NOW) for n in range(1, 80))
    late = section(scene(*many), "En retard")
    assert len(late.rows) == MOST_ROWS and late.items[-1] == f"Et {79 - MOST_ROWS - MOST_BRIEF} autres."
    assert late.items[0] == "16. Sujet 16 (RO-2026-0016) : délai promis dépassé depuis aujourd’hui"
    assert len(late.items) == MOST_BRIEF + 1
    assert [bool(row.buttons) for row in late.rows] == [True] * MOST_WITH_BUTTONS + [False] * (
        MOST_ROWS - MOST_WITH_BUTTONS
    )
    assert all(row.line for row in late.rows)  # each can still be answered by its number
    news = News(
        happened=tuple(event("replied", n, by=ANNE) for n in range(1, 40)), questions={one.id: one for one in many}
    )
    assert section(scene(), "Répondues", news).items[-1] == "et 19 autres"


def test_mails_that_wait_are_a_reason_to_write() -> None:
    told, says = sheet(scene(), News(since=paris("2026-04-30", 8), ends={"new": 1}))
    assert says and told.alert
    assert told.reconciled.replace("\u00a0", " ") == (
        "1 courrier dans la boîte depuis le point du jeudi 30 avril = 0 traités + 1 en attente de lecture."
    )


def test_structures_are_told_apart_by_domain_unless_the_domain_is_a_provider_s() -> None:
    assert structure("a@ville.example") == structure("B@Ville.example") == "ville.example"
    assert structure("a@gmail.com") != structure("b@gmail.com")
    assert structure("") == ""


def test_a_subject_without_words_is_named() -> None:
    (row,) = section(scene(replace(asked(1), subject="", promised_at=NOW)), "En retard").rows
    assert row.subject == "(sans objet)"


def test_the_fullest_digest_is_shown_whole() -> None:
    """Gmail cuts a letter at 102 KB, and with it the words that tell how to act."""
    far, subject = paris("2026-05-20", 17), "Marché de vêtements et d’équipements de protection, lot nᵒ 2, " * 2
    late = [asked(n, promised_at=NOW, subject=subject) for n in range(1, 80)]
    alone = [asked(n, promised_at=far, subject=subject, state=QuestionState.COORDINATION) for n in range(101, 180)]
    new = [asked(n, promised_at=far, subject=subject) for n in range(201, 280)]
    held = tuple(HeldMail(n, "x" * 60 + "@commune.example", subject, "Pourquoi ? " * 12, NOW) for n in range(301, 330))
    read = {"topics": [{"id": TOPIC, "score": 9.0}], "confident": True}
    told, _ = sheet(
        scene(*late, *alone, *new, held=held),
        News(
            happened=tuple(event("opened", one.id) for one in new),
            triage={one.id: read for one in (*late, *alone, *new)},
        ),
    )
    assert sum(len(one.rows) for one in told.sections) == 4 * MOST_ROWS
    html = Templates().render(LetterKind.DIGEST, "x", "fr", {**sample(LetterKind.DIGEST), "digest": told}).html
    assert len(html.encode()) < 102 * 1024
