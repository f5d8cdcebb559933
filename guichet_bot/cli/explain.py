"""explain: why the desk did, or would do, what it does. Of a file nothing is stored and nothing is sent."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.app.explain import Told, explain_mail, known_alone
from guichet_bot.cli import told
from guichet_bot.cli.codes import USAGE
from guichet_bot.cli.frame import Frame, as_json, json_option
from guichet_bot.core.files import why
from guichet_bot.core.known import Known, Office
from guichet_bot.core.mail.author import behind_desk
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Candidate, Desk, Mail
from guichet_bot.core.time.worktime import Calendar
from guichet_bot.core.triage.rules import RulesMistake

if TYPE_CHECKING:
    from guichet_bot.app.setup import Setup

NUMBER = re.compile(r"[A-Z][A-Z0-9]{0,7}-\d{4}-\d{4,8}", re.IGNORECASE | re.ASCII)
NEUTRAL = Desk("guichet", "Q", "Guichet", "guichet@guichet.invalid", (b"this desk never signed a letter",))


@click.command()
@click.argument("what", metavar="QUOI...", nargs=-1, required=True)
@click.option("--desk", "desk_name", metavar="NOM", help="Pour des fichiers : comme si ce guichet les recevait.")
@json_option
@click.pass_obj
def explain(frame: Frame, what: tuple[str, ...], desk_name: str | None, as_lines: bool) -> None:
    """Pourquoi : un numéro de question, un Message-ID, ou des fichiers .eml (rien n'est alors gardé ni envoyé)."""
    explaining = Explaining(frame, desk_name)
    wrong = False
    for one in what:
        try:
            found, say = explaining.one(one)
        except Unknown as unknown:
            click.echo(str(unknown), err=True)
            wrong = True
            continue
        for value in found:
            click.echo(as_json(value) if as_lines else say(value))
    sys.exit(USAGE if wrong else 0)


class Unknown(Exception):
    """What was asked for is not there; the sentence says so."""


Say = Callable[[Told], str]


class Explaining:
    """Explains one thing after another; rules, store and calendars are loaded once, when first needed."""

    def __init__(self, frame: Frame, desk: str | None) -> None:
        self.frame = frame
        self.wanted = desk
        self.offices: dict[str, Office] = {}

    def one(self, what: str) -> tuple[list[Told], Say]:
        """What is to be said about it, and how a person reads it. Raises `Unknown`."""
        path = Path(what)
        if _is_file(path) or what.lower().endswith(".eml"):
            return [self.file(path)], told.mail
        if NUMBER.fullmatch(what):
            return [self.question(what)], told.question
        if "@" in what:
            return self.message(what), lambda one: told.fate(one, self.frame.zone(one["desk"]).key)
        raise Unknown(f"« {what} » n'est ni un numéro de question, ni un Message-ID, ni un fichier qui existe.")

    def file(self, path: Path) -> Told:
        try:
            raw = path.read_bytes()
        except OSError as error:
            said = "il n'existe pas" if isinstance(error, FileNotFoundError) else why(error)
            raise Unknown(f"Le fichier {path} ne se lit pas : {said}.") from None
        try:
            mail = parse(raw)
            mail = behind_desk(mail, self.desk(self.desk_for(mail)))
            with self.known(mail, raw) as (known, stored):
                found = explain_mail(mail, len(raw), known, self.frame.now, stored=stored)
        except RulesMistake:
            raise  # it says itself what to mend
        except (MemoryError, RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError) as bug:
            # The service would set such a mail aside; the other files still want their answer.
            found = {"verdict": "parked", "reason": f"une erreur du programme empêche de le lire : {bug!r}"}
        return {"file": str(path)} | found

    @contextmanager
    def known(self, mail: Mail, raw: bytes) -> Iterator[tuple[Known, bool]]:
        """What is known about the mail, and whether a store said so."""
        desk = self.desk_for(mail)
        if self.setup is None:
            yield known_alone(self.office(desk), mail, raw, self.frame.now), False
            return
        from guichet_bot.app.explain_store import known_of  # noqa: PLC0415  # brings SQLAlchemy

        with known_of(self.setup, desk, mail, raw, self.frame.now) as known:
            yield known, True

    def desk_for(self, mail: Mail) -> str:
        """The desk asked for, else the one the mail is addressed to, else the first."""
        if not self.frame.config.exists():
            return NEUTRAL.name
        if self.wanted:
            return self.frame.desk(self.wanted)
        desks = [one.desk for one in self.frame.settings.desks]
        for desk in desks:
            local, _, domain = desk.address.rpartition("@")
            if any(
                to == desk.address or (to.startswith(f"{local}+") and to.endswith(domain)) for to in mail.recipients
            ):
                return desk.name
        return desks[0].name

    def desk(self, name: str) -> Desk:
        return self.frame.settings.desk(name).desk if self.frame.config.exists() else NEUTRAL

    def office(self, name: str) -> Office:
        """The desk without a store: its rules, the experts of its configuration."""
        if name not in self.offices:
            self.offices[name] = self.make_office(name)
        return self.offices[name]

    def make_office(self, name: str) -> Office:
        if not self.frame.config.exists():
            return Office(NEUTRAL, load_rules(None, ""), Calendar.always_open(), "")
        from guichet_bot.core.time.calendars import make_calendar  # noqa: PLC0415  # brings the holidays of the world

        one = self.frame.settings.desk(name)
        desk, rules, year = one.desk, load_rules(self.frame.settings.rules, name), self.frame.now.year
        calendar = make_calendar(desk.timezone, desk.zone, desk.hours, rules.closures, (year - 1, year + 1))
        candidates = tuple(Candidate(expert) for expert in one.experts)
        return Office(desk, rules, calendar, calendar.key, candidates, lambda _: calendar, lambda _: calendar)

    @cached_property
    def setup(self) -> "Setup | None":
        """The store to ask, opened for reading; None without configuration or before the desk's first day."""
        if not self.frame.config.exists():
            return None
        url = self.frame.settings.store_url
        if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
            return None
        from guichet_bot.app.explain_store import read_only  # noqa: PLC0415
        from guichet_bot.store.engine import schema_state  # noqa: PLC0415
        from guichet_bot.store.health import open_ready  # noqa: PLC0415

        if schema_state(url) == "empty":
            return None
        return read_only(self.frame.settings, open_ready(url))

    def question(self, number: str) -> Told:
        setup = self.needed()
        from guichet_bot.app import explain_store  # noqa: PLC0415

        with setup.store.read() as tx:
            found = explain_store.by_number(tx, setup, number)
            if found is None:
                raise Unknown(f"La question {number} n'existe pas.")
            return explain_store.story(tx, setup, found, self.frame.now)

    def message(self, message_id: str) -> list[Told]:
        setup = self.needed()
        from guichet_bot.app import explain_store  # noqa: PLC0415

        with setup.store.read() as tx:
            found = explain_store.by_message_id(tx, setup, message_id)
        if not found:
            raise Unknown(f"Aucun courrier reçu ou écrit par le guichet ne porte le Message-ID {message_id}.")
        return found

    def needed(self) -> "Setup":
        _ = self.frame.settings  # a missing configuration says so itself
        if self.setup is None:
            raise Unknown("La base du guichet est vide : aucun courrier n'est encore arrivé.")
        return self.setup


def _is_file(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long a name, a NUL in it
        return False
