"""status: ages and counts, and whether somebody must look."""

import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import click

from guichet_bot.cli import words
from guichet_bot.cli.codes import NEEDS_A_PERSON
from guichet_bot.cli.frame import Frame, as_json, json_option
from guichet_bot.core.model import InboundState
from guichet_bot.store import heartbeats, inbound, outbox, pausing, questions, restored, suppressions, switches, timers

LATE = timedelta(minutes=30)  # work that waits longer than this means that nobody does it
COUNTS = (
    ("inbound", "Courrier reçu", words.INBOUND),
    ("outbox", "Courriers écrits", words.OUTBOX),
    ("questions", "Questions", words.QUESTIONS),
)


@click.command()
@json_option
@click.pass_obj
def status(frame: Frame, as_lines: bool) -> None:
    """Âges et nombres : courrier reçu, courriers à envoyer, questions. Code 1 si quelqu'un doit regarder."""
    told = gather(frame)
    if as_lines:
        click.echo(as_json(told))
    else:
        show(told, frame)
    sys.exit(0 if told["healthy"] else NEEDS_A_PERSON)


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
        told: dict[str, Any] = {
            "inbound": inbounds,
            "outbox": letters,
            "questions": cases,
            "timers_due": timers.due_count(tx, now),
            "oldest": {
                "inbound": inbound.oldest(tx, InboundState.NEW),
                "parked": inbound.oldest(tx, InboundState.PARKED),
                "held": inbound.oldest(tx, InboundState.HELD),
                "outbox": outbox.oldest(tx),
            },
            "heartbeats": heartbeats.all(tx),
            "paused": {desk: who for desk in frame.names if (who := switches.get_all(tx, desk).get("paused"))},
            "restored": [desk for desk in frame.names if restored.to_compare(tx, desk)],
            "kept": sum(pausing.kept(tx, desk) for desk in frame.names),
            "silenced": sum(len(suppressions.listing(tx, desk, now)) for desk in frame.names),
        }
    wrong = [*_stuck(told), *_waiting(told, frame), *_stopped(told, frame)]
    return told | {"wrong": wrong, "healthy": not wrong}


def _stuck(told: Mapping[str, Any]) -> Iterator[str]:
    """What only a person moves on."""
    letters = told["outbox"]
    over_budget = letters.get("held", 0) - told["kept"]  # the pause lets its own go, nobody else should
    for many, said in (
        (told["inbound"].get("parked", 0), "mis de côté : guichet-bot parked list"),
        (letters.get("unsure", 0), "à l'envoi incertain : guichet-bot outbox list --state incertain"),
        (letters.get("failed", 0), "au destinataire refusé : guichet-bot outbox list --state refusé"),
        (over_budget, "à l'envoi retenu : guichet-bot outbox list --state retenu"),
    ):
        if many > 0:
            yield f"{_mails(many)} {said}"
    for desk in told["restored"]:
        yield f"le guichet {desk} n'a pas été comparé à sa boîte depuis la restauration, rien ne part : db rejoin"
    for desk, who in told["paused"].items():
        yield f"le guichet {desk} est en pause depuis l'ordre de {who} : « reprendre », par courriel, y met fin"


def _waiting(told: Mapping[str, Any], frame: Frame) -> Iterator[str]:
    for name, what in (("inbound", "du courrier reçu"), ("outbox", "un courrier à envoyer")):
        since = told["oldest"][name]
        if since is not None and frame.now - since > LATE:
            yield f"{what} attend depuis le {frame.moment(since)}"


def _stopped(told: Mapping[str, Any], frame: Frame) -> Iterator[str]:
    """Who used to work and gives no sign of life any more; before the first day nobody does."""
    late = {name: at for name, at in told["heartbeats"].items() if frame.now - at > LATE}
    if "schedule" in late:
        yield f"le service ne tourne plus depuis le {frame.moment(late['schedule'])} : guichet-bot run"
        return
    if "handle" in late:
        yield f"le courrier reçu n'est plus traité depuis le {frame.moment(late['handle'])}"
    for one in frame.settings.desks:
        name, worker = one.desk.name, f"mailbox:{one.desk.name}"
        if one.mailbox is not None and worker in late:
            yield f"la boîte du guichet {name} n'est plus lue depuis le {frame.moment(late[worker])}"
        elif one.mailbox is not None and told["heartbeats"] and worker not in told["heartbeats"]:
            yield f"la boîte du guichet {name} n'a encore jamais été lue : guichet-bot check --online"
        if one.smtp is not None and f"send:{name}" in late:
            yield f"le guichet {name} n'envoie plus rien depuis le {frame.moment(late[f'send:{name}'])}"


def _add(total: dict[str, int], counts: Any) -> None:
    for state, count in counts.items():
        total[str(state)] = total.get(str(state), 0) + count


def _mails(many: int) -> str:
    return "1 courrier" if many == 1 else f"{many} courriers"


def show(told: Mapping[str, Any], frame: Frame) -> None:
    for key, title, french in COUNTS:
        found = told[key]
        counts = ", ".join(f"{said} {found[state]}" for state, said in french.items() if found.get(state)) or "rien"
        click.echo(f"{title} : {counts}")
    click.echo(f"Échéances à traiter maintenant : {told['timers_due']}")
    for name, at in sorted(told["heartbeats"].items()):
        click.echo(f"Dernier signe de vie, {words.beat(name)} : {frame.moment(at)}")
    if not told["heartbeats"]:
        click.echo("Le service n'a encore jamais tourné : guichet-bot run.")
    if told["silenced"]:
        click.echo(f"Adresses à qui plus rien ne part : {told['silenced']} (guichet-bot outbox silent)")
    for line in told["wrong"]:
        click.echo(f"À voir : {line}")
    click.echo("Tout va bien." if told["healthy"] else "Quelqu'un doit regarder.")
