"""Orders above and below an answer, taken off it."""

import re
from datetime import date
from itertools import pairwise

from guichet_bot.core.folding import fold
from guichet_bot.core.mail.greeting import is_courtesy
from guichet_bot.core.model import Role
from guichet_bot.core.model.orders import OrderLine, Verb
from guichet_bot.core.triage.aside import speaks_of_the_matter
from guichet_bot.core.triage.orders_language import read_free, read_line
from guichet_bot.core.triage.said import body_lines

_MOST_ORDERS = 20  # at one end of an answer
_NOTE_LINES = 12  # of a note under an answer
_MOST_LONE = 4  # words of an order that stands in a paragraph of its own

_LONGEST = 300  # characters of a sentence that may tell an absence
_MOST_CUT = 3000  # characters of a line in which an answer is looked for behind an absence
_END = re.compile(r"(?<![\s(][A-Za-z])[.!?;:]+\s+(?=\S)")  # of a sentence; "R. 2122-8" ends none
_AWAY = re.compile(r"\b(?:absen|conge|vacances|arret|rtt\b|formation|deplacement|(?:in)?disponible|joignable|bureau)")
_COMMA = re.compile(r"\s?,\s+(?=\S)")
# What an absence says besides: who stands in, and when its writer is back.
_STANDS_IN = re.compile(
    r"\b(?:collegue|rempla|suppl|urgence|retour|rentr|revien|reprend|repond|questions?\b|contact|sollicit|adress|"
    r"veuillez|joindre|joignable)"
)

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


def absence_apart(text: str, role: Role, today: date) -> str:
    """The text with an absence on a line of its own when its line opens with one and goes on with an answer:
    "J'étais en congés du 3 au 10. Le seuil est de 40 000 €." Else the text as it is. Never raises."""
    said = next((line for line in body_lines(text) if not is_courtesy(line)), "")
    cut = _end_of_absence(said, role, today) if len(said) <= _MOST_CUT and _AWAY.search(fold(said[:_LONGEST])) else 0
    if not cut:
        return text
    before, _, after = text.partition(said)
    return f"{before}{said[:cut].rstrip(' ,')}\n{said[cut:]}{after}"


def _end_of_absence(line: str, role: Role, today: date) -> int:
    """Where the answer behind an absence begins in a line, or 0."""
    stops = [match.end() for match in _END.finditer(line)]
    first = line[: stops[0]] if stops else line
    for start, stop in pairwise([*stops, len(line)]):
        if absence := _absence(line[:start], role, today):
            until = absence.order.args["until"] if absence.order else None
            over = isinstance(until, date) and until < today
            if _answers(line[start:stop]) or (over and len(line[start:stop].split()) > 2):
                return start
    for comma in _COMMA.finditer(first):
        if _answers(first[comma.end() :]) and _absence(first[: comma.start()], role, today):
            return comma.end()
    return 0


def _absence(said: str, role: Role, today: date) -> OrderLine | None:
    line = read_line(said, role, today) if len(said) <= _LONGEST else None
    return line if line and line.order and line.order.verb is Verb.ABSENT and not line.order.args["who"] else None


def _answers(said: str) -> bool:
    return speaks_of_the_matter(said) and not _STANDS_IN.search(fold(said))


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
