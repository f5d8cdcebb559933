"""Holding a mail: kept with its reason, shown to the coordinators, one word lets it through."""

from guichet_bot.core.decide.hand import Hand, caused, settled, to_coordinators
from guichet_bot.core.decide.threads import Doubt
from guichet_bot.core.effects import Decision, Effect, LetterKind, Send
from guichet_bot.core.model import Cause, InboundState, Role


def hold(hand: Hand, doubt: Doubt, cause: Cause = Cause.HELD) -> Decision:
    """The mail waits; the sender hears it once a question, and never when the address may be forged. Who let it through
    in vain hears that too."""
    shown = _shown(hand, doubt.reason)
    told: tuple[Effect, ...] = to_coordinators(hand.office, LetterKind.HELD, doubt.question, hand.now, shown)
    letters = [*(caused(told, f"again:{hand.known.cause}:{hand.now.isoformat()}") if hand.known.released else told)]
    if doubt.tell and hand.sender and not hand.known.held_before:
        letters.append(
            Send(LetterKind.HOLD_SENDER, hand.sender, Role.STRANGER, doubt.question, to_name=hand.mail.sender.name)
        )
    return settled(
        cause,
        *letters,
        question=doubt.question,
        reason=doubt.reason,
        state=InboundState.HELD,
        trace={"held": doubt.reason},
    )


def hold_silently(hand: Hand, reason: str, cause: Cause) -> Decision:
    """One of many that are alike: kept and listed, no letter."""
    return settled(cause, reason=reason, state=InboundState.HELD, trace={"held": reason})


def _shown(hand: Hand, reason: str) -> dict[str, object]:
    return {
        "reason": reason,
        "sender": hand.sender,
        "subject": hand.mail.subject,
        "text": hand.text or hand.mail.text.strip(),
        "inbound": hand.known.inbound_id,
    }
