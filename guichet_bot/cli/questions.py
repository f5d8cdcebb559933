"""question: the cases; what changes one goes the way that orders by mail go."""

import sys
from typing import Any

import click

from guichet_bot.cli import words
from guichet_bot.cli.codes import USAGE
from guichet_bot.cli.frame import Frame, as_json, cell, desk_option, json_option, limit_option, one_json_option, show
from guichet_bot.core.model import Question, QuestionState
from guichet_bot.core.model.orders import Order, Verb
from guichet_bot.core.time.duration import parse_duration
from guichet_bot.store import outbox, questions

COLUMNS = (
    ("number", "numéro"),
    ("state", "état"),
    ("topic", "thème"),
    ("subject", "objet"),
    ("expert", "expert"),
    ("opened_at", "reçue le"),
    ("promised_at", "promise pour"),
)
STATE = words.OneOf(words.QUESTIONS)


@click.group()
def question() -> None:
    """Les questions."""


@question.command("list")
@desk_option
@click.option("--state", type=STATE, help=f"Seulement : {STATE.listed()}.")
@limit_option
@json_option
@click.pass_obj
def list_(frame: Frame, desk_name: str | None, state: str | None, limit: int, as_lines: bool) -> None:
    """Montre les questions, les plus récentes d'abord."""
    desk = frame.desk(desk_name) if desk_name else None
    with frame.store.read() as tx:
        found = questions.listing(tx, desk, QuestionState(state) if state else None, limit)
    rows = (plain(one) for one in found)
    french = {"state": words.QUESTIONS}
    show(rows, COLUMNS, as_lines=as_lines, empty="Aucune question.", zone=frame.zone, words=french)


@question.command("show")
@click.argument("number", metavar="NUMÉRO")
@desk_option
@one_json_option
@click.pass_obj
def show_one(frame: Frame, number: str, desk_name: str | None, as_lines: bool) -> None:
    """Montre une question, ses échanges et ses courriers."""
    told = whole(frame, number, desk_name)
    if as_lines:
        click.echo(as_json(told))
        return
    zone = frame.zone(told["desk"])
    for key, heading in COLUMNS:
        said = words.QUESTIONS[told[key]] if key == "state" else cell(told[key], zone)
        click.echo(f"{heading} : {said}".rstrip())
    for entry in told["entries"]:
        kind = words.ENTRIES[entry["kind"]]
        click.echo(f"\n— {cell(entry['at'], zone)}, {kind} ({entry['author']})\n{entry['text']}")
    click.echo()
    for letter in told["letters"]:
        kind, state = words.LETTERS[letter["kind"]], words.OUTBOX[letter["state"]]
        click.echo(f"· courrier nº {letter['id']}, {kind}, à {letter['rcpt']} : {state}")


def whole(frame: Frame, number: str, desk_name: str | None) -> dict[str, Any]:
    """The question with its entries, offers and letters. Exits with 2 when there is no such number."""
    with frame.store.read() as tx:
        for desk in frame.some(desk_name):
            found = questions.by_number(tx, desk, number.upper())
            if found is None:
                continue
            case = questions.cases(tx, desk, [found.id])[found.id]
            entries = [
                {"at": one.at, "kind": one.kind, "role": one.role, "author": one.author, "text": one.text}
                for one in case.entries
            ]
            offers = [
                {"expert": one.expert, "state": one.state, "offered_at": one.offered_at, "ended_at": one.ended_at}
                for one in case.offers
            ]
            letters = [
                {"id": one.id, "kind": one.kind, "rcpt": one.rcpt, "state": one.state, "sent_at": one.sent_at}
                for one in outbox.of_question(tx, found.id)
            ]
            return plain(found) | {"entries": entries, "offers": offers, "letters": letters}
    click.echo(f"La question {number} n'existe pas.", err=True)
    sys.exit(USAGE)


def plain(one: Question) -> dict[str, Any]:
    """The promised keys of `question list --json`, and a few more; None for what is not there."""
    return {
        "number": one.number,
        "desk": one.desk,
        "state": one.state.value,
        "subject": one.subject,
        "topic": one.topic or None,
        "also": list(one.also),
        "stage": one.stage or None,
        "buyer": one.buyer,
        "expert": one.expert or None,
        "opened_at": one.opened_at,
        "promised_at": one.promised_at,
        "answered_at": one.answered_at,
        "closed_at": one.closed_at,
        "live_tender": one.live_tender,
        "new_dates": one.new_dates,
        "lapses": one.lapses,
        "level": one.level,
    }


def give(frame: Frame, desk: str, order: Order) -> None:
    """An order needs the whole desk, with its rules: a listing does not wait for them."""
    from guichet_bot.cli import given  # noqa: PLC0415

    given.give(frame, desk, order)


@question.command()
@click.argument("number", metavar="NUMÉRO")
@click.argument("expert", metavar="EXPERT")
@desk_option
@click.pass_obj
def assign(frame: Frame, number: str, expert: str, desk_name: str | None) -> None:
    """Propose la question à cet expert (nom ou adresse)."""
    give(frame, frame.desk_of(number, desk_name), Order(Verb.ASSIGN, number.upper(), {"who": expert}))


@question.command()
@click.argument("number", metavar="NUMÉRO")
@click.argument("topic", metavar="THÈME")
@desk_option
@click.pass_obj
def topic(frame: Frame, number: str, topic: str, desk_name: str | None) -> None:
    """Corrige le thème."""
    give(frame, frame.desk_of(number, desk_name), Order(Verb.TOPIC, number.upper(), {"topic": topic}))


@question.command()
@click.argument("number", metavar="NUMÉRO")
@desk_option
@click.pass_obj
def close(frame: Frame, number: str, desk_name: str | None) -> None:
    """Clôt la question."""
    give(frame, frame.desk_of(number, desk_name), Order(Verb.CLOSE, number.upper()))


@question.command()
@click.argument("number", metavar="NUMÉRO")
@desk_option
@click.pass_obj
def reopen(frame: Frame, number: str, desk_name: str | None) -> None:
    """Rouvre la question."""
    give(frame, frame.desk_of(number, desk_name), Order(Verb.REOPEN, number.upper()))


@question.command()
@click.argument("number", metavar="NUMÉRO")
@click.argument("delay", metavar="DÉLAI")
@desk_option
@click.pass_obj
def extend(frame: Frame, number: str, delay: str, desk_name: str | None) -> None:
    """Prolonge le délai : 4h (heures ouvrées), 2d ou 2j (jours ouvrés)."""
    try:
        by = parse_duration(delay)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    give(frame, frame.desk_of(number, desk_name), Order(Verb.EXTEND, number.upper(), {"by": by}))


@question.command()
@click.argument("code", metavar="CODE")
@desk_option
@click.pass_obj
def undo(frame: Frame, code: str, desk_name: str | None) -> None:
    """Annule un ordre, par le code qu'il a donné."""
    give(frame, frame.desk(desk_name), Order(Verb.UNDO, "", {"code": code}))
