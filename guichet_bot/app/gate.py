"""The one gate that every letter passes: budgets per address, per question and for the whole desk stop any storm.

A letter over a budget is kept in the outbox as "held", never dropped; the operator is told once an hour.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from guichet_bot.app import alarm
from guichet_bot.app.setup import Setup
from guichet_bot.core.known import Office
from guichet_bot.core.model import Desk, Role
from guichet_bot.store import outbox, pausing, restored, suppressions, tallies
from guichet_bot.store.engine import Tx
from guichet_bot.store.outbox import NewLetter

BUCKET_SECONDS = 300
BUCKETS = 12  # a sliding hour
OUTSIDE = (Role.BUYER, Role.EXPERT)


def bucket(now: datetime) -> int:
    """The number of the five minutes in which this instant lies."""
    return int(now.timestamp()) // BUCKET_SECONDS


def let_through(tx: Tx, setup: Setup, office: Office, letters: list[NewLetter], now: datetime) -> None:
    """Add these letters to the outbox: queued, held when over a budget, kept or cancelled when the address is
    suppressed; in doubt while a restored store has not been compared with the mailbox, for they may have left before.
    """
    desk = office.desk
    tx.lock(f"gate:{desk.name}")  # from the count to its change: two workers that read the same count would both pass
    silent = suppressions.of(tx, desk.name, sorted({letter.rcpt for letter in letters}), now)
    scopes = sorted({scope for letter in letters for scope in scopes_of(letter)})
    counts = Counter(tallies.read(tx, desk.name, scopes, bucket(now) - BUCKETS + 1))
    rows = []
    for letter in letters:
        over = crossed(letter, counts, desk)
        if letter.rcpt in silent:
            rows.append(unreachable(letter, silent[letter.rcpt].why))
        elif office.restored:
            rows.append(replace(letter, state="unsure", response=restored.WHY))
        elif over:
            rows.append(replace(letter, state="held", response=over))
        elif office.paused and letter.role in OUTSIDE:
            rows.append(replace(letter, state="held", response=pausing.WHY))
        else:
            counts.update(scopes_of(letter))
            rows.append(letter)
    new = added(tx, rows)
    passed = Counter(scope for letter in new if letter.state == "queued" for scope in scopes_of(letter))
    if passed:
        tallies.add_many(tx, desk.name, bucket(now), passed)
    held = [
        letter for letter in new if letter.state == "held" and letter.response not in (pausing.WHY, suppressions.WHY)
    ]
    if held:
        alarm.storm(tx, setup, desk.name, held[0], now)


def unreachable(letter: NewLetter, why: str) -> NewLetter:
    """A letter to a suppressed address: an answer waits until its reader writes again, anything else is out of date."""
    if letter.kind in suppressions.KEPT:
        return replace(letter, state="held", response=suppressions.WHY)
    return replace(letter, state="cancelled", response=why)


def added(tx: Tx, rows: list[NewLetter]) -> list[NewLetter]:
    """Add to the outbox; those that were not there yet. A letter written once more (the hundredth report that one and
    the same letter came back) neither leaves nor counts, or it would use up the budget of a question."""
    ids = outbox.add(tx, rows)
    if len(ids) == len(rows):
        return rows
    keys = {row.key for one in ids if (row := outbox.get(tx, one))}
    return [letter for letter in rows if letter.key in keys]


def scopes_of(letter: NewLetter) -> tuple[str, ...]:
    """The budgets that a letter counts towards: its address, its question, its desk."""
    address = f"to:{letter.rcpt}"
    return (address, f"question:{letter.question_id}", "desk") if letter.question_id else (address, "desk")


def crossed(letter: NewLetter, counts: Counter[str], desk: Desk) -> str:
    """The budget that this letter would break, in French; "" when it may pass. People wait for answers: the desk's
    own staff count towards the desk only, so that a busy day of theirs is no storm."""
    limits = desk.limits
    staff = {one.email for one in desk.coordinators}
    if counts["desk"] >= limits.letters_per_desk:
        return f"plus de {limits.letters_per_desk} courriers du guichet en une heure"
    if letter.rcpt not in staff and counts[f"to:{letter.rcpt}"] >= limits.letters_per_address:
        return f"plus de {limits.letters_per_address} courriers à {letter.rcpt} en une heure"
    if letter.question_id and counts[f"question:{letter.question_id}"] >= limits.letters_per_question:
        return f"plus de {limits.letters_per_question} courriers pour une même question en une heure"
    return ""
