"""db: the store's schema, its health, its copies."""

import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy.engine import URL, make_url

from guichet_bot.cli.codes import NEEDS_A_PERSON, TRY_AGAIN, USAGE
from guichet_bot.cli.frame import Frame, as_json, cell, desk_option, one_json_option
from guichet_bot.cli.sure import sure
from guichet_bot.store import backup, restored
from guichet_bot.store.engine import Tx, schema_state, upgrade
from guichet_bot.store.health import problems as found_in
from guichet_bot.store.newfile import FileTrouble

AFTERWARDS = (
    "Avant de relancer le service :",
    "  1. guichet-bot db rejoin : relit les courriers arrivés depuis la sauvegarde (un guichet sans boîte : "
    "présentez-les d'abord de nouveau à « receive »). Rien ne part ; sans cela, rien ne partira.",
    "  2. guichet-bot outbox list --state retenu : ce dont personne ne sait s'il est parti.",
    "  3. Relancez le service. Quand tout est en ordre, un coordinateur répond « reprendre » à un courrier du guichet.",
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
@one_json_option
@click.pass_obj
def check_(frame: Frame, as_lines: bool) -> None:
    """Vérifie le format et l'intégrité de la base ; code 1 si quelque chose ne va pas."""
    url = frame.settings.store_url
    state = schema_state(url)
    said = {
        "empty": "La base est vide : guichet-bot db upgrade la crée.",
        "older": "La base est d'une version plus ancienne : guichet-bot db upgrade.",
        "newer": "La base vient d'une version plus récente : mettez le programme à jour.",
    }
    problems = [said[state]] if state in said else found_in(url)
    if as_lines:
        click.echo(as_json({"state": state, "problems": problems}))
    else:
        for problem in problems:
            click.echo(problem, err=True)
        if not problems:
            click.echo("La base est en bon état.")
    sys.exit(NEEDS_A_PERSON if problems else 0)


@db.command("backup")
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@one_json_option
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


@db.command()
@desk_option
@click.option("--as-is", is_flag=True, help="Termine aussi avec ce qui ne peut pas être lu.")
@click.pass_obj
def rejoin(frame: Frame, desk_name: str | None, as_is: bool) -> None:
    """Compare une base remise en place avec la boîte.

    Le service doit être arrêté. Les courriers arrivés depuis la sauvegarde, rangés compris, sont relus et traités à
    leur heure, et rien ne part. Un courrier du guichet auquel un courrier reçu répond est noté comme envoyé ; les
    autres restent retenus. Peut être relancée.
    """
    from guichet_bot.adapters.mailbox import MailboxTrouble  # noqa: PLC0415
    from guichet_bot.app import relive  # noqa: PLC0415

    code = 0
    for name in (frame.desk(desk_name),) if desk_name else frame.names:
        try:
            code = max(code, _rejoin(frame, name, as_is=as_is))
        except relive.StillRunning:
            click.echo("Le service travaille sur cette base, ou vient de s'arrêter.", err=True)
            click.echo("Arrêtez-le, attendez deux minutes, puis recommencez. Rien n'a été changé.", err=True)
            sys.exit(TRY_AGAIN)
        except MailboxTrouble as trouble:
            click.echo(f"Guichet {name} : {trouble} Recommencez ensuite ; d'ici là, rien ne part.", err=True)
            code = max(code, NEEDS_A_PERSON if trouble.permanent else TRY_AGAIN)
    sys.exit(code)


def _rejoin(frame: Frame, name: str, *, as_is: bool) -> int:
    from guichet_bot.adapters import doors, filed  # noqa: PLC0415
    from guichet_bot.app import relive  # noqa: PLC0415

    settings = frame.setup.desks[name].settings
    shared = filed.shared(settings, frame.settings.desks)
    if shared and not as_is:
        raise filed.not_its_own()
    folders = filed.make_folders(settings, filed=not shared)
    mailbox = partial(doors.make_mailbox, settings) if settings.mailbox else None
    told = relive.relive(frame.setup, name, folders, mailbox, frame.now, as_is=as_is)
    if told is None:
        click.echo(f"Guichet {name} : rien à comparer, aucune base n'a été remise en place.")
        return 0
    if mailbox is None:
        click.echo(
            f"Guichet {name}, sans boîte à relire : n'est repris que ce qui a été présenté de nouveau à « receive » "
            "avant cette commande."
        )
    else:
        click.echo(
            f"Guichet {name}, courriers relus : {told.read} ; que la base ne connaissait pas : {told.new} "
            f"(elle s'arrêtait au {cell(told.since, frame.zone(name))})."
        )
    if told.unread and not as_is:
        click.echo(f"  Illisibles : {', '.join(told.unread)}. Recommencez, ou ajoutez --as-is pour terminer sans eux.")
        return NEEDS_A_PERSON
    click.echo(f"  Courriers écrits qui étaient bien partis : {told.left}.")
    click.echo(
        f"  Courriers dont personne ne le sait, gardés : {told.doubtful} (guichet-bot outbox list --state retenu)."
    )
    return 0


def _refuse(trouble: FileTrouble) -> NoReturn:
    click.echo(str(trouble), err=True)
    sys.exit(NEEDS_A_PERSON if isinstance(trouble, backup.Damaged) else TRY_AGAIN if trouble.later else USAGE)
