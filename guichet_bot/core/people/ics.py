"""Read an absence from an iCalendar part (RFC 5545): a whole-day or out-of-office event of the sender's own.

The input is whatever a stranger sends: small parts only, and anything that the library cannot read is no absence.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar

from guichet_bot.core.model import Absence
from guichet_bot.core.people.dates_words import fold
from guichet_bot.core.time.worktime import zone_info

_MOST_TEXT = 32_000
_MOST_LINES = 1500
_MOST_EVENTS = 50
_SHORTEST = timedelta(hours=4)  # a timed event that takes less of a day is an appointment
_LONGEST = timedelta(days=400)
_AWAY = re.compile(
    r"\b(?:absen(?:t|te|ce|t\(e\))|conges?|vacances|rtt|arret maladie|hors (?:du )?bureau|"
    r"out of (?:the )?office|ooo|oof|vacation|annual leave|on leave|holidays?|"
    r"urlaub|abwesen(?:d|heit)|vacaciones|ausen(?:te|cia)|ferie|assen(?:te|za))\b"
)


def read_calendar(parts: tuple[str, ...], today: date, address: str, timezone: str = "Europe/Paris") -> Absence | None:
    """The first absence, not over on `today`, among the events of these text/calendar parts; None when there is none.

    `address` is the sender: an event that somebody else organises is not the sender's absence. Instants become dates
    in `timezone`. Events that touch or overlap are one absence. Never raises on what the parts hold.
    """
    spans = sorted(
        span
        for part in parts[:5]
        for span in _spans(part, address.lower(), timezone)
        if span[1] >= today and span[1] - span[0] <= _LONGEST
    )
    if not spans:
        return None
    first, until = spans[0]
    for start, end in spans[1:]:
        if start <= until + timedelta(days=1):
            until = max(until, end)
    return Absence(first=first, until=until, source="calendar")


def _spans(part: str, address: str, timezone: str) -> list[tuple[date, date]]:
    if len(part) > _MOST_TEXT or part.count("\n") > _MOST_LINES or part.upper().count("BEGIN:") > _MOST_EVENTS:
        return []
    try:
        calendars = icalendar.Calendar.from_ical(part, multiple=True)
        return [span for calendar in calendars for span in _events(calendar, address, timezone)]
    except Exception:  # a stranger's bytes through a large library: whatever it stumbles over, it is no absence
        return []


def _events(calendar: Any, address: str, timezone: str) -> Iterator[tuple[date, date]]:
    if str(calendar.get("METHOD", "PUBLISH")).upper() not in {"PUBLISH", "REQUEST"}:
        return
    for event in calendar.walk("VEVENT"):
        if _is_absence(event, address):
            span = _days(event, timezone)
            if span is not None:
                yield span


def _is_absence(event: Any, address: str) -> bool:
    if event.get("RRULE") or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    organizer = str(event.get("ORGANIZER", "")).lower().removeprefix("mailto:")
    if organizer and organizer != address:
        return False
    busy = {str(event.get(f"X-MICROSOFT-CDO-{name}", "")).upper() for name in ("BUSYSTATUS", "INTENDEDSTATUS")}
    return "OOF" in busy or _AWAY.search(fold(str(event.get("SUMMARY", ""))[:200])) is not None


def _days(event: Any, timezone: str) -> tuple[date, date] | None:
    """First and last local day; a date as DTEND is the day after the last (RFC 5545 §3.6.1)."""
    start, end = event.start, event.end
    if not isinstance(start, datetime):
        return start, max(start, end - timedelta(days=1))
    first, last = _local(start, timezone), _local(end, timezone)
    if last - first < _SHORTEST:
        return None
    return first.date(), (last - timedelta(microseconds=1)).date()


def _local(at: date, timezone: str) -> datetime:
    """On the wall clock of the zone; a floating time already is."""
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (moment if moment.tzinfo is None else moment.astimezone(zone_info(timezone))).replace(tzinfo=UTC)
