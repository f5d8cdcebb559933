"""Working time as people write it and as they read it."""

import re

from guichet_bot.core.model import Duration

_LONGEST_DAYS = 366
_LONGEST_TEXT = 40
_DAYS_OF_A_WEEK = 5

_WRITTEN = re.compile(
    r"(?:(?P<weeks>\d{1,2})\s*(?:w|semaines?))?\s*"
    r"(?:(?P<days>\d{1,4})\s*(?:d|j(?:ours?)?)(?:\s+ouvr[eé]s?)?)?\s*"
    r"(?:(?P<hours>\d{1,4})\s*h(?:eures?)?(?:\s+ouvr[eé]es?)?(?P<past>\d{2})?)?\s*"
    r"(?:(?P<minutes>\d{1,5})\s*m(?:in(?:utes?)?|n)?)?",
    re.IGNORECASE,
)


def parse_duration(text: str) -> Duration:
    """Read "3d", "4h", "30m", "1d 4h", and what people write by mail: "2 j", "3 jours", "1h30", "2 semaines".

    A week is five opening days. Raises ValueError with a French sentence.
    """
    written = " ".join(text.split())[:_LONGEST_TEXT]
    match = _WRITTEN.fullmatch(written)
    if not written or match is None:
        raise ValueError(
            f"durée « {written} » illisible : écrivez par exemple 3j (jours), 4h (heures) ou 30m (minutes)"
        )
    part = {name: int(value or 0) for name, value in match.groupdict().items()}
    days = part["weeks"] * _DAYS_OF_A_WEEK + part["days"]
    minutes = part["hours"] * 60 + part["past"] + part["minutes"]
    if days > _LONGEST_DAYS or minutes > _LONGEST_DAYS * 24 * 60:
        raise ValueError(f"durée « {written} » trop longue : {_LONGEST_DAYS} jours au plus")
    return Duration(days=days, minutes=minutes)


def say(duration: Duration) -> str:
    """The duration in French: "3 jours ouvrés", "1 jour ouvré et 4 heures", "1 h 30"."""
    said = []
    if duration.days:
        plural = "s" if duration.days > 1 else ""
        said.append(f"{duration.days} jour{plural} ouvré{plural}")
    if duration.minutes or not said:
        said.append(say_minutes(duration.minutes))
    return " et ".join(said)


def say_minutes(minutes: int) -> str:
    """Minutes in French: "30 minutes", "4 heures", "19 h 30"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} minute{'s' if rest > 1 else ''}"
    return f"{hours} h {rest:02}" if rest else f"{hours} heure{'s' if hours > 1 else ''}"
