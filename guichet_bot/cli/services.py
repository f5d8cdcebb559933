"""run, once, receive: the desk at work."""

import asyncio
import sys
from functools import partial

import click

from guichet_bot.app import receive as intake
from guichet_bot.cli import usage
from guichet_bot.cli.codes import NEEDS_A_PERSON, TRY_AGAIN, USAGE
from guichet_bot.cli.frame import Frame, as_json, one_json_option
from guichet_bot.store.health import open_ready

ROLES = ("poll", "handle", "send", "schedule")  # of `service`, which `receive` does not load: one process a mail


@click.command()
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Seulement ce rôle (répétable).")
@click.pass_obj
def run(frame: Frame, roles: tuple[str, ...]) -> None:
    """Le service : lit, traite, envoie et relance jusqu'à ce qu'on l'arrête (SIGTERM).

    SIGHUP lui fait relire les règles et les modèles."""
    from guichet_bot import service  # noqa: PLC0415
    from guichet_bot.app.reread import read_again  # noqa: PLC0415

    setup = frame.setup
    if sys.stderr is not None and sys.stderr.isatty():
        desks = ", ".join(f"{one.settings.desk.title} ({one.settings.desk.address})" for one in setup.desks.values())
        click.echo(f"Le guichet tourne : {desks}. Ctrl-C l'arrête.", err=True)
        click.echo("Où il en est : « guichet-bot status », dans une autre fenêtre.", err=True)
    # A terminal sends SIGHUP when its window closes; anybody else who does wants the files read again.
    again = None if sys.stdin and sys.stdin.isatty() else partial(read_again, setup, frame.config)
    asyncio.run(service.run(setup, roles or ROLES, read_again=again))


@click.command()
@one_json_option
@click.pass_obj
def once(frame: Frame, as_lines: bool) -> None:
    """Fait tout le travail qui attend, puis s'arrête : pour cron et les scripts."""
    from guichet_bot import service  # noqa: PLC0415

    visit = service.once(frame.setup)
    told = {"received": visit.received, "handled": visit.handled, "sent": visit.sent, "troubles": visit.troubles}
    if as_lines:
        click.echo(as_json(told))
    else:
        done = _many(visit.handled, "traité"), _many(visit.sent, "envoyé")
        click.echo(f"{_many(visit.received, 'courrier reçu')}, {', '.join(done)}.")
        for trouble in visit.troubles:
            click.echo(str(trouble), err=True)
    if visit.troubles:
        sys.exit(NEEDS_A_PERSON if visit.permanent else TRY_AGAIN)
    if visit.parked:
        sys.exit(NEEDS_A_PERSON)


def _many(count: int, what: str) -> str:
    return f"{count} {what if count < 2 else ' '.join(f'{word}s' for word in what.split())}"


@click.command()
@click.option("--desk", "desk_name", metavar="NOM", help="Le guichet à qui ce courrier est adressé.")
@click.pass_obj
def receive(frame: Frame, desk_name: str | None) -> None:
    """Range un courrier lu sur l'entrée standard (tube d'un serveur de courrier). Code 75 : à présenter de nouveau."""
    try:
        raw = sys.stdin.buffer.read() if sys.stdin else b""
        if not raw.strip():
            click.echo("Rien sur l'entrée standard : aucun courrier à ranger.", err=True)
            sys.exit(USAGE)
        intake.from_pipe(open_ready(frame.settings.store_url), frame.desk(desk_name), raw, frame.now)
    except Exception as error:
        # Whatever broke, the mail must stay in the MTA's queue: any other code would bounce it.
        known = usage.trouble(error)
        click.echo(f"Courrier non rangé, à présenter de nouveau. {known.said if known else repr(error)}", err=True)
        sys.exit(TRY_AGAIN)
