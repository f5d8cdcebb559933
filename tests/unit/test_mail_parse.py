"""Whole mails, broken in every way that mails are, as `Mail` values."""

from datetime import UTC, datetime

import pytest

from guichet_bot.core.mail import parse as module
from guichet_bot.core.mail.body import unflow
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Mail

HEAD = b"From: Zoe <zoe@ville.example>\nTo: guichet@reseau.example\nSubject: Bonjour\nMessage-ID: <a@ville.example>\n"


def multipart(*parts: str, kind: str = "mixed", boundary: str = "bb", close: bool = True) -> bytes:
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    end = f"--{boundary}--\n" if close else ""
    return HEAD + f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{body}{end}'.encode()


PLAIN = "Content-Type: text/plain; charset=utf-8\n\nBonjour à tous"
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>Bonjour <b>en HTML</b></p>"


def test_every_field_of_a_plain_mail() -> None:
    mail = parse(
        b"Return-Path: <Rebond@Ville.example>\nDelivered-To: guichet+t1@reseau.example\n"
        + HEAD
        + b"Cc: b@x.example, GUICHET@reseau.example\nX-Original-To: c@x.example\nDate: Mon, 4 May 2026 10:00:00 +0200\n"
        + b"In-Reply-To: <q@x>\nReferences: <p@x>\n <q@x>\nX-Mot: a\nX-Mot: b\n\nBonjour\n"
    )
    assert mail.sender == mail.from_
    assert (mail.sender.address, mail.sender.name) == ("zoe@ville.example", "Zoe")
    assert (mail.message_id, mail.in_reply_to, mail.references) == ("a@ville.example", ("q@x",), ("p@x", "q@x"))
    assert mail.recipients == ("guichet@reseau.example", "b@x.example", "guichet+t1@reseau.example", "c@x.example")
    assert mail.date == datetime(2026, 5, 4, 8, tzinfo=UTC)
    assert mail.return_path == "rebond@ville.example"
    assert mail.headers["x-mot"] == ("a", "b")
    assert (mail.header("Subject"), mail.header("X-Rien")) == ("Bonjour", "")
    assert (mail.text, mail.newest, mail.defects) == ("Bonjour", "Bonjour", ())


@pytest.mark.parametrize(
    ("line", "path"),
    [(b"", None), (b"Return-Path: <>\n", ""), (b"Return-Path:\n", ""), (b"Return-Path: <MAILER-DAEMON>\n", "")],
)
def test_the_null_sender_is_told_from_no_header(line: bytes, path: str | None) -> None:
    assert parse(line + HEAD + b"\nx").return_path == path


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"Mon, 4 May 2026 10:00:00", datetime(2026, 5, 4, 10, tzinfo=UTC)),
        (b"4 May 26 10:00 EST", datetime(2026, 5, 4, 15, tzinfo=UTC)),
        (b"hier", None),
        (b"Mon, 32 May 2026 10:00:00 +0200", None),
        (b"Fri, 31 Dec 9999 23:59:59 -1200", None),
        (b"Mon, 4 May 2026 10:00:00 +9999999999", None),
    ],
)
def test_dates(value: bytes, expected: datetime | None) -> None:
    assert parse(HEAD + b"Date: " + value + b"\n\nx").date == expected


def text_of(raw: bytes) -> str:
    return parse(raw).text


def test_the_text_version_is_preferred() -> None:
    assert text_of(multipart(PLAIN, HTML, kind="alternative")) == "Bonjour à tous"


QUOTING = (
    "Content-Type: text/html; charset=utf-8\n\n<p>Merci, parfait.</p>"
    "<div class='gmail_quote'>vieux<blockquote class='gmail_quote'>Bonjour, voici notre avis.</blockquote></div>"
)


def test_markup_tells_what_is_new_in_html_mail() -> None:
    mail = parse(HEAD + QUOTING.encode())
    assert (mail.newest, "voici notre avis" in mail.text) == ("Merci, parfait.", True)


def test_markup_helps_where_the_text_version_shows_no_quote() -> None:
    flat = "Content-Type: text/plain\n\nMerci, parfait.\nvieux\nBonjour, voici notre avis."
    mail = parse(multipart(flat, QUOTING, kind="alternative"))
    assert (mail.newest, "voici notre avis" in mail.text) == ("Merci, parfait.", True)


