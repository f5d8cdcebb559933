"""One source, two bodies: the small markup in which letters are written becomes plain text and HTML.

The markup reads as text (docs/templates.md): "# " to "### " headings, "- " lists, "> " quotations, "| Label : value"
rows, "---" (what follows is the small print), four blanks for text that keeps its columns, "[label](address)" links;
alone on a line such a link is a button, and `[label](address "words to reply")` says what the text part shows.
Text that keeps its columns right after a picture says the same as the picture: it stands for it in the text part.

What people wrote never acts as markup. `words` and `quote` fence whole texts, `inline` makes a value harmless within
a line. All reading is linear in the size of the source, whatever it holds.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

Writer = Callable[[list[str]], str]
WIDTH = 76
GUARD = "\x1f"  # stands where outside text would otherwise act as markup; never leaves this module
_FENCE = re.compile(r"\x02([wq])\n(.*?)\n\x03", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufffe\uffff]")
_CONTROL_OR_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]+")
_BLANK_RUN = re.compile(r"\n(?:[ \t]*\n){3,}")
# A day with its month, an hour, the pairs of a telephone number, a word and its sign: never read over two lines.
_TOGETHER = re.compile(
    r"(?:(?<=\d)|(?<=1er)) (?=(?:janv|févr|mars|avri|mai|juin|juil|août|sept|octo|nove|déce)[a-zûé]*\b)"
    r"|(?<=\d) (?=h\b)|(?<=\d h) (?=\d\d\b)|(?<=\b\d\d) (?=\d\d\b)"
    r"| (?=[:;?!»%€](?!\w))|(?<=«) "
)
# The apostrophe of a typewriter, but in a mail address: "d'arc@mairie.example".
_ELISION = re.compile(
    r"(?:^|(?<=[\s«(>]))(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu|aujourd)'(?=[^\W\d_])(?![^\s@]{0,64}@)",
    re.IGNORECASE,
)
_LINE_MARKS = frozenset("#->|[! ")
BUTTON = re.compile(r'\[([^\[\]\n]{1,300})\]\(([^\s()<>"]{1,3000})(?: "([^"\n]{1,300})")?\)')
IMAGE = re.compile(r'!\[([^\[\]\n]{1,500})\]\((cid:[^\s()<>"]{1,200})\)')
INLINE = re.compile(r'\[([^\[\]\n]{1,300})\]\(([^\s()<>"]{1,3000})\)|\*\*([^*\n]{1,500})\*\*')
_MARKS = {"#": "h1", "##": "h2", "###": "h3", "-": "ul", ">": "quote", "|": "dl"}
_JOINED = frozenset(("p", "ul", "quote", "dl", "buttons", "pre"))


class Fenced(str):
    """Text by a person, fenced off from the markup; `inline` leaves it alone."""

    __slots__ = ()


class Block(NamedTuple):
    """`kind`: h1 h2 h3 p ul quote dl buttons image hr pre, or words and cited for fenced text."""

    kind: str
    lines: list[str]


def words(text: str) -> Fenced:
    """Somebody's text as it stands: its lines, blanks and signs stay as they are."""
    return Fenced(f"\x02w\n{_body(text)}\n\x03")


def quote(text: str) -> Fenced:
    """Somebody's text, shown as a quotation."""
    return Fenced(f"\x02q\n{_body(text)}\n\x03")


def inline(value: object) -> str:
    """A value for the inside of a line: one line, nothing in it acts as markup, dates and hours stay in one piece."""
    if isinstance(value, Fenced):
        return value
    text = "" if value is None else str(value)
    if not text.isprintable():
        text = _CONTROL_OR_BREAK.sub(" ", text)
    if " " in text:
        text = together(text)
    if text and text[0] in _LINE_MARKS:
        text = GUARD + text
    if "](" in text or "**" in text:
        text = text.replace("](", f"]{GUARD}(").replace("**", f"*{GUARD}*")
    return text


def together(text: str) -> str:
    """The same with no-break blanks within a date, an hour, a telephone number, and before or after a sign."""
    return _TOGETHER.sub("\u00a0", text)


def one_line(text: str) -> str:
    """Rendered source as a subject: one line without markup signs or no-break blanks."""
    return " ".join(_CONTROL_OR_BREAK.sub(" ", text.replace(GUARD, "")).replace("\u00a0", " ").split())


def parse(source: str) -> list[Block]:
    """The blocks of a rendered template."""
    blocks: list[Block] = []
    position = 0
    for fence in _FENCE.finditer(source):
        _read(source[position : fence.start()], blocks)
        blocks.append(Block("words" if fence[1] == "w" else "cited", fence[2].split("\n")))
        position = fence.end()
    _read(source[position:], blocks)
    return blocks


def to_text(blocks: Iterable[Block]) -> str:
    """The plain text: complete, wrapped at 76 columns but for long addresses; the breaks that people made are kept."""
    pieces = [piece for block in shown(blocks, "image") if (piece := _TEXT[block.kind](block.lines))]
    return "\n\n".join(pieces).replace(GUARD, "") + "\n"


def shown(blocks: Iterable[Block], hidden: str) -> list[Block]:
    """The blocks for one of the two bodies: of a picture and the columns that follow it, not the `hidden` kind."""
    kept: list[Block] = []
    picture: Block | None = None
    for block in blocks:
        if block.kind != "pre":
            picture = block if block.kind == "image" else None
        elif picture is not None and hidden == "pre":
            continue
        elif picture is not None and picture in kept:
            kept.remove(picture)
        kept.append(block)
    return kept


