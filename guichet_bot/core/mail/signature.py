"""Where the signature of a mail stands: name, function, telephone and address under the closing words."""

import re

from guichet_bot.core.folding import fold
from guichet_bot.core.mail.greeting import is_closing
from guichet_bot.core.mail.names import CIVILITY

# French numbers as people write them; bounded, so that it stays linear.
PHONE = re.compile(r"(?<![\d/.-])(?:(?:\+|00)\s?33[\s.]?(?:\(0\)[\s.]?)?|0)[1-9](?:[\s.\-/]?\d\d){4}(?!\d)")
_PHONE_LINE = re.compile(
    r"[\W_]{0,4}(?:(?:t[ée]l(?:[ée]phone)?|mob(?:ile)?|port(?:able)?|fixe|gsm|ligne directe|standard|fax|t|m|p|tph)\b"
    r"[\s.:/]{0,5}){0,3}" + PHONE.pattern + r"(?:[\s/|,;–-]{0,5}" + PHONE.pattern + r"){0,3}\W{0,3}$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,64}\.[a-z]{2,}", re.IGNORECASE)
_SITE = re.compile(r"[\W_]{0,4}(?:https?://|www\.)\S{1,200}\W{0,3}$", re.IGNORECASE)
_POSTSCRIPT = re.compile(r"\s{0,9}(?:P\.? ?-?S\.?|NB|N\.B\.)\s?[:.\-–]", re.IGNORECASE)
# From such a line on, nothing is the author's.
_DISCLAIMER = re.compile(
    r"\W{0,6}(?:ce (?:message|courriel|mail)\b.{0,80}(?:confidentiel|destin[ée])|avant d['’]imprimer|n['’]imprimez|"
    r"pensez à l['’]environnement|merci de penser à l['’]environnement|adoptez l['’]éco|this (?:e-?mail|message) )",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?:;…]\s{0,3}$")
_INITIAL = re.compile(r"^\S{2,30} \w\.$")  # "Marie D."
# What an author adds right under his name; a slogan or office hours have none of these words (folded).
_AFTERTHOUGHT = re.compile(
    r"\b(?:je|j'|au fait|d'ailleurs|par ailleurs|sinon|pensez|oubliez|attention|voici|il faut|seuils?|lots?|"
    r"clauses?|articles?|plafonds?|euros)\b"
)
_TELLS = re.compile(r"(?<=\s)(?:a|ont|est|sont|peut|doit)(?=\s)")  # "Anne Vidal a déjà fait ce marché" signs nothing
_MOST_LINES = 18
_LONGEST = 90
_MOST_WORDS = 11
_MOST_UNDER_NAME = 9  # lines from a name without words of leave to the end
_MOST_AROUND = 4  # words of a line with an address that holds nothing else


def signature_of(lines: list[str], names: tuple[str, ...] = ()) -> range:
    """The lines of the signature, an empty range when there is none.

    The closing words stay with the text, and so does a postscript. `names`: the writer's own, folded.
    """
    last = _last(lines)
    for weak in (False, True):
        closing = _closing(lines, last, weak)
        if closing is not None:
            found = _under(lines, closing, last, names)
            if found and (not weak or _surely(lines[found.start : found.stop], names)):
                return found
    return _loose(lines, last, names)


def _under(lines: list[str], closing: int, last: int, names: tuple[str, ...]) -> range:
    stop = closing + 1
    parts, named = 0, False  # lines of this paragraph, and whether the writer's name stands in one
    while stop <= last:
        line = lines[stop]
        if not line.strip():
            parts, named = 0, False
        elif _is_part(line, names) or (named and parts > 1 and _is_slogan(line)):
            parts, named = parts + 1, named or _named(line, names)
        else:
            break
        stop += 1
    said = any(line.strip() for line in lines[closing + 1 : stop])
    return range(closing + 1, stop) if said else range(0)


def _is_slogan(line: str) -> bool:
    """A slogan or office hours among the lines under a name, rather than an afterthought."""
    said = line.strip()
    return len(said) <= _LONGEST and not _POSTSCRIPT.match(line) and _AFTERTHOUGHT.search(fold(said)) is None


def _surely(block: list[str], names: tuple[str, ...]) -> bool:
    """More than thanks followed by a few words: a name, a number or an address stands there."""
    return any(
        _named(line, names) or PHONE.search(line[:_LONGEST]) or _ADDRESS.search(line[:_LONGEST]) for line in block
    )


def _named(line: str, names: tuple[str, ...]) -> bool:
    said = fold(line[:_LONGEST])
    return any(name in said for name in names)


def _last(lines: list[str]) -> int:
    return next((i for i in range(len(lines) - 1, -1, -1) if lines[i].strip()), -1)


def _closing(lines: list[str], last: int, weak: bool) -> int | None:
    """The closing words nearest to the end, or the "-- " of RFC 3676 §4.3."""
    for i in range(last, max(-1, last - _MOST_LINES - 12), -1):
        line = lines[i].strip()
        if not line or len(line) > _LONGEST * 2:
            continue
        if line in ("--", "—") or is_closing(line, weak):
            return _earliest(lines, i)
    return None


