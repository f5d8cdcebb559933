"""init: the folder of a new desk, ready to start."""

import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import click

from guichet_bot.adapters.defaults import default_folder, example_config
from guichet_bot.config.patterns import EMAIL, LOOPBACK, PREFIX

PORTS = {"imap": 993, "smtp": 465}
LAST_PORT = 65535
PASSWORD_FILE = "secrets/boite"
PROMPTS = {
    "title": "Nom du guichet",
    "prefix": "Préfixe des numéros de question (RO donne RO-2026-0001)",
    "address": "Adresse du guichet",
    "coordinator": "Adresse de la coordination",
    "imap_host": "Serveur de réception (IMAP)",
    "smtp_host": "Serveur d'envoi (SMTP)",
}


@dataclass(frozen=True)
class Answers:
    """What `init` needs to know. A server is "host" or "host:port"."""

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
    password_env: str

    @property
    def name(self) -> str:
        return self.prefix.lower()

    def logs_in(self, table: str, server: str) -> bool:
        """A mailbox always asks for a login; a relay on this machine usually does not."""
        return bool(server) and (table == "imap" or bool(self.user) or host_of(server) not in LOOPBACK)

    @property
    def needs_password(self) -> bool:
        return self.logs_in("imap", self.imap_host) or self.logs_in("smtp", self.smtp_host)


@click.command()
@click.argument("folder", metavar="[DOSSIER]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", default="", help="Son nom, demandé s'il manque : par exemple « Guichet vert Rés'Occ ».")
@click.option("--prefix", default="", help="Début des numéros de question, en majuscules ; demandé s'il manque.")
@click.option("--address", default="", help="Celle à qui les acheteurs écrivent ; demandée si elle manque.")
@click.option("--coordinator", default="", help="Reçoit le point du matin et les doutes ; demandée si elle manque.")
@click.option("--operator", default="", help="Reçoit les alarmes techniques (sinon : la coordination).")
@click.option("--timezone", default="Europe/Paris", show_default=True, help="Le fuseau horaire du guichet.")
@click.option("--zone", default="FR", show_default=True, help="Jours fériés : FR, FR-57, FR-GP...")
@click.option("--imap-host", default="", help="Serveur de réception, SERVEUR ou SERVEUR:PORT ; demandé s'il manque.")
@click.option("--smtp-host", default="", help="Serveur d'envoi, SERVEUR ou SERVEUR:PORT ; demandé s'il manque.")
@click.option("--user", default="", help="Identifiant sur ces serveurs ; l'adresse du guichet par défaut.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Fichier où lire le mot de passe de la boîte.",
)
@click.option("--password-env", default="", metavar="NOM", help="Variable d'environnement qui donnera le mot de passe.")
@click.option("--maildir", default="", help="Lire ce dossier Maildir au lieu d'un serveur de réception.")
def init(folder: Path, password_file: Path | None, **options: Any) -> None:
    """Prépare le dossier d'un nouveau guichet : config.toml, règles et modèles à adapter."""
    if (folder / "config.toml").exists():
        raise click.UsageError(f"{folder / 'config.toml'} existe déjà : rien n'a été changé.")
    wrong = [said for said in (mistake(key, value, options) for key, value in options.items() if value) if said]
    if wrong:
        raise click.UsageError("\n".join(wrong))
    servers = ("imap_host", "smtp_host") if not options["maildir"] else ()
    for key in ("title", "prefix", "address", "coordinator", *servers):
        options[key] = options[key] or ask(key, options)
    answers = Answers(**options)
    password = password_of(answers, password_file)
    lay_out(folder, answers, password)
    here = folder == Path()
    click.echo(f"Le guichet est prêt dans {'ce dossier' if here else folder}. Ensuite :")
    if answers.needs_password and answers.password_env:
        click.echo(f"  donnez le mot de passe dans la variable {answers.password_env}")
    elif answers.needs_password and not password:
        click.echo(f"  écrivez le mot de passe de la boîte dans {folder / PASSWORD_FILE}")
    if not here:
        click.echo(f"  cd {shlex.quote(str(folder))}")
    click.echo("  guichet-bot check --online\n  guichet-bot run")


def password_of(answers: Answers, file: Path | None) -> str:
    """The password from the file, or as typed on a terminal; "" when nobody gives it now."""
    if file is not None:
        return file.read_text(encoding="utf-8-sig").strip()
    if not answers.needs_password or answers.password_env or not sys.stdin.isatty():
        return ""
    asked = "Mot de passe de la boîte (il ne s'affiche pas ; Entrée : plus tard)"
    return str(click.prompt(asked, hide_input=True, default="", show_default=False, prompt_suffix=" : "))


def ask(key: str, known: Mapping[str, str]) -> str:
    """An answer, asked for again until it can be right beside those that are known."""
    while True:
        given = str(click.prompt(PROMPTS[key], prompt_suffix=" : ")).strip()
        value = given.upper() if key == "prefix" else given
        wrong = mistake(key, value, known)
        if not wrong:
            return value
        click.echo(wrong, err=True)


