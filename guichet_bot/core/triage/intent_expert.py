"""What a mail of an expert or a coordinator means: an answer, "je passe", a sign of life, or orders.

Only the newest text is read. When in doubt between a decline and an answer, substance makes it an answer: a lost
answer is worse than one question too many.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guichet_bot.core.folding import fold, one_line
from guichet_bot.core.model import Role
from guichet_bot.core.model.orders import Order, OrderLine, Orders, Verb
from guichet_bot.core.triage import expert_words as words
from guichet_bot.core.triage.aside import speaks_of_the_matter, takes_it
from guichet_bot.core.triage.aside_words import ADVISES, MATTER
from guichet_bot.core.triage.intent_peel import absence_apart, peel
from guichet_bot.core.triage.orders_language import read_orders
from guichet_bot.core.triage.said import said_lines

_SHORT = 600  # characters of a text that may be a decline or a request for details; half of it, a sign of life
_MOST_REASONS = 45  # words of a decline with its reasons
_MOST_BESIDE = 18  # of them outside the sentences that decline
_MOST_WORDS = 60
_MOST_LINES = 30  # of a mail that may be nothing but orders
_PROSE = ("Je ne comprends pas", "Cette ligne", "Ce courrier")  # problems that prose has
_NONE = Orders()
_LEADING = re.compile(r"r[ée]ponse\s{0,3}:(?P<text>.*)", re.IGNORECASE | re.DOTALL)
_SUBSTANCE = re.compile(
    r"https?://|www\.|\barticles?\s(?:[lrd]\.?\s?)?\d|\b\d+\s?(?:%|€|euros)|\n\s*[-•*\d]+[.)]?\s.*\n\s*[-•*\d]"
)
_SENTENCE = re.compile(r"[.!?;:\n]+")
_PICTURE = re.compile(r"[^\w\s'.,;:!?()/%@&+-]+")
_SIGNED_BEHIND = re.compile(r"(?<=[.,!])\s{1,3}[A-ZÉ][\w-]{1,20}(?:\s[A-ZÉ][\w-]{1,20})?\s*$")  # "... demain. Anne"


class ExpertKind(StrEnum):
    ANSWER = "answer"
    ORDERS = "orders"
    MIXED = "mixed"  # an answer with orders beside it ("temps : 45" under it)
    ACKNOWLEDGED = "acknowledged"  # "bien reçu, je regarde": nothing to pass on


@dataclass(frozen=True, slots=True)
class ExpertIntent:
    """`text`: the answer ("" unless there is one). `orders`: what the mail orders, when it is no answer. `also`: the
    orders beside an answer, to be carried out as well."""

    kind: ExpertKind
    text: str = ""
    orders: Orders = _NONE
    also: Orders = _NONE

    @property
    def acknowledged(self) -> bool:
        return self.kind is ExpertKind.ACKNOWLEDGED


_ACKNOWLEDGED = ExpertIntent(ExpertKind.ACKNOWLEDGED)


def read_expert(text: str, role: Role, today: date) -> ExpertIntent:
    """What an expert's or a coordinator's newest text on a question is. `today`: the desk's local date.

    Never raises; an answer's text is what was written, orders beside it taken off.
    """
    text = absence_apart(text, role, today)
    if role is Role.COORDINATOR or role is Role.OPERATOR:
        return _coordinator(text, role, today)
    core = said_lines(text)
    said = "\n".join(core)
    whole = read_orders(text, role, today) if len(core) <= _MOST_LINES else _NONE
    if whole.simulate or _nothing_but_orders(whole):
        return _ordered(whole)
    if not any(c.isalnum() for c in said) or _acknowledges(said):
        return _ACKNOWLEDGED
    rest, orders = peel(text, role, today)
    left = "\n".join(said_lines(rest)) if orders else said
    if orders and (not left or _acknowledges(left)):
        return _ordered(Orders(orders))
    return _weighed(text, rest, left, orders)


def _nothing_but_orders(read: Orders) -> bool:
    """Every line is an order, his to give or not, or a keyword with nothing behind it. "Réponse : ..." is none: it is
    the answer itself."""
    return bool(read.lines) and all(
        line.order.verb is not Verb.ANSWER if line.order else line.unfinished for line in read.lines
    )


def _weighed(text: str, rest: str, left: str, orders: tuple[OrderLine, ...]) -> ExpertIntent:
    """A decline with its reasons, an answer, or an answer with orders beside it."""
    verbs = {line.order.verb for line in orders if line.order}
    if _declines(left) or (Verb.DECLINE in verbs and _little(left)):
        return _ordered(Orders(_declined(left, orders)))
    if Verb.TRANSFER in verbs and _little(left):
        note = OrderLine(left, Order(Verb.NOTE, args={"text": left}))
        return _ordered(Orders((*orders, note)))
    if Verb.DECLINE in verbs:
        return ExpertIntent(ExpertKind.ANSWER, text.strip())
    if orders:
        return ExpertIntent(ExpertKind.MIXED, _answer(rest), also=Orders(orders))
    if _asks(left):
        ask = OrderLine(left, Order(Verb.ASK, args={"text": left}))
        return _ordered(Orders((ask,)))
    return ExpertIntent(ExpertKind.ANSWER, _answer(text))


def _coordinator(text: str, role: Role, today: date) -> ExpertIntent:
    """Orders when the first line that says something is one, or nearly one; else an answer to the buyer."""
    core = said_lines(text)
    said = "\n".join(core)
    orders = read_orders("\n".join(core[:1]), role, today)
    if not orders.lines and not orders.simulate:
        return _ACKNOWLEDGED
    first = orders.lines[0] if orders.lines else None
    if first is None or first.order or orders.simulate or _nearly(first):
        whole = read_orders(text, role, today)
        answered = _behind_absence(text, whole)
        if answered:
            return _ordered(Orders((answered, whole.lines[0])))
        return ExpertIntent(ExpertKind.ANSWER, text.strip()) if _quotes(whole) else _ordered(whole)
    if _acknowledges(said):
        return _ACKNOWLEDGED
    rest, below = peel(text, role, today)
    if below and rest.strip():
        answer = OrderLine(rest.strip(), Order(Verb.ANSWER, args={"text": rest.strip()}))
        return _ordered(Orders((answer, *below)))
    return ExpertIntent(ExpertKind.ANSWER, text.strip())


def _ordered(orders: Orders) -> ExpertIntent:
    return ExpertIntent(ExpertKind.ORDERS, orders=orders)


def _behind_absence(text: str, read: Orders) -> OrderLine | None:
    """The answer to the buyer below an absence of its writer."""
    if read.simulate or [line.order.verb for line in read.lines if line.order] != [Verb.ABSENT]:
        return None
    absence = read.lines[0]
    answer = text.partition(absence.text)[2].strip()
    if absence.order is None or absence.order.args["who"] or not speaks_of_the_matter(answer):
        return None
    return OrderLine(answer, Order(Verb.ANSWER, args={"text": answer}))


def _quotes(orders: Orders) -> bool:
    """The buyer's question copied above the answer ("Question : ... Réponse : ..."), which asks nothing."""
    given = [(line.order.verb, line.order.target) for line in orders.lines if line.order]
    return given[:2] == [(Verb.ASK, ""), (Verb.ANSWER, "")]


