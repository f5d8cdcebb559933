"""What a mail says, as plain text, and what is attached to it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from guichet_bot.core.mail.charset import clean_text, decode, repair
from guichet_bot.core.mail.html import html_to_text
from guichet_bot.core.mail.mime import Part

_LONGEST = 1_000_000  # characters of text that are kept
_STUB = 600  # a text part longer than this is worth reading whatever it says
_TEXTS = frozenset(("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown"))
_REACTION = "text/vnd.google.email-reaction+json"
_PICTURE = 20  # characters of a picture, which may be made of several
_REPORTS = frozenset(("message/delivery-status", "message/global-delivery-status", "text/rfc822-headers"))

_NO_TEXT = re.compile(
    r"html[- ](?:compatible|capable|e-?mail|mail|message|format|version)"
    r"|(?:support|display|view|read|show)\w* (?:the )?html|(?:au|en|le|format|version|message) html"
    r"|(?:view|read|open) (?:this|the) (?:e-?mail|message|newsletter) in"
    r"|multi-?part message in mime",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_HTML = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<body[\s>]|<div[\s>]|<p>|<table[\s>])", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_BAD_TAGS = re.compile(r"</?[a-zA-Z][a-zA-Z-]{0,30}>")
_QUOTED = re.compile(r">+")


@dataclass(slots=True)
class Body:
    """`said` is `text` without the stubs that only announce HTML. `html` is the source when it was made from HTML
    alone, `other_html` that of an HTML version whose text version was read instead. `reaction` is the picture that is
    all its author sent (Gmail), around which stands a sentence that nobody wrote."""

    text: str = ""
    said: str = ""
    html: str = ""
    other_html: str = ""
    reaction: str = ""
    calendar: list[str] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Block:
    """A stretch of the body: the versions of one multipart/alternative, or a single part."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


def read_body(parts: list[Part]) -> Body:
    """The body that these leaf parts give, and the parts that are files."""
    body = Body()
    blocks: dict[int, _Block] = {}
    for number, part in enumerate(parts, 1):
        if part.content_type in _REPORTS and part.disposition != "attachment":
            continue
        if part.content_type == "text/calendar":
            body.calendar.append(text_of(part))
            if part.disposition == "attachment":
                body.files.append(part)
        elif part.content_type == _REACTION:
            body.reaction = _reaction(part)
        elif _is_body(part, alone=len(parts) == 1, first=not blocks):
            block = blocks.setdefault(part.alternative or -number, _Block())
            (block.html if part.content_type == "text/html" else block.plain).append(text_of(part))
        elif part.content_type not in ("text/x-amp-html", "text/watch-html"):
            body.files.append(part)
    _join(body, list(blocks.values()))
    return body


def _reaction(part: Part) -> str:
    try:
        said = json.loads(part.content()[:_STUB])
    except ValueError:
        return ""
    return clean_text(str(said.get("emoji", "")))[:_PICTURE] if isinstance(said, dict) else ""


def _is_body(part: Part, alone: bool, first: bool) -> bool:
    if part.content_type not in _TEXTS:
        return alone and part.content_type.startswith("text/") and part.disposition != "attachment"
    if alone:
        return True
    if part.disposition == "attachment":
        return False
    return not part.filename or first


def _join(body: Body, blocks: list[_Block]) -> None:
    texts: list[str] = []
    stubs: set[str] = set()
    for block in blocks:
        plain, html = _paragraphs(block.plain), "\n".join(block.html)
        if plain and _HTML.match(plain) and not html:
            html, plain = plain, ""
        text = html_to_text(html) if html and _may_be_stub(plain) else ""
        if text and (len(text) > 2 * len(plain) or not _WORD.search(plain)):
            texts += [plain, text]
            stubs.add(plain)
            body.html = html
        elif plain:
            texts.append(plain)
            body.other_html = html
    if len(blocks) > 1:
        body.html = body.other_html = ""
    text = _paragraphs(texts)
    if len(text) > _LONGEST:
        text = text[:_LONGEST]
        body.defects.append("texte coupé")
    body.text = text
    body.said = _paragraphs(one for one in texts if one not in stubs)[:_LONGEST] if any(stubs) else text


def _may_be_stub(plain: str) -> bool:
    """No text version, or one that may only say that there is an HTML version."""
    return not _WORD.search(plain) or (len(plain) < _STUB and bool(_NO_TEXT.search(plain)))


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n\n".join(stripped for text in texts if (stripped := text.strip("\n").rstrip()))


def text_of(part: Part) -> str:
    """The text of a text part: charset, format=flowed and line ends undone."""
    data = part.content()
    charset = part.parameters.get("charset", "")
    if part.content_type == "text/html" and not charset and (meta := _META_CHARSET.search(data[:4_000])):
        charset = meta[1].decode("ascii")
    text = clean_text(repair(decode(data, charset)))
    match part.content_type:
        case "text/enriched" | "text/richtext":
            return _BAD_TAGS.sub("", text)
        case "text/plain" if part.parameters.get("format", "").lower() == "flowed":
            return unflow(text, part.parameters.get("delsp", "").lower() == "yes")
    return text


def unflow(text: str, delete_space: bool = False) -> str:
    """format=flowed (RFC 3676) as paragraphs: soft breaks joined within one quote depth, space-stuffing removed."""
    out: list[str] = []
    pending: list[str] = []
    depth = 0
    for line in text.split("\n"):
        mark = _QUOTED.match(line)
        marks = len(mark[0]) if mark else 0
        content = line[marks:].removeprefix(" ")
        if pending and marks != depth:
            out.append(_quoted(depth, pending))
            pending = []
        depth = marks
        if content == "-- ":
            if pending:
                out.append(_quoted(depth, pending))
            out.append(_quoted(depth, [content]))
            pending = []
        elif content.endswith(" "):
            pending.append(content[:-1] if delete_space else content)
        else:
            out.append(_quoted(depth, [*pending, content]))
            pending = []
    if pending:
        out.append(_quoted(depth, pending))
    return "\n".join(out)


def _quoted(depth: int, pieces: list[str]) -> str:
    text = "".join(pieces)
    return f"{'>' * depth} {text}" if depth else text
