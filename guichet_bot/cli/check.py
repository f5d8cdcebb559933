"""check: every mistake of configuration, rules and templates at once; with --online the servers too."""

import sys
from datetime import datetime

import click

from guichet_bot.adapters.nameserver import Nameserver
from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.adapters.templates import Templates
from guichet_bot.app.reread import never_open
from guichet_bot.cli.differing import differences, of_another_version
from guichet_bot.cli.findings import Findings
from guichet_bot.cli.frame import Frame, as_json, one_json_option
from guichet_bot.cli.server import SERVER
from guichet_bot.config.load import examine
from guichet_bot.config.settings import ConfigMistake, DeskSettings, Settings
from guichet_bot.core.letters.samples import sample
from guichet_bot.core.model import Desk
from guichet_bot.core.time.calendars import public_holidays
from guichet_bot.core.time.french import say_date, say_moment
from guichet_bot.core.time.worktime import local_day
from guichet_bot.core.triage.examples import run_examples
from guichet_bot.core.triage.rules import Rules, RulesMistake


@click.command()
@click.option("--online", "go_online", is_flag=True, help="Essaie aussi les serveurs de réception et d'envoi.")
@click.option(
    "--wait",
    type=click.IntRange(0, 600),
    default=60,
    show_default=True,
    help="Secondes laissées au courrier d'essai de --online pour revenir ; 0 : ne rien envoyer.",
)
@click.option(
    "--dns",
    "nameserver",
    type=SERVER,
    default=Nameserver(),
    help="Serveur DNS que --online interroge, au lieu de celui de la machine.",
)
@one_json_option
@click.pass_obj
def check(frame: Frame, go_online: bool, wait: int, nameserver: Nameserver, as_lines: bool) -> None:
    """Toutes les erreurs de configuration, de règles et de modèles d'un coup.

    Code 2 s'il y en a, 75 si un serveur est hors d'atteinte, 1 si le courrier d'essai n'est pas revenu ou montre que
    quelqu'un doit regarder.
    """
    settings, mistakes = examine(frame.config)
    found = Findings(wrong=list(mistakes))
    if settings:
        found.add(offline(settings))
    if settings and not found.wrong:
        for room in settings.desks:
            found.wrong += never_open(room.desk, load_rules(settings.rules, room.desk.name), frame.now)
        found.wrong += of_another_version(settings.store_url)
        found.notes += [clock_of(one.desk, frame.now) for one in settings.desks]
        found.notes += differences(settings.store_url, settings.desks)
    if settings and go_online and not found.wrong:
        from guichet_bot.cli import online, trial  # noqa: PLC0415

        tried = trial.Trial(settings.store_url, frame.now, wait)
        for one in [online.probe(one, tried, nameserver) for one in settings.desks]:
            found.add(one)
    show(found, as_lines=as_lines)
    sys.exit(found.code)


def show(found: Findings, *, as_lines: bool) -> None:
    if as_lines:
        click.echo(as_json({"problems": found.problems, "warnings": found.warnings, "notes": found.notes}))
        return
    for line in (*found.notes, *(f"Attention : {line}" for line in found.warnings)):
        click.echo(line)
    if found.problems:
        click.echo(str(ConfigMistake(found.problems)), err=True)
    else:
        click.echo("Rien n'empêche le guichet de travailler." if found.warnings else "Tout est en ordre.")


def clock_of(desk: Desk, now: datetime) -> str:
    """The desk's time and its next public holiday, for whoever knows which they should be."""
    today = local_day(now, desk.timezone)
    days = public_holidays(desk.zone, (today.year, today.year + 1))
    ahead = next(f"{say_date(day)} ({name})" for day, name in days.items() if day >= today)
    return (
        f"{desk.name} : fuseau {desk.timezone}, où nous sommes le {say_moment(now, desk.timezone)} ; "
        f"jours fériés {desk.zone}, le prochain : {ahead}."
    )


def offline(settings: Settings) -> Findings:
    """Mistakes, and what is good to know, without touching any server."""
    found = Findings()
    wrong, notes = found.wrong, found.notes
    for one in settings.desks:
        desk = one.desk
        try:
            rules = load_rules(settings.rules, desk.name)
        except RulesMistake as mistake:
            wrong += mistake.problems
        else:
            report = run_examples(rules)
            notes.append(f"{desk.name} : {report.right} exemples de règles sur {report.total} arrivent où il faut.")
            wrong += unknown_topics(one, rules)
        wrong += Templates(settings.templates).mistakes(desk.name, desk.languages, sample)
        if one.mailbox is None:
            notes.append(f"{desk.name} : aucune boîte à lire, le courrier arrive par « guichet-bot receive ».")
        if one.smtp is None:
            notes.append(f"{desk.name} : pas de [desk.smtp], aucun courrier ne partira.")
    return found


def unknown_topics(one: DeskSettings, rules: Rules) -> list[str]:
    """Experts who follow what the rules do not know."""
    told = [(expert.email, [topic for topic in expert.topics if not rules.topic(topic)]) for expert in one.experts]
    return [
        f"{one.desk.name} : l'expert {email} a des thèmes inconnus : {', '.join(topics)} (voir rules/topics.toml)."
        for email, topics in told
        if topics
    ]
