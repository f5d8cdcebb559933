"""Who is named in a mail, and how a text is freed of one person and of nobody else."""

from email.message import EmailMessage

import pytest

from guichet_bot.core.mail.mentions import mentions
from guichet_bot.store.mentioned import without

WHO = "anne.vidal@mairie.example"


def mail(text: str, **content: str) -> bytes:
    message = EmailMessage()
    message["From"] = "lea@bourg.example"
    message.set_content(text, **content)  # type: ignore[arg-type]
    return message.as_bytes()


@pytest.mark.parametrize("cte", ["7bit", "quoted-printable", "base64"])
def test_an_address_is_seen_however_the_text_is_written(cte: str) -> None:
    long = "a" * 60 + f" voyez avec Anne.Vidal@mairie.example = {'b' * 60}"
    assert mentions(mail(long, cte=cte), (WHO,))
    assert not mentions(mail(long, cte=cte), ("luc@mairie.example",))


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_name_with_accents_is_seen(charset: str) -> None:
    raw = mail("Voyez avec Zoé Éluard.", charset=charset, cte="base64")
    assert mentions(raw, ("Zoé Éluard",))
    assert not mentions(raw, ("Zoé Martin",))


def test_bytes_that_are_no_mail_raise_nothing() -> None:
    raw = b"Content-Type: text/plain; name*\r\nContent-Transfer-Encoding: base64\r\n\r\n\xff\xfe====%%"
    assert not mentions(raw, (WHO,))
    assert not mentions(b"", (WHO,))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"Merci à {WHO}.", "Merci à [adresse effacée]."),
        ("<ANNE.VIDAL@Mairie.Example>", "<[adresse effacée]>"),
        (f'{{"expert":"{WHO}"}}', '{"expert":"[adresse effacée]"}'),
        (f"12.{WHO}", "12.[adresse effacée]"),
        (f"jo{WHO}", f"jo{WHO}"),
        (f"l.{WHO}, marie-{WHO} et x_{WHO}", f"l.{WHO}, marie-{WHO} et x_{WHO}"),
        (f"{WHO}.fr", f"{WHO}.fr"),
        ("Bonjour Anne Vidal,", "Bonjour [nom effacé],"),
        ("Bonjour ANNE VIDAL, Anne VIDAL,", "Bonjour [nom effacé], [nom effacé],"),
        ("anne vidal", "anne vidal"),
        ("Marianne Vidal et Anne Vidalou", "Marianne Vidal et Anne Vidalou"),
        ("Anne est absente, M. Vidal aussi", "Anne est absente, M. Vidal aussi"),
    ],
)
def test_only_this_person_is_taken_out(text: str, left: str) -> None:
    assert without(text, WHO, ("Anne Vidal",)) == left


def test_a_mail_nested_without_end_is_read_all_the_same() -> None:
    levels = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(3000))
    assert not mentions(levels + b"Content-Transfer-Encoding: base64\r\n\r\nAAAA", (WHO,))


def test_a_mail_of_somebody_whose_address_ends_alike_is_another_s() -> None:
    assert not mentions(f"From: jo{WHO}\r\n\r\nBonjour de l.{WHO}".encode(), (WHO,))
    assert not mentions(b"Subject: RO-2026-12345\r\n\r\nBonjour", ("RO-2026-1234",))
    assert mentions(f"From: x@y.example\r\n\r\n{WHO}\r\n".encode(), (WHO,))
