"""status: ages and counts, and whether somebody must look."""

import sys
from datetime import timedelta
from typing import Any

import click

from guichet_bot.cli.frame import Frame, as_json, json_option
from guichet_bot.core.model import InboundState
from guichet_bot.store import heartbeats, inbound, outbox, questions, timers

LATE = timedelta(minutes=30)  # work that waits longer than this means that nobody does it


@click.command()
@json_option
@click.pass_obj
def status(frame: Frame, as_lines: bool) -> None:
    """Âges et nombres : courrier reçu, courriers à envoyer, questions. Code 1 si quelqu'un doit regarder."""
    told = gather(frame)
    if as_lines:
        click.echo(as_json(told))
    else:
        show(told)
    sys.exit(0 if told["healthy"] else 1)


def gather(frame: Frame) -> dict[str, Any]:
    """Counts over all desks, the age of what waits, and what is wrong."""
    inbounds: dict[str, int] = {}
    letters: dict[str, int] = {}
    cases: dict[str, int] = {}
    now = frame.now
    with frame.store.read() as tx:
        for desk in frame.names:
            _add(inbounds, inbound.counts(tx, desk))
            _add(letters, outbox.counts(tx, desk))
            _add(cases, questions.counts(tx, desk))
        oldest = {
            "inbound": inbound.oldest(tx, InboundState.NEW),
            "parked": inbound.oldest(tx, InboundState.PARKED),
            "held": inbound.oldest(tx, InboundState.HELD),
            "outbox": outbox.oldest(tx),
        }
        due = timers.due_count(tx, now)
        beats = heartbeats.all(tx)
    wrong = []
    if inbounds.get("parked"):
        wrong.append(f"{inbounds['parked']} courrier(s) mis de côté : guichet-bot parked list")
    if letters.get("unsure"):
        wrong.append(f"{letters['unsure']} envoi(s) incertain(s) : guichet-bot outbox list --state unsure")
    if letters.get("failed"):
        wrong.append(f"{letters['failed']} envoi(s) refusé(s) : guichet-bot outbox list --state failed")
    if letters.get("held"):
        wrong.append(f"{letters['held']} courrier(s) retenu(s) : guichet-bot outbox list --state held")
    for name, what in (("inbound", "du courrier reçu"), ("outbox", "un courrier à envoyer")):
        since = oldest[name]
        if since is not None and now - since > LATE:
            wrong.append(f"{what} attend depuis le {since:%d/%m/%Y %H:%M} UTC")
    return {
        "inbound": inbounds,
        "outbox": letters,
        "questions": cases,
        "timers_due": due,
        "oldest": oldest,
        "heartbeats": beats,
        "wrong": wrong,
        "healthy": not wrong,
    }


def _add(total: dict[str, int], counts: Any) -> None:
    for state, count in counts.items():
        total[str(state)] = total.get(str(state), 0) + count


def show(told: dict[str, Any]) -> None:
    for key, title in (("inbound", "Courrier reçu"), ("outbox", "Courriers à envoyer"), ("questions", "Questions")):
        counts = ", ".join(f"{state} {count}" for state, count in sorted(told[key].items())) or "rien"
        click.echo(f"{title} : {counts}")
    click.echo(f"Échéances en attente : {told['timers_due']}")
    for name, at in sorted(told["heartbeats"].items()):
        click.echo(f"Dernier signe de {name} : {at:%d/%m/%Y %H:%M} UTC")
    for line in told["wrong"]:
        click.echo(f"À voir : {line}")
    click.echo("Tout va bien." if told["healthy"] else "Quelqu'un doit regarder.")
