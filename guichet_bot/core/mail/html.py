"""HTML mail as plain text that a person would have typed: lists, links, tables, quotes; nothing hidden.

Times are bounded: lexbor is quadratic in the depth of nesting (100,000 open <div> take 12 s) and in the attributes of
one tag (100,000 take 26 s), so a document beyond any real mail is read by stripping its tags instead.
"""

import html as entities
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_LONGEST = 2_000_000  # characters of HTML that are read
_MANY_TAGS = 4_000  # below this no nesting can be slow
_DEEPEST = 2_000
_LONG_TAG = 20_000  # characters; below this the number of attributes cannot be slow
_MANY_ATTRIBUTES = 2_000
_QUOTE_DEEPEST = 12  # "> > > ..." beyond this says nothing more

_DROPPED = frozenset(
    (
        "head",
        "style",
        "script",
        "title",
        "noscript",
        "template",
        "svg",
        "math",
        "object",
        "select",
        "-comment",
        "!doctype",
    )
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form header hr"
        " li main nav ol p pre section summary table tbody tfoot thead tr ul h1 h2 h3 h4 h5 h6",
    )
)
_SPACED = frozenset(re.findall(r"\w+", "p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table"))  # a blank line around them
_VOID = frozenset(re.findall(r"\w+", "area base br col embed hr img input link meta param source track wbr"))
_ACTING = frozenset(re.findall(r"\w+", "br hr img a ul ol li td th pre textarea blockquote"))

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
# Attributes as the HTML standard reads them; possessive, so that each character is looked at once.
_ONE = r"""=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+"""
_ATTRIBUTE = re.compile(_ONE)
_WHOLE_TAG = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:[\s/]++|{_ONE}|=)*+")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNREAD = re.compile(r"<(style|script|head|title)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_NO_BORDER = re.compile(r"\bborder:\s?(?:none|0)")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?blockquote|/?table)\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
_BLANKS = re.compile(r"\n{3,}")
_LINKED = re.compile(r"https?://|mailto:|tel:", re.IGNORECASE)


def html_to_text(html: str) -> str:
    """The text of an HTML mail: "- " and "1. " lists, links as "text (address)", block quotes behind "> "."""
    tree = read_html(html)
    return _stripped(html[:_LONGEST]) if tree is None else tree_to_text(tree)


def read_html(html: str) -> LexborHTMLParser | None:
    """The tree of an HTML text; None when it cannot be read in bounded time."""
    html = html[:_LONGEST]
    return None if _too_deep(html) or _too_wide(html) else LexborHTMLParser(html)


def tree_to_text(tree: LexborHTMLParser) -> str:
    """The text of a tree, after a caller removed what it does not want."""
    root = tree.body or tree.root
    return _Writer().write(root) if root is not None else ""


def _too_deep(html: str) -> bool:
    if html.count("<") < _MANY_TAGS:
        return False
    depth = deepest = 0
    for close, tag in _TAG.findall(html):
        if tag.lower() in _VOID:
            continue
        depth = max(depth - 1, 0) if close else depth + 1
        deepest = max(deepest, depth)
    return deepest > _DEEPEST


def _too_wide(html: str) -> bool:
    if len(html) < _LONG_TAG:
        return False
    tags = (found[0] for found in _WHOLE_TAG.finditer(_COMMENT.sub("", html)))
    return any(len(_ATTRIBUTE.findall(tag)) > _MANY_ATTRIBUTES for tag in tags if len(tag) > _LONG_TAG)


def _stripped(html: str) -> str:
    text = _ANY_TAG.sub("", _BREAK.sub("\n", _UNREAD.sub("", html)))
    lines = (_SPACES.sub(" ", line).strip() for line in entities.unescape(text).split("\n"))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def _only_indents(node: LexborNode) -> bool:
    """A blockquote that the author made: indented with a button (Gmail, Outlook), or quoted from a page."""
    if node.attributes.get("type") or node.attributes.get("class"):
        return False
    style = (node.attributes.get("style") or "").lower()
    indented = "margin" in style and ("border" not in style or _NO_BORDER.search(style) is not None)
    return indented or (node.attributes.get("cite") or "").startswith("http")


