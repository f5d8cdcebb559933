"""outbox: the letters, and what only a person may decide about one."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

import click

from guichet_bot.cli import words
from guichet_bot.cli.codes import NEEDS_A_PERSON
from guichet_bot.cli.frame import NUMBER, Frame, desk_option, json_option, limit_option, show
from guichet_bot.store import outbox as letters
from guichet_bot.store import pausing, restored, suppressions
from guichet_bot.store.outbox import OutboxRow

COLUMNS = (
    ("id", "nº"),
    ("state", "état"),
    ("kind", "sorte"),
    ("rcpt", "à"),
    ("subject", "objet"),
    ("created_at", "écrit le"),
    ("next_at", "pas avant"),
    ("attempts", "essais"),
    ("response", "réponse"),
)
SILENT_COLUMNS = (("address", "adresse"), ("until", "jusqu'au"), ("why", "pourquoi"))
STATE = words.OneOf(words.OUTBOX)
FRENCH = {"state": words.OUTBOX, "kind": words.LETTERS}
MOST = 10_000  # letters that one command moves
_IDS = click.argument("ids", metavar="[Nº...]", nargs=-1, type=NUMBER)
_HELD = click.option("--held", is_flag=True, help="Tous ceux qu'une avalanche retient.")


@click.group()
def outbox() -> None:
    """Les courriers à envoyer et ce qu'ils deviennent."""


@outbox.command("list")
@desk_option
@click.option("--state", type=STATE, help=f"Seulement : {STATE.listed()}.")
@click.option("--unsure", "state", type=STATE, flag_value="unsure", help="Ceux dont l'envoi est incertain.")
@limit_option
@json_option
@click.pass_obj
def list_(frame: Frame, desk_name: str | None, state: str | None, limit: int, as_lines: bool) -> None:
    """Montre les courriers, les plus récents d'abord."""
    desk = frame.desk(desk_name) if desk_name else None
    with frame.store.read() as tx:
        rows = letters.listing(tx, desk, state, limit)
    told = [plain(row) if as_lines else readable(row, frame.now) for row in rows]
    show(told, COLUMNS, as_lines=as_lines, empty="Aucun courrier.", zone=frame.zone, words=FRENCH)


@outbox.command()
@_IDS
@_HELD
@click.pass_obj
def retry(frame: Frame, ids: tuple[int, ...], held: bool) -> None:
    """Envoie : un courrier incertain, refusé ou retenu."""
    settle(
        frame,
        chosen(frame, ids, held),
        ("unsure", "failed", "held", "queued"),
        "queued",
        "sera envoyé au prochain passage",
    )


@outbox.command()
@_IDS
@click.option("--restored", "all_restored", is_flag=True, help="Tous ceux qu'une restauration laisse en doute.")
@click.pass_obj
def confirm(frame: Frame, ids: tuple[int, ...], all_restored: bool) -> None:
    """Note qu'un courrier est arrivé : incertain, ou en doute depuis une restauration."""
    if not ids and not all_restored:
        raise click.UsageError("Donnez le numéro d'un courrier au moins, ou --restored.")
    if all_restored:
        kept = held_back(frame, lambda row: row.response == restored.WHY)
        if not kept:
            click.echo("Aucun courrier n'est en doute depuis une restauration.")
        ids = (*ids, *(one for one in kept if one not in ids))
    settle(frame, ids, ("unsure", "held"), "sent", "noté comme envoyé")


@outbox.command()
@_IDS
@_HELD
@click.pass_obj
def cancel(frame: Frame, ids: tuple[int, ...], held: bool) -> None:
    """N'envoie pas un courrier qui attend."""
    settle(frame, chosen(frame, ids, held), ("queued", "held", "unsure", "failed"), "cancelled", "ne partira pas")


