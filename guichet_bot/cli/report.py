"""report: the indicators of a period for funders, as a page to hand over and a table to work with."""

import sys
from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import click

from guichet_bot.adapters.report_page import number, page
from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.app.report import report as make
from guichet_bot.cli.codes import TRY_AGAIN
from guichet_bot.cli.days import DAY
from guichet_bot.cli.frame import Frame, as_json, desk_option
from guichet_bot.core.files import passes, why
from guichet_bot.core.reports.csv import to_csv
from guichet_bot.core.reports.period import Period
from guichet_bot.core.reports.plain import plain
from guichet_bot.core.reports.report import Report, units
from guichet_bot.core.time.french import say_date
from guichet_bot.core.time.worktime import local_day


@click.command()
@click.option("--from", "first", type=DAY, metavar="JOUR", required=True, help="Premier jour, compris : 2026-01-01.")
@click.option("--to", "last", type=DAY, metavar="JOUR", required=True, help="Dernier jour, compris : 2026-12-31.")
@desk_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DOSSIER",
    help="Où écrire les deux fichiers ; le dossier courant si rien n'est dit.",
)
@click.option("--replace", is_flag=True, help="Remplace les fichiers d'un bilan déjà fait.")
@click.option("--json", "as_lines", is_flag=True, help="Un objet JSON ; des fichiers seulement avec --out.")
@click.pass_obj
def report(
    frame: Frame, first: date, last: date, desk_name: str | None, out: Path | None, replace: bool, as_lines: bool
) -> None:
    """Le bilan d'une période pour les financeurs : une page HTML et un tableau CSV, sans aucun nom."""
    name = frame.desk(desk_name)
    desk = frame.settings.desk(name).desk
    period = Period(first, last, desk.timezone)
    _check(period, local_day(frame.now, desk.timezone))
    places = _places(out or Path(), name, period) if out or not as_lines else {}
    if not replace:
        _unused(places)
    made = make(frame.store, desk, load_rules(frame.settings.rules, name), period, frame.now)
    if places:
        _write(places, {"html": page(made), "csv": to_csv(made)})
    if as_lines:
        click.echo(as_json(plain(made) | {"files": {kind: str(path) for kind, path in places.items()}}))
    else:
        _say(made, places)


def _check(period: Period, today: date) -> None:
    if period.last < period.first:
        raise click.UsageError(
            f"La période finit ({say_date(period.last)}) avant de commencer ({say_date(period.first)}) : "
            "vérifiez --from et --to."
        )
    if period.first > today:
        raise click.UsageError(f"La période n'a pas commencé : elle débute le {say_date(period.first)}.")


def _places(folder: Path, desk: str, period: Period) -> dict[str, Path]:
    stem = f"bilan-{desk}-{period.first}-{period.last}"
    return {kind: folder / f"{stem}.{kind}" for kind in ("html", "csv")}


def _unused(places: Mapping[str, Path]) -> None:
    for path in places.values():
        if path.exists():
            raise click.UsageError(f"{path} existe déjà : rien n'a été écrit. Ajoutez --replace pour le remplacer.")


def _write(places: Mapping[str, Path], contents: Mapping[str, str]) -> None:
    """Both files, each complete or not at all."""
    for kind, path in places.items():
        part = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                part.write_text(contents[kind], encoding="utf-8", newline="")
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            said = f"{error.filename or path} ne s'écrit pas : {why(error)}."
            if not passes(error):
                raise click.UsageError(said) from None
            click.echo(said, err=True)
            sys.exit(TRY_AGAIN)


def _say(made: Report, places: Mapping[str, Path]) -> None:
    received, answered, median = (made.figure(key) for key in ("received", "answered", "median"))
    delay = (
        f", délai médian {number(median.value)} {units(median.value, median.unit)}" if median.value is not None else ""
    )
    click.echo(
        f"Bilan {made.period.said} : {number(received.value)} {units(received.value, 'questions reçues')}, "
        f"{number(answered.value)} {units(answered.value, 'répondues')}{delay}."
    )
    for path in places.values():
        click.echo(f"  {path}")
    if find_spec("matplotlib") is None:
        click.echo("Sans le supplément « charts », la page montre des barres au lieu de graphiques.")
