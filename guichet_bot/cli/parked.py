"""parked: received mails that our own bug or a doubt keeps from being handled."""

import sys
from collections.abc import Callable
from dataclasses import asdict

import click

from guichet_bot.cli import words
from guichet_bot.cli.codes import NEEDS_A_PERSON, USAGE
from guichet_bot.cli.frame import NUMBER, Frame, as_json, desk_option, json_option, one_json_option, show
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import InboundState
from guichet_bot.store import inbound, raws
from guichet_bot.store.engine import Tx
from guichet_bot.store.inbound import InboundRow

COLUMNS = (
    ("id", "nº"),
    ("state", "état"),
    ("received_at", "reçu le"),
    ("sender", "de"),
    ("subject", "objet"),
    ("reason", "pourquoi"),
)


@click.group()
def parked() -> None:
    """Le courrier mis de côté (panne) ou retenu (doute)."""


@parked.command("list")
@desk_option
@json_option
@click.pass_obj
def list_(frame: Frame, desk_name: str | None, as_lines: bool) -> None:
    """Montre ce qui attend une décision, le plus ancien d'abord."""
    names = frame.some(desk_name)
    with frame.store.read() as tx:
        rows = [
            row
            for name in names
            for state in (InboundState.PARKED, InboundState.HELD)
            for row in inbound.list_by_state(tx, name, state)
        ]
    told = (plain(row) for row in rows)
    french = {"state": words.INBOUND}
    show(told, COLUMNS, as_lines=as_lines, empty="Rien n'attend.", zone=frame.zone, words=french)


@parked.command("show")
@click.argument("number", metavar="Nº", type=NUMBER)
@click.option("--raw", "as_raw", is_flag=True, help="Les octets tels que reçus.")
@one_json_option
@click.pass_obj
def show_one(frame: Frame, number: int, as_raw: bool, as_lines: bool) -> None:
    """Montre un courrier reçu."""
    with frame.store.read() as tx:
        row = inbound.get(tx, number)
        raw = raws.get(tx, row.sha256) if row else None
    if row is None:
        click.echo(f"Le courrier {number} n'existe pas.", err=True)
        sys.exit(USAGE)
    if raw is None:
        click.echo("Ses octets ont été effacés (durée de conservation).", err=True)
        sys.exit(NEEDS_A_PERSON)
    if as_raw:
        sys.stdout.buffer.write(raw)
        return
    mail = parse(raw)
    if as_lines:
        click.echo(as_json(plain(row) | {"sender_name": mail.sender.name, "text": mail.text}))
        return
    click.echo(f"De : {mail.sender.name} <{mail.sender.address}>\nObjet : {mail.subject}")
    ended = f", {words.CAUSES[row.cause]}" if row.cause and row.state is InboundState.DONE else ""
    why = f"Pourquoi : {row.reason}\n" if row.reason else ""
    click.echo(f"État : {words.INBOUND[row.state]}{ended}\n{why}\n{mail.text}")


@parked.command()
@click.argument("numbers", metavar="Nº...", nargs=-1, type=NUMBER, required=True)
@click.pass_obj
def retry(frame: Frame, numbers: tuple[int, ...]) -> None:
    """Traite de nouveau. Un courrier retenu passe alors sans contrôle d'expéditeur."""
    each(frame, numbers, inbound.release, "sera traité au prochain passage")


@parked.command()
@click.argument("numbers", metavar="Nº...", nargs=-1, type=NUMBER, required=True)
@click.pass_obj
def discard(frame: Frame, numbers: tuple[int, ...]) -> None:
    """N'en fait rien : le courrier est classé sans suite."""
    each(frame, numbers, lambda tx, number: inbound.discard(tx, number, frame.now), "est classé sans suite")


def each(frame: Frame, numbers: tuple[int, ...], do: Callable[[Tx, int], bool], said: str) -> None:
    """Do it to each mail; exit code 1 when one of them waits for no decision."""
    refused = False
    with frame.store.begin() as tx:
        for number in numbers:
            if do(tx, number):
                click.echo(f"Le courrier {number} {said}.")
            else:
                click.echo(f"Le courrier {number} n'attend aucune décision : rien de changé.", err=True)
                refused = True
    if refused:
        sys.exit(NEEDS_A_PERSON)


def plain(row: InboundRow) -> dict[str, object]:
    """The keys of `parked list --json`."""
    kept = ("id", "desk", "state", "cause", "received_at", "sender", "subject", "reason", "attempts", "question_id")
    return {key: value for key, value in asdict(row).items() if key in kept}
