"""The closed lists: roles, states, kinds, and the causes in which received mails end."""

from enum import StrEnum


class Role(StrEnum):
    """On whose behalf somebody writes to a question, or whom a letter is for."""

    BUYER = "buyer"
    EXPERT = "expert"
    COORDINATOR = "coordinator"
    OPERATOR = "operator"
    STRANGER = "stranger"


class QuestionState(StrEnum):
    """Who has to act on a question."""

    OFFERED = "offered"  # one expert holds an open offer
    COORDINATION = "coordination"  # the coordinators hold it
    WAITING = "waiting"  # details were asked of the buyer; the clock is paused
    ANSWERED = "answered"  # an answer left; closes when the buyer thanks or stays silent
    CLOSED = "closed"


class OfferState(StrEnum):
    """How an offer to an expert stands, or ended."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    LAPSED = "lapsed"  # silence for the desk's `offer` time
    WITHDRAWN = "withdrawn"  # reassigned, absent, or the question ended otherwise


class EntryKind(StrEnum):
    """What a piece of a question's history is."""

    QUESTION = "question"  # the buyer's first mail
    FOLLOW_UP = "follow_up"  # a later mail of the buyer
    DETAILS = "details"  # the expert asks the buyer for details
    ANSWER = "answer"
    NOTE = "note"  # between experts and coordinators; the buyer never sees it
    THANKS = "thanks"
    BY_HAND = "by_hand"  # a person answered from the shared mailbox, outside the desk


class InboundState(StrEnum):
    """How a received mail stands."""

    NEW = "new"
    DONE = "done"
    HELD = "held"  # waits for a coordinator's decision
    PARKED = "parked"  # our bug: waits for the operator


class Cause(StrEnum):
    """The one recorded cause in which every received mail ends."""

    QUESTION = "question"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"
    THANKS = "thanks"
    DECLINE = "decline"
    DETAILS = "details"
    NOTE = "note"
    ORDERS = "orders"
    ABSENCE = "absence"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DELAYED = "delayed"  # a delivery report that says "not yet" or "delivered"
    OWN = "own"
    DUPLICATE = "duplicate"
    BY_HAND = "by_hand"
    OUT_OF_SCOPE = "out_of_scope"
    RIGHTS = "rights"  # a person's request about their data
    HELD = "held"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    EMPTY = "empty"
    RELEASED = "released"  # was held or parked, then handled
    DISCARDED = "discarded"
    PARKED = "parked"
