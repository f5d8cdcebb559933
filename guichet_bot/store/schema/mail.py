"""Tables of mail that comes in and goes out."""

import sqlalchemy as sa

from guichet_bot.core.model import Cause, InboundState, Role
from guichet_bot.store.schema.base import (
    content,
    identity,
    index,
    json,
    metadata,
    moment,
    number,
    one_of,
    text,
    unique,
)

raw = sa.Table(
    "raw",
    metadata,
    text("sha256", key=True),
    content("bytes"),
    number("size"),
    moment("at"),
)
index("ix_raw_at", raw.c.at)

mailbox = sa.Table(
    "mailbox",
    metadata,
    text("desk", key=True),
    text("folder", key=True),
    number("uidvalidity", key=True),
    number("floor_uid"),
    moment("first_contact_at"),
)

inbound = sa.Table(
    "inbound",
    metadata,
    identity(),
    text("desk"),
    text("folder"),
    number("uidvalidity"),
    number("uid"),
    text("source"),
    text("sha256"),
    number("size"),
    moment("received_at"),
    one_of("state", InboundState),
    one_of("cause", Cause, null=True),
    text("reason", default=""),
    number("attempts", default=0),
    moment("lease_until", null=True),
    text("worker", default=""),
    text("dedup", null=True),
    text("message_id", default=""),
    text("sender", default=""),
    text("subject", default=""),
    number("question_id", null=True),
    json("trace", null=True),
    moment("handled_at", null=True),
    sa.UniqueConstraint("desk", "folder", "uidvalidity", "uid"),
    sqlite_autoincrement=True,
)
unique(
    "uq_inbound_dedup",
    inbound.c.desk,
    inbound.c.dedup,
    where=sa.and_(inbound.c.cause != sa.literal_column("'duplicate'"), inbound.c.dedup.is_not(None)),
)
index("ix_inbound_new", inbound.c.id, where=inbound.c.state == sa.literal_column("'new'"))
index("ix_inbound_waiting", inbound.c.state, inbound.c.desk, where=inbound.c.state != sa.literal_column("'done'"))
index("ix_inbound_sender", inbound.c.desk, inbound.c.sender, inbound.c.received_at)
index("ix_inbound_handled", inbound.c.desk, inbound.c.handled_at)
index("ix_inbound_message_id", inbound.c.desk, inbound.c.message_id)
index("ix_inbound_sha256", inbound.c.sha256)
index("ix_inbound_question", inbound.c.question_id)

message_ref = sa.Table(
    "message_ref",
    metadata,
    text("desk", key=True),
    text("message_id", key=True),
    number("question_id"),
)
index("ix_message_ref_question", message_ref.c.question_id)

outbox = sa.Table(
    "outbox",
    metadata,
    identity(),
    text("desk"),
    text("key"),
    text("message_id"),
    number("question_id", null=True),
    text("kind"),
    one_of("role", Role),
    text("rcpt"),
    text("sender"),
    text("subject"),
    content("raw"),
    text("state"),
    text("phase", default="none"),
    number("attempts", default=0),
    moment("next_at"),
    moment("lease_until", null=True),
    text("worker", default=""),
    text("response", default=""),
    moment("created_at"),
    moment("sent_at", null=True),
    number("doubts", default=0),
    sa.UniqueConstraint("desk", "key"),
    sa.UniqueConstraint("desk", "message_id"),
    sqlite_autoincrement=True,
)
index("ix_outbox_queued", outbox.c.next_at, where=outbox.c.state == sa.literal_column("'queued'"))
index("ix_outbox_sending", outbox.c.lease_until, where=outbox.c.state == sa.literal_column("'sending'"))
index("ix_outbox_unsent", outbox.c.state, outbox.c.desk, where=outbox.c.state != sa.literal_column("'sent'"))
index("ix_outbox_question", outbox.c.question_id)
index("ix_outbox_rcpt", outbox.c.desk, outbox.c.rcpt)
index("ix_outbox_created", outbox.c.created_at)

suppression = sa.Table(
    "suppression",
    metadata,
    text("desk", key=True),
    text("address", key=True),
    moment("until", null=True),
    text("why"),
)
