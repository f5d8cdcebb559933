"""db: the store's schema and its health."""

import sys

import click

from guichet_bot.cli.frame import Frame
from guichet_bot.store.engine import schema_state, upgrade
from guichet_bot.store.health import problems as found_in


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
        sys.exit(2)
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
        sys.exit(1)
    click.echo("La base est en bon état.")
