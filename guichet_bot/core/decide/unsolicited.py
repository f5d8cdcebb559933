"""Mail that answers no letter about a question: a new question, orders, an answer to a digest, an undo."""

from guichet_bot.core.decide.absences import in_calendar, learn
from guichet_bot.core.decide.buyers import from_buyer
from guichet_bot.core.decide.doubtful import hold
from guichet_bot.core.decide.experts import UNSIGNED, obey
from guichet_bot.core.decide.hand import Hand, Thread, expert_of, is_coordinator, member_of, settled
from guichet_bot.core.decide.opening import open_question
from guichet_bot.core.decide.orders import role_for
from guichet_bot.core.decide.repeated import repeated
from guichet_bot.core.decide.strayed import strayed
from guichet_bot.core.decide.threads import Doubt, Personal, Undo
from guichet_bot.core.effects import Decision
from guichet_bot.core.mail.enclosed import documents
from guichet_bot.core.mail.passed_on import asked
from guichet_bot.core.model import Cause, Expert, Role
from guichet_bot.core.model.orders import Order, OrderLine, Orders, Verb
from guichet_bot.core.triage.intent_buyer import BuyerIntent, read_buyer
from guichet_bot.core.triage.intent_expert import read_expert
from guichet_bot.core.triage.orders_language import read_orders
from guichet_bot.core.triage.triage import triage

WORDLESS = "Ce courrier remercie sans dire de quelle question il s'agit."


def personal(hand: Hand, letter: Personal) -> Decision:
    """The answer to a digest or to a letter about the reader himself: an absence, "merci", orders, else a person reads
    it."""
    member = member_of(hand.office, letter.who)
    absence = in_calendar(hand, member) if member else None
    if member and absence:
        return learn(hand, member, absence)
    intent = read_expert(hand.text, letter.role, hand.today)
    if intent.acknowledged and not documents(hand.mail):
        return settled(Cause.NOTE, trace={"intent": "acknowledged"})
    if letter.role is Role.COORDINATOR:
        return obey(letter.who, letter.role, read_orders(hand.text, letter.role, hand.today), None)
    prose = (line.order.verb in _PROSE and not line.order.target for line in intent.orders.lines if line.order)
    if intent.orders.lines and not any(prose):
        return obey(letter.who, role_for(intent.orders, letter.role, letter.who, hand.office), intent.orders, None)
    return hold(hand, Doubt(f"{letter.who} répond à un courrier qui ne porte sur aucune question."))


def undo(letter: Undo) -> Decision:
    """A mail to an undo address is one order, whatever its text says."""
    order = OrderLine(f"annuler {letter.code}", Order(Verb.UNDO, args={"code": letter.code}))
    return obey(letter.who, letter.role, Orders((order,)), None)


def new_mail(hand: Hand) -> Decision:
    """Nothing ties the mail to a question of ours."""
    member = _speaks_of_himself(hand)
    absence = in_calendar(hand, member) if member else None
    if member and absence:
        return learn(hand, member, absence)
    role = _desk_role(hand)
    if role:
        orders = _orders(hand, role)
        if orders.lines:
            return _ordered(hand, role, orders)
        if stray := strayed(hand):
            return stray
    elif read_buyer(hand.text) is BuyerIntent.THANKS and not documents(hand.mail):
        return _thanks(hand)
    return repeated(hand) or open_question(hand)


def begins_anew(hand: Hand, thread: Thread) -> bool:
    """A buyer kept the signed address in his address book and asks about something else: the mail answers nothing, and
    subject and text are surely of another topic. Whatever leaves a doubt goes on with the question."""
    mail, question = hand.mail, thread.case.question
    answers = mail.in_reply_to or mail.references or any(one.kind != "token" for one in hand.known.carriers)
    if answers or hand.known.released or not question.topic:
        return False
    read = triage(mail.subject, asked(mail), hand.office.rules)
    return read.confident and read.topic not in (question.topic, *question.also)


def _speaks_of_himself(hand: Hand) -> Expert | None:
    """The sender, when a mail that answers nothing may say that he is away: a coordinator must be authenticated."""
    if expert_of(hand.office, hand.sender):
        return None if hand.indirect else expert_of(hand.office, hand.sender)
    return member_of(hand.office, hand.sender) if hand.vouched or hand.known.released else None


def _desk_role(hand: Hand) -> Role | None:
    if is_coordinator(hand.office, hand.sender):
        return Role.COORDINATOR
    return Role.EXPERT if expert_of(hand.office, hand.sender) else None


def _orders(hand: Hand, role: Role) -> Orders:
    """Orders in a mail that answers nothing: all of it is orders, or it is a question like any other ("question :
    peut-on..." asks one)."""
    orders = read_expert(hand.text, role, hand.today).orders
    asks = any(line.order and line.order.verb in _PROSE for line in orders.lines)
    return orders if orders.clear and not asks else Orders()


def _ordered(hand: Hand, role: Role, orders: Orders) -> Decision:
    """An expert may always speak of himself; what moves the desk must be signed, authenticated or let through."""
    sure = hand.known.released or hand.vouched
    own = all(line.order and line.order.verb in _OWN and not line.order.args.get("who") for line in orders.lines)
    if sure or (own and role is Role.EXPERT and not hand.indirect):
        return obey(hand.sender, role, orders, None)
    return hold(hand, Doubt(UNSIGNED))


_PROSE = frozenset({Verb.ASK, Verb.NOTE, Verb.ANSWER})
_OWN = frozenset({Verb.ABSENT, Verb.BACK, Verb.HELP, Verb.WEEKLY})


def _thanks(hand: Hand) -> Decision:
    """Thanks without any thread belong to the buyer's question in hand."""
    case = hand.known.cases.get(hand.known.buyer_last) if hand.known.buyer_last else None
    return from_buyer(hand, Thread(case, Role.BUYER, hand.sender)) if case else hold(hand, Doubt(WORDLESS))