def with_apostrophes(text: str) -> str:
    """The same with the apostrophe of books where French elides a word."""
    return _ELISION.sub(lambda found: found[0][:-1] + "’", text) if "'" in text else text


def _body(text: str) -> str:
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANK_RUN.sub("\n\n\n", lines).strip("\n").rstrip() or "(message sans texte)"


def _read(source: str, blocks: list[Block]) -> None:
    """Append the blocks of source without fences."""
    current: Block | None = None
    for raw in source.split("\n"):
        line = raw.rstrip(" \t")
        if not line:
            # Items of a list may stand apart; everything else ends at an empty line.
            current = current if current and current.kind == "ul" else None
            continue
        if current and current.kind == "ul" and line.startswith("  "):
            current.lines[-1] += " " + line.strip()
            continue
        line = with_apostrophes(line)
        kind, content = _kind(line)
        if current and current.kind == kind and kind in _JOINED:
            current.lines.append(content)
        else:
            current = Block(kind, [content])
            blocks.append(current)


def _kind(line: str) -> tuple[str, str]:
    first = line[0]
    if first not in _LINE_MARKS:
        return "p", line
    mark, _, rest = line.partition(" ")
    if mark in _MARKS:
        return _MARKS[mark], rest.strip()
    if line.startswith("    "):
        return "pre", line[4:]
    if line == "---":
        return "hr", ""
    if first == "[" and BUTTON.fullmatch(line):
        return "buttons", line
    if first == "!" and IMAGE.fullmatch(line):
        return "image", line
    return "p", line.strip()


def wrap(text: str, first: str = "", then: str = "") -> str:
    """Break at blanks so that lines stay within `WIDTH`; a longer word stands whole on its line."""
    if len(first) + len(text) <= WIDTH:
        return first + text
    rows: list[str] = []
    start, room = 0, WIDTH - len(first)
    while len(text) - start > room:
        end = _row_end(text, start, room)
        if end < 0:
            break
        rows.append(text[start:end])
        start, room = end + 1, WIDTH - len(then)
    rows.append(text[start:])
    return first + f"\n{then}".join(rows)


def _row_end(text: str, start: int, room: int) -> int:
    """The blank at which the row from `start` breaks, -1 when all the rest stays on it."""
    end = text.rfind(" ", start, start + room + 1)
    while end > start and _ends_a_phrase(_word(text, end + 1)):
        end = text.rfind(" ", start, end)
    if end > start:
        return end
    end = text.find(" ", start + room + 1)
    while end >= 0 and _ends_a_phrase(_word(text, end + 1)):
        end = text.find(" ", end + 1)
    return end


def _word(text: str, start: int) -> str:
    """The first two characters of the word there: enough to tell a lone sign."""
    return text[start : start + 2].partition(" ")[0]


def _ends_a_phrase(word: str) -> bool:
    """A sign that French sets off by a blank must not start a line: ":", "%", "»"."""
    return len(word) == 1 and not word.isalnum() and word not in "-—–«"


def _plain(line: str) -> str:
    return INLINE.sub(_plain_span, line) if "](" in line or "**" in line else line


def _plain_span(match: re.Match[str]) -> str:
    label, address, strong = match.groups()
    if strong is not None:
        return strong
    shown = address.removeprefix("tel:")
    if shown.startswith("mailto:"):
        shown = shown[7:].partition("?")[0]
    return shown if shown == label else f"{label} ({shown})"


def _text_heading(sign: str) -> Writer:
    def write(lines: list[str]) -> str:
        title = _plain(lines[0])
        return f"{title}\n{sign * min(len(title.replace(GUARD, '')), WIDTH)}"

    return write


def _text_paragraph(lines: list[str]) -> str:
    return wrap(_plain(" ".join(lines)))


def _text_list(lines: list[str]) -> str:
    return "\n".join(wrap(_plain(line), "- ", "  ") for line in lines)


def _text_rows(lines: list[str]) -> str:
    return "\n".join(wrap(_plain(line), "", "  ") for line in lines)


def _text_words(lines: list[str]) -> str:
    """Mail programs write a paragraph as one line: a terminal shows it to its reader broken within words."""
    rows = []
    for line in lines:
        said = line.lstrip(" ")
        margin = line[: len(line) - len(said)][: WIDTH // 2]
        rows.append(wrap(said, margin, margin))
    return "\n".join(rows)


def _text_cited(lines: list[str]) -> str:
    return "\n".join(wrap(line, "> ", "> ").rstrip() for line in lines)


def _text_buttons(lines: list[str]) -> str:
    rows = []
    for line in lines:
        if match := BUTTON.fullmatch(line):
            rows.append(wrap(f"{match[1]}\u00a0: {match[3] or match[2].removeprefix('mailto:')}", "- ", "  "))
    return "\n".join(rows)


def _text_image(lines: list[str]) -> str:
    match = IMAGE.fullmatch(lines[0])
    return wrap(f"({match[1]})") if match else ""


_TEXT: dict[str, Writer] = {
    "h1": _text_heading("="),
    "h2": _text_heading("-"),
    "h3": _text_paragraph,
    "p": _text_paragraph,
    "ul": _text_list,
    "dl": _text_rows,
    "quote": _text_cited,
    "cited": _text_cited,
    "words": _text_words,
    "buttons": _text_buttons,
    "image": _text_image,
    "hr": lambda _lines: "-" * 40,
    "pre": "\n".join,
}
