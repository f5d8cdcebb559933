"""To which question a mail belongs, and whether its sender may write there: all evidence weighed, doubt is held.

A signed address says for whom a letter was made; it counts only when that person writes. A subject tag or a reference
can be seen by others, so it counts only for people who take part in the question.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from guichet_bot.core.decide.hand import Hand, Thread, expert_of, is_coordinator
from guichet_bot.core.known import Carrier, Case, Office
from guichet_bot.core.mail.private import organisation_of
from guichet_bot.core.model import Role


@dataclass(frozen=True, slots=True)
class Doubt:
    """Held for the coordinators. `tell`: the sender may hear that a person will read first."""

    reason: str
    question: int | None = None
    tell: bool = False


@dataclass(frozen=True, slots=True)
class Personal:
    """The answer to a letter that belongs to no question: a digest, or one about the expert himself."""

    role: Role
    who: str


@dataclass(frozen=True, slots=True)
class Undo:
    """A mail to the address that undoes one order."""

    role: Role
    who: str
    code: str


Evidence = Thread | Personal | Undo | Doubt | None


def weigh(hand: Hand) -> Evidence:
    """The thread that the carriers prove, a doubt, or None: the mail begins something new."""
    carriers = hand.known.carriers
    if not carriers:
        return None
    if hand.known.released:
        return _released(hand)
    valid = [carrier for carrier in carriers if carrier.valid]
    if not valid:
        return Doubt("La signature de l'adresse ou de l'objet n'est pas la nôtre.", _first(carriers))
    personal = _personal(hand, valid)
    if personal:
        return personal
    questions = {carrier.question_id for carrier in carriers if carrier.question_id}
    if len(questions) != 1:
        return Doubt("Les indices de ce courrier désignent plusieurs questions à la fois.", _first(valid), True)
    case = hand.known.cases.get(questions.pop())
    if case is None:
        return Doubt("La question désignée par ce courrier n'est plus connue.")
    if case.question.anonymous:
        return Doubt("La question désignée par ce courrier est devenue anonyme : personne n'attend plus de réponse.")
    tokens = [carrier for carrier in valid if carrier.personal and carrier.question_id]
    return _by_token(hand, case, tokens) if tokens else _by_hint(hand, case)


def role_in(case: Case, office: Office, address: str) -> Role | None:
    """As what this address takes part in the question, None when it does not."""
    if address == case.question.buyer:
        return Role.BUYER
    if address == case.question.expert or any(offer.expert == address for offer in case.offers):
        return Role.EXPERT
    return Role.COORDINATOR if is_coordinator(office, address) else None


def _first(carriers: Iterable[Carrier]) -> int | None:
    return next((carrier.question_id for carrier in carriers if carrier.question_id), None)


def _personal(hand: Hand, valid: list[Carrier]) -> Evidence:
    """An undo address or a token of no question, unless a question's own token speaks too."""
    if any(carrier.personal and carrier.question_id for carrier in valid):
        return None
    for carrier in valid:
        if carrier.kind == "undo" or (carrier.personal and not carrier.question_id):
            if carrier.owner != hand.sender:
                return Doubt(_not_owner(hand.sender, carrier.owner))
            return _of_person(hand.office, carrier)
    return None


def _of_person(office: Office, carrier: Carrier) -> Personal | Undo:
    if carrier.personal:
        return Personal(carrier.role, carrier.owner)
    role = Role.COORDINATOR if is_coordinator(office, carrier.owner) else Role.EXPERT
    return Undo(role, carrier.owner, carrier.code)


def _by_token(hand: Hand, case: Case, tokens: list[Carrier]) -> Evidence:
    for carrier in tokens:
        if carrier.owner == hand.sender:
            return Thread(case, carrier.role, hand.sender, signed=True)
    own = " Libéré, ce courrier passera pour la suite de l'acheteur." if hand.sender == case.question.buyer else ""
    return Doubt(_not_owner(hand.sender, tokens[0].owner) + own, case.question.id, True)


def _not_owner(sender: str, owner: str) -> str:
    if _colleagues(sender, owner):
        return (
            f"L'adresse de réponse était celle de {owner}, et {sender} écrit depuis le même domaine : "
            "sans doute une autre adresse de la même personne, ou un collègue."
        )
    return f"L'adresse de réponse était celle de {owner}, mais c'est {sender} qui écrit."


def _by_hint(hand: Hand, case: Case) -> Evidence:
    question = case.question
    if hand.indirect:
        return Doubt(f"{hand.sender} n'est nommé que comme adresse de réponse, ce qui ne prouve rien.", question.id)
    role = role_in(case, hand.office, hand.sender)
    if role:
        return Thread(case, role, hand.sender)
    return Doubt(_outsider(hand, case), question.id, True)


def _outsider(hand: Hand, case: Case) -> str:
    """Who somebody may be that takes no part, and as whose words a coordinator would let his pass."""
    sender = hand.sender
    if expert_of(hand.office, sender):
        return f"{sender} ne participe pas à cette question. Libéré, son texte d'expert répond à l'acheteur."
    if _colleagues(sender, case.question.buyer):
        return f"{sender} écrit depuis le domaine de l'acheteur, sans doute un collègue mis en copie."
    _, member = _stands_for(hand, case)
    if member:
        return f"{sender} écrit depuis le domaine de {member} : un collègue ? Libéré, son texte répond à l'acheteur."
    return f"{sender} ne participe pas à cette question. Libéré, ce courrier passera pour la suite de l'acheteur."


def _stands_for(hand: Hand, case: Case) -> tuple[Role, str]:
    """The expert who was asked last, or the coordinator, whose colleague the sender seems to be; "" when neither."""
    asked = [(Role.EXPERT, one) for one in (case.question.expert, *(offer.expert for offer in reversed(case.offers)))]
    people = [*asked, *((Role.COORDINATOR, one.email) for one in hand.office.desk.coordinators)]
    return next((one for one in people if _colleagues(hand.sender, one[1])), (Role.BUYER, ""))


def _colleagues(one: str, other: str) -> bool:
    """Two addresses of one organisation; those of a public provider are anybody's."""
    return organisation_of(one) != "" and organisation_of(one) == organisation_of(other)


def _released(hand: Hand) -> Evidence:
    """A coordinator let the mail through: it is the sender's when he takes part himself, else the token owner's, else a
    participant's, else the buyer's."""
    valid = [carrier for carrier in hand.known.carriers if carrier.valid]
    for carrier in valid:
        if carrier.kind == "undo" or (carrier.personal and not carrier.question_id):
            return _of_person(hand.office, carrier)
    for kind in ("token", "letter", "tag", "reference"):
        for carrier in valid:
            case = hand.known.cases.get(carrier.question_id)
            if carrier.kind != kind or case is None or case.question.anonymous:
                continue
            known = role_in(case, hand.office, hand.sender) or expert_of(hand.office, hand.sender)
            if carrier.personal and (carrier.owner == hand.sender or not known):
                return Thread(case, carrier.role, carrier.owner, signed=True)
            return _participant(hand, case)
    return None


def _participant(hand: Hand, case: Case) -> Thread:
    """As whom a sender writes who was let through: as himself, else as his colleague, else as the buyer."""
    role, buyer = role_in(case, hand.office, hand.sender), case.question.buyer
    if role or expert_of(hand.office, hand.sender):
        return Thread(case, role or Role.EXPERT, hand.sender)
    side, member = _stands_for(hand, case)
    own = not member or _colleagues(hand.sender, buyer)
    return Thread(case, Role.BUYER, buyer) if own else Thread(case, side, member)
