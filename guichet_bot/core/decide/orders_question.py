"""Orders about one question: who has it, what it is about, when it is due, how it ends."""

from collections.abc import Callable, Mapping

from guichet_bot.core.decide import clocks, offering, relaying
from guichet_bot.core.decide.closing import close
from guichet_bot.core.decide.hand import expert_of, holder_of, is_coordinator, to_buyer
from guichet_bot.core.decide.naming import named_expert, named_topic
from guichet_bot.core.decide.orders_given import Done, Given, Refused
from guichet_bot.core.effects import ChangeQuestion, ClearTimers, Effect, LetterKind, Log, MakeOffer, ReleaseHeld, Send
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import Expert, QuestionState, Role
from guichet_bot.core.model.orders import Order, Verb
from guichet_bot.core.people.ladder import COLLEAGUE, EXCLUDED, IS_BUYER
from guichet_bot.core.time.duration import say
from guichet_bot.core.time.french import say_date
from guichet_bot.core.time.why import explain_due

_TELLING = (IS_BUYER, EXCLUDED, COLLEAGUE)  # reasons that tell who asks: no other expert reads them


def _assign(order: Order, given: Given) -> Done:
    case, expert = given.about(), named_expert(str(order.args["who"]), given.office)
    number = case.question.number
    if holder_of(case) == expert.email:
        return Done((), f"la question {number} est déjà proposée à {_name(expert)}")
    _may_take(expert, case, given)
    again = _open_again(case, given) if case.question.over else ()
    why = "choix de la coordination"
    effects = (*again, *offering.assign(case, expert.email, why, given.office, given.now))
    before = {
        QuestionState.ANSWERED: " ; elle avait déjà sa réponse, elle est rouverte",
        QuestionState.CLOSED: " ; elle était close, elle est rouverte",
    }.get(case.question.state, "")
    return Done(effects, f"la question {number} est proposée à {_name(expert)}{_beyond(expert, given.office)}{before}")


def _transfer(order: Order, given: Given) -> Done:
    case, expert = _mine(given), named_expert(str(order.args["who"]), given.office)
    if expert.email == given.by:
        raise Refused("vous avez déjà cette question")
    against = _against(expert, case, given)
    if against and given.role is Role.EXPERT and against in _TELLING:
        raise Refused(f"elle ne peut pas être confiée à {_name(expert)}, la coordination peut vous aider")
    if against:
        raise Refused(f"{_name(expert)} ne peut pas la prendre : {against}")
    effects = offering.assign(case, expert.email, "transmise par un autre expert", given.office, given.now)
    known = tuple(one for one in effects if not (isinstance(one, Send) and one.to == given.by))  # by his transcript
    return Done(known, f"la question {case.question.number} est proposée à {_name(expert)}")


def _may_take(expert: Expert, case: Case, given: Given) -> None:
    """A coordinator may overrule load, topic and organisation, never an exclusion nor an absence."""
    against = _against(expert, case, given)
    if against and "plafond" not in against and against != COLLEAGUE:
        raise Refused(f"{_name(expert)} ne peut pas la prendre : {against}")


def _against(expert: Expert, case: Case, given: Given) -> str:
    """What the ladder has against this person, the topic and earlier offers apart: a person chose him."""
    question = case.question
    topic = expert.topics[0] if expert.topics else question.topic
    draft = offering.Draft(topic, (), question.departement, question.buyer)
    return dict(offering.ranking(draft, given.office, given.now).rejected).get(expert.email, "")


def _beyond(expert: Expert, office: Office) -> str:
    one = next(c for c in office.candidates if c.expert.email == expert.email)
    over = one.open >= expert.ceiling_open or one.month >= expert.ceiling_month
    return ", au-delà du plafond que cette personne avait fixé" if over else ""


