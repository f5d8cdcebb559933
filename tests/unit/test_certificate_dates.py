"""An expired certificate is the host's affair, and says so: the name in the configuration is right."""

import ssl

import pytest

from guichet_bot.adapters import imap_trouble, smtp_trouble
from guichet_bot.config.settings import Imap, Smtp


def refused(code: int, why: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, why
    return error


@pytest.mark.parametrize(
    ("code", "why", "whose"),
    [
        (10, "certificate has expired", "l'hébergeur doit le renouveler"),
        (9, "certificate is not yet valid", "l'hébergeur doit le renouveler"),
        (62, "Hostname mismatch", "vérifiez que `host`"),
    ],
)
def test_a_certificate_is_refused_with_what_to_do(code: int, why: str, whose: str) -> None:
    error = refused(code, why)
    for trouble in (
        smtp_trouble.trouble(error, Smtp("smtp.desk.example")),
        imap_trouble.trouble(error, Imap("imap.desk.example", "guichet", "x")),
    ):
        assert whose in str(trouble) and why in str(trouble)
        assert trouble.permanent