@pytest.mark.parametrize("stub", ["", " \n \xa0", "\n--\n"])
def test_html_is_read_when_the_text_version_is_empty(stub: str) -> None:
    assert "Bonjour en HTML" in text_of(multipart(f"Content-Type: text/plain\n\n{stub}", HTML, kind="alternative"))


def test_html_is_read_when_the_text_version_only_announces_it() -> None:
    long = HTML.replace(
        "en HTML", "une vraie question sur la restauration scolaire, les circuits courts et le bio. " * 3
    )
    stub = "Content-Type: text/plain\n\nVotre messagerie n'affiche pas le message HTML."
    mail = parse(multipart(stub, long, kind="alternative"))
    assert "une vraie question" in mail.newest
    assert ("messagerie" in mail.text, "messagerie" in mail.newest) == (True, False)


def test_parts_one_after_another_are_all_read() -> None:
    text = text_of(multipart(PLAIN, "Content-Type: image/png; name=a.png\n\nx", PLAIN.replace("Bonjour", "Au revoir")))
    assert text == "Bonjour à tous\n\nAu revoir à tous"


def test_an_alternative_with_its_html_deeper_down() -> None:
    related = 'Content-Type: multipart/related; boundary="rr"\n\n--rr\n' + HTML + "\n--rr--"
    assert text_of(multipart(PLAIN, related, kind="alternative")) == "Bonjour à tous"


def test_html_sent_as_plain_text_is_read_as_html() -> None:
    assert text_of(HEAD + b"\n<html><body><p>Bonjour</p></body></html>") == "Bonjour"


def test_a_named_text_after_the_body_is_a_file() -> None:
    mail = parse(multipart(PLAIN, 'Content-Type: text/plain; name="notes.txt"\n\nnotes'))
    assert (mail.text, [(f.filename, f.content) for f in mail.attachments]) == (
        "Bonjour à tous",
        [("notes.txt", b"notes")],
    )


def test_files_keep_their_bytes() -> None:
    coded = "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBE\nRi0=\n"
    quoted = "Content-Type: application/x; name=b\nContent-Transfer-Encoding: quoted-printable\n\na=3D=  \nb"
    uu = "Content-Type: application/x; name=c\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 c\n#86)C\n`\nend\n"
    raw = "Content-Type: application/x; name=d\nContent-Transfer-Encoding: inconnu\n\nabc"
    contents = {f.filename: f.content for f in parse(multipart(PLAIN, coded, quoted, uu, raw)).attachments}
    assert contents == {"a.pdf": b"%PDF-", "b": b"a=b", "c": b"abc", "d": b"abc"}


@pytest.mark.parametrize("data", ["J!V*B E", "JVBE====", "JVB", "J", "", "JVBERi0", "é"])
def test_damaged_base64_gives_what_it_can(data: str) -> None:
    part = f"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n{data}"
    assert b"%PDF-".startswith(parse(multipart(PLAIN, part)).attachments[0].content)


def test_damaged_uuencode_gives_what_it_can() -> None:
    part = "Content-Type: application/x\nContent-Transfer-Encoding: uue\n\nbegin 644 c\n#86)C trop\né~\nend"
    assert parse(multipart(PLAIN, part)).attachments[0].content.startswith(b"abc")


def test_signatures_are_no_files() -> None:
    mail = parse(multipart(PLAIN, "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx", kind="signed"))
    assert (mail.text, mail.attachments) == ("Bonjour à tous", ())


def test_an_attached_mail_stays_whole() -> None:
    inner = "From: x@y.example\nSubject: Dedans\n\nTexte de dedans"
    mail = parse(multipart(PLAIN, f"Content-Type: message/rfc822\n\n{inner}"))
    assert (mail.text, mail.subject) == ("Bonjour à tous", "Bonjour")
    assert (mail.attachments[0].filename, mail.attachments[0].content) == ("piece-jointe-1.eml", inner.encode())


def test_in_a_digest_every_part_is_a_mail() -> None:
    mail = parse(multipart("\nFrom: a@b.example\n\nun", "\nFrom: a@b.example\n\ndeux", kind="digest"))
    assert [file.content_type for file in mail.attachments] == ["message/rfc822", "message/rfc822"]


