"""The whole desk under random mail, time and restarts: what must hold after every step, whatever came before."""

import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from guichet_bot import service
from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.core.model import Coordinator, OfferState, QuestionState
from guichet_bot.store import questions, schema
from tests.fixtures.world import ANNE, BUYER, CANTINE, COORDINATOR, MARC, an_expert
from tests.scenario.month_desk import MonthDesk, Post
from tests.scenario.month_people import DESK, People

START = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
ZOE = "zoe.blanc@ccas.example"
BUYERS = (BUYER, "lucie.faure@cc-gaillac.example")
EXPERT_SAYS = (
    "Oui : demandez une preuve équivalente au label.",
    "je passe",
    "question : quel est le montant du marché ?",
    "Je regarde.",
    "note : à voir avec le CDG",
    "absent du 24 au 27 novembre",
    "transférer à Marc Petit",
    "faites au mieux\nclore",
)
BUYER_SAYS = ("Merci beaucoup !", "Le marché vaut 40 000 euros.", "Et pour les lots de moins de 10 000 euros ?")
COORDINATOR_SAYS = (
    "réattribuer Zoé Blanc",
    "prolonger 2j",
    "clore",
    "rouvrir",
    "pause",
    "reprendre",
    "thème textile-habillement",
    "simuler\nclore",
    "Voici ma réponse : c'est possible.",
)
RULES = cache(load_rules)
VACATION = {"Auto-Submitted": "auto-replied"}
REPORT = """\
From: MAILER-DAEMON@mx.example
To: {desk}
Return-Path: <>
Subject: Undelivered Mail Returned to Sender
Message-ID: <{count}.bounce@mx.example>
In-Reply-To: <{letter}>
References: <{letter}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Your letter could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

Message-ID: <{letter}>
To: {to}

--b--
"""


