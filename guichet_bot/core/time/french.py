"""Dates and hours in French, in full: screen readers and tired people read them."""

from datetime import date, datetime

from guichet_bot.core.time.worktime import zone_info

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def say_day(day: date) -> str:
    """As in "jeudi 26 novembre", "vendredi 1er mai"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day}{'er' if day.day == 1 else ''} {MONTHS[day.month - 1]}"


def say_date(day: date) -> str:
    """As in "jeudi 26 novembre 2026"."""
    return f"{say_day(day)} {day.year}"


def say_time(at: datetime) -> str:
    """The wall time of a datetime as it stands: "9 h", "16 h 30"."""
    return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"


def say_moment(at: datetime, timezone: str) -> str:
    """An instant on the wall clock of a time zone: "jeudi 26 novembre 2026 à 16 h 30"."""
    local = at.astimezone(zone_info(timezone))
    return f"{say_date(local.date())} à {say_time(local)}"
