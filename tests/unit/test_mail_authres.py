"""Authentication-Results: only our own server is believed, and only its own field."""

import pytest

from guichet_bot.core.mail.authres import authenticated
from guichet_bot.core.mail.parse import parse

OURS = "mx.reseau.example"


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("dmarc=pass header.from=ville.example", True),
        ("spf=fail smtp.mailfrom=x; dkim=fail; dmarc=pass", True),
        ("dmarc=fail (p=none) header.from=ville.example; spf=pass; dkim=pass", False),
        ("spf=fail smtp.mailfrom=x; dkim=fail (bad signature) header.d=y", False),
        ("spf=softfail; dkim=permerror", False),
        ("spf=pass smtp.mailfrom=x; dkim=none", True),
        ("dkim=fail header.d=a; dkim=pass header.d=b; spf=fail", True),
        ("spf=fail; dkim=none", None),
        ("spf=none; dkim=none; dmarc=none", None),
        ("dmarc=temperror", None),
        ("none", None),
        ("DMARC = PASS", True),
        ("x-dmarc=fail; reason=\"dmarc=pass\"", None),
        ("spf=neutral (dmarc=fail (non))", None),
    ],
)  # fmt: skip
def test_what_our_server_found(results: str, expected: bool | None) -> None:
    mail = parse(f"Authentication-Results: {OURS} 1;\n {results}\nFrom: a@b.example\n\nx".encode())
    assert authenticated(mail, OURS.upper()) is expected


def test_nothing_is_believed_without_a_server_to_believe() -> None:
    mail = parse(b"Authentication-Results: mx.reseau.example; dmarc=fail\n\nx")
    assert authenticated(mail, "") is None
    assert authenticated(mail, "autre.example") is None
    assert authenticated(parse(b"\nx"), OURS) is None


def test_only_the_topmost_field_of_our_server_counts() -> None:
    ours = f"Authentication-Results: {OURS}; dmarc=fail\n"
    forged = f"Authentication-Results: {OURS}; dmarc=pass\n"
    other = "Authentication-Results: mx.attaquant.example; dmarc=pass\n"
    assert authenticated(parse((other + ours + forged + "\nx").encode()), OURS) is False


def test_a_comment_cannot_pose_as_the_server() -> None:
    mail = parse(f"Authentication-Results: (x; y) {OURS} (v); dmarc=fail\n\nx".encode())
    assert authenticated(mail, OURS) is False


def test_an_empty_field_is_passed_over() -> None:
    assert authenticated(parse(b"Authentication-Results:\nAuthentication-Results: ;;;\n\nx"), OURS) is None
