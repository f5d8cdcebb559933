"""The tables. They are the truth that the migrations must reach (tests/migration compares)."""

from guichet_bot.store.schema.base import metadata
from guichet_bot.store.schema.cases import calendar, counter, entry, event, offer, question, timer, undo
from guichet_bot.store.schema.desk import (
    absence,
    closure,
    digest_line,
    digest_run,
    expert,
    heartbeat,
    lease,
    switch,
    tally,
)
from guichet_bot.store.schema.mail import inbound, mailbox, message_ref, outbox, raw, suppression

__all__ = [
    "absence",
    "calendar",
    "closure",
    "counter",
    "digest_line",
    "digest_run",
    "entry",
    "event",
    "expert",
    "heartbeat",
    "inbound",
    "lease",
    "mailbox",
    "message_ref",
    "metadata",
    "offer",
    "outbox",
    "question",
    "raw",
    "suppression",
    "switch",
    "tally",
    "timer",
    "undo",
]
