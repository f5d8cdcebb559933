"""What becomes of a letter, whatever the relay does at whatever step."""

import asyncio
from collections.abc import Callable

import pytest

from guichet_bot.adapters.relay import NetworkTrouble, Outcome, Outgoing
from guichet_bot.adapters.smtp import SmtpRelay
from tests.fixtures.smtp import DROP, STALL, ScriptedSmtp

RAW = b"Subject: Votre question\r\n\r\nBonjour,\r\n.une ligne qui commence par un point\r\nCordialement\r\n"
LETTER = Outgoing("guichet+q1@desk.example", "anne@mairie.example", RAW)


class Marks:
    """Counts the marks, and what the server had received of the content when each was made."""

    def __init__(self, server: ScriptedSmtp) -> None:
        self.server = server
        self.commands: list[list[str]] = []

    async def __call__(self) -> None:
        self.commands.append([line.split()[0] for line in self.server.commands])


def submit(
    server: ScriptedSmtp,
    *letters: Outgoing,
    between: Callable[[], None] = lambda: None,
    patience: float = 30,
    **changes: object,
) -> tuple[list[Outcome], Marks]:
    """Submit the letters one after the other over one relay, which waits for an answer as long as `patience`."""
    marks = Marks(server)

    async def story() -> list[Outcome]:
        relay = SmtpRelay(server.settings(**changes), command_seconds=patience, final_seconds=patience)
        outcomes = []
        for letter in letters:
            outcomes.append(await relay.submit(letter, marks))
            between()
            await asyncio.sleep(0.02)
        await relay.close()
        return outcomes

    return asyncio.run(story()), marks


def patience_with(reply: str) -> float:
    """Short with a relay that says nothing, and never so short that a slow machine passes for one."""
    return 1 if reply == STALL else 30


def one(server: ScriptedSmtp, letter: Outgoing = LETTER) -> Outcome:
    return submit(server, letter)[0][0]


def test_letter_arrives_byte_for_byte(smtp_server: ScriptedSmtp) -> None:
    outcome = one(smtp_server)
    assert (outcome.kind, outcome.code) == ("sent", 250)
    assert "queued" in outcome.text
    (letter,) = smtp_server.letters
    assert (letter.sender, letter.rcpts, letter.raw) == (LETTER.sender, (LETTER.rcpt,), RAW)


def test_null_sender_is_possible(smtp_server: ScriptedSmtp) -> None:
    assert one(smtp_server, Outgoing("", "anne@mairie.example", RAW)).kind == "sent"
    assert smtp_server.letters[0].sender == ""


def test_mark_comes_after_the_recipient_and_before_any_content(smtp_server: ScriptedSmtp) -> None:
    _, marks = submit(smtp_server, LETTER)
    assert [commands[-1] for commands in marks.commands] == ["RCPT"]


def test_letter_stays_when_the_mark_cannot_be_written(smtp_server: ScriptedSmtp) -> None:
    async def broken() -> None:
        raise RuntimeError("no database")

    async def story() -> None:
        relay = SmtpRelay(smtp_server.settings())
        with pytest.raises(RuntimeError):
            await relay.submit(LETTER, broken)
        outcome = await relay.submit(LETTER, Marks(smtp_server))
        assert outcome.kind == "sent"
        await relay.close()

    asyncio.run(story())
    assert len(smtp_server.letters) == 1
    assert smtp_server.connections == 2


