"""Absences told by an iCalendar part (RFC 5545), and parts made to hurt."""

from datetime import date

import pytest

from guichet_bot.core.model import Absence
from guichet_bot.core.people.ics import read_calendar

TODAY = date(2026, 7, 29)
ANNE = "anne@mairie.example"
AWAY = Absence(date(2026, 8, 3), date(2026, 8, 16), "calendar")


def part(*lines: str, method: str = "PUBLISH") -> str:
    event = ["BEGIN:VEVENT", "UID:1@mairie.example", "DTSTAMP:20260729T080000Z", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", f"METHOD:{method}", *event, "END:VCALENDAR", ""])


WHOLE_DAYS = ("DTSTART;VALUE=DATE:20260803", "DTEND;VALUE=DATE:20260817")


@pytest.mark.parametrize(
    "summary", ["Congés d'été", "Absente", "Vacances !", "Out of office", "Urlaub", "Ferie", "RTT"]
)
def test_whole_days_under_a_telling_title_are_an_absence(summary: str) -> None:
    assert read_calendar((part(*WHOLE_DAYS, f"SUMMARY:{summary}"),), TODAY, ANNE) == AWAY


def test_outlooks_out_of_office_mark_is_enough() -> None:
    marked = part(*WHOLE_DAYS, "SUMMARY:Bretagne", "X-MICROSOFT-CDO-BUSYSTATUS:OOF")
    assert read_calendar((marked,), TODAY, ANNE) == AWAY


def test_instants_become_days_on_the_local_clock() -> None:
    timed = part("DTSTART:20260802T220000Z", "DTEND:20260816T220000Z", "SUMMARY:Congés")
    assert read_calendar((timed,), TODAY, ANNE) == AWAY
    floating = part("DTSTART:20260803T000000", "DURATION:P14D", "SUMMARY:Congés")
    assert read_calendar((floating,), TODAY, ANNE) == AWAY
    in_paris = part(
        "DTSTART;TZID=Europe/Paris:20260803T090000", "DTEND;TZID=Europe/Paris:20260816T180000", "SUMMARY:Congés"
    )
    assert read_calendar((in_paris,), TODAY, ANNE) == AWAY


def test_one_day_without_an_end() -> None:
    one = part("DTSTART;VALUE=DATE:20260803", "SUMMARY:Absence")
    assert read_calendar((one,), TODAY, ANNE) == Absence(date(2026, 8, 3), date(2026, 8, 3), "calendar")


def test_events_that_touch_are_one_absence_and_later_ones_wait() -> None:
    parts = (
        part("DTSTART;VALUE=DATE:20260810", "DTEND;VALUE=DATE:20260817", "SUMMARY:Congés"),
        part("DTSTART;VALUE=DATE:20260803", "DTEND;VALUE=DATE:20260810", "SUMMARY:Congés"),
        part("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270103", "SUMMARY:Congés"),
    )
    assert read_calendar(parts, TODAY, ANNE) == AWAY


def test_an_event_that_one_organises_oneself_counts() -> None:
    own = part(*WHOLE_DAYS, "SUMMARY:Congés", f"ORGANIZER;CN=Anne:MAILTO:{ANNE.upper()}", method="REQUEST")
    assert read_calendar((own,), TODAY, ANNE) == AWAY


@pytest.mark.parametrize(
    "not_one",
    [
        part(*WHOLE_DAYS, "SUMMARY:Comité de pilotage"),
        part(*WHOLE_DAYS, "SUMMARY:Présence obligatoire", "TRANSP:OPAQUE"),
        part(*WHOLE_DAYS, "SUMMARY:Congés", "ORGANIZER:mailto:paul@mairie.example"),
        part(*WHOLE_DAYS, "SUMMARY:Congés", "STATUS:CANCELLED"),
        part(*WHOLE_DAYS, "SUMMARY:Congés", method="CANCEL"),
        part(*WHOLE_DAYS, "SUMMARY:Congés", method="REPLY"),
        part("DTSTART;VALUE=DATE:20260729", "RRULE:FREQ=WEEKLY", "SUMMARY:Absente"),
        part("DTSTART:20260803T080000Z", "DTEND:20260803T090000Z", "SUMMARY:Absente, rendez-vous"),
        part("DTSTART;VALUE=DATE:20260601", "DTEND;VALUE=DATE:20260615", "SUMMARY:Congés"),
        part("DTSTART;VALUE=DATE:20260803", "DTEND;VALUE=DATE:20360803", "SUMMARY:Congés"),
        part("SUMMARY:Congés"),
        part("DTSTART:hier", "SUMMARY:Congés"),
        part("DTSTART;VALUE=DATE:20260803", "DTEND;VALUE=DATE:20260801", "SUMMARY:Congés").replace("0803", "9999"),
        part("DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:00010101", "SUMMARY:Congés"),
        "",
        "BEGIN:VCALENDAR",
        "\0" * 1000,
        "BEGIN:VEVENT\r\n" * 40,
        "BEGIN:VEVENT\r\n" * 1000,
        part(*WHOLE_DAYS, "SUMMARY:Congés" + "s" * 70_000),
        part(*WHOLE_DAYS, "SUMMARY:Congés", *(["X-A:b"] * 2000)),
    ],
)
def test_anything_else_is_none_and_never_an_error(not_one: str) -> None:
    assert read_calendar((not_one,), TODAY, ANNE) is None


def test_no_part_no_absence() -> None:
    assert read_calendar((), TODAY, ANNE) is None
