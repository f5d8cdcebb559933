"""Mail that no person wrote: noted, never answered (RFC 3834 §2)."""

from datetime import timedelta

from guichet_bot.core.decide.absences import learn, learned
from guichet_bot.core.decide.hand import Hand, caused, expert_of, holder_of, is_coordinator, settled, to_coordinators
from guichet_bot.core.decide.offering import HOLDER_TIMERS, offer_next
from guichet_bot.core.decide.threads import role_in
from guichet_bot.core.effects import ClearTimers, Decision, Effect, EndOffer, LetterKind, Log, Suppress
from guichet_bot.core.known import Case
from guichet_bot.core.mail.authres import authenticated
from guichet_bot.core.mail.automatic import Verdict
from guichet_bot.core.model import Cause, OfferState, Role

SILENCED = timedelta(days=30)  # then the address is tried again: mailboxes get repaired, and nobody tells us


def machine(hand: Hand, verdict: Verdict) -> Decision:
    """How a mail ends that a rule says no person wrote."""
    if verdict.kind == "own":
        return settled(Cause.OWN, reason=verdict.why)
    if verdict.kind == "bounce":
        return bounce(hand)
    if verdict.kind == "delayed":
        return settled(Cause.DELAYED, question=hand.pointed, reason=verdict.why)
    expert = expert_of(hand.office, hand.sender)
    if verdict.kind == "auto-reply" and expert and _really(hand):
        absence = learned(hand, expert)
        if absence:
            return learn(hand, expert, absence)
    return settled(Cause.AUTOMATIC, question=hand.pointed, reason=verdict.why or verdict.rule)


def bounce(hand: Hand) -> Decision:
    """A letter could not be delivered. Only a report about a letter of ours, and about its reader, is believed."""
    case = hand.known.cases.get(hand.pointed) if hand.pointed else None
    report = hand.mail.report
    failed = [one for one in (report.failed if report else ()) if case and _reader(hand, case, one)]
    if case is None or not failed:
        return settled(Cause.BOUNCE, question=hand.pointed, reason="Ce rapport ne concerne aucun de nos courriers.")
    effects = [effect for address in failed for effect in _undelivered(hand, case, address)]
    reason = f"Courrier non remis à {', '.join(failed)}."
    return settled(Cause.BOUNCE, *effects, question=case.question.id, reason=reason)


def _undelivered(hand: Hand, case: Case, address: str) -> tuple[Effect, ...]:
    """One address failed for good: it is left alone for a while, the coordinators hear it once, an offer moves on."""
    question, office = case.question, hand.office
    logged = Log(question.id, "bounced", {"address": address})
    if is_coordinator(office, address):
        return (logged,)  # a desk that silences its own coordinators goes dark
    note = {"text": _say(case, address), "author": office.desk.title}
    told = caused(
        to_coordinators(office, LetterKind.NOTE, question.id, hand.now, note), f"bounce:{question.id}:{address}"
    )
    quiet = Suppress(address, hand.now + SILENCED, "courrier refusé par sa messagerie")
    if address != holder_of(case):
        return (logged, quiet, *told)
    following, _ = offer_next(case, office, hand.now, (address,))
    end = EndOffer(question.id, address, OfferState.WITHDRAWN)
    return (logged, quiet, end, ClearTimers(question.id, HOLDER_TIMERS), *following, *told)


def _say(case: Case, address: str) -> str:
    number = case.question.number
    if address == case.question.buyer:
        return (
            f"Un courrier du guichet sur la question {number} n'a pas pu être remis à l'acheteur ({address}). "
            "Il faudrait le joindre autrement."
        )
    if address == holder_of(case):
        return (
            f"La question {number} n'a pas pu être remise à {address}. "
            "Elle est proposée à quelqu'un d'autre ; cette adresse est à vérifier."
        )
    return f"Un courrier sur la question {number} n'a pas pu être remis à {address}. Cette adresse est à vérifier."


def _reader(hand: Hand, case: Case, address: str) -> bool:
    return role_in(case, hand.office, address) is not None


def _really(hand: Hand) -> bool:
    """An automatic reply changes an expert's calendar only when it answers one of his letters or is authenticated."""
    if authenticated(hand.mail, hand.office.desk.authserv_id) is True:
        return True
    for carrier in hand.known.carriers:
        case = hand.known.cases.get(carrier.question_id)
        if carrier.valid and carrier.kind == "token" and carrier.owner == hand.sender:
            return True
        if carrier.valid and carrier.kind == "reference" and case:
            return role_in(case, hand.office, hand.sender) is Role.EXPERT
    return False
