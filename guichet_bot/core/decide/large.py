"""A mail over the size limit: only its head is kept, a person is told how to send less, a machine is told nothing."""

from datetime import datetime

from guichet_bot.core.decide.hand import Hand, settled
from guichet_bot.core.effects import Decision, LetterKind, Send
from guichet_bot.core.known import Known
from guichet_bot.core.mail.address_list import writable
from guichet_bot.core.mail.automatic import Facts, verdict
from guichet_bot.core.model import Cause, Mail, Role

MEGA = 1024 * 1024


def decide_too_large(mail: Mail, known: Known, size: int, now: datetime) -> Decision:
    """What follows from a mail of `size` bytes, over the desk's `max_message_mb`.

    `mail` may hold nothing but its header fields.
    """
    hand = Hand(mail, known, now)
    limit = hand.office.desk.limits.max_message_mb
    judged = verdict(
        mail,
        hand.office.rules.automatic,
        Facts(own=known.own, recent=known.recent, limit=hand.office.desk.limits.received_per_address),
    )
    reason = f"Courrier de {f'{size / MEGA:.1f}'.replace('.', ',')} Mo, la limite est de {limit} Mo."
    trace = {"verdict": judged.kind, "rule": judged.rule, "size": size}
    if judged.kind != "human" or known.own or known.duplicate or not writable(hand.sender):
        return settled(Cause.TOO_LARGE, reason=reason, trace=trace)
    extra = {"size_mb": round(size / MEGA, 1), "limit_mb": limit}
    letter = Send(LetterKind.TOO_LARGE, hand.sender, Role.STRANGER, None, extra, to_name=mail.sender.name)
    return settled(Cause.TOO_LARGE, letter, reason=reason, trace=trace)
