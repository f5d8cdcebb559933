"""Other rules tried on the mails of the past: what they would change. Nothing is kept, nothing leaves."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guichet_bot.core.mail.author import behind_desk
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Desk
from guichet_bot.core.triage.replay import Before, Reading, differences, recorded, reread
from guichet_bot.core.triage.rules import Rules
from guichet_bot.store import raws
from guichet_bot.store import replay as archive
from guichet_bot.store.engine import Store, Tx
from guichet_bot.store.looking import looking
from guichet_bot.store.replay import Decided

BATCH = 200  # mails a look; their bytes are read one mail at a time


@dataclass(frozen=True, slots=True)
class Changed:
    """A mail that would be decided otherwise: `changes` maps what changes to (then, now).

    `corrected` is the topic that a coordinator has given its question since, "" for none.
    """

    mail: Decided
    changes: dict[str, tuple[Any, Any]]
    new: Reading
    corrected: str


@dataclass(slots=True)
class Tally:
    """`read` mails were tried again, `questions` of them had opened one. `gone`: their bytes are no longer kept;
    `untold`: nothing that rules decide was written down. `corrections` of topics by coordinators since: how many
    there are, how many the decision of then and the new rules find."""

    read: int = 0
    questions: int = 0
    changed: int = 0
    gone: int = 0
    untold: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    corrections: int = 0
    found: int = 0


def replay(store: Store, desk: Desk, rules: Rules, since: datetime, tally: Tally) -> Iterator[Changed]:
    """Each mail received since then that these rules would decide otherwise, oldest first; `tally` counts all of them.

    Each batch is a look of its own, so that a long rehearsal never stands in the way of the desk at work.
    """
    after = 0
    while True:
        with looking(store) as tx:
            rows = archive.decided(tx, desk.name, since, after, BATCH)
            found = [changed for row in rows if (changed := _again(tx, desk, rules, row, tally))]
        if not rows:
            return
        yield from found
        after = rows[-1].id


def _again(tx: Tx, desk: Desk, rules: Rules, row: Decided, tally: Tally) -> Changed | None:
    raw = raws.get(tx, row.sha256) if row.sha256 else None
    old = recorded(row.trace)
    if raw is None or old is None or row.trace is None:
        tally.gone += raw is None
        tally.untold += raw is not None
        return None
    then = row.handled_at or row.received_at
    earlier = [Before(*one) for one in archive.before(tx, desk.name, row.sender, row.question_id, then)]
    new = reread(behind_desk(parse(raw), desk), desk, rules, row.trace, earlier, then)
    tally.read += 1
    tally.questions += old.topic is not None
    corrected = row.topic if old.topic is not None and row.topic and row.topic != old.topic else ""
    tally.corrections += bool(corrected)
    tally.found += bool(corrected) and new.topic == corrected
    changes = differences(old, new)
    if not changes:
        return None
    tally.changed += 1
    tally.by_kind.update(changes.keys())
    return Changed(row, changes, new, corrected)
