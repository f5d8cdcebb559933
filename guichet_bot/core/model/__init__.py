"""The nouns of the desk: frozen values that travel between the layers.

Nothing here reads a clock, a file or a database. Every `datetime` is aware; what is stored is UTC.
"""

from guichet_bot.core.model.desk import (
    OFFICE_HOURS,
    Absence,
    Candidate,
    Coordinator,
    Desk,
    Duration,
    Expert,
    Hours,
    Limits,
    Sla,
)
from guichet_bot.core.model.kinds import Cause, EntryKind, InboundState, OfferState, QuestionState, Role
from guichet_bot.core.model.mail import Address, Attachment, DeliveryReport, Mail
from guichet_bot.core.model.question import ClockEvent, Entry, Offer, Question, Timer

__all__ = [
    "OFFICE_HOURS",
    "Absence",
    "Address",
    "Attachment",
    "Candidate",
    "Cause",
    "ClockEvent",
    "Coordinator",
    "DeliveryReport",
    "Desk",
    "Duration",
    "Entry",
    "EntryKind",
    "Expert",
    "Hours",
    "InboundState",
    "Limits",
    "Mail",
    "Offer",
    "OfferState",
    "Question",
    "QuestionState",
    "Role",
    "Sla",
    "Timer",
]
