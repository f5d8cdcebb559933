"""The HTML body of a letter: restrained, the same in Outlook, on a phone, in the dark and in a screen reader.

Everything stands in inline styles, for clients that drop the style sheet; the sheet holds only what they cannot say
(dark colours). No picture or style is fetched, nothing is tracked. Every colour has a contrast of at least 4.5:1.
"""

import re
from collections.abc import Iterable
from html import escape

from guichet_bot.core.mail.prose import BUTTON, GUARD, IMAGE, INLINE, Block, Writer, shown

_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"\x1f]{3,2000}", re.IGNORECASE)
_NUMBER = re.compile(r"\b[A-Z0-9]{1,8}-20\d\d-\d{4,8}\b", re.ASCII)
_FONT = "font-family:Arial,Helvetica,sans-serif"

# name -> (class that the dark sheet knows, inline style)
_STYLES = {
    "h1": ("t", "margin:0 0 16px;font-size:22px;line-height:28px;font-weight:bold;color:#14432f"),
    "h2": ("t", "margin:28px 0 8px;font-size:18px;line-height:24px;font-weight:bold;color:#14432f"),
    "h3": ("t", "margin:20px 0 4px;font-size:16px;line-height:24px;font-weight:bold;color:#14432f"),
    "p": ("", "margin:0 0 14px"),
    "ul": ("", "margin:0 0 14px;padding:0 0 0 22px"),
    "li": ("", "margin:0 0 6px"),
    "cited": ("q", "margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid #7fa894;color:#33413b"),
    "words": ("w", "margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid #0f5a3c"),
    "next": ("", "margin:14px 0 0"),
    "table": ("", "margin:0 0 16px;border-collapse:collapse;font-size:16px;line-height:24px"),
    "th": ("s", "padding:2px 16px 2px 0;text-align:left;vertical-align:top;font-weight:normal;color:#53605a"),
    "td": ("", "padding:2px 0;text-align:left;vertical-align:top"),
    "a": ("a", "color:#0f5a3c;text-decoration:underline"),
    "buttons": ("", "margin:0 0 10px"),
    "number": ("", "white-space:nowrap"),
    "button": (
        "b",
        "display:inline-block;margin:0 8px 8px 0;padding:9px 16px;border:1px solid;border-radius:4px;font-weight:bold;"
        "text-decoration:none;color:#0f5a3c",
    ),
    "pre": ("q", "margin:0 0 16px;font-family:Consolas,Menlo,monospace;font-size:14px;line-height:20px;"
            "white-space:pre-wrap;color:#33413b"),
    "img": ("", "max-width:100%;height:auto;border:0"),
    "hr": ("r", "margin:28px 0 16px;border:0;border-top:1px solid #cdd8d2"),
    "small": ("s", "font-size:14px;line-height:20px;color:#53605a"),
}  # fmt: skip
_AS = {name: (f' class="{sheet}"' if sheet else "") + f' style="{style}"' for name, (sheet, style) in _STYLES.items()}
_HEAD = (
    '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n<meta name="supported-color-schemes" content="light dark">\n'
    "<style>\n:root{color-scheme:light dark}\n"
    "@media (prefers-color-scheme:dark){\n"
    ".o{background:#101613!important}\n.c{background:#19211d!important;color:#e4ebe7!important;"
    "border-color:#5fae8a!important}\n.t{color:#d3ecdf!important}\n.q{color:#cbd6d0!important;"
    "border-color:#5f8f7a!important}\n.s{color:#aab8b1!important}\n.a{color:#8fd3b3!important}\n"
    ".b{color:#8fd3b3!important;border-color:#8fd3b3!important}\n.w{border-color:#8fd3b3!important}\n.r{border-color:#3b4841!important}\n}\n</style>\n"
    "<!--[if mso]><style>.k{padding:9px 16px;border:1px solid #0f5a3c}</style><![endif]-->\n"
)
_PICTURE = 400  # pixels: a phone shrinks it; Outlook knows no other width
_PREVIEW = 140  # characters: what an inbox shows of a letter beside its subject
_PREVIEWED = frozenset(("p", "ul", "quote", "dl", "cited", "words"))
_OPEN = (
    f'<body class="o" style="margin:0;padding:0;background:#eef3f0;{_FONT}">\n'
    '<div aria-hidden="true" style="display:none;max-height:0;overflow:hidden;mso-hide:all">{preview}</div>\n'
    '<div role="article" aria-roledescription="courrier" aria-label="{title}" lang="{language}" class="o" '
    'style="padding:16px 8px;background:#eef3f0">\n'
    '<!--[if mso]><table role="presentation" align="center" width="640" cellpadding="24" cellspacing="0"><tr>'
    '<td bgcolor="#ffffff"><![endif]-->\n'
    '<div class="c" style="max-width:592px;margin:0 auto;padding:20px 24px 12px;background:#ffffff;color:#1e2723;'
    f"border-top:4px solid #0f5a3c;font-size:16px;line-height:24px;{_FONT};overflow-wrap:anywhere;"
    'word-wrap:break-word">\n'
    '<p class="s" style="margin:0 0 18px;font-size:14px;line-height:20px;color:#53605a">{desk}</p>\n'
)
_MSO_CELL = '<td class="k">'
_MSO_FIRST = f'<!--[if mso]><table role="presentation" cellpadding="0" cellspacing="0"><tr>{_MSO_CELL}<![endif]-->'
_MSO_NEXT = f'\n<!--[if mso]></td><td width="8">&nbsp;</td>{_MSO_CELL}<![endif]-->'
_MSO_LAST = "<!--[if mso]></td></tr></table><![endif]-->"
_CLOSE = "\n</div>\n<!--[if mso]></td></tr></table><![endif]-->\n</div>\n</body>\n</html>\n"


