"""init and check: a new desk's folder, and every mistake in it at once."""

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import click

from guichet_bot.adapters.defaults import default_folder
from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.adapters.templates import Templates
from guichet_bot.cli import online
from guichet_bot.cli.frame import Frame, as_json
from guichet_bot.config.load import examine
from guichet_bot.config.settings import ConfigMistake, DeskSettings, Settings
from guichet_bot.core.letters.samples import sample
from guichet_bot.core.triage.examples import run_examples
from guichet_bot.core.triage.rules import Rules, RulesMistake


@dataclass(frozen=True)
class Answers:
    """What `init` needs to know."""

    title: str
    prefix: str
    address: str
    coordinator: str
    operator: str
    timezone: str
    zone: str
    imap_host: str
    smtp_host: str
    user: str
    maildir: str

    @property
    def name(self) -> str:
        return self.prefix.lower()


@click.command()
@click.argument("folder", metavar="[DOSSIER]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", prompt="Nom du guichet", help="Par exemple « Guichet vert Rés'Occ ».")
@click.option("--prefix", prompt="Préfixe des numéros de question (RO donne RO-2026-0001)", help="Lettres majuscules.")
@click.option("--address", prompt="Adresse du guichet", help="Celle à qui les acheteurs écrivent.")
@click.option("--coordinator", prompt="Adresse de la coordination", help="Reçoit le point du matin et les doutes.")
@click.option("--operator", default="", help="Reçoit les alarmes techniques (sinon : la coordination).")
@click.option("--timezone", default="Europe/Paris", show_default=True)
@click.option("--zone", default="FR", show_default=True, help="Jours fériés : FR, FR-57, FR-GP...")
@click.option("--imap-host", default="", help="Serveur de réception ; demandé s'il manque.")
@click.option("--smtp-host", default="", help="Serveur d'envoi ; demandé s'il manque.")
@click.option("--user", default="", help="Identifiant sur ces serveurs ; l'adresse du guichet par défaut.")
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Mot de passe.")
@click.option("--maildir", default="", help="Lire ce dossier Maildir au lieu d'un serveur IMAP.")
def init(folder: Path, password_file: Path | None, **options: Any) -> None:
    """Prépare le dossier d'un nouveau guichet : config.toml, règles et modèles à adapter."""
    if (folder / "config.toml").exists():
        raise click.UsageError(f"{folder / 'config.toml'} existe déjà : rien n'a été changé.")
    if not options["maildir"]:
        options["imap_host"] = options["imap_host"] or click.prompt("Serveur de réception (IMAP)")
        options["smtp_host"] = options["smtp_host"] or click.prompt("Serveur d'envoi (SMTP)")
    answers = Answers(**options)
    wrong = mistakes(answers)
    if wrong:
        raise click.UsageError("\n".join(wrong))
    password = password_file.read_text(encoding="utf-8").strip() if password_file else ""
    if not password and answers.imap_host:
        password = click.prompt("Mot de passe de la boîte", hide_input=True, default="", show_default=False)
    lay_out(folder, answers, password)
    click.echo(f"Le guichet est prêt dans {folder}. Ensuite :")
    click.echo(f"  cd {folder}\n  guichet-bot check\n  guichet-bot run")


def mistakes(answers: Answers) -> list[str]:
    """What cannot be: wrong addresses, a prefix that no number can carry."""
    wrong = []
    if not re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", answers.prefix):
        wrong.append("Le préfixe est fait de 1 à 8 lettres majuscules ou chiffres, une lettre d'abord : RO, GUICHET2.")
    for value in filter(None, (answers.address, answers.coordinator, answers.operator)):
        if not re.fullmatch(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+", value):
            wrong.append(f"« {value} » n'est pas une adresse électronique.")
    return wrong


def lay_out(folder: Path, answers: Answers, password: str) -> None:
    """Write the folder: secrets readable by their owner only, rules and templates as copies to edit."""
    folder.mkdir(parents=True, exist_ok=True)
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700, exist_ok=True)
    write_secret(secrets / "signature", token_urlsafe(32))
    if answers.imap_host:
        write_secret(secrets / "boite", password)
    for name, source in (("rules", default_folder("rules")), ("templates", default_folder("templates"))):
        if not (folder / name).exists():
            shutil.copytree(source, folder / name)
    (folder / "config.toml").write_text(config_text(answers), encoding="utf-8")


def write_secret(path: Path, value: str) -> None:
    path.touch(mode=0o600)
    path.write_text(value + "\n", encoding="utf-8")


def config_text(answers: Answers) -> str:
    """A short config.toml; docs/operating.md lists every key."""
    lines = [
        "# Toutes les clés sont expliquées dans docs/operating.md et config.example.toml.",
        "[store]",
        'url = "sqlite:///var/guichet.db"',
        "",
        "[service]",
        f"operator = {quoted(answers.operator or answers.coordinator)}",
        "",
        "[[desk]]",
        f"name = {quoted(answers.name)}",
        f"prefix = {quoted(answers.prefix)}",
        f"title = {quoted(answers.title)}",
        f"address = {quoted(answers.address)}",
        f"timezone = {quoted(answers.timezone)}",
        f"zone = {quoted(answers.zone)}",
        'secret_file = "secrets/signature"',
        "",
        *mailbox_lines(answers),
        "[[desk.coordinator]]",
        f"email = {quoted(answers.coordinator)}",
        "",
        "# Un bloc par expert ; ensuite « guichet-bot expert add » en ajoute aussi.",
        "# [[desk.expert]]",
        '# email = "anne@mairie.example"',
        '# name = "Anne Vidal"',
        '# topics = ["restauration-egalim"]',
        '# territory = ["31"]',
        "# ceiling = { open = 2, month = 4 }",
    ]
    return "\n".join(lines) + "\n"


def mailbox_lines(answers: Answers) -> list[str]:
    lines = []
    if answers.maildir:
        lines += ["[desk.maildir]", f"path = {quoted(answers.maildir)}", ""]
    user = answers.user or answers.address
    for table, host in (("imap", answers.imap_host), ("smtp", answers.smtp_host)):
        if host:
            lines += [f"[desk.{table}]", f"host = {quoted(host)}", f"user = {quoted(user)}"]
            lines += ['password_file = "secrets/boite"', ""]
    return lines


def quoted(value: str) -> str:
    """A TOML basic string."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


@click.command()
@click.option("--online", "go_online", is_flag=True, help="Essaie aussi les serveurs de réception et d'envoi.")
@click.option("--json", "as_lines", is_flag=True, help="Un objet JSON.")
@click.pass_obj
def check(frame: Frame, go_online: bool, as_lines: bool) -> None:
    """Toutes les erreurs de configuration, de règles et de modèles d'un coup ; code 2 s'il y en a."""
    settings, found = examine(frame.config)
    wrong, notes = offline(settings) if settings else ([], [])
    wrong = [*found, *wrong]
    if settings and go_online and not wrong:
        probes = [online.probe(one) for one in settings.desks]
        wrong += [line for probe in probes for line in probe.wrong]
        notes += [line for probe in probes for line in probe.notes]
    if as_lines:
        click.echo(as_json({"problems": wrong, "notes": notes}))
    else:
        for line in notes:
            click.echo(line)
        if wrong:
            click.echo(str(ConfigMistake(tuple(wrong))), err=True)
        else:
            click.echo("Tout est en ordre.")
    sys.exit(2 if wrong else 0)


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
