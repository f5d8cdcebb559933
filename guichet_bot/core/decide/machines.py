"""Mail that no person wrote: noted, never answered (RFC 3834 §2)."""

from guichet_bot.core.decide.absences import learn, learned
from guichet_bot.core.decide.doubtful import hold, hold_silently
from guichet_bot.core.decide.hand import Hand, member_of, settled
from guichet_bot.core.decide.threads import Doubt, role_in
from guichet_bot.core.decide.undelivered import returned
from guichet_bot.core.effects import Decision
from guichet_bot.core.known import Case
from guichet_bot.core.mail.automatic import Verdict
from guichet_bot.core.model import Cause, Role

CHALLENGED = (
    "Un filtre semble retenir un de nos courriers jusqu'à ce qu'une personne confirme l'envoi : si vous en "
    "reconnaissez le destinataire, suivez son lien, puis écartez ce courrier."
)


def machine(hand: Hand, verdict: Verdict) -> Decision:
    """How a mail ends that a rule says no person wrote."""
    if verdict.kind == "own":
        return settled(Cause.OWN, reason=verdict.why)
    if verdict.kind == "bounce":
        return bounce(hand)
    if verdict.kind == "delayed":
        return settled(Cause.DELAYED, question=hand.pointed, reason=verdict.why)
    if verdict.kind == "challenge":
        return challenged(hand)
    member = member_of(hand.office, hand.sender)
    if verdict.kind == "auto-reply" and member and _really(hand):
        absence = learned(hand, member)
        if absence:
            return learn(hand, member, absence)
    return settled(Cause.AUTOMATIC, question=hand.pointed, reason=verdict.why or verdict.rule)


def challenged(hand: Hand) -> Decision:
    """Our letter waits until a person follows the link in this mail: somebody must know, once, and no machine may."""
    if hand.known.recent > 1:
        return hold_silently(hand, CHALLENGED, Cause.HELD)
    return hold(hand, Doubt(CHALLENGED, hand.pointed))


def bounce(hand: Hand) -> Decision:
    """A letter could not be delivered. Only a report about a letter of ours, and about its reader, is believed."""
    case = hand.known.cases.get(hand.pointed) if hand.pointed else None
    report = hand.mail.report
    failed = [one for one in (report.failed if report else ()) if case and _reader(hand, case, one)]
    if case is None or not failed:
        return settled(Cause.BOUNCE, question=hand.pointed, reason="Ce rapport ne concerne aucun de nos courriers.")
    said = dict(report.reasons if report else ())
    effects = [
        effect for address in failed for effect in returned(case, address, said.get(address, ""), hand.office, hand.now)
    ]
    reason = f"Courrier non remis à {', '.join(failed)}."
    return settled(Cause.BOUNCE, *effects, question=case.question.id, reason=reason)


def _reader(hand: Hand, case: Case, address: str) -> bool:
    return role_in(case, hand.office, address) is not None


def _really(hand: Hand) -> bool:
    """An automatic reply changes somebody's calendar only when it answers one of his letters or is authenticated."""
    if hand.vouched:
        return True
    for carrier in hand.known.carriers:
        case = hand.known.cases.get(carrier.question_id)
        if carrier.valid and carrier.personal and carrier.owner == hand.sender:
            return True
        if carrier.valid and carrier.kind == "reference" and case:
            return role_in(case, hand.office, hand.sender) in (Role.EXPERT, Role.COORDINATOR)
    return False
