"""A mail's bytes as its leaf parts: one list, no recursion, bounded in depth, number and work.

The standard library's parser recurses over nested multiparts (1,000 of them end it) and copies every line of every
attachment; here a part is a pair of offsets until somebody asks for its bytes.
"""

import binascii
import codecs
import re
from dataclasses import dataclass, field

from guichet_bot.core.mail.headers import Fields, base64_bytes, first, parameters, split_head

_MOST_PARTS = 5_000
_DEEPEST = 1_000
_WORK = 20_000_000  # bytes that may be searched for boundaries, beyond 20 times the mail's size
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_CLOSE = re.compile(rb"(--)?[ \t]*(?:\r?\n|\r|\Z)")
_BLANK_LINES = re.compile(rb"(?:[ \t]*\r?\n)*")
_GUESS = re.compile(rb"\s*--([^\s]{1,70})[ \t]*\r?\n")
_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")


@dataclass(slots=True)
class Part:
    """A part that has no parts. `alternative` numbers the outermost multipart/alternative around it (0: none);
    `within` is the subtype of the multipart directly around it, "" for the mail itself."""

    raw: bytes
    start: int
    stop: int
    fields: Fields
    content_type: str
    parameters: dict[str, str]
    disposition: str = ""
    filename: str = ""
    alternative: int = 0
    within: str = ""

    def content(self) -> bytes:
        """The part's bytes, transfer encoding undone as far as it goes."""
        data = self.raw[self.start : self.stop]
        match first(self.fields, "content-transfer-encoding").strip().lower():
            case "base64":
                return base64_bytes(data)
            case "quoted-printable":
                return binascii.a2b_qp(_SOFT_BREAK.sub(b"=", data) if b"= " in data or b"=\t" in data else data)
            case "x-uuencode" | "uuencode" | "x-uue" | "uue":
                return _uudecoded(data)
        return data


@dataclass(slots=True)
class Tree:
    """The mail's own fields and its leaf parts in order. `whole_type` is its own Content-Type."""

    fields: Fields
    whole_type: str
    parameters: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A stretch of the mail still to be read."""

    start: int
    stop: int
    depth: int = 0
    within: str = ""
    alternative: int = 0


def split(raw: bytes) -> Tree:
    """The tree of any bytes. Line ends may be CRLF, LF, or CR alone."""
    raw = _tolerable(raw)
    fields, begin, whole = split_head(raw, 0, len(raw))
    content_type, given = _content_type(fields, "")
    tree = Tree(fields, content_type, given)
    if not whole:
        tree.defects.append("en-têtes sans ligne vide à leur suite")
    budget = _WORK + 20 * len(raw)
    waiting = [_Open(0, len(raw))]
    while waiting:
        here = waiting.pop()
        if here.depth:
            fields, begin, _ = split_head(raw, here.start, here.stop)
            content_type, given = _content_type(fields, here.within)
        bounds: list[tuple[int, int]] = []
        if content_type.startswith("multipart/") and here.depth < _DEEPEST and budget > 0:
            bounds, spent = _bounds(raw, begin, here.stop, given)
            budget -= spent
        room = _MOST_PARTS - len(tree.parts) - len(waiting)
        if len(bounds) > room:
            tree.defects.append("trop de parties, les dernières ne sont pas lues")
        if bounds:
            within = content_type.partition("/")[2]
            number = here.alternative or (begin if within == "alternative" else 0)
            inner = [_Open(a, b, here.depth + 1, within, number) for a, b in bounds[: max(room, 0)]]
            waiting.extend(reversed(inner))
        else:
            tree.parts.append(_leaf(raw, begin, here, fields, (content_type, given)))
    return tree


def _tolerable(raw: bytes) -> bytes:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode("utf-8")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    elif b"\r\r\n" in raw[:4_000]:
        raw = raw.replace(b"\r\r\n", b"\n")
    return raw[_BLANK_LINES.match(raw).end() :]  # type: ignore[union-attr]  # matches nothing at least


def _content_type(fields: Fields, within: str) -> tuple[str, dict[str, str]]:
    value = first(fields, "content-type")
    if not value:
        return ("message/rfc822" if within == "digest" else "text/plain"), {}
    content_type, given = parameters(value)
    return (content_type if _TYPE.fullmatch(content_type) else "text/plain"), given


def _leaf(raw: bytes, begin: int, here: _Open, fields: Fields, typed: tuple[str, dict[str, str]]) -> Part:
    content_type, given = typed
    value = first(fields, "content-disposition")
    disposition, named = parameters(value) if value else ("", {})
    if content_type.startswith("multipart/"):  # no parts in it: people will want to read what there is
        content_type = "text/plain"
    return Part(
        raw=raw,
        start=begin,
        stop=here.stop,
        fields=fields,
        content_type=content_type,
        parameters=given,
        disposition=disposition,
        filename=named.get("filename") or given.get("name", ""),
        alternative=here.alternative,
        within=here.within,
    )


def _bounds(raw: bytes, start: int, stop: int, given: dict[str, str]) -> tuple[list[tuple[int, int]], int]:
    """Where the parts of a multipart begin and end, and what looking for them cost."""
    boundary = given.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")[:2_000]
    if not boundary:
        guess = _GUESS.match(raw, start, stop)
        if guess is None:
            return [], 0
        boundary = guess[1]
    mark = b"--" + boundary
    cost, position = stop - start, start
    begin = -1
    found: list[tuple[int, int]] = []
    while (at := raw.find(mark, position, stop)) >= 0:
        cost += 200
        position = at + len(mark)
        if at > start and raw[at - 1] not in b"\r\n":
            continue
        end = _CLOSE.match(raw, position, stop)
        if end is None:  # the beginning of a longer boundary
            continue
        if begin >= 0:
            found.append((begin, _before(raw, begin, at)))
        begin, position = end.end(), end.end()
        if end[1] or len(found) > _MOST_PARTS:
            return found, cost
    if 0 <= begin < stop:
        found.append((begin, stop))
    return found, cost


def _before(raw: bytes, begin: int, at: int) -> int:
    """The line end before a boundary belongs to the boundary (RFC 2046 §5.1.1)."""
    if at - 2 >= begin and raw[at - 2 : at] == b"\r\n":
        return at - 2
    return max(at - 1, begin)


def _uudecoded(data: bytes) -> bytes:
    out: list[bytes] = []
    lines = iter(data.splitlines())
    for line in lines:
        if line.startswith(b"begin "):
            break
    for line in lines:
        if line.strip() in (b"end", b"`"):
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:  # mailers pad lines; the first character tells how long it should be
            length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            out.append(_uu_line(line[:length]))
    return b"".join(out)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""