def chosen(frame: Frame, ids: tuple[int, ...], held: bool) -> tuple[int, ...]:
    """The letters named, or all that a storm keeps back, oldest first."""
    if not ids and not held:
        raise click.UsageError("Donnez le numéro d'un courrier au moins, ou --held.")
    if not held:
        return ids
    kept = held_back(frame, lambda row: row.response not in (pausing.WHY, restored.WHY, suppressions.WHY))
    if not kept:
        click.echo("Aucun courrier n'est retenu par une avalanche.")
    return (*ids, *(one for one in kept if one not in ids))


def held_back(frame: Frame, which: Callable[[OutboxRow], bool]) -> list[int]:
    """The letters kept back of which this is true, oldest first."""
    with frame.store.read() as tx:
        rows = [row for desk in frame.names for row in letters.listing(tx, desk, "held", MOST)]
    return sorted(row.id for row in rows if which(row))


def settle(frame: Frame, ids: tuple[int, ...], allowed: tuple[str, ...], state: str, said: str) -> None:
    """Put each letter into `state`; one that is not in an allowed state stays as it is, and the exit code says so."""
    refused = False
    with frame.store.begin() as tx:
        for number in ids:
            row = letters.get(tx, number)
            if why := refusal(row, allowed, state):
                click.echo(f"Courrier {number} : rien de changé, {why}.", err=True)
                refused = True
                continue
            assert row is not None
            # A held letter keeps its moment: whoever it asks gets all his time, and nobody is woken at night.
            letters.set_state(tx, number, state, None if row.state == "held" else frame.now)
            click.echo(f"Courrier {number} à {row.rcpt} : {said}.")
    if refused:
        sys.exit(NEEDS_A_PERSON)


def refusal(row: OutboxRow | None, allowed: tuple[str, ...], state: str) -> str:
    """Why this letter cannot be put into that state; "" when it can."""
    if row is None:
        return "il n'existe pas"
    if row.state not in allowed:
        return f"son état est « {words.OUTBOX[row.state]} »"
    if state == "sent" and row.state == "held" and row.response != restored.WHY:
        return "il est retenu et n'est donc pas parti"
    if state == "queued" and row.state == "held" and row.response == pausing.WHY:
        return "le guichet est en pause, « reprendre » par courriel le fera partir"
    return ""


@outbox.command()
@desk_option
@json_option
@click.pass_obj
def silent(frame: Frame, desk_name: str | None, as_lines: bool) -> None:
    """Montre les adresses à qui plus rien ne part. Leur messagerie a refusé un courrier."""
    names = frame.some(desk_name)
    with frame.store.read() as tx:
        rows = [asdict(one) | {"desk": name} for name in names for one in suppressions.listing(tx, name, frame.now)]
    show(rows, SILENT_COLUMNS, as_lines=as_lines, empty="Le guichet écrit à toutes les adresses.", zone=frame.zone)


@outbox.command()
@click.argument("address", metavar="ADRESSE")
@desk_option
@click.pass_obj
def lift(frame: Frame, address: str, desk_name: str | None) -> None:
    """Le guichet écrit de nouveau à cette adresse."""
    desk, known = frame.desk(desk_name), address.strip().lower()
    with frame.store.begin() as tx:
        lifted = suppressions.lift(tx, desk, known)
    if not lifted:
        click.echo(f"Le guichet {desk} écrivait déjà à {known} : rien de changé.", err=True)
        sys.exit(NEEDS_A_PERSON)
    click.echo(f"Le guichet {desk} écrit de nouveau à {known} : les réponses gardées partent, le reste était annulé.")


def readable(row: OutboxRow, now: datetime) -> dict[str, object]:
    """A row without what is of no use to a reader: a server's word of a letter it took, a moment that has come."""
    done = {"response": ""} if row.state == "sent" else {}
    return plain(row) | done | {"next_at": row.next_at if row.state == "queued" and row.next_at > now else None}


def plain(row: OutboxRow) -> dict[str, object]:
    """A row for printing: everything but the bytes and the lease."""
    return {key: value for key, value in asdict(row).items() if key not in {"raw", "lease_until", "worker"}}
