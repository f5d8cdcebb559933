"""When a letter may leave: inside the reader's working hours, and never while he is absent."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from guichet_bot.core.model import Absence
from guichet_bot.core.time.worktime import Calendar


def may_leave(now: datetime, calendar: Calendar, absences: Iterable[Absence] = (), timezone: str = "UTC") -> datetime:
    """The first instant (UTC) from `now` on that is open in `calendar` and outside the absences.

    `timezone` is the reader's IANA zone, in which absences are dates. An absence without an end is not waited for:
    it expires by itself and somebody else is asked meanwhile.
    """
    zone = ZoneInfo(timezone)
    at = calendar.next_opening(now)
    for absence in sorted(absences, key=lambda a: a.first):
        if absence.until is None or not absence.first <= at.astimezone(zone).date() <= absence.until:
            continue
        back = datetime.combine(absence.until + timedelta(days=1), time(), tzinfo=zone)
        at = calendar.next_opening(back.astimezone(now.tzinfo))
    return at
