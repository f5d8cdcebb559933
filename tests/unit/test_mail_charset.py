"""Bytes as text, whatever charset they claim."""

import pytest

from guichet_bot.core.mail.charset import clean_text, codec_name, decode, one_line, repair


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (b"abc", "", "abc"),
        ("été".encode(), "utf-8", "été"),
        ("été".encode(), "us-ascii", "été"),
        ("été".encode(), "iso-8859-1", "été"),  # declared wrong, and it shows
        ("été — 3 €".encode("cp1252"), "iso-8859-1", "été — 3 €"),  # what browsers do
        ("Größe".encode("latin-1"), "iso-8859-1", "Größe"),
        ("déjà l’été".encode("cp1252"), "utf-8", "déjà l’été"),
        ("déjà".encode("cp1252"), "", "déjà"),
        ("déjà".encode("cp1252"), "x-unknown", "déjà"),
        ("été".encode()[:-1], "utf-8", "ét�"),  # damaged, still UTF-8
        ("Größe".encode("latin-1"), "", "Gr��e"),  # could be any of twenty charsets
        ("日本".encode("iso-2022-jp"), "iso-2022-jp", "日本"),
        ("日本".encode("gb18030"), "gb2312", "日本"),
        ("שלום".encode("iso8859-8"), "iso-8859-8-i", "שלום"),
        ("été".encode("utf-16"), "utf-16", "été"),
        ("été".encode("utf-16-le"), "utf-16", "été"),
        ("été".encode("utf-16-be"), "utf-16", "été"),
        ("été".encode("utf-16"), "", "été"),
        ("été".encode("iso8859-15"), 'ISO-8859-15" (comment)', "été"),
        (b"\xff\xff", "iso-2022-jp", "��"),
    ],
)
def test_decode(data: bytes, charset: str, text: str) -> None:
    assert decode(data, charset) == text


@pytest.mark.parametrize(
    "name",
    ["idna", "punycode", "zlib", "rot13", "undefined", "unicode_escape", "raw-unicode-escape", "hex", "base64", "mbcs",
     "x" * 5_000, "..", "\x00", "é", "none", "", "utf-8\x00"],
)  # fmt: skip
def test_what_is_no_charset_still_gives_text(name: str) -> None:
    assert codec_name(name) == ""
    assert decode("été".encode(), name) == "été"


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("dÃ©jÃ\xa0 lâ€™Ã©tÃ©", "déjà l’été"),
        ("NÃO, Â« oui", "NÃO, « oui"),
        ("Ã seul", "Ã seul"),
        ("cÃ´tÃ© Å\x93uvre, lâ\x80\x99Ã©tÃ©", "côté œuvre, l’été"),
        ("Ã‰cole", "École"),
        ("plain", "plain"),
    ],
)
def test_twice_encoded_text_is_repaired(text: str, repaired: str) -> None:
    assert repair(text) == repaired


def test_clean_text_keeps_only_lines_and_tabs() -> None:
    assert clean_text("a\r\nb\rc\x0cd\u2028e\tf\x00\x1b\x85\ud800\ufeffg") == "a\nb\nc\nd\ne\tf\ng"


def test_one_line_is_one_line() -> None:
    assert one_line("  a\r\n\tb\x00c\u202ed\xa0é  ") == "a b cd é"
