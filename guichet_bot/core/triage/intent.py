"""What a mail means: thanks or a question, an answer or "je passe", a sign of life or orders.

Only the newest text is read. When in doubt between a decline and an answer, substance makes it an answer: a lost
answer is worse than one question too many.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guichet_bot.core.mail.greeting import is_courtesy
from guichet_bot.core.model import Role
from guichet_bot.core.triage import intent_words as words
from guichet_bot.core.triage.orders import Order, OrderLine, Orders, Verb
from guichet_bot.core.triage.orders_language import body_lines, read_free, read_line, read_orders
from guichet_bot.core.triage.text import fold

_MOST_READ = 20_000  # characters of a mail in which rights are looked for
_SHORT = 600  # characters of a text that may be thanks, a decline or a sign of life
_MOST_STRANGE = 8  # words of thanks that are no words of thanks
_MOST_REASONS = 45  # words of a decline with its reasons
_MOST_BESIDE = 18  # of them outside the sentences that decline
_MOST_WORDS = 60
_PROSE = ("Je ne comprends pas", "Cette ligne", "Ce courrier")  # problems that prose has
_NONE = Orders()
_MOST_ORDERS = 20  # at one end of an answer
_NOTE_LINES = 12  # of a note under an answer
_LEADING = re.compile(r"r[ée]ponse\s{0,3}:(?P<text>.*)", re.IGNORECASE | re.DOTALL)
_SUBSTANCE = re.compile(
    r"https?://|www\.|\barticles?\s(?:[lrd]\.?\s?)?\d|\b\d+\s?(?:%|€|euros)|\n\s*[-•*\d]+[.)]?\s.*\n\s*[-•*\d]"
)
_SENTENCE = re.compile(r"[.!?;\n]+")
_WORD = re.compile(r"[\w'-]+")


class BuyerIntent(StrEnum):
    THANKS = "thanks"  # nothing but thanks: closes
    RIGHTS = "rights"  # a request about their data: for the coordinators
    RATING = "rating"  # a digit from 1 to 5 alone: satisfaction
    FOLLOW_UP = "follow_up"  # anything else, details that were asked for included


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


def read_buyer(text: str, subject: str = "") -> BuyerIntent:
    """What a buyer's newest text is. `subject` counts for rights only."""
    if rights_words(f"{subject}\n{text}"):
        return BuyerIntent.RIGHTS
    if len(text) > 4 * _SHORT:
        return BuyerIntent.FOLLOW_UP
    folded = fold(" ".join(_core(text)) or " ".join(text.split()))
    if words.RATING.fullmatch(folded.strip()):
        return BuyerIntent.RATING
    return BuyerIntent.THANKS if _only_thanks(fold(text), folded) else BuyerIntent.FOLLOW_UP


def rating(text: str) -> int | None:
    """The satisfaction from 1 to 5 that a mail gives, when it says nothing else."""
    if len(text) > 4 * _SHORT:
        return None
    match = words.RATING.fullmatch(fold(" ".join(_core(text))).strip())
    return int(match["rating"]) if match else None


def rights_words(text: str) -> str:
    """The words by which somebody asks about their own data (RGPD articles 15 to 22), or ""."""
    folded = " ".join(fold(text[:_MOST_READ]).split())
    if not any(stem in folded for stem in words.RIGHTS_STEMS):
        return ""
    match = words.RIGHTS.search(folded)
    return match[0] if match else ""


def read_expert(text: str, role: Role, today: date) -> ExpertIntent:
    """What an expert's or a coordinator's newest text on a question is. `today`: the desk's local date.

    Never raises; an answer's text is what was written, orders beside it taken off.
    """
    if role is Role.COORDINATOR or role is Role.OPERATOR:
        return _coordinator(text, role, today)
    core = _core(text)
    said = "\n".join(core)
    if not said or _acknowledges(said):
        return _ACKNOWLEDGED
    if fold(core[0][:20]).startswith("simul") and (simulated := read_orders(text, role, today)).simulate:
        return ExpertIntent(ExpertKind.ORDERS, orders=simulated)
    rest, orders = _peel(text, role, today)
    left = "\n".join(_core(rest)) if orders else said
    if orders and (not left or _acknowledges(left)):
        return ExpertIntent(ExpertKind.ORDERS, orders=Orders(orders))
    return _weighed(text, rest, left, orders)


def _weighed(text: str, rest: str, left: str, orders: tuple[OrderLine, ...]) -> ExpertIntent:
    """A decline with its reasons, an answer, or an answer with orders beside it."""
    verbs = {line.order.verb for line in orders if line.order}
    if _declines(left) or (Verb.DECLINE in verbs and _little(left)):
        return ExpertIntent(ExpertKind.ORDERS, orders=Orders(_declined(left, orders)))
    if Verb.TRANSFER in verbs and _little(left):
        note = OrderLine(left, Order(Verb.NOTE, args={"text": left}))
        return ExpertIntent(ExpertKind.ORDERS, orders=Orders((*orders, note)))
    if Verb.DECLINE in verbs:
        return ExpertIntent(ExpertKind.ANSWER, text.strip())
    if orders:
        return ExpertIntent(ExpertKind.MIXED, _answer(rest), also=Orders(orders))
    return ExpertIntent(ExpertKind.ANSWER, _answer(text))


