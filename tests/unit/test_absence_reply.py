"""Which mails may be vacation replies at all, beyond the corpus."""

from datetime import date

import pytest

from guichet_bot.core.model import Absence, Address, DeliveryReport, Mail
from guichet_bot.core.people.absence import read_vacation

TODAY = date(2026, 7, 29)
ANNE = Address("anne@mairie.example")
TEXT = "Je suis en congés jusqu'au 14 août."
AWAY = Absence(TODAY, date(2026, 8, 14), "vacation reply")


def reply(subject: str = "Re: question", text: str = TEXT, newest: str | None = None, **headers: str) -> Mail:
    named = {name.lower().replace("_", "-"): (value,) for name, value in headers.items()}
    return Mail("1@x.example", ANNE, ANNE, subject, text, text if newest is None else newest, headers=named)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": " Auto-Replied ; reason=vacation"},
        {"Auto_Submitted": "auto-generated"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "Re: question"},
        {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
        {"Precedence": "auto_reply"},
    ],
)
def test_a_header_and_the_words_make_a_vacation_reply(headers: dict[str, str]) -> None:
    assert read_vacation(reply(**headers), TODAY) == AWAY


@pytest.mark.parametrize("headers", [{}, {"Auto_Submitted": "no"}, {"Precedence": "bulk"}, {"Auto_Submitted": ""}])
def test_the_words_alone_are_a_persons(headers: dict[str, str]) -> None:
    assert read_vacation(reply(**headers), TODAY) is None


def test_a_delivery_report_is_never_an_absence() -> None:
    mail = Mail(
        "1@x.example", ANNE, ANNE, "Absence du bureau", TEXT, TEXT,
        headers={"auto-submitted": ("auto-replied",)},
        report=DeliveryReport(failed=("anne@mairie.example",)),
    )  # fmt: skip
    assert read_vacation(mail, TODAY) is None


def test_only_the_newest_text_speaks() -> None:
    mail = reply(text=f"Bien reçu.\n> {TEXT}", newest="Bien reçu.", Auto_Submitted="auto-replied")
    assert read_vacation(mail, TODAY) is None


def test_a_return_that_passed_or_lies_years_ahead_is_no_date() -> None:
    over = reply(text="Je suis en congés, de retour le 20 juillet 2026.", Auto_Submitted="auto-replied")
    assert read_vacation(over, TODAY) == Absence(TODAY, None, "vacation reply")
    far = reply(text="Je suis en congés jusqu'au 14 août 2036.", Auto_Submitted="auto-replied")
    assert read_vacation(far, TODAY) == Absence(TODAY, None, "vacation reply")


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Je ne serai pas disponible avant le 17 août.", date(2026, 8, 16)),
        ("Je suis en congés annuels. Je vous répondrai à partir du 17 août.", date(2026, 8, 16)),
        ("Je serai de nouveau présent le 10 août prochain.", date(2026, 8, 9)),
        ("I am out of the office and will not return until 17/08/2026.", date(2026, 8, 16)),
        ("I am out of office until 08/17/2026.", date(2026, 8, 17)),
        ("I'll be back in the office on the 17th.", date(2026, 8, 16)),
        ("I am currently on leave until January 2027.", date(2027, 1, 31)),
        ("Ich bin heute nicht im Büro.", TODAY),
        ("Ich bin erst am 10.08. wieder im Büro.", date(2026, 8, 9)),
        ("Estoy de vacaciones y me reincorporaré el próximo lunes 17 de agosto.", date(2026, 8, 16)),
        ("Sarò di ritorno il giorno 24 agosto.", date(2026, 8, 23)),
    ],
)
def test_the_many_ways_to_say_when_one_is_back(text: str, until: date) -> None:
    assert read_vacation(reply(text=text, Auto_Submitted="auto-replied"), TODAY) == Absence(
        TODAY, until, "vacation reply"
    )


def test_an_absence_to_come_begins_when_it_begins() -> None:
    mail = reply(text="Je serai en congés à partir du 10 août.", Auto_Submitted="auto-replied")
    assert read_vacation(mail, TODAY) == Absence(date(2026, 8, 10), None, "vacation reply")


def test_a_hostile_text_is_read_in_bounded_time() -> None:
    for bait in ("je suis absent ", "ich bin a b c ", "de retour le 3 ", "3 août au ", "\n\n", "service a b "):
        read_vacation(reply(subject=bait * 9000, text=bait * 50_000, Auto_Submitted="auto-replied"), TODAY)
