"""expert: the volunteers, their profiles and their absences. Absences go the way that orders by mail go."""

import re
import sys
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

import click

from guichet_bot.app.office import Offices
from guichet_bot.cli.codes import USAGE
from guichet_bot.cli.frame import Frame, desk_option, json_option, show
from guichet_bot.cli.given import give
from guichet_bot.config.patterns import EMAIL, MOST_COUNTED
from guichet_bot.core.model import OFFICE_HOURS, Candidate, Expert
from guichet_bot.core.model.orders import Order, Verb
from guichet_bot.core.people import departements
from guichet_bot.core.people.dates import read_range
from guichet_bot.core.time.calendars import make_calendar
from guichet_bot.store import history, people, questions

COLUMNS = (
    ("email", "adresse"),
    ("name", "nom"),
    ("topics", "thèmes"),
    ("territory", "territoire"),
    ("load", "en cours / mois"),
    ("absences", "absences"),
)
CEILING = click.IntRange(0, MOST_COUNTED)
NONE = "Aucun expert : les questions iront aux coordinateurs."


@click.group()
def expert() -> None:
    """Les experts : thèmes, territoire, plafonds, absences."""


@expert.command("list")
@desk_option
@json_option
@click.pass_obj
def list_(frame: Frame, desk_name: str | None, as_lines: bool) -> None:
    """Montre les experts et ce qu'ils portent."""
    rows = []
    with frame.setup.store.read() as tx:
        for name in frame.some(desk_name):
            office = Offices(tx, frame.setup, frame.now).of(name)
            rows += [plain(name, one) for one in office.candidates]
    show(rows, COLUMNS, as_lines=as_lines, empty=NONE, zone=frame.zone)


def plain(desk: str, one: Candidate) -> dict[str, Any]:
    """An expert as a row: his profile, his load, his absences in French."""
    profile = asdict(one.expert)
    away = [
        f"du {a.first:%d/%m/%Y} au {a.until:%d/%m/%Y}" if a.until else f"depuis le {a.first:%d/%m/%Y}"
        for a in one.expert.absences
    ]
    load = f"{one.open}/{one.expert.ceiling_open}, {one.month}/{one.expert.ceiling_month}"
    return profile | {"desk": desk, "open": one.open, "month": one.month, "load": load, "absences": away}


def profile_options(command: Any) -> Any:
    """The options of a profile, for `add` and `set`."""
    for option in reversed(
        (
            click.option("--name", help="Le nom affiché aux coordinateurs."),
            click.option("--topic", "topics", multiple=True, help="Un thème (répétable) ; « aucun » vide la liste."),
            click.option("--territory", multiple=True, help="Un département (répétable) ; « aucun » vide la liste."),
            click.option("--open", "ceiling_open", type=CEILING, help="Questions en même temps, au plus."),
            click.option("--month", "ceiling_month", type=CEILING, help="Questions par mois, au plus."),
            click.option("--exclude", "exclusions", multiple=True, help="Adresse ou domaine d'acheteur (déport)."),
            click.option("--timezone", help="Son fuseau, s'il n'est pas celui du guichet."),
            click.option("--zone", help="Sa zone de jours fériés, si elle n'est pas celle du guichet."),
            click.option("--backup", help="L'adresse de son suppléant."),
            click.option("--weekly/--reminders", "weekly_list", default=None, help="Liste hebdomadaire ou rappels."),
        )
    ):
        command = option(command)
    return command


def given(options: dict[str, Any]) -> dict[str, Any]:
    """The options that were written, as fields of `model.Expert`."""
    fields = {key: value for key, value in options.items() if value is not None and value != ()}
    for key in ("topics", "territory", "exclusions"):
        if key in fields and tuple(fields[key]) == ("aucun",):
            fields[key] = ()
    return fields


@expert.command()
@click.argument("email", metavar="ADRESSE")
@desk_option
@profile_options
@click.pass_obj
def add(frame: Frame, /, email: str, desk_name: str | None, **options: Any) -> None:
    """Ajoute un expert."""
    desk, address = frame.desk(desk_name), email.strip().lower()
    if not re.fullmatch(EMAIL, address):
        raise click.UsageError(f"« {email} » n'est pas une adresse électronique.")
    not_a_desk(frame, address)
    fields = checked(frame, desk, given(options))
    with frame.setup.store.begin() as tx:
        if people.get(tx, desk, address) is not None:
            click.echo(f"{address} est déjà expert de {desk} : « expert set » change son profil.", err=True)
            sys.exit(USAGE)
        people.add(tx, desk, Expert(address, **fields))
    click.echo(f"{address} est expert du guichet {desk}.")


