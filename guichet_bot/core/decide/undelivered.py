"""A letter that nobody will read: the address is left alone, an offer moves on, the coordinators hear it once."""

import re
from datetime import datetime, timedelta

from guichet_bot.core.decide.hand import caused, holder_of, is_coordinator, to_coordinators
from guichet_bot.core.decide.offering import HOLDER_TIMERS, offer_next
from guichet_bot.core.effects import ClearTimers, Decision, Effect, EndOffer, LetterKind, Log, MakeOffer, Suppress
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import OfferState

SILENCED = timedelta(days=30)  # then the address is tried again: mailboxes get repaired, and nobody tells us
# RFC 3463: X.1.Y is about the address itself; without an enhanced code 550, 551 and 553 are (RFC 5321 §4.2.3).
_NO_SUCH_ADDRESS = re.compile(r"^5\d\d[ -]5\.1\.\d|^55[013](?![ -]\d\.\d)")

# Nothing is wrong with an address whose mailbox is full, or whose server refuses this mail for its size or content
# (X.2.2, X.2.3, X.3.4, X.6.Y, X.7.Y); X.7.1 says less: some servers refuse unknown people so.
_ABOUT_THE_MAIL = re.compile(r"^[45]\.(?:2\.[23]|3\.4|6\.\d+|7\.(?!1\b)\d+)\b")
_TOO_LARGE = re.compile(r"^(?:552[ -])?5\.(?:2\.3|3\.4)\b|^552(?![ -]5\.)")
_TOO_LARGE_SAID = "Ce courrier est trop lourd : si c'est une réponse, elle est à renvoyer sans ses pièces jointes."


def decide_refused(address: str, kind: str, said: str, case: Case | None, office: Office, now: datetime) -> Decision:
    """What follows when the relay refused a letter of this kind to `address` for good.

    `said` is the relay's reply, code first. The address is silenced only when the reply is about the address: a
    refused content says nothing about the next letter.
    """
    dead = bool(_NO_SUCH_ADDRESS.match(said)) and not is_coordinator(office, address)
    trace = {"refused": kind, "said": said, "silenced": dead}
    if case is None:
        return Decision((_quiet(address, now),) if dead else (), trace)
    return Decision(undelivered(case, address, office, now, dead=dead, said=said), trace)


def returned(case: Case, address: str, said: str, office: Office, now: datetime) -> tuple[Effect, ...]:
    """A letter came back from the reader's server. `said`: the status of RFC 3463 and the server's words, or ""."""
    return undelivered(case, address, office, now, dead=not _ABOUT_THE_MAIL.match(said), said=said)


def undelivered(
    case: Case, address: str, office: Office, now: datetime, *, dead: bool = True, said: str = ""
) -> tuple[Effect, ...]:
    """One reader of the question cannot be reached. `dead`: the address itself is refused."""
    question = case.question
    logged = Log(question.id, "bounced", {"address": address, "said": said})
    if is_coordinator(office, address):
        return (logged,)  # a desk that silences its own coordinators goes dark
    held = address == holder_of(case)
    following = offer_next(case, office, now, (address,))[0] if held else ()
    moved = any(isinstance(one, MakeOffer) for one in following)
    note = {"text": _say(case, address, said, moved=moved), "author": office.desk.title}
    told = caused(to_coordinators(office, LetterKind.NOTE, question.id, now, note), f"bounce:{question.id}:{address}")
    quiet = (_quiet(address, now),) if dead else ()
    if not held:
        return (logged, *quiet, *told)
    end = EndOffer(question.id, address, OfferState.WITHDRAWN)
    return (logged, *quiet, end, ClearTimers(question.id, HOLDER_TIMERS), *following, *told)


def _quiet(address: str, now: datetime) -> Suppress:
    return Suppress(address, now + SILENCED, "courrier refusé par sa messagerie")


def _say(case: Case, address: str, said: str, *, moved: bool) -> str:
    """What coordinators read. `moved`: another expert has the question now, else they have it."""
    number = case.question.number
    reply = f" Sa messagerie répond : « {said} »." if said else ""
    if address == case.question.buyer:
        return (
            f"Un courrier du guichet sur la question {number} n'a pas pu être remis à l'acheteur ({address})."
            f"{reply} {_TOO_LARGE_SAID if _TOO_LARGE.match(said) else 'Il faudrait le joindre autrement.'}"
        )
    if address == holder_of(case):
        return (
            f"La question {number} n'a pas pu être remise à {address}.{reply} "
            f"Elle {'est proposée à quelqu’un d’autre' if moved else 'vous revient'} ; cette adresse est à vérifier."
        )
    return (
        f"Un courrier sur la question {number} n'a pas pu être remis à {address}.{reply} Cette adresse est à vérifier."
    )