def _earliest(lines: list[str], i: int) -> int:
    """The first of several closing lines in a row ("Bonne journée," "Cordialement,"): a name may stand between."""
    for above in range(i - 1, max(-1, i - 6), -1):
        line = lines[above].strip()
        if line and is_closing(line):
            return above
        if line and len(line.split()) > 3:
            break
    return i


def _is_part(line: str, names: tuple[str, ...]) -> bool:
    """A line under the closing words that belongs to the signature rather than to an afterthought."""
    stripped = line.strip()
    if not stripped:
        return True
    if _POSTSCRIPT.match(line):
        return False
    cut = stripped[: _LONGEST * 4]
    if _DISCLAIMER.match(cut) or is_closing(cut) or _named(cut, names):
        return True
    if PHONE.search(cut) or _ADDRESS.search(cut) or _SITE.match(cut):
        return len(stripped.split()) <= 2 * _MOST_WORDS
    if len(stripped) > _LONGEST or sum(any(c.isalnum() for c in word) for word in stripped.split()) > _MOST_WORDS:
        return False
    return not _SENTENCE_END.search(stripped) or " " not in stripped or _INITIAL.search(stripped) is not None


def _loose(lines: list[str], last: int, names: tuple[str, ...]) -> range:
    """A signature without closing words: the last paragraph when it opens with the writer's name or is nothing but
    telephone numbers, or from his name on. Under a colon, numbers are what the author gives."""
    first = last
    while first > 0 and lines[first - 1].strip() and last - first < 8:
        first -= 1
    above = next((lines[i].strip() for i in range(first - 1, -1, -1) if lines[i].strip()), "")
    block = [line for line in lines[first : last + 1] if any(c.isalnum() for c in line[:_LONGEST])]  # without rules
    below = bool(block and above) and not above.endswith(":")
    if below and _introduces_itself(block, names):
        return range(first, last + 1)
    found = _from_the_name(lines, last, names)
    if not found and below and all(_PHONE_LINE.match(line.strip()[:_LONGEST]) for line in block):
        return range(first, last + 1)
    return found


def _introduces_itself(block: list[str], names: tuple[str, ...]) -> bool:
    """A signature that opens with the writer's name, or that holds it or his town beside a telephone: offices sign so.
    A list is none."""
    telephone = any(PHONE.search(line[:_LONGEST]) for line in block)
    listed = len(block) < 2 or block[0].lstrip().startswith(("-", "•", "*"))
    named = telephone and not listed and any(_named(line, names) for line in block)
    return (named or _opens(block[0], names)) and all(_is_part(line, names) for line in block)


def _from_the_name(lines: list[str], last: int, names: tuple[str, ...]) -> range:
    """What begins with the writer's name below his last words, under whatever leave he takes ("Solidairement,")."""
    found = last + 1
    full = tuple(name for name in names if " " in name)
    contacts = True  # nothing but telephones and addresses so far
    for i in range(last, max(0, last - _MOST_UNDER_NAME), -1):
        line = lines[i]
        if (_opens(line, full) and _stands_alone(lines, i)) or (contacts and _is_name(line, names)):
            found = i
        contacts = contacts and _is_contact(line)
        if not contacts and (not _is_part(line, names) or _AFTERTHOUGHT.search(fold(line[:_LONGEST]))):
            break
    return range(found, last + 1)


def _stands_alone(lines: list[str], i: int) -> bool:
    """What stands above line `i` announces no list, of which it would be an item."""
    return not next((lines[j].strip() for j in range(i - 1, -1, -1) if lines[j].strip()), ":").endswith(":")


def _opens(line: str, names: tuple[str, ...]) -> bool:
    """A line that begins with a name of the writer's, either part first, "Mme" before it or not."""
    if _TELLS.search(line[:_LONGEST]):
        return False
    words = _WORD.findall(fold(_untitled(line)))
    if any(sorted(words[: len(own)]) == sorted(own) for own in map(_WORD.findall, names) if own):
        return True
    return len(words) > 1 and _is_name(line, names)


def _is_contact(line: str) -> bool:
    """Nothing but a telephone, an address or a site: what stands right under somebody's name is his. Blank lines
    too."""
    cut = line.strip()[:_LONGEST]
    alone = _ADDRESS.sub("", cut) if len(cut.split()) <= _MOST_AROUND else cut
    return not alone.strip(" ,;|/-–") or _PHONE_LINE.match(alone) is not None or _SITE.match(cut) is not None


def _is_name(line: str, names: tuple[str, ...]) -> bool:
    """Nothing but a name of the writer's, or a part of it; his telephone or address may follow on the line."""
    said = set(_WORD.findall(fold(_ADDRESS.sub("", PHONE.sub("", _untitled(line))))))
    return bool(said) and any(said <= set(_WORD.findall(name)) for name in names)


def _untitled(line: str) -> str:
    """The beginning of a line, without "Mme"."""
    title = CIVILITY.match(line)
    return line[title.end() if title else 0 :][:_LONGEST]
