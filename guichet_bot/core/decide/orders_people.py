"""Orders about people: absences, returns, time spent, the weekly list."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from guichet_bot.core.decide.absences import be_absent, be_back
from guichet_bot.core.decide.hand import member_of, role_of
from guichet_bot.core.decide.naming import named_member
from guichet_bot.core.decide.orders_given import Done, Given, Refused
from guichet_bot.core.effects import Effect, LetterKind, Log, Send, SetExpert
from guichet_bot.core.model import Absence, Expert, Role
from guichet_bot.core.model.orders import Order, Verb
from guichet_bot.core.people.ladder import absent_now
from guichet_bot.core.reports.words import of
from guichet_bot.core.time.french import say_date
from guichet_bot.core.time.worktime import local_day

ALL_AWAY = "les jours où toute la coordination est absente, ses courriers lui sont envoyés quand même"


def _who(order: Order, given: Given) -> Expert:
    """The expert or coordinator meant: the writer, or the one a coordinator names."""
    words = str(order.args.get("who") or "")
    if words and (given.role is not Role.EXPERT or words == given.by):
        return named_member(words, given.office)
    if words:
        raise Refused("vous ne pouvez parler que de vos propres absences")
    expert = member_of(given.office, given.by)
    if expert is None:
        raise Refused("dites de qui il s'agit, par exemple « absente Anne Vidal du 3 au 17 août »")
    return expert


def _absent(order: Order, given: Given) -> Done:
    expert = _who(order, given)
    if _over(order.args.get("until"), expert, given):
        return Done(
            (), f"{_whose(expert, given)} {_days(order.args['first'], order.args['until'])} est passée : rien à noter"
        )
    source = {Role.EXPERT: "mail", Role.COORDINATOR: "coordinator"}.get(given.role, "command line")
    absence = Absence(order.args["first"], order.args.get("until"), source)
    effects = be_absent(expert, absence, given.holding(expert.email), given.office, given.now, given.cause)
    return Done(_unless_told(effects, LetterKind.ABSENCE, expert, given), _say_absence(expert, absence, effects, given))


def _say_absence(expert: Expert, absence: Absence, effects: tuple[Effect, ...], given: Given) -> str:
    told = next((one.extra for one in effects if isinstance(one, Send) and one.kind is LetterKind.ABSENCE), {})
    passed = [f"{number} passe à {name}" for number, name in told.get("substitutes", {}).items()]
    said = f"{_whose(expert, given)} est notée {_days(absence.first, absence.until)}"
    return said + "".join(f" ; {one}" for one in (*passed, *_stand_in(told)))


def _over(until: date | None, expert: Expert, given: Given) -> bool:
    """Told after the last day of it, where he is."""
    return until is not None and until < local_day(given.now, expert.timezone or given.office.desk.timezone)


def _whose(expert: Expert, given: Given) -> str:
    return "votre absence" if expert.email == given.by else f"l'absence {of(expert.name or expert.email)}"


def _days(first: date, until: date | None) -> str:
    if until is None:
        return f"à partir du {say_date(first)}"
    return f"le {say_date(first)}" if until == first else f"du {say_date(first)} au {say_date(until)}"


def _stand_in(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Who coordinates meanwhile, when it is a coordinator who leaves."""
    if "remaining" not in told:
        return ()
    names = " et ".join(told["remaining"])
    return (f"la coordination continue avec {names}",) if names else (ALL_AWAY,)


def _back(order: Order, given: Given) -> Done:
    expert = _who(order, given)
    whose = "vous êtes" if expert.email == given.by else f"{expert.name or expert.email} est"
    if not expert.absences:
        return Done((), f"{whose} déjà disponible")
    if not absent_now(expert, given.office, given.now):
        return Done((), f"{whose} déjà disponible aujourd'hui ; les absences à venir restent notées")
    effects = be_back(expert, given.now, role_of(given.office, expert.email))
    return Done(_unless_told(effects, LetterKind.BACK, expert, given), f"{whose} de nouveau disponible")


def _unless_told(effects: tuple[Effect, ...], kind: LetterKind, expert: Expert, given: Given) -> tuple[Effect, ...]:
    """The writer reads it in the transcript; a second letter would say the same."""
    if expert.email != given.by:
        return effects
    return tuple(one for one in effects if not (isinstance(one, Send) and one.kind is kind))


def _time(order: Order, given: Given) -> Done:
    case, minutes = given.about(), int(order.args["minutes"])
    said = f"{minutes} minutes notées pour la question {case.question.number}"
    return Done((Log(case.question.id, "time", {"expert": given.by, "minutes": minutes}),), said)


def _weekly(order: Order, given: Given) -> Done:
    expert, on = _who(order, given), bool(order.args["on"])
    said = "une liste par semaine remplace les rappels" if on else "les rappels reviennent, question par question"
    return Done((SetExpert(expert.email, {"weekly_list": on}),), said)


HANDLERS: Mapping[Verb, Callable[[Order, Given], Done]] = {
    Verb.ABSENT: _absent,
    Verb.BACK: _back,
    Verb.TIME: _time,
    Verb.WEEKLY: _weekly,
}
