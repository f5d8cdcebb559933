"""Which addresses failed, wait or were reached, and about which of our mails."""

import pytest

from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import DeliveryReport

FROM = "From: MAILER-DAEMON@mx.example\nTo: guichet@reseau.example\nSubject: Undelivered Mail Returned to Sender\n"


def dsn(status: str, returned: str = "", kind: str = "multipart/report; report-type=delivery-status") -> bytes:
    parts = ["Content-Type: text/plain\n\nVoir le rapport.", f"Content-Type: message/delivery-status\n\n{status}"]
    parts += [f"Content-Type: message/rfc822\n\n{returned}"] if returned else []
    body = "".join(f"--b\n{part}\n" for part in parts)
    return f"{FROM}Content-Type: {kind}; boundary=b\n\n{body}--b--\n".encode()


def report(raw: bytes) -> DeliveryReport:
    found = parse(raw).report
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("group", "failed", "delayed", "delivered"),
    [
        ("Final-Recipient: rfc822; A@B.example\nAction: failed\nStatus: 5.1.1", ["a@b.example"], [], []),
        ("Final-Recipient: rfc822;<a@b.example>\nAction: failed (bounced)", ["a@b.example"], [], []),
        ("Original-Recipient: rfc822;o@b.example\nFinal-Recipient: rfc822;f@b\nAction: fail", ["o@b.example"], [], []),
        ("Final-Recipient: a@b.example\nAction: Error", ["a@b.example"], [], []),
        ("Final-Recipient: rfc822;a@b.example\nAction: delayed\nStatus: 4.4.7", [], ["a@b.example"], []),
        ("Final-Recipient: rfc822;a@b.example\nAction: delivered", [], [], ["a@b.example"]),
        ("Final-Recipient: rfc822;a@b.example\nAction: relayed", [], [], ["a@b.example"]),
        ("Final-Recipient: rfc822;a@b.example\nStatus: 5.0.0", ["a@b.example"], [], []),
        ("Final-Recipient: rfc822;a@b.example\nStatus: 4.0.0", [], ["a@b.example"], []),
        ("Final-Recipient: rfc822;a+40b.example\nAction: failed", ["a@b.example"], [], []),
        ("Final-Recipient: x400; /c=fr/\nOriginal-Recipient: rfc822;\nAction: failed", [], [], []),
        ("Final-Recipient: rfc822;a@b.example\nAction: pondering", [], [], []),
        ("Final-Recipient: rfc822;é@b.example\nAction: failed", ["é@b.example"], [], []),
    ],
)  # fmt: skip
def test_a_standard_report(group: str, failed: list[str], delayed: list[str], delivered: list[str]) -> None:
    found = report(dsn("Reporting-MTA: dns; mx.example\n\n" + group))
    assert [list(found.failed), list(found.delayed), list(found.delivered)] == [failed, delayed, delivered]


def test_groups_may_lack_their_blank_lines() -> None:
    found = report(
        dsn(
            "Final-Recipient: rfc822;a@b.example\nAction: failed\n"
            "Final-Recipient: rfc822;c@d.example\nAction: delayed\n"
            "Final-Recipient: rfc822;a@b.example\nAction: delayed"
        )
    )
    assert (found.failed, found.delayed) == (("a@b.example",), ("c@d.example",))


def test_a_report_may_miss_its_type() -> None:
    status = "Final-Recipient: rfc822;a@b.example\nAction: failed"
    assert report(dsn(status, kind="multipart/mixed")).failed == ("a@b.example",)
    alone = FROM.encode() + b"Content-Type: message/delivery-status\n\n" + status.encode()
    assert report(alone).failed == ("a@b.example",)


def test_the_mail_it_is_about() -> None:
    status = "Final-Recipient: rfc822;a@b.example\nAction: failed"
    assert report(dsn(status, "Subject: x\nMessage-ID: <k1.ack@reseau.example>\n\nx")).original_message_id == (
        "k1.ack@reseau.example"
    )
    assert report(dsn(status)).original_message_id == ""


def test_a_flood_of_recipients_is_cut() -> None:
    groups = "\n\n".join(f"Final-Recipient: rfc822;a{i}@b.example\nAction: failed" for i in range(20_000))
    assert len(report(dsn(groups)).failed) == 500


