"""What the command line prints is French: every word of the store has one, help pages and narrow tables too."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner

from guichet_bot.cli import frame, words
from guichet_bot.cli.main import COMMANDS, cli
from guichet_bot.core.effects import LetterKind
from guichet_bot.core.mail.automatic import KINDS
from guichet_bot.core.model import Cause, EntryKind, InboundState, QuestionState, Role
from guichet_bot.core.model.orders import Verb
from guichet_bot.core.triage.intent_buyer import BuyerIntent
from guichet_bot.core.triage.intent_expert import ExpertKind

ENGLISH = re.compile(
    r"Usage|Commands|Show (?:this|the)|default:|x[<>]=|\b(?:INTEGER|TEXT|DIRECTORY|COMMAND|PATH|FILE)\b"
)


@pytest.mark.parametrize(
    ("values", "french"),
    [
        (QuestionState, words.QUESTIONS),
        (InboundState, words.INBOUND),
        (EntryKind, words.ENTRIES),
        (Role, words.ROLES),
        (LetterKind, words.LETTERS),
        (Cause, words.CAUSES),
        (set(KINDS) - {"human", "own"}, words.AUTOMATIC),
        ({*Cause, *BuyerIntent, *ExpertKind, *Verb}, words.INTENTS),
        (("queued", "sending", "sent", "failed", "unsure", "held", "cancelled"), words.OUTBOX),
    ],
)
def test_every_word_of_the_store_has_a_french_one(values: Iterable[StrEnum | str], french: dict[str, str]) -> None:
    assert {str(one) for one in values} <= french.keys()


def pages(command: click.Command, path: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, sub in command.commands.items():
            yield from pages(sub, (*path, name))


@pytest.mark.parametrize("name", ["", *sorted(COMMANDS)])
def test_no_help_page_has_a_heading_in_english(name: str) -> None:
    command = cli.get_command(click.Context(cli), name) if name else None
    for path in pages(command, (name,)) if command else [()]:
        told = CliRunner().invoke(cli, [*path, "--help"]).output
        assert told.startswith("Utilisation : ")
        assert not ENGLISH.search(told), told


@pytest.mark.parametrize("said", ["unsure", "incertain", "INCERTAIN"])
def test_a_state_is_written_as_shown_or_as_scripts_know_it(said: str) -> None:
    assert words.OneOf(words.OUTBOX).convert(said, None, None) == "unsure"


def test_accents_and_hyphens_of_a_state_do_not_matter() -> None:
    choice = words.OneOf(words.OUTBOX)
    assert [choice.convert(one, None, None) for one in ("A-envoyer", "en cours", "refuse")] == [
        "queued",
        "sending",
        "failed",
    ]


ROWS = (("numéro", "objet", "reçue le"), ("RO-2026-0001", "Atteindre 20 % de bio dans une cantine", ""))


def test_a_table_is_as_wide_as_what_it_holds() -> None:
    assert frame.table(ROWS[0], [ROWS[1]]) == [
        "numéro        objet                                   reçue le",
        "RO-2026-0001  Atteindre 20 % de bio dans une cantine",
    ]


def test_a_narrow_terminal_gets_whole_words() -> None:
    address = "une.adresse.bien.longue@mairie-de-saint-quelque-part.example"
    told = frame.paragraph(("nº", "objet", "à"), ("7", ROWS[1][1], address), 40)
    lines = [line.replace("\u00a0", " ") for line in told]
    assert lines == ["nº 7", "  objet : Atteindre 20 % de bio dans une", "  cantine · à :", f"  {address}"]


def test_a_moment_says_utc_unless_it_is_on_the_desks_clock() -> None:
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert frame.cell(at) == "01/07/2026 22:30 UTC"
    assert frame.cell(at, ZoneInfo("Europe/Paris")) == "02/07/2026 00:30"