def _topic(order: Order, given: Given) -> Done:
    case, topic = given.about(), named_topic(str(order.args["topic"]), given.office)
    question, label = case.question, given.office.rules.label(topic)
    if question.topic == topic:
        return Done((), f"la question {question.number} porte déjà sur « {label} »")
    changes: tuple[Effect, ...] = (
        ChangeQuestion(question.id, {"topic": topic, "also": tuple(t for t in question.also if t != topic)}),
        Log(question.id, "topic_corrected", {"from": question.topic, "to": topic, "by": given.by}),
    )
    said = f"la question {question.number} porte sur « {label} »"
    if question.over or question.state is QuestionState.WAITING:
        return Done(changes, said)
    holder = expert_of(given.office, holder_of(case))
    if holder and (not holder.topics or topic in holder.topics):
        return Done(changes, said)
    moved, who = _move_on(case, topic, given)
    return Done((*changes, *moved), said + who)


def _move_on(case: Case, topic: str, given: Given) -> tuple[tuple[Effect, ...], str]:
    """Under its new topic the question goes to somebody who follows it."""
    question = case.question
    draft = offering.Draft(topic, question.also, question.departement, question.buyer, question.live_tender)
    asked = {offer.expert for offer in case.offers}
    ranked = offering.ranking(draft, given.office, given.now, asked)
    if question.live_tender:
        return (), " ; une consultation semble en cours, elle reste où elle est"
    if not ranked.order:
        return (), " ; aucun expert disponible ne suit ce thème, elle reste où elle est"
    best = ranked.order[0].candidate.expert
    return offering.assign(case, best.email, "thème suivi", given.office, given.now), f" et passe à {_name(best)}"


def _extend(order: Order, given: Given) -> Done:
    case, by = given.about(), order.args["by"]
    question = case.question
    if question.over:
        raise Refused("cette question n'a plus de délai qui court")
    effects = clocks.extend(question, by, given.office, given.now)
    _, promised = clocks.extended(question, by, given.office, given.now)
    if promised is None:
        return Done(
            effects, f"le délai de {question.number} est prolongé de {say(by)}, il repartira avec les précisions"
        )
    day = say_date(given.office.calendar.local(promised).date())
    told = ""
    if question.new_dates < clocks.MOST_NEW_DATES:
        dates = {"old": question.promised_at, "new": promised}
        change = ChangeQuestion(question.id, {"new_dates": question.new_dates + 1})
        effects = (*effects, change, to_buyer(LetterKind.NEW_DATE, question, dates))
        told = ", l'acheteur en est averti"
    return Done(effects, f"la question {question.number} est prolongée de {say(by)}, jusqu'au {day}{told}")


def _close(order: Order, given: Given) -> Done:
    case = given.about()
    if case.question.state is QuestionState.CLOSED:
        return Done((), f"la question {case.question.number} était déjà close")
    answered = case.question.state is QuestionState.ANSWERED  # not only before he asked again
    effects = close(case, "par la coordination", given.office, given.now, tell_buyer=not answered)
    told = "" if answered else ", l'acheteur en est averti"
    return Done(effects, f"la question {case.question.number} est close{told}")


def _reopen(order: Order, given: Given) -> Done:
    case = given.about()
    number = case.question.number
    if not case.question.over:
        return Done((), f"la question {number} est déjà ouverte")
    following, _ = offering.offer_next(case, given.office, given.now, prefer=case.question.expert)
    made = next((effect.expert for effect in following if isinstance(effect, MakeOffer)), "")
    expert = expert_of(given.office, made)
    to = f"est proposée à {_name(expert)}" if expert else "attend la coordination"
    return Done((*_open_again(case, given), *following), f"la question {number} est rouverte et {to}")


def _open_again(case: Case, given: Given) -> tuple[Effect, ...]:
    """A full new delay; the states and timers of the end go."""
    question = case.question
    changes = {"state": QuestionState.COORDINATION, "expert": "", "closed_at": None, "closed_why": ""}
    return (
        ChangeQuestion(question.id, changes),
        ClearTimers(question.id),
        *clocks.restart(question, given.office, given.now),
        Log(question.id, "reopened", {"by": given.by}),
    )