def _nearly(line: OrderLine) -> bool:
    """A misspelt verb, or a known one with too little behind it ("prolonger"), rather than prose."""
    if line.unfinished:
        return True
    if len(line.text.split()) > 4:
        return False
    return "Vouliez-vous" in line.problem or not line.problem.startswith(_PROSE)


def _acknowledges(said: str) -> bool:
    if len(said) > _SHORT // 2:
        return False
    unsigned = _SIGNED_BEHIND.sub("", said)
    plain = _plain(unsigned).strip(" .!,")
    if plain in ("oui", "yes"):  # "I take it", or the answer itself
        return False
    return words.ACKNOWLEDGED.fullmatch(plain) is not None or takes_it(unsigned)


def _plain(said: str) -> str:
    """Folded, on one line, without quotation marks and pictures."""
    return one_line(_PICTURE.sub(" ", fold(said)))


def _asks(said: str) -> bool:
    """Nothing but questions for details: told to the buyer as such, they are no answer."""
    folded = one_line(said[: _SHORT + 1])
    parts = [part for part in words.SENTENCES.findall(folded) if len(part.split()) > 2]
    return 0 < len(folded) <= _SHORT and bool(parts) and all(map(_request, parts))


def _request(part: str) -> bool:
    """ "Pourquoi ne pas allotir ?" and "et si... ?" suggest, any other question asks."""
    asks = part.rstrip().endswith("?") and not part.lstrip().startswith(("pourquoi", "et si", "et pourquoi"))
    return asks or words.REQUEST.match(part) is not None


def _declines(said: str) -> bool:
    """A decline is the essence of a short text, never a phrase within an answer."""
    if len(said) > _SHORT:
        return False
    folded = _plain(said)
    count = len(folded.split())
    if not folded or count > _MOST_REASONS or _SUBSTANCE.search(fold(said)):
        return False
    declined = words.DECLINE.search(folded)
    if declined is None and not (words.REASON.search(folded) and count <= _MOST_BESIDE):
        return False
    if not words.PASS.search(folded) and words.TO_BUYER.search(folded):
        return False
    sorry = words.SORRY_BUT.match(folded)
    turn = words.NOT_DECLINE.search(folded, sorry.end() if sorry else 0)
    rest = folded[turn.end() :] if turn else ""
    if (len(rest.split()) >= 5 or _advises(rest)) and not words.OTHER_TIME.search(rest):
        return False
    beside = [part for part in _SENTENCE.split(folded) if not (words.DECLINE.search(part) or words.REASON.search(part))]
    if words.OUT_OF_FIELD.search(folded) and not words.PASS.search(folded) and any(map(_substantial, beside)):
        return False
    return sum(len(part.split()) for part in beside) <= _MOST_BESIDE


def _advises(rest: str) -> bool:
    """ "... mais voyez le guide de l'ADEME"."""
    return MATTER.search(rest) is not None and ADVISES.search(rest.strip()) is not None


def _substantial(part: str) -> bool:
    """A sentence beside "I am no specialist" that speaks of something else than its writer."""
    return len(part.split()) > 3 and not words.PERSONAL.search(part)


def _little(said: str) -> bool:
    return len(said.split()) <= _MOST_WORDS and not _SUBSTANCE.search(fold(said))


def _declined(left: str, orders: tuple[OrderLine, ...]) -> tuple[OrderLine, ...]:
    """One decline with its reason, and the other orders of the mail."""
    given = [line for line in orders if line.order and line.order.verb is Verb.DECLINE]
    others = tuple(line for line in orders if line not in given)
    reasons = [str(line.order.args.get("reason", "")) for line in given if line.order] + [left]
    reason = " ".join(" ".join(reasons).split())[:300]
    written = given[0].text if given else left
    return (OrderLine(written, Order(Verb.DECLINE, args={"reason": reason})), *others)


def _answer(text: str) -> str:
    """An expert's answer without a leading "réponse :"."""
    match = _LEADING.match(text.strip())
    return match["text"].strip() if match and match["text"].strip() else text.strip()
