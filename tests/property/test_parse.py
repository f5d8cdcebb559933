"""`parse` takes any bytes; what it gives is safe to print, to store and to write to disk."""

import tomllib
import unicodedata
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from guichet_bot.core.mail.authres import authenticated
from guichet_bot.core.mail.automatic import KINDS, Facts, compile_rules, verdict
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Mail

ROOT = Path(__file__).parents[2]
SEEDS = [path.read_bytes() for path in sorted((ROOT / "tests/corpus/mail").glob("*.eml"))]
RULES = compile_rules(tomllib.loads((ROOT / "rules/automatic.toml").read_text(encoding="utf-8")))

PIECES = st.sampled_from(
    [b"\r\n", b"\n\n", b"\x00", b"\xff", b"=?utf-8?q?=0D=0A?=", b"=?idna?b?AAA=?=", b"--bb", b"--", b'"', b"<", b"(",
     b";", b"Content-Type: multipart/mixed; boundary=bb\n",
     b"Content-Type: message/rfc822\n", b"charset=unicode_escape",
     b"Content-Transfer-Encoding: base64\n", b"filename*0*=utf-8''..%2F%00", b"\xed\xa0\x80", b"\\ud800",
     b"\xe2\x80\xae", b"Content-Type: text/html\n\n<div hidden>", b"From: \n", b"Subject: =?utf-8?b?",
     b"Date: 99999\n", b" " * 50]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A made-up mail with stretches cut out, doubled, or overwritten."""
    raw = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        end = at + draw(st.integers(0, 40))
        raw = raw[:at] + draw(st.one_of(PIECES, st.binary(max_size=12), st.just(raw[at:end] * 2))) + raw[end:]
    return raw


def is_safe(mail: Mail) -> None:
    lines = [mail.subject, mail.message_id, *mail.in_reply_to, *mail.references, *mail.recipients]
    lines += [mail.sender.address, mail.sender.name, mail.from_.address, mail.from_.name, mail.return_path or ""]
    lines += [file.filename for file in mail.attachments]
    lines += [value for values in mail.headers.values() for value in values]
    assert not [line for line in lines if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in line)]
    for text in (mail.text, mail.newest, *mail.calendar):
        assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    for file in mail.attachments:
        assert file.filename.strip(". ") and not set(file.filename) & set('/\\<>:"|?*')
    assert bool(mail.newest.strip()) or not mail.text.strip()
    assert all("@" in address and address == address.lower() for address in mail.recipients)
    assert not any("illisible" in defect for defect in mail.defects)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3_000))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    is_safe(parse(raw))


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_a_damaged_mail_is_still_a_mail(raw: bytes) -> None:
    mail = parse(raw)
    is_safe(mail)
    assert verdict(mail, RULES, Facts()).kind in KINDS
    assert authenticated(mail, "mx.reseau.example") in (True, False, None)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="ÂÃâ"), max_size=300))
def test_the_words_of_a_plain_mail_are_kept(text: str) -> None:
    mail = parse(b"From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n" + text.encode())
    assert mail.text.split() == text.replace("\ufeff", "").replace("\ufffe", "").replace("\uffff", "").split()
