"""A desk whose mornings are looked at: what happens to it is written straight into its store."""

import itertools
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from guichet_bot import service
from guichet_bot.app import digest
from guichet_bot.app.applying import Applying
from guichet_bot.app.office import Offices
from guichet_bot.config.settings import DeskSettings, Retention, Service, Settings
from guichet_bot.core import effects as fx
from guichet_bot.core.model import Cause, ClockEvent, Desk, EntryKind, Expert, InboundState, OfferState, Role
from guichet_bot.store import digests, inbound, outbox, raws
from guichet_bot.store.digests import DigestRun
from tests.fixtures.builders import ANNE, BRUNO, BUYER, CAMILLE, TOPIC, desk, expert, paris

_numbers = itertools.count(1)


class Letter:
    """A letter of the outbox: kind, reader, subject and both bodies."""

    def __init__(self, row: outbox.OutboxRow) -> None:
        mail = message_from_bytes(row.raw, policy=policy.default)
        self.kind, self.to, self.subject, self.raw, self.mail = row.kind, row.rcpt, row.subject, row.raw, mail
        self.state = row.state
        plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert plain is not None and html is not None
        self.text = str(plain.get_content()).replace("\u00a0", " ")
        self.html = str(html.get_content()).replace("\u00a0", " ")

    @property
    def flat(self) -> str:
        """The text without its line breaks."""
        return " ".join(self.text.split())


class MorningDesk:
    """`url` of a store that has the schema."""

    def __init__(self, url: str, *experts: Expert, **changes: Any) -> None:
        self.desk: Desk = desk(**changes)
        people = experts or (expert(ANNE), expert(BRUNO))
        self.settings = Settings(Path("."), url, Service(), Retention(), (DeskSettings(self.desk, people),))
        self.setup = service.build(self.settings, paris("2026-04-01"))

    def restart(self) -> None:
        self.setup.store.close()
        self.setup = service.build(self.settings, paris("2026-04-01"))

    def run(self, now: datetime) -> int:
        return digest.run_due(self.setup, now)

    def applied(self, now: datetime, *effects: fx.Effect, inbound_id: int | None = None) -> Applying:
        """These effects carried out; letters they order are not written."""
        with self.setup.store.begin() as tx:
            offices = Offices(tx, self.setup, now)
            applying = Applying(tx, self.setup, offices, self.desk.name, now, f"c{next(_numbers)}", None, inbound_id)
            applying.carry_out(effects)
            applying.flush()
        return applying

    def mail(self, now: datetime, cause: Cause | None = Cause.AUTOMATIC, **settled: Any) -> int:
        """A received mail that ended so; None: it waits to be read."""
        with self.setup.store.begin() as tx:
            uid = next(_numbers)
            sha = raws.put(tx, f"mail {uid}".encode(), now)
            added = inbound.add(tx, self.desk.name, "INBOX", 1, uid, "imap", sha, 10, now)
            assert added is not None
            if cause is Cause.PARKED:
                inbound.park(tx, added, "une erreur", now)
            elif cause is not None:
                state = InboundState.HELD if cause is Cause.HELD else InboundState.DONE
                inbound.settle(tx, added, state, cause, now=now, **settled)
        return added

    def question(self, now: datetime, subject: str, holder: str = ANNE, **changes: Any) -> int:
        """A question that came by mail and is offered to `holder`, or held by the coordinators when it is ""."""
        values: dict[str, Any] = {
            "buyer": BUYER,
            "buyer_name": "Claire Petit",
            "subject": subject,
            "text": subject,
            "opened_at": now,
            "promised_at": paris("2026-12-31", 17),
            "clock": (ClockEvent(now, "start"),),
            "state": "offered" if holder else "coordination",
            "topic": TOPIC,
            "expert": holder,
        }
        trace = {"triage": {"topic": TOPIC, "confident": True, "topics": [{"id": TOPIC, "score": 9.0, "why": []}]}}
        came = self.mail(now, Cause.QUESTION, subject=subject, sender=BUYER, trace=trace)
        offer = (fx.MakeOffer(None, holder),) if holder else ()
        opened = self.applied(now, fx.OpenQuestion(**values | changes), *offer, inbound_id=came).opened
        assert opened is not None
        return opened

    def answered(self, now: datetime, question: int, who: str = ANNE) -> None:
        self.mail(now, Cause.ANSWER, question_id=question)
        self.applied(
            now,
            fx.AddEntry(question, EntryKind.ANSWER, Role.EXPERT, who, "Oui."),
            fx.ChangeQuestion(question, {"state": "answered", "answered_at": now}),
            fx.EndOffer(question, who, OfferState.ANSWERED),
        )

    def letters(self, to: str = CAMILLE) -> list[Letter]:
        """What was written to this reader, oldest first."""
        with self.setup.store.read() as tx:
            rows = outbox.listing(tx, self.desk.name)
        return [Letter(row) for row in sorted(rows, key=lambda row: row.id) if row.rcpt == to]

    def last(self, to: str = CAMILLE) -> Letter:
        return self.letters(to)[-1]

    def runs(self, to: str = CAMILLE) -> list[DigestRun]:
        with self.setup.store.read() as tx:
            return [one for one in digests.since(tx, self.desk.name, date(2026, 1, 1)) if one.rcpt == to]

    def save_lines(self, lines: dict[str, str], at: datetime, to: str = CAMILLE) -> None:
        with self.setup.store.begin() as tx:
            digests.save_lines(tx, self.desk.name, to, lines, at)

    def lines(self, since: datetime, to: str = CAMILLE) -> dict[str, str]:
        with self.setup.store.read() as tx:
            return digests.lines(tx, self.desk.name, to, since)
