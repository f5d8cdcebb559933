"""Header fields from any bytes: unfolding, encoded words (RFC 2047), parameters (RFC 2231), ids.

Linear in the size of the block, which is cut at `_LONGEST` bytes and `_MOST` fields.
"""

import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote_to_bytes

from guichet_bot.core.mail.charset import codec_name, decode, one_line, repair

_LONGEST = 512_000  # bytes of one header block that are read
_MOST = 2_000  # fields
_VALUE = 64_000  # characters of one value that are decoded
_PARAMETERS = 200

Fields = dict[str, list[str]]  # lower-case name -> raw values in order, folded lines joined

_END = re.compile(rb"\n\r?\n")
_NAME = re.compile(r"[!-9;-~]+[ \t]*")
_WORD = re.compile(r"=\?([^?\s]{0,60})\?([bBqQ])\?")
_Q = re.compile(rb"=([0-9a-fA-F]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_PARAMETER = re.compile(
    r"""\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*(?:"|\Z)|[^;]*)[^;]*""",
    re.DOTALL,
)
_SECTION = re.compile(r"(.+?)(?:\*(\d{1,4}))?(\*)?")
_MESSAGE_ID = re.compile(r"<([^<>]+)>")


def split_head(raw: bytes, start: int, stop: int) -> tuple[Fields, int, bool]:
    """The fields of the header block in raw[start:stop], where the body begins, and whether a blank line ended it."""
    for blank in (b"\n", b"\r\n"):
        if raw.startswith(blank, start, stop):
            return {}, start + len(blank), True
    end = _END.search(raw, start, stop)
    last = end.start() + 1 if end else stop
    fields: Fields = {}
    used = _fill(fields, _characters(raw[start : min(last, start + _LONGEST)]))
    if used is not None:  # a line that is no header: the blank line is missing, the body begins here
        return fields, start + used, False
    return fields, end.end() if end else stop, end is not None


def _characters(block: bytes) -> str:
    """The block as text. Only raw 8-bit values need a guess; they are rare, and each is guessed alone (`decoded`)."""
    return block.decode("latin-1") if block.isascii() else block.decode("ascii", "surrogateescape")


def _fill(fields: Fields, block: str) -> int | None:
    """Read the fields; the offset of the first line that is none, or None."""
    values: list[list[str]] = []
    names: list[str] = []
    offset = 0
    broken = None
    for line in block.split("\n"):
        start, offset = offset, offset + len(line) + 1
        text = line.rstrip("\r")
        if not text and start:
            continue
        name, colon, value = text.partition(":")
        if text[:1] in (" ", "\t") and values:
            values[-1].append(text)
        elif colon and _NAME.fullmatch(name):
            if len(names) >= _MOST:
                break
            names.append(name.rstrip().lower())
            values.append([value])
        elif start or not text.startswith(("From ", ">From ")):  # an mbox line may come first
            broken = start
            break
    for name, lines in zip(names, values, strict=True):
        fields.setdefault(name, []).append("".join(lines).strip() if len(lines) > 1 else lines[0].strip())
    return broken


def first(fields: Mapping[str, list[str]], name: str) -> str:
    """The first raw value of a field, or ""."""
    values = fields.get(name)
    return values[0] if values else ""


def decoded(value: str) -> str:
    """A raw value as people read it: encoded words and raw 8-bit text decoded, on one line, without controls."""
    value = value[:_VALUE]
    if "=?" in value:
        return one_line(repair(_words(value)))
    return one_line(value if value.isascii() else repair(raw_text(value)))


def raw_text(value: str) -> str:
    """A raw value with its 8-bit bytes read as UTF-8, else as Windows-1252; encoded words stay as they are."""
    return value if value.isascii() else decode(value.encode("utf-8", "surrogateescape"))


def _words(value: str) -> str:
    """Encoded words decoded. Neighbours in one charset are joined first: some mailers cut inside a character."""
    out: list[str] = []
    pending: list[bytes] = []
    charset = ""
    position = 0
    while (start := _WORD.search(value, position)) is not None:
        end = value.find("?=", start.end())
        if end < 0:
            break
        between = value[position : start.start()]
        word = start[1].partition("*")[0]  # RFC 2231 §5: charset*language
        if pending and (between.strip() or word.lower() != charset):
            out.append(decode(b"".join(pending), charset))
            pending = []
        if between.strip() or not position:
            out.append(raw_text(between))
        charset = word.lower()
        pending.append(_unword(start[2], value[start.end() : end]))
        position = end + 2
    if pending:
        out.append(decode(b"".join(pending), charset))
    out.append(raw_text(value[position:]))
    return "".join(out)


def _unword(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    if encoding in "bB":
        return base64_bytes(data)
    return _Q.sub(lambda found: bytes([int(found[1], 16)]), data.replace(b"_", b" "))


def base64_bytes(data: bytes) -> bytes:
    """Base64 decoded as far as it goes, whatever stands between its characters and however it ends."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        kept = _NOT_BASE64.sub(b"", data.partition(b"=")[0])
        kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """The value before the first ";", lower case, and its parameters decoded (RFC 2045, RFC 2231)."""
    head, _, rest = value[:_VALUE].partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, str, bool]]] = {}
    for found in _each(rest):
        name, given = found[1].lower(), _unquoted(found[2])
        section = _SECTION.fullmatch(name)
        if section and (section[2] or section[3]):
            pieces.setdefault(section[1], []).append((int(section[2] or 0), given, bool(section[3])))
        else:
            plain.setdefault(name, decoded(given) if name in ("name", "filename") else raw_text(given))
    for name, parts in pieces.items():
        plain[name] = _extended(parts)
    return head.strip().lower(), plain


def _each(rest: str) -> Iterator[re.Match[str]]:
    position = 0
    for _ in range(_PARAMETERS):
        found = _PARAMETER.match(rest, position)
        position = found.end() + 1 if found else rest.find(";", position) + 1
        if found:
            yield found
        if not 0 < position < len(rest):
            return


def _unquoted(value: str) -> str:
    value = value.strip()
    if not value.startswith('"'):
        return value
    return re.sub(r"\\(.)", r"\1", value[1:].removesuffix('"'))


def _extended(parts: Iterable[tuple[int, str, bool]]) -> str:
    """RFC 2231 sections in order: charset'language'text first, percent-encoded where marked with "*"."""
    ordered = sorted(parts, key=lambda part: part[0])
    charset = ""
    data: list[bytes] = []
    for at, (_, text, encoded) in enumerate(ordered):
        if encoded and at == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)  # noqa: PLW2901
        raw = text.encode("utf-8", "surrogateescape")
        data.append(unquote_to_bytes(raw) if encoded else raw)
    joined = decode(b"".join(data), charset if codec_name(charset) else "")
    return one_line(_words(joined) if not charset else joined)


def message_ids(value: str) -> tuple[str, ...]:
    """The ids of Message-ID, In-Reply-To or References, without angle brackets; at most 200, the last ones kept."""
    value = decoded(value)
    found = _MESSAGE_ID.findall(value) or [word for word in value.split() if "@" in word]
    ids = dict.fromkeys("".join(one.split())[:500] for one in found[-200:])
    return tuple(one for one in ids if one)
