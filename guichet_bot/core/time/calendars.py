"""The closed days of a French zone, from the `holidays` library, with what it counts beyond the law taken away."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import holidays

from guichet_bot.core.model import Hours
from guichet_bot.core.time.worktime import Calendar

# What the library calls the zones that have days of their own. Alsace-Moselle is three départements.
_OWN_DAYS = {
    "FR-57": "57",
    "FR-67": "6AE",
    "FR-68": "6AE",
    "FR-GP": "GP",
    "FR-MQ": "MQ",
    "FR-GF": "GY",
    "FR-RE": "RE",
    "FR-YT": "YT",
    "FR-BL": "BL",
    "FR-MF": "MF",
    "FR-PM": "PM",
    "FR-NC": "NC",
    "FR-PF": "PF",
    "FR-WF": "WF",
}
_BY_CODE = {
    "971": "FR-GP",
    "972": "FR-MQ",
    "973": "FR-GF",
    "974": "FR-RE",
    "975": "FR-PM",
    "976": "FR-YT",
    "977": "FR-BL",
    "978": "FR-MF",
    "986": "FR-WF",
    "987": "FR-PF",
    "988": "FR-NC",
}
_METROPOLE = frozenset({f"{code:02}" for code in range(1, 96) if code != 20} | {"20", "2A", "2B"})

# Days that the library counts but article L3422-2 of the Code du travail does not: custom, not law. A network that
# closes on them writes them into rules/closures.toml. The Pacific territories have labour codes of their own.
_CUSTOM = {
    "FR-GP": frozenset({"Mi-Carême", "Vendredi saint", "Fête de Victor Schoelcher"}),
    "FR-MQ": frozenset({"Fête de Victor Schoelcher"}),
    "FR-MF": frozenset({"Fête de Victor Schoelcher"}),
}

Closure = tuple[date, date, str]


def make_calendar(
    timezone: str,
    zone: str,
    hours: Hours,
    closures: Iterable[Closure],
    years: Iterable[int],
) -> Calendar:
    """The calendar of a zone ("FR", "FR-57", "FR-GP", "FR-31"...) from the first to the last of `years`.

    `closures` are (first day, last day, name), both included, local dates; only what falls in those years counts.
    Equal arguments give the same value. Raises ValueError (French) for an unknown zone or time zone.
    """
    span = tuple(years)
    covered = range(min(span), max(span) + 1)
    return _make(timezone, zone, hours, tuple(closures), covered)


def public_holidays(zone: str, years: Iterable[int]) -> dict[date, str]:
    """The public holidays of a zone with their French names, in order. Raises ValueError (French)."""
    known = _known_zone(zone)
    custom = _CUSTOM.get(known, frozenset())
    found = holidays.country_holidays("FR", subdiv=_OWN_DAYS.get(known), years=years, language="fr", expand=False)
    return {day: name for day, name in sorted(found.items()) if name not in custom}


@lru_cache(maxsize=512)
def _make(
    timezone: str,
    zone: str,
    hours: Hours,
    closures: tuple[Closure, ...],
    years: range,
) -> Calendar:
    closed = public_holidays(zone, years)
    for first, last, name in closures:
        day, end = max(first, date(years[0], 1, 1)), min(last, date(years[-1], 12, 31))
        for ahead in range((end - day).days + 1):
            closed.setdefault(day + timedelta(days=ahead), name)
    return Calendar(timezone, hours, frozenset(closed), tuple(sorted(closed.items())))


def _known_zone(zone: str) -> str:
    country, _, code = zone.strip().upper().partition("-")
    known = _BY_CODE.get(code, f"{country}-{code}" if code else country)
    if country == "FR" and (not code or known in _OWN_DAYS or code in _METROPOLE):
        return known
    raise ValueError(
        f"zone « {zone} » inconnue : écrivez FR, FR- suivi d'un numéro de département (FR-31, FR-67), "
        "ou FR-GP, FR-MQ, FR-GF, FR-RE, FR-YT, FR-BL, FR-MF, FR-PM, FR-NC, FR-PF, FR-WF"
    )
