"""Orders above and below an answer, taken off it."""

from datetime import date

from guichet_bot.core.mail.greeting import is_courtesy
from guichet_bot.core.model import Role
from guichet_bot.core.triage.orders import OrderLine, Verb
from guichet_bot.core.triage.orders_language import body_lines, read_free, read_line
from guichet_bot.core.triage.text import fold

_MOST_ORDERS = 20  # at one end of an answer
_NOTE_LINES = 12  # of a note under an answer
_MOST_LONE = 4  # words of an order that stands in a paragraph of its own

# What an expert may write beside an answer. "question :" under an answer is part of it.
_BESIDE = frozenset((Verb.NOTE, Verb.TIME, Verb.ABSENT, Verb.BACK, Verb.WEEKLY))
_OWN = _BESIDE | {Verb.ASK, Verb.DECLINE, Verb.TRANSFER, Verb.HELP, Verb.UNDO, Verb.STATS}


def peel(text: str, role: Role, today: date) -> tuple[str, tuple[OrderLine, ...]]:
    """Take order lines off both ends of an expert's text, off the end of a coordinator's: what is left, and the orders
    in their order. Never raises."""
    lines = body_lines(text)
    above, start = _above(lines, role, today) if role is Role.EXPERT else ([], 0)
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
        if answered or line is None or line.order is None:
            break
        if line.order.verb not in _OWN and not (found and _is_lone(line)):
            break
        found.append(line)
        i = start = following
    return found, start


def _last_order(lines: list[str], start: int, end: int, role: Role, today: date) -> tuple[int, OrderLine | None]:
    """The order on the last line, or the note that is the last paragraph, with the line it begins on."""
    line = read_line(lines[end - 1], role, today)
    if line and line.order and (line.order.verb in _BESIDE or (_is_lone(line) and _apart(lines, end - 1))):
        return end - 1, line
    for first in range(end - 1, max(start, end - _NOTE_LINES) - 1, -1):
        if not lines[first].strip():
            break
        free = read_free(lines[:end], first, role, today)
        if free and free[0].order and free[0].order.verb is Verb.NOTE:
            return first, free[0]
    return end, None


def _is_lone(line: OrderLine) -> bool:
    """A short order of any kind but those that an answer may say: whose it is to give is decided elsewhere."""
    if line.order is None or line.order.verb in (Verb.DECLINE, Verb.ANSWER, Verb.ASK):
        return False
    return len(line.text.split()) <= _MOST_LONE and line.text[:1].isalpha()


def _apart(lines: list[str], i: int) -> bool:
    """A paragraph of its own."""
    return i > 0 and not lines[i - 1].strip() and (i + 1 == len(lines) or is_courtesy(lines[i + 1]))
