"""check: every mistake of configuration, rules and templates at once; with --online the servers too."""

import sys

import click

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.adapters.templates import Templates
from guichet_bot.cli.differing import differences
from guichet_bot.cli.frame import Frame, as_json
from guichet_bot.config.load import examine
from guichet_bot.config.settings import ConfigMistake, DeskSettings, Settings
from guichet_bot.core.letters.samples import sample
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
@click.option("--json", "as_lines", is_flag=True, help="Un objet JSON.")
@click.pass_obj
def check(frame: Frame, go_online: bool, wait: int, as_lines: bool) -> None:
    """Toutes les erreurs de configuration, de règles et de modèles d'un coup.

    Code 2 s'il y en a, 75 si un serveur est hors d'atteinte, 1 si le courrier d'essai n'est pas revenu.
    """
    settings, found = examine(frame.config)
    wrong, notes = offline(settings) if settings else ([], [])
    wrong, unsure, away = [*found, *wrong], [], []
    if settings and not wrong:
        notes += differences(settings.store_url, settings.desks)
    if settings and go_online and not wrong:
        from guichet_bot.cli import online  # noqa: PLC0415

        trial = online.Trial(settings.store_url, frame.now, wait)
        probes = [online.probe(one, trial) for one in settings.desks]
        wrong += [line for probe in probes for line in probe.wrong]
        unsure += [line for probe in probes for line in probe.unsure]
        away += [line for probe in probes for line in probe.away]
        notes += [line for probe in probes for line in probe.notes]
    if as_lines:
        click.echo(as_json({"problems": [*wrong, *unsure, *away], "notes": notes}))
    else:
        for line in notes:
            click.echo(line)
        if wrong or unsure or away:
            click.echo(str(ConfigMistake((*wrong, *unsure, *away))), err=True)
        else:
            click.echo("Tout est en ordre.")
    later = 75 if away else 0  # EX_TEMPFAIL: a server that is away may be back
    sys.exit(2 if wrong else later or bool(unsure))


def offline(settings: Settings) -> tuple[list[str], list[str]]:
    """Mistakes, and what is good to know, without touching any server."""
    wrong: list[str] = []
    notes: list[str] = []
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
    return wrong, notes


def unknown_topics(one: DeskSettings, rules: Rules) -> list[str]:
    """Experts who follow what the rules do not know."""
    told = [(expert.email, [topic for topic in expert.topics if not rules.topic(topic)]) for expert in one.experts]
    return [
        f"{one.desk.name} : l'expert {email} a des thèmes inconnus : {', '.join(topics)} (voir rules/topics.toml)."
        for email, topics in told
        if topics
    ]