@pytest.mark.parametrize(
    ("phase", "reply", "kind", "marked"),
    [
        ("mail", "550 5.7.1 sender not allowed", "refused_sender", False),
        ("mail", "530 5.7.0 authentication required", "refused_sender", False),
        ("mail", "552 5.3.4 too large", "failed", False),
        ("mail", "451 4.3.0 try later", "later", False),
        ("mail", DROP, "later", False),
        ("mail", STALL, "later", False),
        ("rcpt", "550 5.1.1 no such user", "failed", False),
        ("rcpt", "550 5.1.1 <x@y.example>: User unknown in relay recipient table", "failed", False),
        ("rcpt", "552 5.2.2 Too many messages in mailbox", "failed", False),
        ("rcpt", "554 5.7.1 Relay access denied", "refused_sender", False),
        (
            "rcpt",
            "553 5.7.1 <guichet@desk.example>: Sender address rejected: not owned by user x",
            "refused_sender",
            False,
        ),
        (
            "rcpt",
            "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using x.example",
            "refused_sender",
            False,
        ),
        ("rcpt", "550 5.7.1 Service unavailable; client [192.0.2.1] blocked using x.example", "refused_sender", False),
        ("rcpt", "504 5.5.2 <desk>: Helo command rejected: need fully-qualified hostname", "refused_sender", False),
        ("rcpt", "550 5.7.23 SPF validation failed", "refused_sender", False),
        ("final", "550-5.7.26 Your email has been blocked because\n550 5.7.26 unauthenticated", "refused_sender", True),
        (
            "rcpt",
            "550 5.1.1 <x@y.example>: Recipient address rejected: undeliverable: Client host [192.0.2.1] blocked",
            "failed",
            False,
        ),
        ("rcpt", "550 5.4.5 Daily user sending quota exceeded", "refused_sender", False),
        ("rcpt", "550 You have reached your hourly sending limit", "refused_sender", False),
        ("rcpt", "552 5.2.2 mailbox over quota", "failed", False),
        ("rcpt", "550 5.7.1 only members may write to this list", "failed", False),
        ("rcpt", "450 4.2.0 greylisted", "later", False),
        ("rcpt", "421 4.3.2 shutting down", "later", False),
        ("rcpt", DROP, "later", False),
        ("rcpt", STALL, "later", False),
        ("data", "554 5.5.1 no valid recipients", "failed", True),
        ("data", "451 4.3.0 try later", "later", True),
        ("data", DROP, "unsure", True),
        ("content", DROP, "unsure", True),
        ("final", "554 5.7.1 content refused", "failed", True),
        ("final", "552 5.2.2 mailbox full", "failed", True),
        ("final", "550 5.7.60 client does not have permissions to send as this sender", "refused_sender", True),
        ("final", "452 4.2.2 mailbox full", "later", True),
        ("final", "421 4.3.2 shutting down", "later", True),
        ("final", "garbage", "unsure", True),
        ("final", DROP, "unsure", True),
        ("final", STALL, "unsure", True),
        ("final", "251 2.1.5 will forward", "sent", True),
    ],
)
def test_outcome_says_what_happened(smtp_server: ScriptedSmtp, phase: str, reply: str, kind: str, marked: bool) -> None:
    smtp_server.on(phase, reply)
    outcomes, marks = submit(smtp_server, LETTER, patience=patience_with(reply))
    assert outcomes[0].kind == kind
    assert bool(marks.commands) is marked
    if reply[:3].isdigit():
        assert outcomes[0].code == int(reply[:3])


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
def test_a_relay_whose_replies_are_out_of_step_has_taken_nothing(smtp_server: ScriptedSmtp, phase: str) -> None:
    """One "250" too many is no word about a content that it never got."""
    smtp_server.on(phase, "250 ok\n250 once more" if phase != "data" else "250 ok")
    outcomes, _ = submit(smtp_server, LETTER, LETTER)
    assert [outcome.kind for outcome in outcomes] == ["later", "sent"]
    assert len(smtp_server.letters) == 1


def test_connection_is_kept_for_the_next_letter(smtp_server: ScriptedSmtp) -> None:
    outcomes, _ = submit(smtp_server, LETTER, LETTER, LETTER)
    assert [outcome.kind for outcome in outcomes] == ["sent"] * 3
    assert smtp_server.connections == 1


def test_connection_is_renewed_after_a_refusal(smtp_server: ScriptedSmtp) -> None:
    smtp_server.on("rcpt", "550 5.1.1 no such user", only="gone@")
    outcomes, _ = submit(smtp_server, Outgoing("", "gone@mairie.example", RAW), LETTER)
    assert [outcome.kind for outcome in outcomes] == ["failed", "sent"]
    assert smtp_server.connections == 2


def test_idle_connection_closed_by_the_relay_costs_no_attempt(smtp_server: ScriptedSmtp) -> None:
    outcomes, _ = submit(smtp_server, LETTER, LETTER, between=smtp_server.hang_up)
    assert [outcome.kind for outcome in outcomes] == ["sent", "sent"]
    assert smtp_server.connections == 2


@pytest.mark.parametrize("reply", ["421 4.4.2 idle too long", "452 4.5.3 too many letters here", DROP, STALL])
def test_kept_connection_that_takes_no_more_is_renewed(smtp_server: ScriptedSmtp, reply: str) -> None:
    second = Outgoing("second@desk.example", "anne@mairie.example", RAW)
    smtp_server.on("mail", reply, only="second@")
    outcomes, marks = submit(smtp_server, LETTER, second, patience=patience_with(reply))
    assert [outcome.kind for outcome in outcomes] == ["sent", "sent"]
    assert len(marks.commands) == 2
    assert smtp_server.connections == 2


