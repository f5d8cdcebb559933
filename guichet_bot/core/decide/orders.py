"""What one order does, given by mail or on the command line: effects and one French sentence, or why it cannot be.

Who may give it is decided here too. The application carries all orders of a mail out together, or none.
"""

from collections.abc import Callable, Mapping

from guichet_bot.core.decide import orders_people, orders_question
from guichet_bot.core.decide.hand import is_coordinator
from guichet_bot.core.decide.naming import Unclear
from guichet_bot.core.decide.orders_given import Done, Given, Refused
from guichet_bot.core.effects import AddClosure, ReleaseHeld, SetSwitch
from guichet_bot.core.known import Office
from guichet_bot.core.model import Role
from guichet_bot.core.model.orders import Order, Orders, Verb
from guichet_bot.core.time.french import say_date

_Handler = Callable[[Order, Given], Done]


def role_for(orders: Orders, role: Role, who: str, office: Office) -> Role:
    """As what an expert orders: as coordinator, when he is that too and an order is theirs to give."""
    given = (line.order for line in orders.lines if line.order)
    own = role is not Role.EXPERT or all(order.verb in _EXPERT and not order.target for order in given)
    return role if own or not is_coordinator(office, who) else Role.COORDINATOR


def carry_out(order: Order, given: Given) -> Done:
    """What this order does.

    Raises:
        Refused: it cannot be done, or not by this person; the French sentence says why.
    """
    if order.verb not in _ALLOWED[given.role]:
        raise Refused("seule la coordination peut demander cela")
    try:
        return _HANDLERS[order.verb](order, given)
    except Unclear as unclear:
        raise Refused(str(unclear)) from None


def _pause(order: Order, given: Given) -> Done:
    if given.office.paused:
        return Done((), f"le guichet est déjà en pause (demandée par {given.office.paused})")
    said = "le guichet est en pause : plus aucun courrier ne part vers les acheteurs et les experts"
    return Done((SetSwitch("paused", given.by),), said)


def _resume(order: Order, given: Given) -> Done:
    if not given.office.paused:
        return Done((), "le guichet n'était pas en pause")
    return Done((SetSwitch("paused", ""),), "le guichet reprend : les courriers gardés partent")


def _closure(order: Order, given: Given) -> Done:
    first, last = order.args["first"], order.args["last"]
    name = str(order.args.get("name") or "fermeture")
    days = f"le {say_date(first)}" if first == last else f"du {say_date(first)} au {say_date(last)}"
    said = f"le guichet sera fermé {days} ; les dates déjà promises ne changent pas"
    return Done((AddClosure(first.isoformat(), last.isoformat(), name),), said)


def _release(order: Order, given: Given) -> Done:
    held = _held(order, given)
    return Done((ReleaseHeld(held, "release"),), f"le courrier nº {held} va être traité")


def _discard(order: Order, given: Given) -> Done:
    held = _held(order, given)
    return Done((ReleaseHeld(held, "discard"),), f"le courrier nº {held} est classé sans suite")


def _held(order: Order, given: Given) -> int:
    number = order.args.get("inbound")
    if number is None and len(given.held) == 1:
        return next(iter(given.held))
    if number is None:
        raise Refused("dites le numéro du courrier retenu, par exemple « libérer 12 »")
    if number not in given.held:
        raise Refused(f"aucun courrier retenu ne porte le numéro {number}")
    return int(number)


def _stats(order: Order, given: Given) -> Done:
    return Done((), given.stats())


def _help(order: Order, given: Given) -> Done:
    return Done((), "le mode d'emploi est ci-dessous")


_HANDLERS: Mapping[Verb, _Handler] = {
    Verb.PAUSE: _pause,
    Verb.RESUME: _resume,
    Verb.CLOSURE: _closure,
    Verb.RELEASE: _release,
    Verb.DISCARD: _discard,
    Verb.STATS: _stats,
    Verb.HELP: _help,
    **orders_question.HANDLERS,
    **orders_people.HANDLERS,
}
_EXPERT = frozenset(
    {
        Verb.DECLINE,
        Verb.ASK,
        Verb.TRANSFER,
        Verb.NOTE,
        Verb.ABSENT,
        Verb.BACK,
        Verb.TIME,
        Verb.WEEKLY,
        Verb.WHY,
        Verb.SEND,
        Verb.HELP,
        Verb.UNDO,
    }
)
_ALLOWED: Mapping[Role, frozenset[Verb]] = {
    Role.EXPERT: _EXPERT,
    Role.COORDINATOR: frozenset(Verb),
    Role.OPERATOR: frozenset(Verb),
    Role.BUYER: frozenset(),
    Role.STRANGER: frozenset(),
}

__all__ = ["Done", "Given", "Refused", "carry_out", "role_for"]
