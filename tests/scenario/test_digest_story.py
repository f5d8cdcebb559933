"""The morning as its coordinators live it: from mails to the digest, from its answer to what it brings about."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from guichet_bot.core.model import Coordinator, QuestionState
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MARC, MakeWorld, Sent, World, an_expert, only_letter

OTHER = "denis.faure@reseau.example"
MONDAY = datetime(2026, 11, 23, 7, 1, tzinfo=UTC)  # 8:01 in Paris
TEXTILE = "Peut-on exiger des vêtements de travail en textile recyclé dans notre marché ?"


def digests(sent: list[Sent], to: str = COORDINATOR) -> list[Sent]:
    return [one for one in sent if one.kind == "digest" and one.to == to]


def flat(letter: Sent) -> str:
    return " ".join(letter.text.replace("\u00a0", " ").split())


def html(letter: Sent) -> str:
    part = message_from_bytes(letter.raw, policy=policy.default).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def a_morning(make_world: MakeWorld) -> tuple[World, Sent]:
    """A Monday after a Friday with two questions: one answered, one declined by everybody; a stranger's mail held."""
    world = make_world(now=MONDAY - timedelta(days=3, hours=-2))
    world.run()
    offer = world.offered(name="Paul Martin")
    world.answers(offer, "Bonjour, l'eau n'entre pas dans le calcul : ce sont les achats de denrées qui comptent.")
    world.writes("achats@ville-gaillac.example", "Vêtements de travail", TEXTILE, name="Zoé Blanc")
    world.writes("lettre@infos.example", "Notre lettre", "À lire", headers={"List-Id": "<infos.example>"})
    world.answers(offer, "Je réponds depuis chez moi.", sender="inconnu@ailleurs.example")
    world.run()
    world.now = MONDAY
    (letter,) = digests(world.run())
    return world, letter


def test_a_monday_morning(make_world: MakeWorld) -> None:
    _, letter = a_morning(make_world)
    told = flat(letter)
    assert letter.subject.startswith("Point du lundi 23 novembre 2026 : 1 nouvelle")
    assert "5 courriers dans la boîte depuis le jeudi 19 novembre = 5 traités" in told
    assert "2 questions" in told and "1 automatique" in told
    assert "Cantine en régie (RO-2026-0001) : réponse d’Anne Vidal" in told
    assert "Vêtements de travail" in told and "Zoé Blanc" in told, "coordinators see who asks"
    assert "inconnu@ailleurs.example" in told and "libérer" in told
    assert "16/11 " + "▇" * 20 + " 2" in letter.text.replace("\u00a0", " ")
    assert letter.mail.header("list-id") and letter.mail.header("auto-submitted") == "auto-generated"


def test_the_picture_stands_in_html_for_the_bars_of_the_text(make_world: MakeWorld) -> None:
    pytest.importorskip("matplotlib")
    _, letter = a_morning(make_world)
    (picture,) = [part for part in message_from_bytes(letter.raw, policy=policy.default).walk() if part["Content-ID"]]
    assert picture.get_content_type() == "image/png"
    assert f"cid:{picture['Content-ID'].strip('<>')}" in html(letter)
    assert 'alt="Questions reçues par semaine depuis' in html(letter) and "▇" not in html(letter)


def test_the_digest_is_answered_by_line(make_world: MakeWorld) -> None:
    world, letter = a_morning(make_world)
    line = next(row.partition(".")[0] for row in letter.text.splitlines() if row.endswith(". Vêtements de travail"))
    world.answers(letter, f"{line} réattribuer Marc Petit\nMerci !")
    sent = world.run()
    assert [one.to for one in sent if one.kind == "offer"] == [MARC]
    assert world.questions()[1].expert == MARC
    world.now += timedelta(days=14, minutes=5)
    world.answers(letter, f"{line} clore")
    transcript = only_letter(world.run(), "transcript")
    assert "quatorze jours" in flat(transcript), "the number no longer stands for anything"
    assert world.questions()[1].state is not QuestionState.CLOSED


