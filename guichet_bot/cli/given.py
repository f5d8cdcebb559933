"""An order given on the command line: done, and said, as it would be by mail."""

import sys

import click

from guichet_bot.app import orders
from guichet_bot.cli.codes import USAGE
from guichet_bot.cli.frame import Frame
from guichet_bot.core.model.orders import Order


def give(frame: Frame, desk: str, order: Order) -> None:
    """Carry out one order; exit code 2 when it is refused."""
    done = orders.tell(frame.setup, desk, order, frame.now)
    said = done.said[:1].upper() + done.said[1:]
    if done.refused:
        click.echo(f"{said}. Rien n'a été fait.", err=True)
        sys.exit(USAGE)
    click.echo(f"{said}.")
    if done.code:
        click.echo(f"Pour revenir en arrière : guichet-bot question undo {done.code}")