def words(text: str, head: str = FROM) -> DeliveryReport | None:
    return parse((head + "Content-Type: text/plain; charset=utf-8\n\n" + text).encode()).report


@pytest.mark.parametrize(
    "text",
    [
        "Your message could not be delivered.\n\nparti@b.example: Domain does not exist\n\nBelow is a copy of the"
        " original message:\n\nFrom: autre@x.example",
        "Erreur pour <parti@b.example> : utilisateur inconnu (550 5.1.1). Aide : postmaster@mx.example",
        "Final-Recipient: rfc822; parti@b.example\nAction: failed\n",
        "I'm sorry to tell that your mail could not\nbe delivered to one or more recipients.\n\nYou can\n"
        "delete your own text from the attached returned message.\n\n<parti@b.example>: host b said: 550 5.1.1 unknown",
        "Les adresses suivantes sont en erreur, 550 :\n- parti@b.example\nContactez contact@mx.example et x@y.example.",
    ],
)  # fmt: skip
def test_a_bounce_in_words(text: str) -> None:
    found = words(text)
    assert found is not None
    assert found.failed == ("parti@b.example",)


def test_known_mail_systems_are_read_by_their_habits() -> None:
    found = words(
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be"
        " delivered to one or more of its\nrecipients. This is a permanent error.\n\n  parti@b.example\n    550 no such"
        " user\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <x@y.eu>",
        FROM + "X-Failed-Recipients: parti@b.example\n",
    )
    assert found is not None
    assert found.failed == ("parti@b.example",)


def test_a_report_whose_status_says_nothing_is_read_in_words(caplog: pytest.LogCaptureFixture) -> None:
    text = "A message could not be delivered to:\nparti@b.example\nSubject: Lots\nL'adresse n'existe pas."
    raw = dsn("Reporting-MTA: dns;mx.example").replace(b"Voir le rapport.", text.encode())
    rest = raw.partition(b"Returned to Sender\n")[2]
    assert report(b"Return-Path: <robot@mx.example>\nSubject: Utilisateur inconnu\n" + rest).failed == (
        "parti@b.example",
    )
    assert caplog.text == ""


def test_still_trying_is_no_failure() -> None:
    found = words("Warning: your mail to <lent@b.example> could not be delivered yet, we will keep trying.")
    assert found is not None
    assert (found.failed, found.delayed) == ((), ("lent@b.example",))


def test_whom_the_returned_mail_was_for() -> None:
    raw = (
        FROM + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nDelivery failed.\n"
        "--b\nContent-Type: message/rfc822\n\nTo: Parti <parti@b.example>\nMessage-ID: <k2@reseau.example>\n\nx\n--b--"
    )
    found = report(raw.encode())
    assert (found.failed, found.original_message_id) == (("parti@b.example",), "k2@reseau.example")
    two = raw.replace("<parti@b.example>", "<parti@b.example>, c@d.example")
    assert parse(two.encode()).report is None


def test_our_own_address_never_failed() -> None:
    assert words("The mail for guichet@reseau.example failed: 550") is None


@pytest.mark.parametrize("text", ["Merci pour votre avis.", "", "Bonjour a@b.example"])
def test_a_machine_without_a_failure_reports_nothing(text: str) -> None:
    assert words(text, "Return-Path: <>\nFrom: zoe@ville.example\nSubject: Absence\n") is None


def test_a_person_who_speaks_of_an_error_reports_nothing() -> None:
    head = "From: zoe@ville.example\nSubject: Fwd: Undelivered Mail Returned to Sender\n"
    assert words("550 5.1.1 <a@b.example> user unknown", head) is None


def test_a_bounce_that_upsets_its_reader_is_survived() -> None:
    head = FROM.replace("MAILER-DAEMON@mx.example", "MAILER-DAEMON é <é@mx.example>")
    assert words("Hi. This is the qmail-send program.\n<" + "é" * 50_000 + ">:\n", head) is None


def test_a_report_says_why() -> None:
    status = (
        "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.2.2\n"
        "Diagnostic-Code: smtp; 552 5.2.2 mailbox full\n\nFinal-Recipient: rfc822; c@d.example\nAction: failed"
    )
    assert report(dsn(status)).reasons == (("a@b.example", "5.2.2 552 5.2.2 mailbox full"),)
