"""report: what funders are told of a story, on SQLite and PostgreSQL, and what the command refuses."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from guichet_bot.app.report import report
from guichet_bot.core.model import ClockEvent, EntryKind, OfferState, QuestionState, Role
from guichet_bot.core.reports.period import Period
from guichet_bot.core.reports.report import Report
from guichet_bot.store import counting, retention, schema
from guichet_bot.store.engine import Store
from tests.fixtures.office import Office, office
from tests.fixtures.world import BUYER, CANTINE, MakeWorld, Sent, World, only_letter

__all__ = ["office"]

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31), "Europe/Paris")
THE_YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


def made(world: World, period: Period = YEAR) -> Report:
    room = world.setup.desks["resocc"]
    return report(world.setup.store, room.settings.desk, room.rules, period, world.now)


def value(found: Report, key: str) -> object:
    return found.figure(key).value


def a_story(world: World) -> None:
    """One answered within the day with its time and its rating, one that nobody answers in time, one out of scope."""
    offer = world.offered("Cantine")
    world.passes(hours=2)
    world.answers(offer, "Le bio et les signes de qualité comptent.\n\ntemps : 45")
    answer = only_letter(world.run(), "answer")
    world.answers(answer, "5")
    world.writes("vente@robots.example", "Notre offre", CANVASSING)
    world.writes("lea@cc-foix.example", "Self", "Quels produits bio pour le self de notre communauté de communes ?")
    world.lets_pass(days=9, step_minutes=120)


CANVASSING = (
    "Je me permets de vous présenter notre société et notre gamme de produits. Seriez-vous disponible pour une démo ? "
    "Pour vous désabonner, cliquez ici."
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_world(request: pytest.FixtureRequest, make_world: MakeWorld) -> World:
    if request.param == "sqlite":
        return make_world()
    store: Store = request.getfixturevalue("postgres_store")
    return make_world(store_url=store.url)


def test_a_story_is_counted(any_world: World) -> None:
    world = any_world
    a_story(world)
    found = made(world)
    ends = {key: value(found, key) for key in ("received", "answered", "open", "unanswered", "out_of_scope")}
    assert ends == {"received": 3, "answered": 1, "open": 1, "unanswered": 0, "out_of_scope": 1}
    assert value(found, "median") == pytest.approx(120 / 390, abs=0.01)  # 10:00 to 12:00 of a day of 6.5 hours
    assert (value(found, "kept"), found.figure("kept").base) == (50.0, "1 sur 2")
    assert value(found, "lapses") == world.questions()[2].lapses > 0
    assert value(found, "escalated") == 1
    assert (value(found, "hours"), value(found, "rating")) == (0.75, 5.0)
    assert (value(found, "structures"), value(found, "newcomers"), value(found, "experts")) == (2, 2, 2)
    assert value(found, "offers") is None, "two experts are too few"
    assert found.unfinished


def test_a_time_that_was_taken_back_does_not_count(any_world: World) -> None:
    world = any_world
    offer = world.offered("Cantine")
    for minutes in (45, 30):
        world.answers(offer, f"temps : {minutes}")
    first, second = (one for one in world.run() if one.kind == "transcript")
    assert value(made(world), "hours") == 1.25
    world.writes(offer.to, "annuler", "annuler", to=undo_of(first))
    (undone,) = (one for one in world.run() if one.kind == "transcript")
    assert value(made(world), "hours") == 0.5 and "est annulé" in undone.text
    world.writes(offer.to, "annuler", "annuler", to=undo_of(undone))
    world.run()
    assert value(made(world), "hours") == 1.25
    world.writes(offer.to, "annuler", "annuler", to=undo_of(second))
    world.run()
    assert value(made(world), "hours") == 0.75


def undo_of(transcript: Sent) -> str:
    """The address that takes an order back."""
    return re.findall(r"guichet\+[^@\s]+@resocc\.example", transcript.text)[0]


def test_anonymous_questions_still_count(any_world: World) -> None:
    world = any_world
    a_story(world)
    before = made(world)
    every = [one.id for one in world.questions()]
    with world.setup.store.begin() as tx:
        retention.wipe(tx, every, world.now)
    after = made(world)
    same = ("received", "answered", "open", "out_of_scope", "median", "centile", "kept", "lapses", "escalated", "live")
    assert {key: value(before, key) for key in same} == {key: value(after, key) for key in same}
    tables = ("months", "steps", "topics", "stages", "requests")
    said = {table.key: table.rows for section in before.sections for table in section.tables if table.key in tables}
    now = {table.key: table.rows for section in after.sections for table in section.tables if table.key in tables}
    said["months"] = tuple((label, values[:-1]) for label, values in said["months"])  # the hours were wiped
    now["months"] = tuple((label, values[:-1]) for label, values in now["months"])
    assert now == said
    assert (value(after, "hours"), value(after, "rating"), value(after, "structures")) == (None, None, 0)
    assert "effacées" in after.figure("hours").why
    assert "2 questions dont l’auteur n’est plus connu" in after.figure("structures").base


def test_a_day_belongs_to_the_period_on_the_desks_clock(make_world: MakeWorld) -> None:
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # 23:30 in Paris, already the 24th on La Réunion
    world = make_world(now=late)
    world.writes(BUYER, "Cantine", CANTINE)
    world.run()
    days = {
        day: value(made(world, Period(date(2026, 11, day), date(2026, 11, day), "Europe/Paris")), "received")
        for day in (22, 23, 24)
    }
    assert days == {22: 0, 23: 1, 24: 0}
    assert value(made(world, Period(date(2026, 11, 24), date(2026, 11, 24), "Indian/Reunion")), "received") == 1


def test_a_structure_that_asked_before_is_no_newcomer(world: World) -> None:
    a_story(world)
    december = Period(date(2026, 12, 1), date(2026, 12, 31), "Europe/Paris")
    world.writes(
        "autre@mairie-albi.example", "Linge", "Quels critères pour acheter des vêtements de travail durables ?"
    )
    world.run()
    found = made(world, december)
    assert (value(found, "structures"), value(found, "newcomers")) == (1, 0)


def test_long_archives_are_read_in_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question once, also where many came in the same instant and a batch ends among them."""
    same = datetime(2026, 5, 5, 9, tzinfo=UTC)
    with world.setup.store.begin() as tx:
        for number in range(25):
            opened = same if number < 20 else datetime(2026, 5, 4, number - 10, tzinfo=UTC)
            fields = {
                "desk": "resocc",
                "number": f"RO-{number}",
                "state": QuestionState.OFFERED,
                "subject": "",
                "buyer": "",
            }
            tx.execute(
                sa.insert(schema.question), {**fields, "opened_at": opened, "clock": (ClockEvent(opened, "start"),)}
            )
    monkeypatch.setattr(counting, "BATCH", 3)
    assert value(made(world), "received") == 25


