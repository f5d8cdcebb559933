"""Read orders from a mail in natural French: any case, with or without accents, courtesy around them.

Nothing is decided here: each line becomes an order or a French sentence about what is wrong with it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from guichet_bot.core.folding import fold
from guichet_bot.core.mail.greeting import is_courtesy
from guichet_bot.core.model import Role
from guichet_bot.core.model.orders import Order, OrderLine, Orders, Verb
from guichet_bot.core.triage import orders_words as words
from guichet_bot.core.triage.orders_arguments import READERS, Piece, dated, is_bare, unfinished_absence
from guichet_bot.core.triage.said import body_lines

_MOST_LINES = 200
_LONGEST = 300  # characters of a line that may be an order
_SHORTEST_KNOWN = 8  # words of a line that starts with a line number and still is an order, within free text
_SIMULATE = re.compile(r"[\W_]{0,4}(?:simuler|simule|simulez|simulation|pour simuler)\b\s{0,3}[:,;.\-–]?\s{0,3}")
_TOGETHER = re.compile(
    r"\s*(?:,|,? et|,? puis)\s+(?=(?:la |le |n°)?(?:\d|[^\W\d]{1,8}-20|[^\W\d]{4}|je ))", re.IGNORECASE
)
_STATEMENT = re.compile(r"\b(?:est|sont|faut|doit|doivent|peut|peuvent|reste|restent|suffit|suffisent)\b")
_TYPOGRAPHY = str.maketrans({"’": "'", "\xa0": " ", "\u202f": " ", "\t": " ", "œ": "oe", "Œ": "OE"})


def read_orders(text: str, role: Role, today: date) -> Orders:
    """Every order of a mail, line by line. Courtesy and the signature are left out; what remains unknown is a line
    with a `problem`. `today` is the desk's local date, for "jusqu'à lundi". Never raises.
    """
    lines = body_lines(text)
    simulate, lines = _simulated(lines)
    if len(lines) > _MOST_LINES:
        return Orders(
            (OrderLine(lines[0][:_LONGEST], problem="Ce courrier a trop de lignes pour des ordres."),), simulate
        )
    found: list[OrderLine] = []
    i = 0
    while i < len(lines):
        free = read_free(lines, i, role, today)
        if free:
            line, i = free
            found.append(line)
            continue
        found += _read_line(lines[i], role, today)
        i += 1
    return Orders(tuple(found), simulate)


def read_line(line: str, role: Role, today: date) -> OrderLine | None:
    """One order that takes a whole line, or None for courtesy. Without an order the line has a problem."""
    found = _read_line(line, role, today)
    if not found:
        return None
    wrong = next((one for one in found if one.order is None), None)
    return wrong or found[0]


def read_free(lines: list[str], i: int, role: Role, today: date) -> tuple[OrderLine, int] | None:
    """An order with free text ("question : ...") that begins on line `i`, and the line after it."""
    match = words.FREE.match(lines[i][: 10 * _LONGEST].translate(_TYPOGRAPHY)) if ":" in lines[i] else None
    verb = words.FREE_TEXT.get(fold(match["word"])) if match else None
    if match is None or verb is None:
        return None
    stop = i + 1
    while stop < len(lines) and not _unmistakable(lines[stop], role, today):
        stop += 1
    first = lines[i][match.start("text") :] if len(lines[i]) == len(match.string) else match["text"]
    last = stop
    while last > i + 1 and is_courtesy(lines[last - 1]) and verb is not Verb.ANSWER:
        last -= 1
    said = "\n".join([first, *lines[i + 1 : last]]).strip()
    written = "\n".join(lines[i:stop]).strip()
    if not any(c.isalnum() for c in said):
        return OrderLine(written, problem="Le texte manque après les deux points.", unfinished=True), stop
    if role is Role.EXPERT and _states(fold(match["word"]), fold(said)):
        return None
    return OrderLine(written, Order(verb, (match["target"] or "").upper(), {"text": said})), stop


def _states(word: str, said: str) -> bool:
    """ "Précision : le seuil est hors taxes" states something, and asks nothing."""
    return word.startswith("precision") and "?" not in said and _STATEMENT.search(said) is not None


def _unmistakable(line: str, role: Role, today: date) -> bool:
    """A line that ends the free text above it: a keyword with its colon, or a line number before an order."""
    if not line.strip() or len(line) > _LONGEST:
        return False
    plain = line.translate(_TYPOGRAPHY)
    match = words.FREE.match(plain)
    if match and fold(match["word"]) in words.FREE_TEXT:
        return True
    numbered = words.TARGET.match(fold(plain.strip()))
    if not (numbered or fold(plain).lstrip().startswith(("temps :", "temps:", "je passe"))):
        return False
    found = _read_line(line, role, today)
    return bool(found) and all(one.order for one in found) and len(line.split()) <= _SHORTEST_KNOWN


def _simulated(lines: list[str]) -> tuple[bool, list[str]]:
    for i, line in enumerate(lines):
        if is_courtesy(line):
            continue
        match = _SIMULATE.match(fold(line[:_LONGEST]))
        if not match:
            return False, lines
        return True, [*lines[:i], line[:_LONGEST][match.end() :] + line[_LONGEST:], *lines[i + 1 :]]
    return False, lines


def _read_line(line: str, role: Role, today: date) -> list[OrderLine]:
    """The orders of a line: pieces between ";", or "3 clore, 5 prolonger 2j"."""
    if is_courtesy(line):
        return []
    if len(line) > _LONGEST:
        return [OrderLine(line[:_LONGEST], problem="Cette ligne est trop longue pour un ordre.")]
    found: list[OrderLine] = []
    for part in line.split(";"):
        if is_courtesy(part):
            continue
        found += _together(part, role, today) or _read_piece(part, role, today)
    return found


def _together(part: str, role: Role, today: date) -> list[OrderLine]:
    """Several orders with "," or "et" between them, when each piece is one."""
    pieces = [piece for piece in _TOGETHER.split(part) if piece.strip()]
    read: list[OrderLine] = []
    for piece in pieces if len(pieces) > 1 else ():
        line = _read_piece(piece, role, today)
        away = (
            line[0].order and line[0].order.verb in _AWAY and any(one.order.verb in _AWAY for one in read if one.order)
        )
        if away or any(one.order is None for one in line):
            return []
        read += line
    return read


# "absente du 3 au 17, retour le 18" is one order.
_AWAY = frozenset((Verb.ABSENT, Verb.BACK, Verb.CLOSURE))


def _read_piece(written: str, role: Role, today: date) -> list[OrderLine]:
    """The order of a piece, once for each question it names ("3, 5 et 7 clore")."""
    plain = _plain(written)
    targets, rest = _targets(plain)
    piece = Piece(rest, targets[0], role, today)
    order = dated(piece)
    if order:
        return [OrderLine(written.strip(), order)]
    keyword = _keyword(rest)
    if keyword is None:
        if unfinished_absence(rest):
            return [OrderLine(written.strip(), problem=_NO_DATE, unfinished=True)]
        return [OrderLine(written.strip(), problem=_unknown(written, rest))]
    after = keyword.after
    if not targets[0] and keyword.verb in _TARGETED:
        targets, after = _targets(after)
    elif keyword.verb in _NUMBERED_MAIL:
        several, left = _targets(after)
        targets, after = (several, left) if len(several) > 1 else (targets, after)
    results = [READERS[keyword.verb](replace(piece, text=after, target=target)) for target in targets]
    return [
        OrderLine(written.strip(), problem=result, unfinished=is_bare(after))
        if isinstance(result, str)
        else OrderLine(written.strip(), result)
        for result in results
    ]


_NO_DATE = "Quels jours ? Écrivez par exemple « absent du 3 au 17 août »."
_NUMBERED_MAIL = frozenset((Verb.RELEASE, Verb.DISCARD))


# "clore 4": the number after these verbs is a line of the digest.
_TARGETED = frozenset(
    (Verb.ASSIGN, Verb.TRANSFER, Verb.TOPIC, Verb.EXTEND, Verb.CLOSE, Verb.REOPEN, Verb.WHY, Verb.SEND, Verb.DECLINE)
)


@dataclass(frozen=True, slots=True)
class _Keyword:
    verb: Verb
    after: str


def _keyword(text: str) -> _Keyword | None:
    """The longest keyword that opens the text."""
    parts = text.split()
    folded = [fold(part).strip('.,;:!?()«»"') for part in parts[: words.LONGEST_KEYWORD]]
    for count in range(len(folded), 0, -1):
        verb = words.KEYWORDS.get(" ".join(folded[:count]))
        if verb is not None:
            glued = parts[count - 1].partition(":")[2]
            return _Keyword(verb, " ".join([*([glued] if glued else []), *parts[count:]]))
    return _Keyword(Verb.HELP, "") if text.strip(" ?!.") == "" and "?" in text else None


def _plain(written: str) -> str:
    """The piece without courtesy at its ends."""
    text = " ".join(written.translate(_TYPOGRAPHY).split())
    while True:
        match = words.POLITE_START.match(fold(text)) if text else None
        if not match or not match.end():
            break
        text = text[match.end() :]
    folded = fold(text)
    end = words.POLITE_END.search(folded)
    return text[: end.start()].strip() if end and len(folded) == len(text) else text.strip()


def _targets(text: str) -> tuple[tuple[str, ...], str]:
    """The questions that a text names first ("" when none), and what follows."""
    match = words.TARGET.match(fold(text))
    if not match:
        return ("",), text
    named = (found[0].upper() for found in words.ONE_TARGET.finditer(match["targets"]))
    return tuple(dict.fromkeys(named)), text[match.end() :]


def _unknown(written: str, rest: str) -> str:
    first = fold(rest.split(maxsplit=1)[0]).strip(".,:!?") if rest.split() else ""
    near = get_close_matches(first[:20], words.SUGGESTED, n=1, cutoff=0.75) if len(first) > 3 else []
    hint = f" Vouliez-vous écrire « {words.SUGGESTED[near[0]]} » ?" if near else ""
    return f"Je ne comprends pas cet ordre.{hint}"