def test_a_button_of_the_digest_writes_a_mail_that_works(make_world: MakeWorld) -> None:
    world, letter = a_morning(make_world)
    links = [piece.partition('"')[0] for piece in html(letter).split('href="')[1:]]
    (close,) = [link.replace("&amp;", "&") for link in links if "subject=Clore" in link]
    parts = urlsplit(close)
    fields = parse_qs(parts.query)
    world.writes(COORDINATOR, fields["subject"][0], fields["body"][0], to=unquote(parts.path))
    transcript = only_letter(world.run(), "transcript")
    assert "RO-2026-0002" in flat(transcript)
    assert world.questions()[1].state is QuestionState.CLOSED


def test_only_its_reader_may_answer_a_digest(make_world: MakeWorld) -> None:
    world, letter = a_morning(make_world)
    world.answers(letter, "RO-2026-0002 clore", sender="inconnu@ailleurs.example")
    assert "transcript" not in [one.kind for one in world.run()]
    assert world.questions()[1].state is QuestionState.COORDINATION


def test_three_days_down_and_nothing_is_lost_or_told_twice(make_world: MakeWorld) -> None:
    two = (Coordinator(COORDINATOR, "Camille Roux"), Coordinator(OTHER, "Denis Faure"))
    world = make_world(now=MONDAY, coordinators=two)
    world.run()
    world.now += timedelta(hours=2)
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    world.now += timedelta(days=3)  # nobody at the machine; Thursday, 11:01
    world.writes("achats@ville-gaillac.example", "Vêtements de travail", TEXTILE)
    world.again()
    first = world.run()
    for who in (COORDINATOR, OTHER):
        (told,) = digests(first, who)
        assert "Cantine en régie" in told.text and "Vêtements de travail" in told.text
    world.now += timedelta(days=1)
    (told,) = digests(world.run())
    assert "Nouvelles questions" not in told.text
    assert "Aucun courrier reçu" in told.text


def test_an_expert_reads_one_list_a_week_and_answers_from_it(make_world: MakeWorld) -> None:
    anne = an_expert(ANNE, "Anne Vidal", weekly_list=True)
    world = make_world(experts=(anne,), now=MONDAY - timedelta(days=3, hours=-8))
    world.writes(BUYER, "Cantine en régie", CANTINE, name="Paul Martin")
    world.run()
    world.now = MONDAY
    weekly = only_letter(world.run(), "weekly")
    assert weekly.to == ANNE and "Cantine en régie" in weekly.text
    assert "Martin" not in weekly.text and "albi" not in weekly.text
    links = [piece.partition('"')[0] for piece in html(weekly).split('href="')[1:]]
    (reply,) = [link.replace("&amp;", "&") for link in links if "subject=R%C3%A9ponse" in link]
    parts = urlsplit(reply)
    world.writes(ANNE, parse_qs(parts.query)["subject"][0], "Les denrées seules comptent.", to=unquote(parts.path))
    answer = only_letter(world.run(), "answer")
    assert answer.to == BUYER and "Les denrées seules comptent." in answer.text


def test_a_second_answer_leaves_at_one_word_from_the_digest(make_world: MakeWorld) -> None:
    world = make_world(now=MONDAY - timedelta(days=3, hours=-2))
    offer = world.offered()
    first, second = offer.to, {ANNE: MARC, MARC: ANNE}[offer.to]
    world.answers(offer, "je passe")
    (other,) = [one for one in world.run() if one.kind == "offer" and one.to == second]
    world.answers(other, "Seules les denrées comptent, en valeur d'achat.")
    world.run()
    world.answers(offer, "Les labels comptent aussi dans les 50 %.", sender=first)
    world.run()
    world.now = MONDAY
    (letter,) = digests(world.run())
    assert "Envoyer aussi : répondez « libérer" in flat(letter)
    world.answers(letter, "1 envoyer")
    assert [one.to for one in world.run() if one.kind == "answer"] == [BUYER]