@pytest.mark.parametrize(
    "raw",
    [
        multipart(PLAIN, close=False),
        multipart(PLAIN).replace(b'; boundary="bb"', b""),  # guessed
        multipart(PLAIN).replace(b"\n", b"\r\n"),
        multipart(PLAIN).replace(b"\n", b"\r"),
        multipart(PLAIN).replace(b"\n", b"\r\r\n"),
        b"\xef\xbb\xbf" + multipart(PLAIN),
        b"\n  \n" + multipart(PLAIN),
        multipart(PLAIN).decode().encode("utf-16"),
        multipart(PLAIN).replace(b"--bb\n", b"--bb  \n"),
        multipart(PLAIN).replace(b"--bb--", b"--bb--\ntexte apres la fin"),
        multipart(PLAIN).replace(b"\n\n--bb", b"\n\navant le debut\n--bb\x0b\n--bb", 1),
        HEAD + b"Content-Type: n'importe quoi\n\n" + "Bonjour à tous".encode(),
        HEAD + b'Content-Type: multipart/mixed; boundary="jamais"\n\n' + "Bonjour à tous".encode(),
        HEAD + b"Content-Type: text/markdown\nContent-Disposition: attachment\n\n" + "Bonjour à tous".encode(),
        HEAD + b"Content-Type: text/x-inconnu\n\n" + "Bonjour à tous".encode(),
        HEAD + b"Content-Type: text/enriched\n\n<bold>Bonjour</bold> " + "à tous".encode(),
    ],
)
def test_the_text_is_found_however_broken_the_structure(raw: bytes) -> None:
    assert parse(raw).text.strip().endswith("Bonjour à tous")
    assert parse(raw).subject == "Bonjour"


def test_a_boundary_may_begin_like_another() -> None:
    inner = multipart(PLAIN, boundary="bbb").partition(b"\n\n")[2].decode()
    assert text_of(multipart('Content-Type: multipart/mixed; boundary="bbb"\n\n' + inner)) == "Bonjour à tous"


def test_a_thousand_nested_multiparts_keep_their_text() -> None:
    body = PLAIN
    for depth in range(1_200):
        body = f'Content-Type: multipart/mixed; boundary="b{depth}-"\n\n--b{depth}-\n{body}\n--b{depth}---\n'
    assert "Bonjour à tous" in text_of(HEAD + body.encode())


def test_of_a_hundred_thousand_parts_the_first_are_read() -> None:
    mail = parse(multipart(*["Content-Type: text/plain\n\nx"] * 100_000))
    assert mail.text.count("x") == 5_000
    assert any("trop de parties" in defect for defect in mail.defects)


def test_a_huge_text_is_cut_and_says_so() -> None:
    mail = parse(HEAD + b"\n" + b"mot " * 400_000)
    assert (len(mail.text), "texte coupé" in mail.defects) == (1_000_000, True)


def test_missing_fields_are_noted() -> None:
    mail = parse(b"")
    assert (mail.message_id, mail.sender.address, mail.text, mail.newest) == ("", "", "", "")
    assert len(mail.defects) >= 3


def test_when_our_own_code_fails_the_raw_text_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(raw: bytes) -> Mail:
        raise RecursionError

    monkeypatch.setattr(module, "_read", broken)
    mail = parse(b"Bonjour \x00\xe9")
    assert (mail.text, mail.newest, mail.defects) == ("Bonjour é", "Bonjour é", ("illisible (RecursionError)",))


@pytest.mark.parametrize(
    ("flowed", "text"),
    [
        ("une \nligne\nautre", "une ligne\nautre"),
        ("> cite \n> suite\n> fin\nmoi", "> cite suite\n> fin\nmoi"),
        ("> cite \nmoi", "> cite \nmoi"),
        (" >pas une citation", ">pas une citation"),
        ("fin \n-- \nZoe", "fin \n-- \nZoe"),
        ("seule ", "seule "),
    ],
)
def test_flowed_text(flowed: str, text: str) -> None:
    assert unflow(flowed) == text


def test_flowed_text_may_delete_the_space() -> None:
    assert unflow("aujour \nd'hui", delete_space=True) == "aujourd'hui"


def test_html_may_name_its_charset_itself() -> None:
    raw = HEAD + b'Content-Type: text/html\n\n<meta charset="windows-1252"><p>Gr\xf6\xdfe</p>'
    assert text_of(raw) == "Größe"