@expert.command("set")
@click.argument("email", metavar="ADRESSE")
@desk_option
@profile_options
@click.pass_obj
def set_(frame: Frame, /, email: str, desk_name: str | None, **options: Any) -> None:
    """Change le profil d'un expert ; ce qui n'est pas cité reste."""
    desk = frame.desk(desk_name)
    fields = checked(frame, desk, given(options))
    if not fields:
        raise click.UsageError("Dites ce qui change, par exemple --open 3.")
    address = email.lower()
    with frame.setup.store.begin() as tx:
        known = people.get(tx, desk, address) is not None and people.change(tx, desk, address, fields)
    finish(known, f"Le profil de {email.lower()} est changé.", f"{email} n'est pas expert de {desk}.")


@expert.command()
@click.argument("email", metavar="ADRESSE")
@desk_option
@click.pass_obj
def remove(frame: Frame, email: str, desk_name: str | None) -> None:
    """Ne lui propose plus rien ; ce qu'il a en cours est à réattribuer."""
    desk = frame.desk(desk_name)
    address = email.lower()
    with frame.setup.store.begin() as tx:
        known = people.get(tx, desk, address) is not None and people.remove(tx, desk, address)
        held = questions.cases(tx, desk, history.held_by(tx, desk, address)).values()
    finish(known, f"{address} n'est plus expert de {desk}.", f"{email} n'est pas expert de {desk}.")
    for case in held:
        click.echo(f"À réattribuer : guichet-bot question assign {case.question.number} EXPERT")


@expert.command()
@click.argument("email", metavar="ADRESSE")
@click.argument("when", metavar="QUAND...", nargs=-1)
@desk_option
@click.pass_obj
def absent(frame: Frame, email: str, when: tuple[str, ...], desk_name: str | None) -> None:
    """Note une absence. QUAND : « du 3 au 17 août », « jusqu'à lundi » ; rien = dès aujourd'hui."""
    desk = frame.desk(desk_name)
    zone = ZoneInfo(frame.settings.desk(desk).desk.timezone)
    found = read_range(" ".join(when), frame.now.astimezone(zone).date())
    if found is None:
        raise click.UsageError(f"« {' '.join(when)} » ne dit pas quand : essayez « du 3 au 17 août ».")
    order = Order(Verb.ABSENT, args={"first": found[0], "until": found[1], "who": email.lower()})
    give(frame, desk, order)


@expert.command()
@click.argument("email", metavar="ADRESSE")
@desk_option
@click.pass_obj
def back(frame: Frame, email: str, desk_name: str | None) -> None:
    """Met fin à l'absence : l'expert est de retour."""
    give(frame, frame.desk(desk_name), Order(Verb.BACK, args={"who": email.lower()}))


def checked(frame: Frame, desk: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, once each is known to make sense: a wrong zone would stop the desk at the next mail."""
    rules = frame.setup.desks[desk].rules
    fields = fields | {key: _lower(fields[key]) for key in ("exclusions", "backup") if key in fields}
    unknown = [topic for topic in fields.get("topics", ()) if rules.topic(topic) is None]
    if unknown:
        raise click.UsageError(f"Thème inconnu : {', '.join(unknown)}. Les thèmes sont dans rules/topics.toml.")
    lost = [code for code in fields.get("territory", ()) if code not in departements.KNOWN]
    if lost:
        raise click.UsageError(f"Département inconnu : {', '.join(lost)}. Écrivez son numéro : 09, 31, 2A, 974.")
    if fields.get("backup") and not re.fullmatch(EMAIL, fields["backup"]):
        raise click.UsageError(f"« {fields['backup']} » n'est pas une adresse électronique.")
    not_a_desk(frame, fields.get("backup", ""))
    if fields.get("timezone"):
        try:
            ZoneInfo(fields["timezone"])
        except (KeyError, ValueError, OSError):
            raise click.UsageError(f"Fuseau inconnu : {fields['timezone']}, par exemple Europe/Paris.") from None
    if fields.get("zone"):
        try:
            make_calendar("Europe/Paris", fields["zone"], OFFICE_HOURS, (), (frame.now.year, frame.now.year))
        except ValueError as error:
            raise click.UsageError(_sentence(str(error))) from None
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}


def not_a_desk(frame: Frame, address: str) -> None:
    """What config.toml may not say either: the desk would offer its questions to itself."""
    if any(one.desk.address == address for one in frame.settings.desks):
        raise click.UsageError(f"{address} est l'adresse d'un guichet : personne n'y lirait ce qu'il écrit.")


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else tuple(one.lower() for one in value)


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def finish(done: bool, said: str, refused: str) -> None:
    """Say how it ended; exit code 2 when nothing was done."""
    click.echo(said if done else refused, err=not done)
    if not done:
        sys.exit(USAGE)
