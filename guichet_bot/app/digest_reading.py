"""What the morning's letters are made from, read from the store: bounded, by index."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guichet_bot.app.setup import Setup
from guichet_bot.core.decide.aside import told_its_author
from guichet_bot.core.known import Case, Office
from guichet_bot.core.reports.scene import (
    OPENED,
    OUT_OF_SCOPE,
    TOLD,
    Asked,
    Happened,
    HeldMail,
    News,
    Scene,
)
from guichet_bot.core.reports.structures import structure
from guichet_bot.core.triage import recurring
from guichet_bot.store import digests, events, history, inbound, questions, reports
from guichet_bot.store.engine import Tx

FIRST = timedelta(days=1)  # what a new coordinator's first digest tells
SETTLING = timedelta(minutes=1)  # longer than any intake takes to commit
MOST_OPEN, MOST_HELD = 500, 100
MOST_ASKED = 5000
MOST_COMPARED = 600  # questions looked at for what comes back
MOST_TRACES = 60


@dataclass(frozen=True, slots=True)
class Upto:
    """The last event and the last received mail that are told; `at` is when (None: nothing was told yet).

    `letter`: one told it then; False when every morning so far was silent, and what came since is still to be told.
    """

    event: int
    inbound: int
    at: datetime | None = None
    letter: bool = True


def scene(setup: Setup, office: Office, now: datetime, today: date, *, with_groups: bool) -> tuple[Scene, Upto]:
    """The desk as all its coordinators see it, and how far this morning tells. Reads only.

    PostgreSQL gives ids before they are committed: events are waited for, and mails of the last minute are left to
    the next morning, so that a cursor passes over none.
    """
    desk = office.desk.name
    with setup.store.read() as tx:
        upto = Upto(events.max_id(tx, desk), reports.last_inbound(tx, desk, _settled(tx, now)), now)
    with setup.store.read() as tx:
        opened = reports.open_questions(tx, desk, MOST_OPEN)
        held = inbound.held(tx, desk, MOST_HELD)
        asked = [
            one
            for one in reports.received(tx, desk, now - recurring.PERIOD, MOST_ASKED)
            if one.closed_why != OUT_OF_SCOPE and one.at <= now
        ]
        compared = asked[:MOST_COMPARED] if with_groups else []
        texts = reports.first_texts(tx, [one.id for one in compared])
    evidence = [
        recurring.Asked(one.number, structure(one.buyer), one.at, one.topic, f"{one.subject}\n{texts.get(one.id, '')}")
        for one in compared
    ]
    return (
        Scene(
            office=office,
            now=now,
            today=today,
            open=tuple(opened),
            held=tuple(
                HeldMail(
                    one.id,
                    one.sender,
                    one.subject,
                    one.reason,
                    one.received_at,
                    one.question_id,
                    late="late_offers" in (one.trace or {}),
                )
                for one in held
                if not told_its_author(one.sender, one.reason, office)
            ),
            asked=tuple(Asked(one.at, one.topic) for one in asked),
            groups=recurring.recurring(evidence, now),
        ),
        upto,
    )


def _settled(tx: Tx, now: datetime) -> datetime:
    """Mails received before this instant are all committed. SQLite's writers take turns: whatever is there is."""
    return now - SETTLING if tx.postgres else now + SETTLING


def cursor(tx: Tx, desk: str, rcpt: str, now: datetime, upto: Upto) -> Upto:
    """How far this recipient has been told; a new one is told the last day."""
    last = digests.last(tx, desk, "digest", rcpt)
    if last is None:
        since = now - FIRST
        return Upto(reports.last_event(tx, desk, since, upto.event), reports.last_inbound(tx, desk, since))
    written, first = digests.last_written(tx, desk, "digest", rcpt), digests.first(tx, desk, "digest", rcpt)
    at = written.at if written else (first or last).at - FIRST
    return Upto(last.cursor_event, last.cursor_inbound, at, letter=written is not None)


def news(tx: Tx, scene: Scene, told: Upto, upto: Upto) -> News:
    """What happened after `told`, up to `upto`."""
    desk = scene.office.desk.name
    happened = [
        Happened(one.kind, one.question_id, one.inbound_id, one.data)
        for one in events.since(tx, desk, told.event, upto.event, TOLD)
    ]
    spoken = {one.question for one in happened if one.question} | {one.question for one in scene.held if one.question}
    opened = {one.inbound: one.question for one in happened[-MOST_TRACES:] if one.kind == OPENED and one.inbound}
    traces = reports.traces(tx, opened)
    return News(
        since=told.at,
        since_letter=told.letter,
        happened=tuple(happened),
        questions=reports.by_ids(tx, desk, spoken),
        triage={opened[mail] or 0: (trace or {}).get("triage") or {} for mail, trace in traces.items()},
        ends=reports.ends(tx, desk, told.inbound, upto.inbound),
        unfinished=reports.unfinished(tx, desk, told.inbound),
    )


def held_by(tx: Tx, desk: str, expert: str) -> tuple[Case, ...]:
    """The cases whose open offer this expert holds."""
    return tuple(questions.cases(tx, desk, history.held_by(tx, desk, expert)).values())