def test_what_comes_back_is_told_by_topic_alone(world: World) -> None:
    with world.setup.store.begin() as tx:
        for number in range(4):
            fields = {"desk": "resocc", "number": f"RO-{number}", "state": QuestionState.OFFERED, "subject": "Cantine"}
            made_at = datetime(2026, 2, 1 + number, 9, tzinfo=UTC)
            row = {**fields, "buyer": f"a@ville-{number}.example", "opened_at": made_at, "topic": "restauration-egalim"}
            question = tx.execute(sa.insert(schema.question).returning(schema.question.c.id), row).scalar_one()
            entry = {"kind": EntryKind.QUESTION, "role": Role.BUYER, "author": "", "text": CANTINE, "at": made_at}
            tx.execute(sa.insert(schema.entry), {**entry, "question_id": question})
            offer = {
                "expert": f"e{number}@x.example",
                "state": OfferState.OPEN,
                "offered_at": made_at,
                "desk": "resocc",
            }
            tx.execute(sa.insert(schema.offer), {**offer, "question_id": question})
    found = made(world)
    table = next(table for section in found.sections for table in section.tables if table.key == "returning")
    assert table.rows == (("1. Restauration collective et EGalim", (4, 4)),)
    assert (value(found, "groups"), value(found, "experts")) == (1, 4)


def test_the_command_writes_both_files_and_never_over_others(office: Office) -> None:
    office.receives()
    office.does("once")
    folder = office.folder / "bilans" / "2026"
    said = office.does("report", "--from", "2026-01-01", "--to", "31/12/2999", "--out", folder)
    page, table = (folder / f"bilan-resocc-2026-01-01-2999-12-31.{kind}" for kind in ("html", "csv"))
    assert "1 question reçue, 0 répondue" in said and str(page) in said and str(table) in said
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    raw = table.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\r" not in raw
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lines[5][:5] == ["Activité", "Questions reçues", "", "1", "questions"]
    page.write_text("annoté à la main", encoding="utf-8")
    again = office.run("report", "--from", "2026-01-01", "--to", "2999-12-31", "--out", folder)
    assert again.exit_code == 2 and "existe déjà" in again.output and "--replace" in again.output
    assert page.read_text(encoding="utf-8") == "annoté à la main"
    office.does("report", "--from", "2026-01-01", "--to", "2999-12-31", "--out", folder, "--replace")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sorted(one.name for one in folder.iterdir()) == [table.name, page.name]


def test_json_prints_and_writes_nothing_unless_told_where(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.receives()
    office.does("once")
    elsewhere = tmp_path / "ailleurs"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    told = json.loads(office.does("report", "--from", "2026-01-01", "--to", "2999-12-31", "--json"))
    assert told["figures"]["received"]["value"] == 1 and told["files"] == {}
    assert list(elsewhere.iterdir()) == []
    told = json.loads(office.does("report", "--from", "2026-01-01", "--to", "2999-12-31", "--json", "--out", "ici"))
    assert sorted(told["files"]) == ["csv", "html"] and len(list((elsewhere / "ici").iterdir())) == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--from", "2026-12-31", "--to", "2026-01-01"), "avant de commencer"),
        (("--from", "2026-02-30", "--to", "2026-03-01"), "« 2026-02-30 » n'est pas une date"),
        (("--from", "2999-01-01", "--to", "2999-12-31"), "n'a pas commencé"),
        (("--from", "2026-01-01"), "il manque --to"),
        ((*THE_YEAR, "--desk", "autre"), "autre"),
    ],
)
def test_a_wrong_period_is_a_french_sentence(office: Office, args: tuple[str, ...], said: str) -> None:
    result = office.run("report", *args)
    assert result.exit_code == 2
    assert said in result.output and "Traceback" not in result.output
    assert not list(office.folder.glob("bilan*"))


def test_a_folder_that_cannot_be_written_is_said(office: Office) -> None:
    (office.folder / "fichier").write_text("", encoding="utf-8")
    result = office.run("report", *THE_YEAR, "--out", office.folder / "fichier" / "dessous")
    assert result.exit_code == 2 and "ne s'écrit pas" in result.output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_full_disk_is_said_in_french_and_may_be_tried_again(office: Office) -> None:
    part = office.folder / ".bilan-resocc-2026-01-01-2026-12-31.html.part"
    part.symlink_to("/dev/full")
    result = office.run("report", *THE_YEAR, "--out", office.folder)
    assert result.exit_code == 75
    assert "ne s'écrit pas : le disque est plein." in result.output and "No space" not in result.output
    assert not part.is_symlink() and not list(office.folder.glob("*bilan*")), "nothing half-written stays"