def test_extra_recipient_is_a_proof_and_no_condition(smtp_server: ScriptedSmtp) -> None:
    letter = Outgoing("", "anne@mairie.example", RAW, ("guichet+sent@desk.example",))
    assert one(smtp_server, letter).kind == "sent"
    smtp_server.on("rcpt", "550 5.1.1 no such user", only="guichet+sent")
    assert one(smtp_server, letter).kind == "sent"
    assert [found.rcpts for found in smtp_server.letters] == [
        ("anne@mairie.example", "guichet+sent@desk.example"),
        ("anne@mairie.example",),
    ]


def test_eight_bit_content_is_announced(smtp_server: ScriptedSmtp) -> None:
    raw = "Subject: x\r\n\r\nÉté\r\n".encode()
    assert one(smtp_server, Outgoing("", "anne@mairie.example", raw)).kind == "sent"
    assert "BODY=8BITMIME" in smtp_server.letters[0].options
    assert smtp_server.letters[0].raw == raw


@pytest.mark.parametrize("knows_accents", [False, True])
def test_accented_domain_is_written_in_ascii(smtp_server: ScriptedSmtp, knows_accents: bool) -> None:
    """Also for a relay that would take it as it is: the next server may not, and would send it back."""
    smtp_server.extensions += ["SMTPUTF8"] * knows_accents
    assert one(smtp_server, Outgoing("", "anne@châteauneuf.example", RAW)).kind == "sent"
    assert smtp_server.letters[0].rcpts == ("anne@xn--chteauneuf-44a.example",)
    assert "SMTPUTF8" not in smtp_server.letters[0].options


def test_accented_name_needs_a_relay_that_knows_accents(smtp_server: ScriptedSmtp) -> None:
    letter = Outgoing("", "zoé@mairie.example", RAW)
    outcome = one(smtp_server, letter)
    assert outcome.kind == "failed"
    assert "accentuée" in outcome.text
    smtp_server.extensions.append("SMTPUTF8")
    assert one(smtp_server, letter).kind == "sent"
    assert smtp_server.letters[0].rcpts == ("zoé@mairie.example",)
    assert "SMTPUTF8" in smtp_server.letters[0].options


@pytest.mark.parametrize("address", ["a@b.example\r\nDATA", "a b@c.example", "nobody", "a@b.example>\0"])
def test_address_that_is_none_fails_without_reaching_the_wire(smtp_server: ScriptedSmtp, address: str) -> None:
    assert one(smtp_server, Outgoing("", address, RAW)).kind == "failed"
    assert not [line for line in smtp_server.commands if line.startswith(("RCPT", "DATA"))]


def trouble(relay: SmtpRelay) -> NetworkTrouble:
    async def story() -> NetworkTrouble:
        with pytest.raises(NetworkTrouble) as caught:
            await relay.submit(LETTER, Marks(ScriptedSmtp()))
        return caught.value

    return asyncio.run(story())


def test_login_is_used_and_its_refusal_is_no_fault_of_the_letter(smtp_server: ScriptedSmtp) -> None:
    smtp_server.accounts["guichet"] = "bon"
    good = smtp_server.settings(user="guichet", password="bon")
    assert submit(smtp_server, LETTER, user=good.user, password=good.password)[0][0].kind == "sent"
    found = trouble(SmtpRelay(smtp_server.settings(user="guichet", password="faux")))
    assert found.permanent
    assert "mot de passe" in str(found)
    smtp_server.on("auth", "454 4.7.0 temporary failure")
    assert not trouble(SmtpRelay(smtp_server.settings(user="guichet", password="bon"))).permanent


@pytest.mark.parametrize("reply", [DROP, STALL, "421 4.3.2 too busy", "554 5.7.1 go away"])
def test_relay_that_does_not_greet_is_network_trouble(smtp_server: ScriptedSmtp, reply: str) -> None:
    smtp_server.on("connect", reply)
    found = trouble(SmtpRelay(smtp_server.settings(), command_seconds=patience_with(reply)))
    assert not found.permanent
    assert "127.0.0.1" in str(found)


def test_relay_that_is_down_or_unknown_is_network_trouble(smtp_server: ScriptedSmtp) -> None:
    smtp_server.stop()
    assert "n'accepte pas la connexion" in str(trouble(SmtpRelay(smtp_server.settings())))
    assert "introuvable" in str(trouble(SmtpRelay(smtp_server.settings(host="relay.invalid"))))
    smtp_server.start()


def test_missing_starttls_is_never_passed_over(smtp_server: ScriptedSmtp) -> None:
    found = trouble(SmtpRelay(smtp_server.settings(tls="starttls")))
    assert found.permanent
    assert not smtp_server.letters


def test_plain_port_is_not_mistaken_for_tls(smtp_server: ScriptedSmtp) -> None:
    found = trouble(SmtpRelay(smtp_server.settings(tls="implicit")))
    assert "`tls`" in str(found)
