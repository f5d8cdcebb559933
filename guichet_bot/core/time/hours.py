"""Opening hours as the configuration writes them."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from guichet_bot.core.model import OFFICE_HOURS, Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_INTERVAL = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")
_MIDNIGHT = 24 * 60


def parse_hours(written: Mapping[str, Sequence[str]]) -> Hours:
    """Read `{"mon": ["09:00-12:30", "14:00-17:00"], "sat": []}`: local wall time, "24:00" allowed as an end.

    A day that is not named keeps the office hours (`model.OFFICE_HOURS`); an empty list closes it. Raises ValueError
    with a French sentence that names the day.
    """
    unknown = [name for name in written if name not in DAYS]
    if unknown:
        raise ValueError(f"jour « {unknown[0]} » inconnu : écrivez {', '.join(DAYS)}")
    return Hours(
        week=tuple(
            _read_day(_FRENCH[number], written[name]) if name in written else OFFICE_HOURS.week[number]
            for number, name in enumerate(DAYS)
        )
    )


def _read_day(day: str, written: Sequence[str]) -> tuple[tuple[int, int], ...]:
    intervals = sorted(_read_interval(day, one) for one in written)
    for (_, end), (start, _) in pairwise(intervals):
        if start < end:
            raise ValueError(f"{day} : deux plages horaires se chevauchent ({', '.join(written)})")
    return tuple(intervals)


def _read_interval(day: str, written: str) -> tuple[int, int]:
    match = _INTERVAL.fullmatch(written)
    if match is None:
        raise ValueError(f"{day} : plage horaire « {written} » illisible, écrivez par exemple 09:00-12:30")
    hour, minute, end_hour, end_minute = map(int, match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or end > _MIDNIGHT:
        raise ValueError(f"{day} : l'heure n'existe pas dans « {written} »")
    if start >= end:
        raise ValueError(f"{day} : la plage « {written} » finit avant de commencer")
    return start, end
