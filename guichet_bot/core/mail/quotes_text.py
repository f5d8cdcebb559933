"""The part of a mail that its author wrote this time.

A scanner over lines, each looked at a bounded number of times: hostile mail costs no more than its size. Libraries
reach 60 % at best on this task and some hang on hostile mail, so the code is our own (docs/decisions). When in doubt
the longer text wins: a quote too many is a nuisance, a lost answer a failure.
"""

import re
from enum import Enum, auto
from itertools import groupby

from guichet_bot.core.mail import quotes_words as words
from guichet_bot.core.mail.greeting import only_greets
from guichet_bot.core.mail.quotes_header import header_block, header_family, notes_header
from guichet_bot.core.mail.quotes_intro import announces, introduces, may_introduce, reports

_LONGEST = 400  # characters of a line that are looked at
_WRAP = 5  # lines over which an introduction may be wrapped
_SIGNATURE = 15  # lines under "-- " that may still be a signature
_KEPT_QUOTE = 8  # quoted lines kept above an answer that stands under them
_LONG_QUOTE = 24  # of a longer quote between answers, only its last lines are kept
_SHORT = 60  # characters of a line that announces a forwarded mail without dashes
_SENTENCE_ENDS = (".", "!", "?", ":", ";", "…")
_RULE = re.compile(r"[\s\-_=*~+#—–.·ᐧ]*$")
_SPACES = (("\xa0", " "), ("\u202f", " "), ("\u2007", " "), ("\t", " "), ("\u200b", ""), ("\ufeff", ""))
_MARKER_WORDS = ("dessus", "above", "oberhalb", "über dieser", "encima", "sopra", "DESSUS", "ABOVE")


class _Kind(Enum):
    TEXT = auto()
    CODE = auto()  # text between ``` fences, whatever it looks like
    BLANK = auto()
    QUOTE = auto()
    DROP = auto()  # introduction, signature, marker


_SAID = (_Kind.TEXT, _Kind.CODE)


def newest(text: str) -> str:
    """Return what the author of `text` (a plain-text body) wrote now: no quoted mail, no "Envoyé de mon iPhone".

    Answers above, under and between quoted lines are kept, the latter with the quoted lines they answer. A mail that
    only passes another on is kept whole. Never empty unless `text` is blank.
    """
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = whole.split("\n")
    plain = whole
    for space, instead in _SPACES:
        plain = plain.replace(space, instead)
    scan = _Scan([line[:_LONGEST].strip() for line in plain.split("\n")])
    scan.marked = any(word in plain for word in _MARKER_WORDS)
    scan.run()
    if scan.bare:
        return whole.strip()
    scan.drop_signatures()
    kept = _trim([lines[i] for i in scan.keep()])
    if not any(c.isalnum() for c in kept) and not (scan.copies() and says_something(kept)):
        return whole.strip()
    if scan.passes_on(kept):
        return whole.strip()
    return kept