def _why(order: Order, given: Given) -> Done:
    question = given.about().question
    calendar = clocks.calendar_of(question, given.office)
    steps = explain_due(question.clock, calendar, given.office.desk.sla.answer)
    return Done((), f"pourquoi cette date pour {question.number} : " + " ".join(steps))


def _send(order: Order, given: Given) -> Done:
    """One word lets a held text go: its author's, or a coordinator's. With several a number says which."""
    case, wanted = given.about(), order.args.get("inbound")
    _no_tender(case, given)
    mine = [number for number, sender in given.held.items() if given.role is not Role.EXPERT or sender == given.by]
    if not mine:
        raise Refused(f"aucune réponse n'attend pour la question {case.question.number}")
    if wanted is not None and wanted not in mine:
        raise Refused(f"aucun de vos textes retenus ne porte le numéro {wanted}")
    if wanted is None and len(mine) > 1:
        word = "envoyer" if given.role is Role.EXPERT else "libérer"
        numbers = ", ".join(f"nº {number}" for number in mine)
        raise Refused(f"plusieurs textes attendent ({numbers}) : répondez « {word} » et le numéro du bon")
    return Done((ReleaseHeld(wanted or mine[0], "release"),), "cette réponse part vers l'acheteur")


def _no_tender(case: Case, given: Given) -> None:
    """While a tender runs an expert writes to the buyer only when a coordinator gave him the question."""
    if given.role is not Role.EXPERT or is_coordinator(given.office, given.by):
        return
    if case.question.live_tender and holder_of(case) != given.by:
        raise Refused("une consultation semble en cours : seule la coordination écrit désormais à cet acheteur")


def _answer(order: Order, given: Given) -> Done:
    case = given.about()
    role = Role.COORDINATOR if is_coordinator(given.office, given.by) else given.role
    effects = relaying.relay_answer(case, given.by, role, str(order.args["text"]), given.office, given.now)
    return Done(effects, f"votre réponse à la question {case.question.number} part vers l'acheteur")


def _decline(order: Order, given: Given) -> Done:
    case = given.about()
    if given.role is Role.EXPERT and holder_of(case) != given.by:
        return Done((), f"la question {case.question.number} n'est plus chez vous, il n'y a rien à faire")
    reason = str(order.args.get("reason") or "")
    effects, _ = offering.decline(case, holder_of(case) or given.by, reason, given.office, given.now)
    made = any(isinstance(effect, MakeOffer) for effect in effects)
    to = "une autre personne" if made else "la coordination"
    return Done(effects, f"la question {case.question.number} passe à {to}, merci d'avoir répondu")


def _ask(order: Order, given: Given) -> Done:
    case, text = given.about(), str(order.args["text"]).strip()
    _no_tender(case, given)
    if case.question.over:
        raise Refused("cette question a déjà sa réponse ; écrivez-la en clair pour compléter")
    effects = relaying.ask_details(case, given.by, given.role, text, given.office, given.now)
    return Done(effects, "votre demande part vers l'acheteur, le délai attend sa réponse")


def _note(order: Order, given: Given) -> Done:
    case = given.about()
    effects = relaying.note(case, given.by, given.role, str(order.args["text"]), given.office, given.now)
    return Done(effects, "la note est gardée avec la question, l'acheteur ne la verra pas")


def _mine(given: Given) -> Case:
    case = given.about()
    if given.role is Role.EXPERT and holder_of(case) != given.by:
        raise Refused(f"la question {case.question.number} n'est plus chez vous")
    return case


def _name(expert: Expert) -> str:
    return expert.name or expert.email


HANDLERS: Mapping[Verb, Callable[[Order, Given], Done]] = {
    Verb.ASSIGN: _assign,
    Verb.TRANSFER: _transfer,
    Verb.TOPIC: _topic,
    Verb.EXTEND: _extend,
    Verb.CLOSE: _close,
    Verb.REOPEN: _reopen,
    Verb.WHY: _why,
    Verb.SEND: _send,
    Verb.ANSWER: _answer,
    Verb.DECLINE: _decline,
    Verb.ASK: _ask,
    Verb.NOTE: _note,
}
