"""outbox: the letters, and what only a person may decide about one."""

import sys
from dataclasses import asdict

import click

from guichet_bot.cli.frame import Frame, desk_option, json_option, show
from guichet_bot.store import outbox as letters
from guichet_bot.store.outbox import OutboxRow

COLUMNS = (
    ("id", "nº"),
    ("state", "état"),
    ("kind", "sorte"),
    ("rcpt", "à"),
    ("subject", "objet"),
    ("created_at", "écrit le"),
    ("attempts", "essais"),
    ("response", "réponse"),
)
STATES = ("queued", "sending", "sent", "failed", "unsure", "held", "cancelled")


@click.group()
def outbox() -> None:
    """Les courriers à envoyer et ce qu'ils deviennent."""


@outbox.command("list")
@desk_option
@click.option("--state", type=click.Choice(STATES), help="Seulement cet état.")
@click.option("--unsure", "state", flag_value="unsure", help="Ceux dont l'envoi est incertain.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1))
@json_option
@click.pass_obj
def list_(frame: Frame, desk_name: str | None, state: str | None, limit: int, as_lines: bool) -> None:
    """Montre les courriers, les plus récents d'abord."""
    desk = frame.desk(desk_name) if desk_name else None
    with frame.store.read() as tx:
        rows = letters.listing(tx, desk, state, limit)
    show((plain(row) for row in rows), COLUMNS, as_lines=as_lines, empty="Aucun courrier.")


@outbox.command()
@click.argument("ids", metavar="Nº...", nargs=-1, type=int, required=True)
@click.pass_obj
def retry(frame: Frame, ids: tuple[int, ...]) -> None:
    """Envoie de nouveau : un courrier incertain, refusé ou retenu."""
    settle(frame, ids, ("unsure", "failed", "held", "queued"), "queued", "sera envoyé au prochain passage")


@outbox.command()
@click.argument("ids", metavar="Nº...", nargs=-1, type=int, required=True)
@click.pass_obj
def confirm(frame: Frame, ids: tuple[int, ...]) -> None:
    """Le destinataire l'a bien reçu : un envoi incertain devient un envoi fait."""
    settle(frame, ids, ("unsure",), "sent", "noté comme envoyé")


@outbox.command()
@click.argument("ids", metavar="Nº...", nargs=-1, type=int, required=True)
@click.pass_obj
def cancel(frame: Frame, ids: tuple[int, ...]) -> None:
    """N'envoie pas un courrier qui attend."""
    settle(frame, ids, ("queued", "held", "unsure", "failed"), "cancelled", "ne partira pas")


def settle(frame: Frame, ids: tuple[int, ...], allowed: tuple[str, ...], state: str, said: str) -> None:
    """Put each letter into `state`; one that is not in an allowed state stays as it is, and the exit code says so."""
    refused = False
    with frame.store.begin() as tx:
        for number in ids:
            row = letters.get(tx, number)
            if row is None or row.state not in allowed:
                why = "il n'existe pas" if row is None else f"son état est « {row.state} »"
                click.echo(f"Courrier {number} : rien de changé, {why}.", err=True)
                refused = True
                continue
            letters.set_state(tx, number, state, frame.now)
            click.echo(f"Courrier {number} à {row.rcpt} : {said}.")
    if refused:
        sys.exit(1)


def plain(row: OutboxRow) -> dict[str, object]:
    """A row for printing: everything but the bytes and the lease."""
    return {key: value for key, value in asdict(row).items() if key not in {"raw", "lease_until", "worker"}}
