"""Tables of a desk's people, settings, reports and workers."""

import sqlalchemy as sa

from guichet_bot.store.schema.base import identity, index, metadata, moment, number, text
from guichet_bot.store.types import IsoDate, StrTuple, WeekHours

expert = sa.Table(
    "expert",
    metadata,
    text("desk", key=True),
    text("email", key=True),
    text("name", default=""),
    sa.Column("topics", StrTuple, nullable=False, default=()),
    sa.Column("territory", StrTuple, nullable=False, default=()),
    number("ceiling_open"),
    number("ceiling_month"),
    sa.Column("exclusions", StrTuple, nullable=False, default=()),
    text("timezone", default=""),
    text("zone", default=""),
    sa.Column("hours", WeekHours, nullable=True),
    sa.Column("weekly_list", sa.Boolean, nullable=False, default=False),
    text("backup", default=""),
    sa.Column("active", sa.Boolean, nullable=False, default=True),
    sa.Column("seeded", sa.Boolean, nullable=False, default=False),
    moment("last_offered_at", null=True),
)

absence = sa.Table(
    "absence",
    metadata,
    identity(),
    text("desk"),
    text("expert"),
    sa.Column("first", IsoDate, nullable=False),
    sa.Column("until", IsoDate, nullable=True),
    text("source"),
    sa.Column("active", sa.Boolean, nullable=False, default=True),
    sqlite_autoincrement=True,
)
index("ix_absence_active", absence.c.desk, absence.c.expert, where=absence.c.active)

switch = sa.Table("switch", metadata, text("desk", key=True), text("name", key=True), text("value"))

closure = sa.Table(
    "closure",
    metadata,
    text("desk", key=True),
    sa.Column("first", IsoDate, primary_key=True),
    sa.Column("last", IsoDate, primary_key=True),
    text("name"),
)

digest_run = sa.Table(
    "digest_run",
    metadata,
    text("desk", key=True),
    sa.Column("local_date", IsoDate, primary_key=True),
    text("kind", key=True),
    text("rcpt", key=True),
    number("cursor_event"),
    moment("at"),
    number("cursor_inbound", default=0),
    sa.Column("written", sa.Boolean, nullable=False, default=True),  # False: there was nothing to say
)

digest_line = sa.Table(
    "digest_line",
    metadata,
    text("desk", key=True),
    text("rcpt", key=True),
    text("line", key=True),
    text("number"),
    moment("at"),
)

tally = sa.Table(
    "tally",
    metadata,
    text("desk", key=True),
    text("scope", key=True),
    number("bucket", key=True),
    number("n"),
)
index("ix_tally_bucket", tally.c.bucket)

lease = sa.Table(
    "lease",
    metadata,
    text("name", key=True),
    text("holder"),
    moment("until"),
    number("epoch"),
)

heartbeat = sa.Table("heartbeat", metadata, text("name", key=True), moment("at"))
