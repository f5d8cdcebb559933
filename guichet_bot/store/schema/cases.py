"""Tables of questions and of what happens to them."""

import sqlalchemy as sa

from guichet_bot.core.model import EntryKind, OfferState, QuestionState, Role
from guichet_bot.store.schema.base import identity, index, json, metadata, moment, number, one_of, text, unique
from guichet_bot.store.types import Clock, StrTuple

question = sa.Table(
    "question",
    metadata,
    identity(),
    text("desk"),
    text("number"),
    one_of("state", QuestionState),
    text("subject"),
    text("buyer"),
    moment("opened_at"),
    text("buyer_name", default=""),
    text("structure", default=""),
    text("departement", default=""),
    text("topic", default=""),
    sa.Column("also", StrTuple, nullable=False, default=()),
    text("stage", default=""),
    text("request", default=""),
    sa.Column("live_tender", sa.Boolean, nullable=False, default=False),
    text("expert", default=""),
    moment("promised_at", null=True),
    moment("answered_at", null=True),
    moment("closed_at", null=True),
    text("closed_why", default=""),
    number("new_dates", default=0),
    number("lapses", default=0),
    number("level", default=0),
    sa.Column("clock", Clock, nullable=False, default=()),
    text("calendar", default=""),
    number("version", default=0),
    moment("wiped_at", null=True),  # no personal data since then
    sa.UniqueConstraint("desk", "number"),
    sqlite_autoincrement=True,
)
index("ix_question_state", question.c.desk, question.c.state)
index("ix_question_open", question.c.desk, question.c.buyer, where=question.c.state != sa.literal_column("'closed'"))
index("ix_question_buyer", question.c.buyer)
index("ix_question_opened", question.c.desk, question.c.opened_at)
index(
    "ix_question_answered",
    question.c.desk,
    question.c.topic,
    question.c.answered_at,
    where=question.c.answered_at.is_not(None),
)
index("ix_question_identified", question.c.closed_at, where=question.c.wiped_at.is_(None))

counter = sa.Table("counter", metadata, text("desk", key=True), number("year", key=True), number("last"))

entry = sa.Table(
    "entry",
    metadata,
    identity(),
    sa.Column("question_id", sa.BigInteger, sa.ForeignKey(question.c.id), nullable=False),
    moment("at"),
    one_of("kind", EntryKind),
    one_of("role", Role),
    text("author"),
    text("text"),
    number("inbound_id", null=True),
    sqlite_autoincrement=True,
)
index("ix_entry_question", entry.c.question_id)
index("ix_entry_author", entry.c.author)

offer = sa.Table(
    "offer",
    metadata,
    identity(),
    sa.Column("question_id", sa.BigInteger, sa.ForeignKey(question.c.id), nullable=False),
    text("expert"),
    one_of("state", OfferState),
    moment("offered_at"),
    moment("ended_at", null=True),
    text("desk"),
    sa.Column("why", StrTuple, nullable=False, default=()),
    sqlite_autoincrement=True,
)
unique("uq_offer_open", offer.c.question_id, offer.c.expert, where=offer.c.state == sa.literal_column("'open'"))
index("ix_offer_question", offer.c.question_id)
index("ix_offer_desk_open", offer.c.desk, offer.c.expert, where=offer.c.state == sa.literal_column("'open'"))
index("ix_offer_month", offer.c.desk, offer.c.offered_at)

timer = sa.Table(
    "timer",
    metadata,
    text("desk", key=True),
    text("subject", key=True),
    text("kind", key=True),
    moment("due_at"),
    number("step", default=0),
)
index("ix_timer_due", timer.c.due_at)

event = sa.Table(
    "event",
    metadata,
    identity(),
    text("desk"),
    number("question_id", null=True),
    number("inbound_id", null=True),
    moment("at"),
    text("kind"),
    json("data"),
    sqlite_autoincrement=True,
)
index("ix_event_desk", event.c.desk, event.c.id)
index("ix_event_question", event.c.question_id)
index("ix_event_at", event.c.at)

calendar = sa.Table("calendar", metadata, text("key", key=True), text("json"))

undo = sa.Table(
    "undo",
    metadata,
    text("code", key=True),
    text("desk"),
    text("by"),
    moment("at"),
    text("what"),
    json("images"),
    moment("used_at", null=True),
)