def mistake(key: str, value: str, known: Mapping[str, str]) -> str:
    """Why this answer cannot be; "" when it can."""
    if re.search("[\ud800-\udfff]", value):  # how bytes of another encoding come in: no file can hold them
        return "Cette réponse ne se lit pas : réglez le terminal sur UTF-8, ou écrivez sans accents."
    if key == "prefix" and not re.fullmatch(PREFIX, value):
        return "Le préfixe est fait de 1 à 8 lettres majuscules ou chiffres, une lettre d'abord : RO, GUICHET2."
    if key in ("address", "coordinator", "operator"):
        return address_mistake(key, value, known)
    if key in ("imap_host", "smtp_host"):
        return server_mistake(value)
    return calendar_mistake(key, value) if key in ("timezone", "zone") else ""


def address_mistake(key: str, value: str, known: Mapping[str, str]) -> str:
    """No address, or people who share the desk's: nobody would read what it writes to itself."""
    if not re.fullmatch(EMAIL, value):
        return f"« {value} » n'est pas une adresse électronique."
    others = ("coordinator", "operator") if key == "address" else ("address",)
    if any(known.get(one, "").lower() == value.lower() for one in others):
        return f"{value} est l'adresse du guichet : personne n'y lirait ce qu'il écrit à la coordination."
    return ""


def server_mistake(value: str) -> str:
    match = re.fullmatch(r"(?:[^\s:/]+|\[[0-9a-fA-F:]+\])(?::(\d{1,5}))?", value)
    if match and 1 <= int(match[1] or 1) <= LAST_PORT:
        return ""
    return f"« {value} » n'est pas un serveur : écrivez imap.exemple.fr ou imap.exemple.fr:993."


def calendar_mistake(key: str, value: str) -> str:
    """A time zone or a zone of holidays that nobody knows."""
    from guichet_bot.core.model import OFFICE_HOURS  # noqa: PLC0415
    from guichet_bot.core.time.calendars import make_calendar  # noqa: PLC0415  # brings the holidays of the world

    timezone, zone = (value, "FR") if key == "timezone" else ("Europe/Paris", value)
    try:
        make_calendar(timezone, zone, OFFICE_HOURS, (), (2026, 2026))
    except ValueError as error:
        return f"{str(error)[:1].upper()}{str(error)[1:]}."
    return ""


def lay_out(folder: Path, answers: Answers, password: str) -> None:
    """Write the folder: secrets readable by their owner only, rules and templates as copies to edit."""
    folder.mkdir(parents=True, exist_ok=True)
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700, exist_ok=True)
    write_secret(secrets / "signature", token_urlsafe(32))
    if answers.needs_password and not answers.password_env:
        write_secret(folder / PASSWORD_FILE, password)
    for name, source in (("rules", default_folder("rules")), ("templates", default_folder("templates"))):
        if not (folder / name).exists():
            shutil.copytree(source, folder / name)
    if not (folder / "config.example.toml").exists():
        shutil.copyfile(example_config(), folder / "config.example.toml")
    # Last, and whole or not at all: a folder that has it is a desk, which `init` leaves alone.
    part = folder / ".config.toml.part"
    part.write_text(config_text(answers), encoding="utf-8")
    part.replace(folder / "config.toml")


def write_secret(path: Path, value: str) -> None:
    """A file that only its owner reads; one that is there already is kept, for it may be in use."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(value + "\n" if value else "", encoding="utf-8")


def config_text(answers: Answers) -> str:
    """A short config.toml; docs/operating.md lists every key."""
    lines = [
        "# config.example.toml, à côté, montre un guichet complet ; docs/operating.md, avec les sources, chaque clé.",
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
        *(["[desk.maildir]", f"path = {quoted(answers.maildir)}", ""] if answers.maildir else []),
        *server_lines("imap", answers.imap_host, answers),
        *server_lines("smtp", answers.smtp_host, answers),
        "# Rappels, propositions et avis partent à ces heures ; accusés et réponses, tout de suite.",
        "[desk.hours]",
        *(f'{day} = ["09:00-12:30", "14:00-17:00"]' for day in ("mon", "tue", "wed", "thu", "fri")),
        "",
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


def server_lines(table: str, server: str, answers: Answers) -> list[str]:
    """The block of one server; encryption follows from the port, and is left out on this machine only."""
    if not server:
        return []
    host, local = host_of(server), host_of(server) in LOOPBACK
    written = re.search(r":(\d+)$", server) if not server.endswith("]") else None
    port = int(written[1]) if written else 25 if local and table == "smtp" else PORTS[table]
    lines = [f"[desk.{table}]", f"host = {quoted(host)}"]
    if port != PORTS[table]:
        lines += [f"port = {port}", f'tls = "{"none" if local else "starttls"}"']
    if answers.logs_in(table, server):
        lines.append(f"user = {quoted(answers.user or answers.address)}")
        kept = f"password_env = {quoted(answers.password_env)}" if answers.password_env else ""
        lines.append(kept or f'password_file = "{PASSWORD_FILE}"')
    return [*lines, ""]


def host_of(server: str) -> str:
    """The host of "host:port" or "[::1]:port"."""
    return server[1:].partition("]")[0] if server.startswith("[") else server.partition(":")[0]


def quoted(value: str) -> str:
    """A TOML basic string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", " ", escaped) + '"'