def _coordinator(text: str, role: Role, today: date) -> ExpertIntent:
    """Orders when the first line that says something is one, or nearly one; else an answer to the buyer."""
    core = _core(text)
    said = "\n".join(core)
    orders = read_orders("\n".join(core[:1]), role, today)
    if not orders.lines and not orders.simulate:
        return _ACKNOWLEDGED
    first = orders.lines[0] if orders.lines else None
    if first is None or first.order or orders.simulate or _nearly(first):
        return ExpertIntent(ExpertKind.ORDERS, orders=read_orders(text, role, today))
    return _ACKNOWLEDGED if _acknowledges(said) else ExpertIntent(ExpertKind.ANSWER, text.strip())


def _nearly(line: OrderLine) -> bool:
    """A misspelt verb, or a known one with too little behind it ("prolonger"), rather than prose."""
    if len(line.text.split()) > 4:
        return False
    return "Vouliez-vous" in line.problem or not line.problem.startswith(_PROSE)


def _core(text: str) -> list[str]:
    """The lines that say something: no courtesy, no signature."""
    return [line.strip() for line in body_lines(text) if not is_courtesy(line)]


def _only_thanks(whole: str, core: str) -> bool:
    if not words.THANKS.search(whole) or len(whole) > _SHORT or words.NOT_THANKS.search(whole):
        return False
    if "avance" in whole or "vous remerciant" in whole:
        return False  # thanks for what is still to come
    said = [word for part in _WORD.findall(core) for word in re.split(r"['-]", part)]
    return sum(word not in words.THANKS_WORDS for word in said) <= _MOST_STRANGE


def _acknowledges(said: str) -> bool:
    folded = " ".join(fold(said[:_SHORT]).split()).strip(" .!,")
    return len(said) <= _SHORT // 2 and words.ACKNOWLEDGED.fullmatch(folded) is not None


def _declines(said: str) -> bool:
    """A decline is the essence of a short text, never a phrase within an answer."""
    if len(said) > _SHORT:
        return False
    folded = " ".join(fold(said).split())
    count = len(folded.split())
    if not folded or count > _MOST_REASONS or _SUBSTANCE.search(fold(said)):
        return False
    declined = words.DECLINE.search(folded)
    if declined is None and not (words.REASON.search(folded) and count <= _MOST_BESIDE):
        return False
    turn = words.NOT_DECLINE.search(folded)
    if turn and len(folded[turn.end() :].split()) >= 5 and not words.OTHER_TIME.search(folded[turn.end() :]):
        return False
    beside = [part for part in _SENTENCE.split(folded) if not (words.DECLINE.search(part) or words.REASON.search(part))]
    return sum(len(part.split()) for part in beside) <= _MOST_BESIDE


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


# What an expert may write beside an answer. "question :" under an answer is part of it.
_BESIDE = frozenset((Verb.NOTE, Verb.TIME, Verb.ABSENT, Verb.BACK, Verb.WEEKLY))
_OWN = _BESIDE | {Verb.ASK, Verb.DECLINE, Verb.TRANSFER, Verb.HELP, Verb.UNDO, Verb.STATS}


def _peel(text: str, role: Role, today: date) -> tuple[str, tuple[OrderLine, ...]]:
    """Take order lines off both ends of an expert's text: what is left, and the orders in their order."""
    lines = body_lines(text)
    above, start = _above(lines, role, today)
    below: list[OrderLine] = []
    gone: set[int] = set()
    end = len(lines)
    while end > start and len(below) < _MOST_ORDERS:
        if is_courtesy(lines[end - 1]):
            end -= 1
            continue
        first, line = _last_order(lines, start, end, role, today)
        if line is None:
            break
        below.insert(0, line)
        gone.update(range(first, end))
        end = first
    left = "\n".join(line for i, line in enumerate(lines[start:], start) if i not in gone)
    return left, (*above, *below)


def _above(lines: list[str], role: Role, today: date) -> tuple[list[OrderLine], int]:
    """The orders that open a text, and the first line after them."""
    found: list[OrderLine] = []
    i = start = 0
    while i < len(lines) and len(found) < _MOST_ORDERS:
        if is_courtesy(lines[i]):
            i += 1
            continue
        free = read_free(lines, i, role, today)
        line, following = free if free else (read_line(lines[i], role, today), i + 1)
        answered = free and following < len(lines) and fold(lines[following]).lstrip().startswith("reponse")
        if answered or line is None or line.order is None or line.order.verb not in _OWN:
            break
        found.append(line)
        i = start = following
    return found, start


def _last_order(lines: list[str], start: int, end: int, role: Role, today: date) -> tuple[int, OrderLine | None]:
    """The order on the last line, or the note that is the last paragraph, with the line it begins on."""
    line = read_line(lines[end - 1], role, today)
    if line and line.order and line.order.verb in _BESIDE:
        return end - 1, line
    for first in range(end - 1, max(start, end - _NOTE_LINES) - 1, -1):
        if not lines[first].strip():
            break
        free = read_free(lines[:end], first, role, today)
        if free and free[0].order and free[0].order.verb is Verb.NOTE:
            return first, free[0]
    return end, None


def _answer(text: str) -> str:
    """An expert's answer without a leading "réponse :"."""
    match = _LEADING.match(text.strip())
    return match["text"].strip() if match and match["text"].strip() else text.strip()
