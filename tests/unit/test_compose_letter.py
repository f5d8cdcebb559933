"""What other machines and mail clients see of our letters."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from guichet_bot.core.effects import LetterKind
from guichet_bot.core.mail.compose import MAX_REFERENCES, Inline, Outgoing, auto_submitted, compose, null_sender
from guichet_bot.core.model import Attachment

LETTER = Outgoing(
    kind=LetterKind.ACK,
    from_name="Guichet vert Rés'Occ",
    from_address="guichet@resocc.example",
    to="achats@mairie.example",
    to_name="Jeanne Martin",
    subject="Bien reçu : Cantine [RO-2026-0042-k7f3q]",
    text="Bonjour,\n\nC’est noté.\n",
    message_id="<abc.ack@resocc.example>",
    date=datetime(2026, 11, 23, 8, 12, tzinfo=UTC),
    reply_to="guichet+b42-abc@resocc.example",
    in_reply_to="question@mairie.example",
    references=("<root.thread@resocc.example>",),
)


def read(letter: Outgoing) -> EmailMessage:
    message = email.message_from_bytes(compose(letter), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def types(letter: Outgoing) -> list[str]:
    return [part.get_content_type() for part in read(letter).walk()]


def test_the_letter_comes_from_the_desk_and_is_answered_at_the_signed_address() -> None:
    message = read(LETTER)
    assert message["From"].addresses[0].addr_spec == "guichet@resocc.example"
    assert message["From"].addresses[0].display_name == "Guichet vert Rés'Occ"
    assert message["Reply-To"].addresses[0].addr_spec == "guichet+b42-abc@resocc.example"
    assert message["To"].addresses[0].display_name == "Jeanne Martin"
    assert message["Subject"] == "Bien reçu : Cantine [RO-2026-0042-k7f3q]"
    assert message["Content-Language"] == "fr"
    assert message["Date"].datetime == LETTER.date


def test_our_own_id_stands_in_references_too() -> None:
    message = read(LETTER)
    assert message["Message-ID"] == "<abc.ack@resocc.example>"
    assert message["In-Reply-To"] == "<question@mairie.example>"
    assert message["References"].split() == [
        "<root.thread@resocc.example>",
        "<question@mairie.example>",
        "<abc.ack@resocc.example>",
    ]


def test_a_long_thread_keeps_its_root_and_its_latest_ids() -> None:
    ids = tuple(f"{number}@mairie.example" for number in range(100))
    kept = read(replace(LETTER, references=ids))["References"].split()
    assert len(kept) == MAX_REFERENCES
    assert kept[0] == "<0@mairie.example>" and kept[-1] == "<abc.ack@resocc.example>"


@pytest.mark.parametrize(
    "bad", ["", "a b@x.example", "é@x.example", "<a>b@x.example", "a@x.example\r\nBcc: z@x.example"]
)
def test_an_id_that_is_none_is_left_out(bad: str) -> None:
    message = read(replace(LETTER, in_reply_to=bad, references=(bad,)))
    assert message["In-Reply-To"] is None and message["Bcc"] is None
    assert message["References"] == "<abc.ack@resocc.example>"


@pytest.mark.parametrize(
    ("kind", "automatic", "null"),
    [
        (LetterKind.ACK, "auto-replied", True),
        (LetterKind.HOLD_SENDER, "auto-replied", True),
        (LetterKind.ABSENCE, "auto-replied", True),
        (LetterKind.REMINDER, "auto-generated", False),
        (LetterKind.DIGEST, "auto-generated", False),
        (LetterKind.ANSWER, "", False),
        (LetterKind.OFFER, "", False),
    ],
)
def test_other_machines_are_told_who_speaks(kind: LetterKind, automatic: str, null: bool) -> None:
    message = read(replace(LETTER, kind=kind))
    assert auto_submitted(kind) == automatic == (message["Auto-Submitted"] or "")
    assert null_sender(kind) is null
    assert ("OOF" in message["X-Auto-Response-Suppress"] or message["X-Auto-Response-Suppress"] == "All") is bool(
        automatic
    )


def test_a_regular_letter_can_be_filed_and_left() -> None:
    message = read(
        replace(
            LETTER,
            kind=LetterKind.DIGEST,
            unsubscribe="mailto:guichet@resocc.example?subject=aide",
            list_id="a.example",
        )
    )
    assert message["List-Unsubscribe"] == "<mailto:guichet@resocc.example?subject=aide>"
    assert message["List-Id"] == "<a.example>"
    assert read(LETTER)["List-Unsubscribe"] is None


def test_text_and_html_are_alternatives_and_the_picture_belongs_to_the_html() -> None:
    assert types(LETTER) == ["text/plain"]
    both = replace(LETTER, html="<p>Bonjour</p>")
    assert types(both) == ["multipart/alternative", "text/plain", "text/html"]
    full = replace(
        both,
        inline=(Inline("chart", "image/png", b"\x89PNG"),),
        attachments=(Attachment("clause.pdf", "application/pdf", b"%PDF"),),
    )
    assert types(full) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    picture = next(part for part in read(full).walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<chart>" and picture.get_content() == b"\x89PNG"


def test_an_attached_mail_travels_as_a_file() -> None:
    letter = replace(LETTER, attachments=(Attachment('a "b".eml', "message/rfc822", b"Subject: x\n\ny"),))
    (part,) = read(letter).iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("application/octet-stream", 'a "b".eml')
    assert part.get_content() == b"Subject: x\n\ny"


@pytest.mark.parametrize(
    "name", ["Délibération du 3 août.pdf", "très " * 25 + "long.pdf", "日本.txt", 'CCTP "v2"; final.docx', "a\\b.txt"]
)
def test_file_names_arrive_as_they_were(name: str) -> None:
    (part,) = read(replace(LETTER, attachments=(Attachment(name, "application/pdf", b"x"),))).iter_attachments()
    assert part.get_filename() == name


def test_bytes_are_plain_for_any_relay() -> None:
    letter = replace(
        LETTER,
        subject="é" * 240,
        to_name="Ô" * 100,
        text="mot " * 3000 + "x" * 5000 + "\n.\nFrom moi\n" + "fin  ",
        html="<p>" + "é" * 4000,
        attachments=(Attachment("é" * 150 + ".bin", "application/octet-stream", bytes(range(256)) * 40),),
    )
    raw = compose(letter)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\r\n.\r\n" not in raw
    text = read(letter).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.replace("\r\n", "\n").rstrip("\n") == letter.text


def test_the_same_letter_is_the_same_bytes() -> None:
    assert compose(LETTER) == compose(replace(LETTER))


def test_a_name_in_another_alphabet_or_a_strange_one_stays_one_name() -> None:
    for name in ('Martin, Jeanne "JM"', "a@b.example <x@y.example>", "=?utf-8?q?x?=", "Łukasz Ωμέγα", "back\\slash"):
        (address,) = read(replace(LETTER, to_name=name))["To"].addresses
        assert (address.addr_spec, address.display_name) == ("achats@mairie.example", name)


def test_an_international_domain_is_written_for_seven_bits() -> None:
    assert read(replace(LETTER, to="achats@mairie-béziers.example"))["To"].addresses[0].domain.startswith("xn--")


@pytest.mark.parametrize(
    "address", ["", "rien", "a b@x.example", "a@x.example, b@x.example", "a@x\r\nBcc: b@x.example", "é@x"]
)
def test_an_address_that_cannot_be_written_to_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="cannot write"):
        compose(replace(LETTER, to=address))


def test_a_letter_without_an_id_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        compose(replace(LETTER, message_id="rien du tout"))


def test_a_subject_is_cut_rather_than_sent_as_a_book() -> None:
    subject = read(replace(LETTER, subject="mot " * 200))["Subject"]
    assert len(subject) <= 250 and subject.endswith("…")