def to_html(blocks: Iterable[Block], title: str, desk: str, language: str = "fr") -> str:
    """A whole HTML document; `title` is the subject, `desk` the name above the letter."""
    safe, code = escape(title), escape(language)
    kept = list(blocks)
    opening = _OPEN.replace("{title}", safe).replace("{language}", code).replace("{desk}", escape(desk))
    opening = opening.replace("{preview}", escape(preview(kept), quote=False))
    head = f'<!DOCTYPE html>\n<html lang="{code}">\n<head>\n{_HEAD}<title>{safe}</title>\n</head>\n'
    return f"{head}{opening}{fragment(kept)}{_CLOSE}"


def preview(blocks: Iterable[Block]) -> str:
    """The first words that say something new, for the line that an inbox shows under the subject: without them it would
    repeat who writes, the title and the greeting."""
    said = ""
    for block in blocks:
        if block.kind == "hr" or len(said) > _PREVIEW:
            break
        line = " ".join(" ".join(block.lines[:_PREVIEW])[: 4 * _PREVIEW].replace(GUARD, "").split())
        if block.kind in _PREVIEWED and not (line.startswith("Bonjour") and line.endswith(",")):
            said = f"{said} {INLINE.sub(_label, line)}".lstrip()
    return said if len(said) <= _PREVIEW else said[:_PREVIEW].rpartition(" ")[0].rstrip(" ,;:") + "…"


def _label(match: re.Match[str]) -> str:
    return match[1] or match[3]


def fragment(blocks: Iterable[Block]) -> str:
    """The HTML of the blocks alone, for a template that brings its own frame."""
    pieces: list[str] = []
    small = False
    for block in shown(blocks, "pre"):
        if block.kind == "hr" and not small:
            small = True
            pieces.append(f"<hr{_AS['hr']}>\n<div{_AS['small']}>")
        else:
            pieces.append(_HTML[block.kind](block.lines))
    if small:
        pieces.append("</div>")
    return "\n".join(pieces).replace(GUARD, "")


def _rich(line: str) -> str:
    """A line with its links and strong words."""
    if "](" not in line and "**" not in line:
        return _urls(line)
    pieces: list[str] = []
    position = 0
    for match in INLINE.finditer(line):
        pieces.append(_urls(line[position : match.start()]))
        label, address, strong = match.groups()
        if strong is not None:
            pieces.append(f"<strong>{_urls(strong)}</strong>")
        elif _SCHEME.match(address):
            pieces.append(_link(address, label))
        else:
            pieces.append(_urls(match[0]))
        position = match.end()
    pieces.append(_urls(line[position:]))
    return "".join(pieces)


