"""check --online: what is told of the desk's domain, of its mail as the server saw it, and of the clock."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from guichet_bot.adapters import nameserver
from tests.fixtures.dovecot import Dovecot
from tests.fixtures.nameserver import BROKEN, SILENT, LocalDns
from tests.fixtures.office import Office, office
from tests.scenario.test_commands_check_online import a_host_that_delivers
from tests.scenario.test_commands_copies import apart, receives

__all__ = ["office"]
DOMAIN = "resocc.example"
DMARC = f"_dmarc.{DOMAIN}"
MX = "mx.hote.example"


def look(office: Office, local_dns: LocalDns) -> str:
    """What is said without a test mail; records never change the code."""
    return office.does("check", "--online", "--wait", 0, *local_dns.option)


def stamped(raw: bytes, results: str, at: datetime) -> bytes:
    """The mail as a host delivers it: its own fields on top."""
    head = f"Authentication-Results: {MX};\r\n\t{results}\r\nReceived: from a by {MX}; {format_datetime(at)}\r\n"
    return head.encode() + raw


def test_a_domain_in_good_order(office: Office, local_dns: LocalDns) -> None:
    said = look(office, local_dns)
    assert f"SPF de {DOMAIN} publié." in said
    assert f"DMARC de {DOMAIN} publié (les courriers douteux vont aux indésirables)." in said
    assert said.endswith("Tout est en ordre.\n")
    assert "on ne peut pas dire d'ici si SPF, DKIM et DMARC réussissent" in said, "no mail was sent to see"
    assert "fuseau Europe/Paris, où nous sommes le " in said
    assert "jours fériés FR, le prochain : " in said


@pytest.mark.parametrize(
    ("spf", "told"),
    [
        ([], "ne publie pas de SPF"),
        (["v=spf1 mx -all", "v=spf1 include:hote.example -all"], "publie plusieurs SPF : ils s'annulent"),
        (["v=spf1 mx +all"], "autorise tout le monde (+all)"),
        (["v=spf1 mx"], "ne dit rien des autres serveurs"),
        ([("v=spf1 " + "ip4:192.0.2.1 " * 16, "ip4:192.0.2.", "2 +all")], "autorise tout le monde (+all)"),
    ],
)
def test_a_poor_spf_is_told_and_what_to_ask(
    office: Office, local_dns: LocalDns, spf: list[str | tuple[str, ...]], told: str
) -> None:
    local_dns.published[DOMAIN] = spf
    said = look(office, local_dns)
    assert f"Attention : resocc : {DOMAIN} " in said
    assert told in said
    assert "Demandez à qui gère le nom de domaine" in said
    assert "Tout est en ordre" not in said


def test_an_spf_cut_into_strings_is_read_in_one_piece(office: Office, local_dns: LocalDns) -> None:
    local_dns.published[DOMAIN] = [("v=spf1 include:_spf.ho", "te.example -a", "ll")]
    assert f"SPF de {DOMAIN} publié." in look(office, local_dns)


def test_a_missing_a_doubled_and_a_mute_dmarc_are_told(office: Office, local_dns: LocalDns) -> None:
    del local_dns.published[DMARC]
    assert f"ajouter un enregistrement TXT à {DMARC}" in look(office, local_dns)
    local_dns.published[DMARC] = ["v=DMARC1; p=none", "v=DMARC1; p=reject"]
    assert "publie plusieurs DMARC" in look(office, local_dns)
    local_dns.published[DMARC] = ["v=DMARC1; p=none"]
    assert "sans consigne (p=none)" in look(office, local_dns)


def test_a_domain_below_another_has_its_dmarc(office: Office, local_dns: LocalDns) -> None:
    office.config.write_text(office.config.read_text().replace(f"@{DOMAIN}", f"@guichet.{DOMAIN}"))
    local_dns.published[f"guichet.{DOMAIN}"] = ["v=spf1 mx -all"]
    local_dns.published[DMARC] = ["v=DMARC1; p=quarantine; sp=reject"]
    assert f"DMARC de {DOMAIN} publié (les courriers douteux sont refusés)." in look(office, local_dns)
    assert local_dns.asked == [f"guichet.{DOMAIN}", f"_dmarc.guichet.{DOMAIN}", DMARC]


def test_a_domain_that_does_not_exist_is_told(office: Office, local_dns: LocalDns) -> None:
    local_dns.published.clear()
    assert f"le nom de domaine {DOMAIN} n'existe pas dans le DNS" in look(office, local_dns)


def test_a_dns_that_does_not_answer_is_told_in_time(
    office: Office, local_dns: LocalDns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nameserver, "SECONDS", 1.0)
    local_dns.published[DOMAIN] = SILENT
    assert "n'ont pas été cherchés : le DNS n'a pas répondu en 1 secondes" in look(office, local_dns)
    assert len(set(local_dns.asked)) == 1, "a second name would be waited for as well"
    local_dns.published[DOMAIN] = BROKEN
    assert "répond par une erreur" in look(office, local_dns)


def test_a_dns_server_that_is_away_is_told(office: Office, local_dns: LocalDns) -> None:
    local_dns.stop()
    try:
        assert "n'ont pas été cherchés : le " in look(office, local_dns)
    finally:
        local_dns.start()


@pytest.mark.parametrize("address", ["dns.example", "192.0.2.1:port", "::1", "192.0.2.1:99999"])
def test_a_dns_server_is_named_by_its_address(office: Office, address: str) -> None:
    result = office.run("check", "--online", "--dns", address)
    assert result.exit_code == 2
    assert "écrivez 192.0.2.1" in result.stderr


def test_without_the_library_check_says_what_to_install(
    office: Office, local_dns: LocalDns, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "dns"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "dns", None)
    said = office.does("check", "--online", "--wait", 0)
    assert "il faut le supplément « dns »" in said


def test_what_a_real_mailbox_shows_of_the_mail_that_came_back(
    office: Office, local_dns: LocalDns, dovecot: Callable[..., Dovecot]
) -> None:
    server, user = dovecot("full"), "origin"
    office.reads(server, user)
    config = office.config.read_text()
    office.config.write_text(config.replace("[desk.smtp]", f'[desk.smtp]\nauthserv_id = "{MX}"'))
    words = ("check", "--online", "--wait", 20, *local_dns.option)

    good = "spf=pass smtp.mailfrom=resocc.example; dkim=pass header.d=resocc.example; dmarc=pass"
    with a_host_that_delivers(office, lambda raw: server.deliver(user, stamped(raw, good, datetime.now(UTC)))):
        said = office.does(*words)
    assert f"vu par {MX} : SPF réussi, DKIM réussi, DMARC réussi." in said
    assert "l'horloge de cette machine s'accorde" in said
    assert said.endswith("Tout est en ordre.\n")

    office.smtp.letters.clear()
    early = datetime.now(UTC) - timedelta(minutes=20)
    with a_host_that_delivers(
        office, lambda raw: server.deliver(user, stamped(raw, "spf=fail; dkim=none; dmarc=fail", early))
    ):
        result = office.run(*words, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    origin, clock = told["problems"]
    assert "SPF en échec, DKIM absent, DMARC en échec" in origin
    assert "Demandez à l'hébergeur d'autoriser son serveur d'envoi dans le SPF de resocc.example et de signer" in origin
    assert "l'horloge de cette machine avance de 20 minutes" in clock
    assert told["warnings"] == []
    assert any("SPF de resocc.example publié" in line for line in told["notes"])


def test_a_mail_that_the_service_took_meanwhile_tells_as_much(office: Office, local_dns: LocalDns) -> None:
    smtp = f'[desk.smtp]\nauthserv_id = "{MX}"'
    office.config.write_text(office.config.read_text().replace("[desk.smtp]", smtp))
    office.does("once")

    def deliver(raw: bytes) -> None:
        mail = stamped(raw, "spf=pass; dkim=pass; dmarc=pass", datetime.now(UTC))
        receives(office, mail)  # processes of their own: two commands in this one would share its output
        apart(office, "once")

    with a_host_that_delivers(office, deliver):
        said = office.does("check", "--online", "--wait", 90, *local_dns.option)
    assert "DMARC réussi" in said
    assert "l'horloge de cette machine s'accorde" in said
