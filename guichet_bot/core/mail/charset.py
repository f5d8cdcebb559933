"""Bytes of a mail as text, whatever charset they claim: wrong, unknown, missing, or a Python codec that is no charset.

Everything here is total: any bytes and any charset name give clean text, without control characters or lone surrogates.
"""

import codecs
import re

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NOT_ONE_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NOT_SHOWN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")

_CUT = re.compile(r"[\s;(]")  # what follows a name: a comment, another parameter

# Codecs of Python that turn bytes into text but are no charsets: slow (idna, punycode), or an escape language.
_NO_CHARSETS = frozenset(
    ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "charmap")
)
_ASCII_BYTES = frozenset(("ascii", "utf-8", "iso8859-1", "cp1252", "iso8859-15"))
_ALIASES = {
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "tis-620": "cp874",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "windows-874": "cp874",
    "ansi": "cp1252",
    "cp-1252": "cp1252",
    "iso8859_1windows": "cp1252",
    "x-user-defined": "cp1252",
}

_CONTINUATION = "".join(bytes([b]).decode("cp1252", "replace") for b in range(0x80, 0xC0)).replace("\ufffd", "")
_CONTINUATION += "".join(map(chr, range(0x80, 0xA0)))  # as ISO-8859-1 has them
_MOJIBAKE = re.compile(
    f"(?:[\xc2-\xdf][{re.escape(_CONTINUATION)}]|[\xe0-\xef][{re.escape(_CONTINUATION)}]{{2}}"
    f"|[\xf0-\xf4][{re.escape(_CONTINUATION)}]{{3}})+"
)
_ASCII = bytes(range(0x80))
_ASCII_AND_FRENCH = _ASCII + "àâæçéèêëîïôœùûÿÀÂÆÇÉÈÊËÎÏÔŒÙÛ«»’‘“”–—…€°•²³½§·\xa0".encode("cp1252")
_UTF8_PAIR = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def decode(data: bytes, charset: str = "") -> str:
    """The text of some bytes, as the declared charset says or as the bytes show that it is not so. Not cleaned."""
    codec = codec_name(charset)
    if codec in _ASCII_BYTES or not codec:
        if data.isascii():
            return data.decode("ascii")
        if codec == "iso8859-1":
            return _utf8_or(data, "cp1252")
        if codec in ("", "ascii", "utf-8"):
            return _guess(data)
    if codec in ("utf-16", "utf_16") and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
    try:
        return data.decode(codec, "replace")
    except Exception:  # codecs raise what they like: LookupError, ValueError, AssertionError
        return _guess(data)


def codec_name(charset: str) -> str:
    """The normal name of the Python codec for a charset; "" when there is none, or it is no charset."""
    name = _CUT.split(charset.strip(" \t\"'").lower(), maxsplit=1)[0]
    known = _NAMES.get(name)
    if known is not None:
        return known
    if not name.isascii() or len(name) > 40 or not name.replace("-", "").replace("_", "").replace(":", "").isalnum():
        return ""
    try:
        info = codecs.lookup(_ALIASES.get(name, name))
    except Exception:  # unknown names, and names that the codec search itself trips over
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    return "" if not is_text or info.name.replace("-", "_") in _NO_CHARSETS else info.name


def repair(text: str) -> str:
    """Text without UTF-8 that was once read as Windows-1252 or ISO-8859-1 ("Ã©" for "é")."""
    if text.isascii() or not ("Ã" in text or "Â" in text or "â€" in text):
        return text
    return _MOJIBAKE.sub(_again, text)


def clean_text(text: str) -> str:
    """A body: lines end in "\\n"; no other control characters but tabs, no lone surrogates, no byte order marks."""
    if not text.isascii() or "\r" in text or "\x0c" in text or "\x0b" in text:
        text = _LINE_ENDS.sub("\n", text)
    return _CONTROLS.sub("", text)


def one_line(text: str) -> str:
    """A header value: one line, no control, invisible or text-direction characters, single spaces."""
    if not text.isprintable():  # plain spaces are printable, no-break ones are not
        text = _NOT_SHOWN.sub("", _NOT_ONE_LINE.sub(" ", text))
    return " ".join(text.split())


def _utf8_or(data: bytes, codec: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(codec, "replace")


def _guess(data: bytes) -> str:
    """UTF-8, even damaged. Bytes that form no UTF-8 character could be any of twenty charsets: Windows-1252 is only
    believed where it shows French; elsewhere U+FFFD is honest and a wrong letter is not."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    text = data.decode("utf-8", "replace")
    if "\ufffd" not in text or _UTF8_PAIR.search(data):
        return text
    foreign = data.translate(None, _ASCII_AND_FRENCH)
    high = len(data.translate(None, _ASCII))
    return data.decode("cp1252", "replace") if 5 * len(foreign) <= high else text


def _again(found: re.Match[str]) -> str:
    try:
        data = b"".join(bytes([ord(c)]) if ord(c) < 0x100 else c.encode("cp1252") for c in found[0])
        return data.decode("utf-8")
    except UnicodeError:
        return found[0]


_NAMES = {
    "": "",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "iso-8859-1": "iso8859-1",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859-15",
}