def _urls(text: str) -> str:
    """Text with its web addresses as links."""
    if "://" not in text:
        return _plain(text)
    pieces: list[str] = []
    position = 0
    for match in _URL.finditer(text):
        address = match[0].rstrip(".,;:!?'»*_")
        if address.endswith(")") and "(" not in address:
            address = address.rstrip(").,;:")
        pieces.append(_plain(text[position : match.start()]))
        pieces.append(_link(address, address))
        position = match.start() + len(address)
    pieces.append(_plain(text[position:]))
    return "".join(pieces)


def _plain(text: str) -> str:
    """Text without links; the number of a question is never torn at its hyphens."""
    safe = escape(text, quote=False)
    return _NUMBER.sub(rf"<span{_AS['number']}>\g<0></span>", safe) if "-20" in safe else safe


def _link(address: str, label: str) -> str:
    return f'<a href="{escape(address)}"{_AS["a"]}>{escape(label, quote=False)}</a>'


def _line_of(tag: str) -> Writer:
    opening, closing = f"<{tag}{_AS[tag]}>", f"</{tag}>"

    def write(lines: list[str]) -> str:
        return f"{opening}{_rich(' '.join(lines))}{closing}"

    return write


def _list(lines: list[str]) -> str:
    items = "".join([f"<li{_AS['li']}>{_rich(line)}</li>\n" for line in lines])
    return f"<ul{_AS['ul']}>\n{items}</ul>"


def _rows(lines: list[str]) -> str:
    """A real table: its first column heads the rows."""
    rows = []
    for line in lines:
        label, separator, value = line.replace("\u00a0: ", " : ", 1).partition(" : ")
        if separator:
            cells = f'<th scope="row"{_AS["th"]}>{_rich(label)}</th><td{_AS["td"]}>{_rich(value)}</td>'
        else:
            cells = f'<td colspan="2"{_AS["td"]}>{_rich(line)}</td>'
        rows.append(f"<tr>{cells}</tr>\n")
    return f"<table{_AS['table']}>\n{''.join(rows)}</table>"


def _buttons(lines: list[str]) -> str:
    """Outlook's own engine gives a link neither border nor padding: it alone sees a table around them."""
    links = []
    for line in lines:
        match = BUTTON.fullmatch(line)
        if match and _SCHEME.match(match[2]):
            links.append(f'<a href="{escape(match[2])}"{_AS["button"]}>{escape(match[1], quote=False)}</a>')
    return f"<div{_AS['buttons']}>{_MSO_FIRST}{_MSO_NEXT.join(links)}{_MSO_LAST}</div>"


def _image(lines: list[str]) -> str:
    match = IMAGE.fullmatch(lines[0])
    return (
        f'<p{_AS["p"]}><img src="{match[2]}" alt="{escape(match[1])}" width="{_PICTURE}"{_AS["img"]}></p>'
        if match
        else ""
    )


def _words(lines: list[str]) -> str:
    return f"<div{_AS['words']}>\n{_paragraphs(lines)}\n</div>"


def _paragraphs(lines: list[str]) -> str:
    """A person's lines: paragraphs at empty lines, every other break and indentation kept."""
    pieces: list[str] = []
    rows: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            rows.append(_urls(line).replace("\t", "    ").replace("  ", "&nbsp; "))
        elif rows:
            pieces.append("<br>\n".join(rows))
            rows = []
    between = f"</p>\n<p{_AS['next']}>"
    return f'<p style="margin:0">{between.join(pieces)}</p>'


def _cited(lines: list[str]) -> str:
    return f"<blockquote{_AS['cited']}>\n{_paragraphs(lines)}\n</blockquote>"


def _columns(lines: list[str]) -> str:
    return f"<pre{_AS['pre']}>" + escape("\n".join(lines), quote=False) + "</pre>"


_HTML: dict[str, Writer] = {
    "h1": _line_of("h1"),
    "h2": _line_of("h2"),
    "h3": _line_of("h3"),
    "p": _line_of("p"),
    "ul": _list,
    "dl": _rows,
    "quote": _cited,
    "cited": _cited,
    "words": _words,
    "buttons": _buttons,
    "image": _image,
    "hr": lambda _lines: f"<hr{_AS['hr']}>",
    "pre": _columns,
}
