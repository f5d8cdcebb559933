"""db: the store's schema, its health, its copies."""

import sys
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy.engine import URL, make_url

from guichet_bot.cli.codes import NEEDS_A_PERSON, TRY_AGAIN, USAGE
from guichet_bot.cli.frame import Frame, as_json
from guichet_bot.cli.sure import sure
from guichet_bot.store import backup, restored
from guichet_bot.store.engine import Tx, schema_state, upgrade
from guichet_bot.store.health import problems as found_in
from guichet_bot.store.newfile import FileTrouble

AFTERWARDS = (
    "Avant de relancer le service :",
    "  1. Remettez dans le dossier relevé les courriers arrivés depuis la sauvegarde (ils sont dans le dossier des "
    "courriers traités).",
    "  2. guichet-bot once : ils sont traités, rien ne part vers les acheteurs ni les experts.",
    "  3. guichet-bot outbox list --state retenu : « outbox cancel Nº » pour ce qui était déjà parti, « outbox retry "
    "Nº » pour ce qui manque.",
    "  4. Relancez le service. Quand tout est en ordre, un coordinateur répond « reprendre » à un courrier du guichet.",
    "Le détail : docs/operating.md, « Remettre une sauvegarde en place ».",
)


@click.group()
def db() -> None:
    """La base du guichet."""


@db.command("upgrade")
@click.pass_obj
def upgrade_(frame: Frame) -> None:
    """Met la base au format de ce programme (la crée si besoin)."""
    before = schema_state(frame.settings.store_url)
    if before == "newer":
        click.echo("La base vient d'une version plus récente : mettez le programme à jour.", err=True)
        sys.exit(USAGE)
    upgrade(frame.settings.store_url)
    click.echo("La base était déjà à jour." if before == "current" else "La base est à jour.")


@db.command("check")
@click.pass_obj
def check_(frame: Frame) -> None:
    """Vérifie le format et l'intégrité de la base ; code 1 si quelque chose ne va pas."""
    url = frame.settings.store_url
    state = schema_state(url)
    said = {
        "empty": "La base est vide : guichet-bot db upgrade la crée.",
        "older": "La base est d'une version plus ancienne : guichet-bot db upgrade.",
        "newer": "La base vient d'une version plus récente : mettez le programme à jour.",
    }
    problems = [said[state]] if state in said else found_in(url)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(NEEDS_A_PERSON)
    click.echo("La base est en bon état.")


@db.command("backup")
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--json", "as_lines", is_flag=True, help="Un objet JSON.")
@click.pass_obj
def backup_(frame: Frame, file: Path, as_lines: bool) -> None:
    """Copie la base dans un nouveau fichier.

    Le service peut tourner pendant ce temps ; la copie est vérifiée, et n'écrase jamais un fichier.
    """
    source = backup.file_of(frame.settings.store_url)
    if source is None:
        click.echo(f"La base est sur un serveur PostgreSQL : {_server_way(frame, file)}", err=True)
        sys.exit(USAGE)
    try:
        backup.back_up(source, file)
    except FileTrouble as trouble:
        _refuse(trouble)
    size = file.stat().st_size
    if as_lines:
        click.echo(as_json({"file": str(file.absolute()), "bytes": size, "checked": True, "at": frame.now}))
        return
    click.echo(f"La base est copiée dans {file} ({size // 1024} Kio), la copie est vérifiée.")
    click.echo("Elle contient des données personnelles : gardez-la en lieu sûr et pas plus longtemps que nécessaire.")
    click.echo("À sauvegarder aussi : config.toml, rules/, templates/ et secrets/.")


def _server_way(frame: Frame, file: Path) -> str:
    """The one command that copies a PostgreSQL store, without the password that its address may hold."""
    whole = make_url(frame.settings.store_url)
    url = URL.create("postgresql", whole.username, None, whole.host, whole.port, whole.database)
    return f"pg_dump --format=custom --file={file} {url.render_as_string()}"


@db.command("restore")
@click.argument("file", metavar="[FICHIER]", required=False, type=click.Path(path_type=Path))
@click.option("--in-place", is_flag=True, help="La base est déjà remise (pg_restore) : prend les précautions.")
@click.option("--yes", is_flag=True, help="Ne pose pas de question.")
@click.pass_obj
def restore_(frame: Frame, file: Path | None, in_place: bool, yes: bool) -> None:
    """Remet une sauvegarde en place.

    Le service doit être arrêté. Les guichets sont mis en pause et les courriers à envoyer retenus, pour que rien ne
    parte deux fois ; l'ancienne base est gardée à côté.
    """
    if (file is None) != in_place:
        raise click.UsageError("Donnez le fichier de la sauvegarde, ou --in-place si la base est déjà remise.")
    url = frame.settings.store_url
    target = backup.file_of(url)
    if file is not None and target is None:
        click.echo(
            "La base est sur un serveur PostgreSQL : remettez-la avec pg_restore, puis « guichet-bot db restore "
            "--in-place ».",
            err=True,
        )
        sys.exit(USAGE)
    question = "Le service est-il arrêté, et faut-il remettre cette base en place ?"
    if not yes and not sure(question):
        click.echo("Rien n'a été changé.")
        sys.exit(NEEDS_A_PERSON)
    done: list[restored.Safe] = []

    def make_safe(tx: Tx) -> None:
        done.append(restored.make_safe(tx, frame.names, frame.now))

    aside = None
    if file is not None and target is not None:
        try:
            aside = backup.put_back(file, target, make_safe, frame.now)
        except FileTrouble as trouble:
            _refuse(trouble)
    else:
        with frame.store.begin() as tx:
            make_safe(tx)
    _say_restored(frame, done[0], aside)


def _say_restored(frame: Frame, safe: restored.Safe, aside: Path | None) -> None:
    if aside is not None:
        click.echo(f"L'ancienne base est gardée : {aside}")
    until = f" ; elle s'arrête au {frame.moment(safe.last)}" if safe.last else ""
    click.echo(f"La base est remise en place{until}.")
    click.echo(f"Tous les guichets sont en pause, et {safe.held} courrier(s) à envoyer sont retenus.")
    for line in AFTERWARDS:
        click.echo(line)


def _refuse(trouble: FileTrouble) -> NoReturn:
    click.echo(str(trouble), err=True)
    sys.exit(NEEDS_A_PERSON if isinstance(trouble, backup.Damaged) else TRY_AGAIN if trouble.later else USAGE)
