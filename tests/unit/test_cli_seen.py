"""What the test mail of check --online shows of SPF, DKIM, DMARC and of two clocks, and what is told of it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from guichet_bot.cli.findings import Findings
from guichet_bot.cli.seen import look_at
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.model import Desk

MX = "mx.hote.example"
UNSIGNED = "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=x; dkim=pass; dmarc=pass"
SENT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
SEEN = SENT + timedelta(seconds=40)


def found(*fields: str, believed: str = MX) -> Findings:
    head = "".join(f"{field}\n" for field in fields) + "From: guichet@resocc.example\n\n"
    one = Desk("resocc", "RO", "Guichet", "guichet@resocc.example", (b"secret",), authserv_id=believed)
    return look_at(one, parse(head.encode()), SENT, SEEN)


def results(said: str, server: str = MX) -> str:
    return f"Authentication-Results: {server}; {said}"


def received(at: datetime) -> str:
    return f"Received: from smtp.hote.example by {MX} with ESMTP id 4F2; {format_datetime(at)} (UTC)"


def test_what_passed_is_good_to_know() -> None:
    told = found(results("dkim=fail header.d=a; dkim=pass header.d=b; spf=pass smtp.mailfrom=x; dmarc=pass"))
    assert f"vu par {MX} : SPF réussi, DKIM réussi, DMARC réussi." in told.notes[0]
    assert (told.code, told.warnings) == (0, [])


@pytest.mark.parametrize(
    ("said", "shown", "asked"),
    [
        ("spf=fail; dkim=fail; dmarc=fail", "SPF en échec, DKIM en échec, DMARC en échec", "d'autoriser son serveur"),
        ("spf=softfail; dkim=permerror", "SPF en échec, DKIM mal écrit, DMARC non vérifié", "de signer (DKIM)"),
        ("spf=pass; dkim=pass; dmarc=fail", "SPF réussi, DKIM réussi, DMARC en échec", "porte le domaine resocc.exa"),
    ],
)
def test_what_failed_needs_a_person_and_says_what_to_ask(said: str, shown: str, asked: str) -> None:
    (line,) = found(results(said)).unsure
    assert shown in line
    assert "risquent d'écarter" in line
    assert "Demandez à l'hébergeur" in line and asked in line


def test_what_is_lacking_is_a_warning() -> None:
    told = found(results("spf=pass; dkim=none; dmarc=pass"))
    assert told.code == 0
    assert "DKIM absent" in told.warnings[0]
    assert "de signer (DKIM) les courriers au nom de resocc.example" in told.warnings[0]
    assert "SPF de" not in told.warnings[0]


def test_a_passing_failure_of_the_server_is_to_be_tried_again() -> None:
    told = found(results("spf=pass; dkim=temperror"))
    assert "Relancez la commande plus tard." in told.notes[0]
    assert "Demandez" not in told.notes[0]


@pytest.mark.parametrize("fields", [(), (results("auth=pass smtp.auth=guichet"),), (results("none"),), (UNSIGNED,)])
def test_without_a_result_nothing_is_claimed(fields: tuple[str, ...]) -> None:
    told = found(*fields)
    assert "on ne peut pas le dire d'ici" in told.notes[0]
    assert (told.code, told.warnings) == (0, [])


def test_a_server_that_is_not_believed_is_named_and_what_it_says_is_not_told() -> None:
    for believed, said in (("", "que le guichet ne croit pas"), ("mx.autre.example", "et non de « mx.autre.example »")):
        told = found(results("spf=fail; dkim=fail; dmarc=fail"), believed=believed)
        assert said in told.warnings[0]
        assert f'authserv_id = "{MX}"' in told.warnings[0]
        assert "échec" not in "".join(told.warnings + told.notes)
        assert told.code == 0


@pytest.mark.parametrize("late", [timedelta(minutes=-5), timedelta(0), timedelta(seconds=40), timedelta(minutes=5)])
def test_clocks_that_nearly_agree_agree(late: timedelta) -> None:
    told = found(received(SENT + late))
    assert "s'accorde avec celle du serveur" in told.notes[-1]
    assert told.code == 0


@pytest.mark.parametrize(
    ("stamp", "said"),
    [
        (SENT - timedelta(minutes=20), "avance de 20 minutes"),
        (SEEN + timedelta(minutes=6), "retarde de 6 minutes"),
        (SENT - timedelta(hours=1), "avance de 1 heure"),
        (SEEN + timedelta(days=1), "retarde de 24 heures"),
    ],
)
def test_clocks_that_differ_need_a_person(stamp: datetime, said: str) -> None:
    told = found(received(stamp), received(SENT))
    assert told.code == 1
    assert f"l'horloge de cette machine {said} sur celle du serveur" in told.unsure[0]


@pytest.mark.parametrize("fields", [(), ("Received: from x by y",), ("Received: by y; demain",)])
def test_a_mail_without_a_stamp_compares_no_clocks(fields: tuple[str, ...]) -> None:
    assert "horloges non comparées" in found(*fields).notes[-1]