class _Scan:
    """One pass over the lines: `kinds` says what each is, `end` where the author's part stops."""

    def __init__(self, seen: list[str]) -> None:
        self.seen = seen
        self.kinds: list[_Kind] = []
        self.end = len(seen)
        self.forwarded = False
        self.marked = True  # a "reply above this line" is worth looking for
        self.first: int | None = None  # the first line on which the author says something
        self.bare = False  # nothing but a mail passed on

    def run(self) -> None:
        fenced = False
        for i, line in enumerate(self.seen):
            if not line:
                self.kinds.append(_Kind.BLANK)
                continue
            if line.startswith("```"):
                fenced = not fenced
            self.kinds.append(_Kind.CODE if fenced else self._kind(i, line))
            if self.first is None and self.kinds[i] in _SAID and not _is_rule(line):
                self.first = i
            if self.end <= i:
                break
        if self.end < len(self.seen):
            self.kinds = self.kinds[: self.end]

    def _kind(self, i: int, line: str) -> _Kind:
        if line[0] == ">" and not words.WRAPPED_END.match(line):
            return self._cut(i) if words.GROUPWISE.match(line) and self._spoken(i) else _Kind.QUOTE
        if line[0] == "|" and i and self.kinds[i - 1] is not _Kind.TEXT and self._quoted_since_intro(i):
            return _Kind.QUOTE
        start = self._introduction(i, line)
        if start is not None:
            return self._introduced(start, i)
        if line[0] == ">":
            return _Kind.QUOTE
        if self.marked and words.MARKER.match(line):
            return self._cut(i) if self._spoken(i) else _Kind.DROP
        if self._separates(i, line):
            return self._cut(i)
        above = notes_header(self.seen, i)
        if above is not None:
            self.kinds[above:i] = [_Kind.DROP] * (i - above)
            return self._cut(above)
        return _Kind.TEXT

    def _quoted_since_intro(self, i: int) -> bool:
        before = next((k for k in reversed(self.kinds) if k is not _Kind.BLANK), None)
        return before in (_Kind.DROP, _Kind.QUOTE)

    def _cut(self, i: int) -> _Kind:
        """Stop at `i` when the author said something above; else the mail is nothing but what follows."""
        self.end = i
        self.bare = not self._spoken(i)
        return _Kind.DROP

    def _spoken(self, i: int) -> bool:
        """The author says something above line `i`."""
        return self.first is not None and self.first < i

    def _introduced(self, start: int, i: int) -> _Kind:
        """An introduction stands on lines start..i: what follows is quoted with ">" or is the old mail as it is."""
        below = next((line for line in self.seen[i + 1 : i + 6] if line), "")
        self.kinds[start:i] = [_Kind.DROP] * (i - start)
        if not self._spoken(start):
            self.first = None
        elif not below.startswith((">", "|")):
            self.end = start
        return _Kind.DROP

    def _introduction(self, i: int, line: str) -> int | None:
        """The first line of the introduction that ends on line `i`, or None. One that begins as introductions do
        ("Le ...") wins over a nearer line that only holds the address."""
        if not may_introduce(line):
            return None
        window = " ".join(self.seen[max(0, i - _WRAP + 1) : i + 1]).lower()
        if not any(stem in window for stem in words.INTRODUCTION_STEMS):
            return None
        below = next((line for line in self.seen[i + 1 : i + 4] if line), "")
        nearest = None
        joined = ""
        for start in range(i, max(-1, i - _WRAP), -1):
            if start != i and self.kinds[start] in (_Kind.QUOTE, _Kind.DROP):
                break
            joined = f"{self.seen[start]} {joined}".strip()
            if len(joined) > _LONGEST or reports(joined):
                break
            if self.seen[start] and introduces(joined, below):
                if words.OPENING.match(joined) and words.MOMENT.search(self.seen[start]):
                    return start
                nearest = start if nearest is None else nearest
        return nearest

    def _separates(self, i: int, line: str) -> bool:
        if (line[0] in "-_=*" or len(line) < _SHORT) and words.SEPARATOR.match(line):
            self.forwarded = self.forwarded or bool(words.FORWARDED.match(line))
            return True
        named = header_family(line) in ("from", "date", "subject") or words.TITLE.match(line)
        return bool(named) and header_block(self.seen, i)

    def drop_signatures(self) -> None:
        """Take off phone signatures, and what stands under "-- " (RFC 3676 §4.3) up to the next quote."""
        following = _Kind.DROP
        for i in range(len(self.kinds) - 1, -1, -1):
            line = self.seen[i]
            if self.kinds[i] is _Kind.TEXT:
                if following is not _Kind.TEXT and words.PHONE_SIGNATURE.match(line):
                    self.kinds[i] = _Kind.DROP
                elif line in ("--", "—") or self._list_footer(i, line):
                    self._drop_signature(i)
                elif _is_rule(line):
                    continue
            if self.kinds[i] is not _Kind.BLANK:
                following = self.kinds[i]

    def _list_footer(self, i: int, line: str) -> bool:
        """A mailing list's foot: a long rule, then a few lines with its address, to the end of the mail."""
        if not line.startswith("__") or len(self.kinds) - i > _SIGNATURE // 2:
            return False
        return any("@" in below or "://" in below for below in self.seen[i + 1 : len(self.kinds)])

    def _drop_signature(self, i: int) -> None:
        if not self._spoken(i) or self._divides(i):
            return
        stop = i + 1
        while stop < len(self.kinds) and self.kinds[stop] in (_Kind.TEXT, _Kind.BLANK):
            stop += 1
            if stop - i > _SIGNATURE:
                return
        self.kinds[i:stop] = [_Kind.DROP] * (stop - i)

    def _divides(self, i: int) -> bool:
        """Blank lines around "--", and a sentence below: it parts two paragraphs of the author's."""
        below = next((line for line in self.seen[i + 1 : i + 4] if line), "")
        alone = not self.seen[i - 1] and self.seen[i + 1 : i + 2] == [""]
        return alone and " " in below and below.endswith(_SENTENCE_ENDS)

    def keep(self) -> list[int]:
        """The indices of the lines that stay: the author's, and quoted lines between them or, few and without an
        introduction, above them."""
        first = next(filter(self._says, range(len(self.kinds))), -1)
        last = next(filter(self._says, range(len(self.kinds) - 1, -1, -1)), -1)
        if first < 0:
            return []
        above = self.kinds[:first]
        if _Kind.DROP not in above and above.count(_Kind.QUOTE) <= _KEPT_QUOTE:
            first = -1
        whole = self._copied_once()
        kept: list[int] = []
        for kind, run in groupby(range(len(self.kinds)), key=self.kinds.__getitem__):
            indices = list(run)
            if kind is _Kind.QUOTE:
                cited = self._cited(indices[0])
                indices = [i for i in indices if cited or (first < i < last and i < whole)]
                indices = indices[-_KEPT_QUOTE:] if len(indices) > _LONG_QUOTE else indices
            if kind is not _Kind.DROP:
                kept += indices
        return kept

    def _cited(self, i: int) -> bool:
        """The author quotes a text of somebody's: he announces it ("L'article dispose :")."""
        above = next((j for j in range(i - 1, -1, -1) if self.kinds[j] is not _Kind.BLANK), -1)
        return above >= 0 and self.kinds[above] is _Kind.TEXT and announces(self.seen[above])

    def _copied_once(self) -> int:
        """Where the mail being answered was copied in one piece above nothing but a signature, or the end."""
        start = under = 0
        for i in range(len(self.kinds) - 1, -1, -1):
            if self.kinds[i] is _Kind.QUOTE:
                start = i
            elif self.kinds[i] is _Kind.DROP and start:
                return start
            elif self._says(i):
                under += 1
                if start or under > _SIGNATURE or self.seen[i].endswith(_SENTENCE_ENDS):
                    break
        return len(self.kinds)

    def _says(self, i: int) -> bool:
        return self.kinds[i] in _SAID and not _is_rule(self.seen[i])

    def copies(self) -> bool:
        """An older mail stands in this one."""
        return self.end < len(self.seen) or _Kind.QUOTE in self.kinds

    def passes_on(self, kept: str) -> bool:
        """The author passes a mail on, cites one, or answers inside the copied mail or, below a greeting, under it."""
        cut = self.end < len(self.seen)
        if cut and self._announced(kept):
            return True
        if not self.copies() or len(kept) > _LONGEST // 2:
            return False
        if cut and only_greets(kept):
            return True
        return bool(words.INSIDE.search(kept) or (cut and words.BELOW.search(kept))) or (
            self.forwarded and only_passes_on(kept)
        )

    def _announced(self, kept: str) -> bool:
        """ "La préfecture m'a répondu :", and below it her mail copied with its header, then the author's own words."""
        last, copied = kept.rstrip().rpartition("\n")[2][-_LONGEST:], self.seen[self.end]
        return " " in last and announces(last) and bool(header_family(copied) or words.SEPARATOR.match(copied))


def only_passes_on(text: str) -> bool:
    """The text says no more than "pour information" or a greeting; "merci" alone is an answer."""
    said = text.strip().lower()
    return len(said) < _LONGEST and not said.startswith("merci") and bool(words.FOR_INFORMATION.fullmatch(said))


def _is_rule(line: str) -> bool:
    """A line of dashes and the like, or an empty one; `line` is cut to a bounded length."""
    return not line or (not (line[0].isascii() and line[0].isalnum()) and _RULE.match(line) is not None)


def _trim(lines: list[str]) -> str:
    """Join, without rules and blank lines at the end and blank lines at the start."""
    while lines and _is_rule(lines[-1][:_LONGEST].strip()) and len(lines[-1]) < _LONGEST:
        lines.pop()
    return "\n".join(lines).strip("\n").rstrip()


def says_something(text: str) -> bool:
    """A word, or a picture made of characters: a thumb up is an answer."""
    return any(c.isalnum() or "\u2600" <= c <= "\u27bf" or "\U0001f000" <= c <= "\U0001faff" for c in text)