class _Writer:
    """Walks a tree without recursion and writes lines; `_wanted` counts the line breaks owed before the next word."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._line: list[str] = []
        self._wanted = 0
        self._marked = False  # the line holds nothing but a list's mark
        self._depth = 0  # of block quotes
        self._steps: list[int] = []  # how much each open blockquote adds to it
        self._pre = 0
        self._lists: list[int] = []  # next number of each open list; 0 = bullets
        self._links: list[tuple[str, int, int]] = []  # address, and where the link's text began

    def write(self, root: LexborNode) -> str:
        stack: list[LexborNode | str] = [root]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                self._leave(item)
                self._want(_gap(item, self._lists))
                continue
            if item.next is not None and item is not root:
                stack.append(item.next)
            tag = item.tag or ""
            if tag == "-text":
                self._text(item.text_content or "")
            elif tag not in _DROPPED and not _hidden(item):
                self._want(_gap(tag, self._lists))
                if tag in _ACTING:
                    self._enter(tag, item)
                if tag in _BLOCKS or tag in _ACTING:
                    stack.append(tag)
                if item.first_child is not None:
                    stack.append(item.first_child)
        self._flush()
        return _BLANKS.sub("\n\n", "\n".join(self._out)).strip("\n")

    def _text(self, text: str) -> None:
        if self._pre:
            first, *rest = text.split("\n")
            self._word(first)
            for line in rest:
                self._flush()
                self._word(line)
            return
        text = _SPACES.sub(" ", text)
        if not self._line or self._wanted:
            text = text.lstrip(" ")
        if text and not (text == " " and self._line[-1].endswith(" ")):
            self._word(text)

    def _word(self, text: str) -> None:
        if not text:
            return
        if self._wanted:
            self._break()
        self._marked = False
        self._line.append(text)

    def _break(self) -> None:
        blank = self._wanted > 1 and bool(self._out or self._line)
        self._flush()
        if blank:
            self._out.append(_prefix(self._depth).rstrip())
        self._wanted = 0

    def _flush(self) -> None:
        if self._line:
            line = "".join(self._line).rstrip().removesuffix(" |")
            self._out.append((_prefix(self._depth) + line).rstrip())
            self._line, self._marked = [], False

    def _enter(self, tag: str, node: LexborNode) -> None:
        match tag:
            case "br":
                self._newline()
            case "hr":
                self._word("---")
                self._want(1)
            case "img":
                self._text(node.attributes.get("alt") or "")
            case "a":
                self._links.append((node.attributes.get("href") or "", len(self._out), len(self._line)))
            case "ul" | "ol":
                self._lists.append(1 if tag == "ol" else 0)
            case "li":
                self._item()
            case "td" | "th":
                self._cell()
            case "pre" | "textarea":
                self._pre += 1
            case "blockquote":
                self._steps.append(0 if _only_indents(node) else 1)
                self._quote(self._steps[-1])

    def _leave(self, tag: str) -> None:
        match tag:
            case "a":
                self._link()
            case "ul" | "ol":
                self._lists.pop()
            case "pre" | "textarea":
                self._pre -= 1
            case "blockquote":
                self._quote(-self._steps.pop())

    def _want(self, breaks: int) -> None:
        if not self._marked and (self._line or self._out):
            self._wanted = max(self._wanted, breaks)

    def _newline(self) -> None:
        if self._wanted:
            self._break()
        if self._line:
            self._flush()
        else:
            self._out.append(_prefix(self._depth).rstrip())

    def _quote(self, step: int) -> None:
        self._flush()
        if self._wanted > 1 and self._out:
            self._out.append(_prefix(self._depth + min(step, 0)).rstrip())
            self._wanted = 1
        self._depth += step

    def _item(self) -> None:
        mark = "- "
        if self._lists and self._lists[-1]:
            mark = f"{self._lists[-1]}. "
            self._lists[-1] += 1
        self._word("  " * (min(len(self._lists), 8) - 1) + mark)
        self._marked = True

    def _cell(self) -> None:
        if self._line and not self._wanted and not self._line[-1].endswith("| "):
            self._line.append("| " if self._line[-1].endswith(" ") else " | ")

    def _link(self) -> None:
        address, out, line = self._links.pop()
        if not _LINKED.match(address) or len(address) > 2_000:
            return
        shown = "".join(self._line[line:]).strip() if out == len(self._out) else "…"
        plain = address.removeprefix("mailto:").removeprefix("tel:")
        if shown and _bare(plain) not in _bare(shown):
            self._word(f" ({plain})")


def _gap(tag: str, lists: list[int]) -> int:
    """How many line breaks a tag wants around it; lists stay tight."""
    if tag not in _BLOCKS:
        return 0
    return 2 if tag in _SPACED and (not lists or tag == "table") else 1


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or bool(_HIDDEN.search((attributes.get("style") or "")[:2_000]))


def _prefix(depth: int) -> str:
    return "> " * min(depth, _QUOTE_DEEPEST)


def _bare(address: str) -> str:
    """An address as people compare them: without scheme, "www." and final slash."""
    return re.sub(r"^https?://(www\.)?", "", address.strip().lower()).rstrip("/")