class Desk(RuleBasedStateMachine):
    """Mails come through the pipe, letters go to a relay that keeps them; the clock only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.temporary = tempfile.TemporaryDirectory()
        self.patched = patch.object(service, "load_rules", RULES)  # read once for all examples
        self.patched.start()
        team = (an_expert(ANNE, "Anne Vidal"), an_expert(MARC, "Marc Petit"), an_expert(ZOE, "Zoé Blanc"))
        coordinators = {"coordinators": (Coordinator(COORDINATOR, "Camille Roux"),)}
        self.desk = MonthDesk(Path(self.temporary.name), team, START, coordinators)
        self.people = People(self.desk, None)  # type: ignore[arg-type]  # nobody acts by himself here

    def teardown(self) -> None:
        self.desk.ends()
        self.patched.stop()
        self.temporary.cleanup()

    def comes(self, raw: bytes) -> None:
        self.desk.at(self.desk.now, raw)
        self.desk.takes_in()
        self.desk.works()

    def letters(self, *to: str) -> list[Post]:
        return [post for post in self.desk.posts if post.to in to and post.reply_to]

    def replied(self, post: Post, text: str, more: dict[str, str] | None = None) -> None:
        self.people.replies(Post(self.desk.now, post.to, post.mail, post.raw), text, 0, more)
        self.desk.takes_in()
        self.desk.works()

    @initialize()
    def begins(self) -> None:
        self.asks(BUYER)

    @rule(who=st.sampled_from(BUYERS))
    def asks(self, who: str) -> None:
        self.comes(self.people.write(who, "Cantine en régie", CANTINE))

    @rule(again=st.booleans())
    def a_machine_writes(self, again: bool) -> None:
        raw = self.people.write("lettre@annonces.example", "Nos offres", "Bonjour.", {"List-Id": "<n.example>"})
        self.comes(raw)
        if again:
            self.comes(b"X-Again: 1\r\n" + raw)

    @precondition(lambda self: self.letters(ANNE, MARC, ZOE))
    @rule(data=st.data(), text=st.sampled_from(EXPERT_SAYS))
    def an_expert_replies(self, data: Any, text: str) -> None:
        self.replied(data.draw(st.sampled_from(self.letters(ANNE, MARC, ZOE)[-6:])), text)

    @precondition(lambda self: self.letters(ANNE, MARC, ZOE))
    @rule(data=st.data())
    def an_expert_is_away(self, data: Any) -> None:
        post = data.draw(st.sampled_from(self.letters(ANNE, MARC, ZOE)[-6:]))
        until = self.desk.now.date() + timedelta(days=3)
        self.replied(post, f"Je suis absent jusqu'au {until:%d/%m/%Y}.", VACATION)

    @precondition(lambda self: self.letters(*BUYERS))
    @rule(data=st.data(), text=st.sampled_from(BUYER_SAYS))
    def a_buyer_replies(self, data: Any, text: str) -> None:
        self.replied(data.draw(st.sampled_from(self.letters(*BUYERS)[-6:])), text)

    @precondition(lambda self: self.letters(COORDINATOR))
    @rule(data=st.data(), text=st.sampled_from(COORDINATOR_SAYS))
    def a_coordinator_orders(self, data: Any, text: str) -> None:
        self.replied(data.draw(st.sampled_from(self.letters(COORDINATOR)[-6:])), text)

    @precondition(lambda self: self.desk.posts)
    @rule(data=st.data())
    def a_letter_comes_back(self, data: Any) -> None:
        post = data.draw(st.sampled_from(self.desk.posts[-6:]))
        self.people.count += 1
        about = {"desk": post.reply_to or DESK, "to": post.to, "letter": post.mail.message_id}
        self.comes(REPORT.format(count=self.people.count, **about).replace("\n", "\r\n").encode())

    @rule(hours=st.sampled_from((1, 5, 18, 30, 80)))
    def time_passes(self, hours: int) -> None:
        """At once, as after an outage: everything due in between is due now."""
        self.desk.now += timedelta(hours=hours)
        self.desk.works()

    @rule()
    def the_process_restarts(self) -> None:
        self.desk.ends()
        self.desk.starts()

    @invariant()
    def every_mail_has_one_end(self) -> None:
        with self.desk.store.read() as tx:
            ends = list(tx.execute(sa.select(schema.inbound.c.state, schema.inbound.c.cause)))
        assert len(ends) == self.desk.fed
        assert all(cause is not None and state in ("done", "held") for state, cause in ends), ends

    @invariant()
    def every_letter_is_written_and_sent_once(self) -> None:
        with self.desk.store.read() as tx:
            keys = list(tx.execute(sa.select(schema.outbox.c.key)).scalars())
        assert len(keys) == len(set(keys))
        sent = [post.mail.message_id for post in self.desk.posts]
        assert len(sent) == len(set(sent))

    @invariant()
    def an_address_that_failed_is_left_alone(self) -> None:
        """Nothing is queued for it, either."""
        with self.desk.store.read() as tx:
            silent = list(tx.execute(sa.select(schema.suppression.c.address, schema.suppression.c.until)))
            waiting = list(
                tx.execute(sa.select(schema.outbox.c.rcpt).where(schema.outbox.c.state == "queued")).scalars()
            )
        now = {who for who, until in silent if until is None or until > self.desk.now}
        assert not now & set(waiting)

    @invariant()
    def questions_agree_with_their_offers_and_timers(self) -> None:
        with self.desk.store.read() as tx:
            ids = [one.id for one in questions.listing(tx, "resocc")]
            cases = questions.cases(tx, "resocc", ids)
            rows = list(tx.execute(sa.select(schema.timer.c.subject, schema.timer.c.kind)))
        assert len(rows) == len(set(rows)), "one timer of a kind a subject"
        for number, case in cases.items():
            kinds = {kind for subject, kind in rows if subject == f"question:{number}"}
            state, clock = case.question.state, case.question.clock
            offers = [offer for offer in case.offers if offer.state is OfferState.OPEN]
            assert len(offers) <= 1, case
            if state is QuestionState.OFFERED:
                assert [offer.expert for offer in offers] == [case.question.expert]
                assert "offer" in kinds, "somebody looks after a silent expert"
            if state is QuestionState.WAITING:
                assert clock[-1].kind == "pause", clock
                assert kinds == {"wait_buyer"}
            if state in (QuestionState.OFFERED, QuestionState.COORDINATION):
                assert clock[-1].kind not in ("pause", "stop"), clock
            if state is QuestionState.ANSWERED:
                assert not offers
                assert kinds == {"silent"}
            if state is QuestionState.CLOSED:
                assert not offers
                assert kinds == set()


Desk.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a long story is read faster than it is shrunk
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestDesk = Desk.TestCase
