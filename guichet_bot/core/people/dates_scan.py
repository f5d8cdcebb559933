"""Find the dates in a folded text and put one private character in the place of each.

What is left is a short text in which phrases such as "du D au D" or "de retour le D" are easy to see in any language.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from guichet_bot.core.people.dates_words import MONTHS, NEAR_DAYS, NEAR_WEEKS, WEEKDAYS, one_of

_FIRST_MARK = 0xE000
_MOST_DATES = 200

# A date without a year lies in the year around today: two months back, ten ahead.
_BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Mention:
    """A date as written: any part may be missing. `near` is a period relative to today, both days included."""

    day: int = 0
    month: int = 0
    year: int = 0
    weekday: int | None = None
    near: tuple[date, date] | None = None

    def last(self, floor: date, today: date) -> date | None:
        """The last day that is meant. Without a month or with a weekday alone: the first such day from `floor` on."""
        if self.near is not None:
            return self.near[1]
        if self.month:
            return _valid(self.year, self.month, self.day) if self.year else self._around(today)
        return self._search(floor, 1)

    def first(self, ceiling: date) -> date | None:
        """The latest such day that is not after `ceiling`: where a period that ends then begins."""
        if self.near is not None:
            return self.near[0]
        if self.year and self.month:
            return _valid(self.year, self.month, self.day or 1)
        if self.month:
            found = [_valid(ceiling.year - back, self.month, self.day or 1) for back in (0, 1)]
            return next((one for one in found if one is not None and one <= ceiling), None)
        return self._search(ceiling, -1)

    def begin(self, floor: date, today: date) -> date | None:
        """The first day that is meant when nothing says where the period ends."""
        if self.near is not None:
            return self.near[0]
        end = self.last(floor, today)
        return end.replace(day=1) if end is not None and self.month and not self.day else end

    def _around(self, today: date) -> date | None:
        found = [_valid(today.year + ahead, self.month, self.day) for ahead in (-1, 0, 1)]
        return next((one for one in found if one is not None and one >= today - _BACK), None)

    def _search(self, start: date, step: int) -> date | None:
        days = (start + timedelta(days=step * ahead) for ahead in range(62 if self.day else 7))
        return next((day for day in days if self._fits(day)), None)

    def _fits(self, day: date) -> bool:
        return day.day == self.day if self.day else day.weekday() == self.weekday


def _valid(year: int, month: int, day: int) -> date | None:
    """That date, the month's last day without a day; None when there is no such date."""
    if not 1 <= month <= 12 or not 2000 <= year <= 2200 or day > monthrange(year, month)[1]:
        return None
    return date(year, month, day or monthrange(year, month)[1])


_MONTH = rf"(?:{one_of(MONTHS)})\b\.?"
_FULL_MONTH = "|".join(word for word in MONTHS if len(word) > 3 and word not in {"sept", "janv", "fevr", "juil"})
_FULL_WEEKDAY = "|".join(word for word in WEEKDAYS if len(word) > 4)
_WEEKDAY = rf"(?:{one_of(WEEKDAYS)})\b\.?"
_NEXT = r"(?:(?:next|kommenden|nachsten|proximo|prossimo)\s+)?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"20\d\d"
_DATE = re.compile(
    rf"""(?<!\w)(?:
      (?P<iso>{_YEAR}-\d\d-\d\d)(?!\d)
    | (?:{_NEXT}(?P<weekday>{_WEEKDAY})(?:\s+(?:prochain|next)\b)?,?\s*(?:(?:le|the|den|dem|der|el|il|dia|giorno)\s+)?)?
      (?: (?P<day>{_DAY}|premier|primero|primo)(?:er|st|nd|rd|th|\.|o|°)?(?:\s+|-)(?:de\s+|of\s+|di\s+)?
          (?P<month>{_MONTH}) (?:,?[\s-]*(?:de\s+|del\s+)?(?P<year>{_YEAR}))?
        | (?P<en_month>{_MONTH})\s*(?P<en_day>{_DAY})(?:st|nd|rd|th)?(?![\d:/.]?\d|\s*(?:h\b|uhr|{_MONTH}))
          (?:,?\s+(?P<en_year>{_YEAR}))?
        | (?<![\d/.])(?P<n_day>\d\d?)[/.](?P<n_month>\d\d?)(?:[/.](?P<n_year>{_YEAR}|\d\d))?
          \.?(?![/.]?\d)(?!\s*(?:h\b|uhr))
        | (?P<h_day>\d\d?)-(?P<h_month>\d\d?)-(?P<h_year>{_YEAR})(?!\d)
      )
    | {_NEXT}(?P<numbered>{_FULL_WEEKDAY}),?\s+(?:(?:le|the|den|dem|el|il|dia|giorno)\s+)?
      (?P<bare>{_DAY})(?:er|st|nd|rd|th|\.)?(?![\w:/]|\s*(?:h\b|heures?|uhr|am\b|pm\b))
    | {_NEXT}(?P<alone>{_FULL_WEEKDAY})\b(?:\s+prochain|\s+next|\s+prossimo)?
    | (?P<near>{one_of(NEAR_DAYS | NEAR_WEEKS)})(?!\w)
    | (?:(?P<part>fin|mi|debut|end\s+of|mid|ende|mitte|anfang|finales\s+de|fine|meta|inizio)(?:\s+|-)
         (?:de\s+|du\s+mois\s+de\s+|d')?)?
      (?P<whole>{_FULL_MONTH})\b(?:\s+(?P<whole_year>{_YEAR}))?
    )""",
    re.VERBOSE,
)
_FIRST_OF_MONTH = {"premier", "primero", "primo"}
_PARTS = {"mi": 15, "mid": 15, "mitte": 15, "meta": 15, "debut": 1, "anfang": 1, "inizio": 1}


def scan(folded: str, today: date) -> tuple[str, tuple[Mention, ...]]:
    """The text with a mark for each date, and the dates in order. `mention_of` gives the date of a mark."""
    mentions: list[Mention] = []

    def mark(match: re.Match[str]) -> str:
        mention = _read(match.groupdict(), today)
        if mention is None or len(mentions) >= _MOST_DATES:
            return match.group()
        mentions.append(mention)
        return chr(_FIRST_MARK + len(mentions) - 1)

    return _DATE.sub(mark, folded), tuple(mentions)


def mention_of(written: str, mentions: tuple[Mention, ...]) -> Mention:
    """The date behind a mark, or behind bare digits: a day of some month."""
    if written.isdigit():
        return Mention(day=int(written))
    return mentions[ord(written) - _FIRST_MARK]


def _read(part: dict[str, str | None], today: date) -> Mention | None:
    if part["near"]:
        return Mention(near=_near(part["near"], today))
    if part["iso"]:
        year, month, day = map(int, part["iso"].split("-"))
        return _possible(day, month, year)
    if part["alone"]:
        return Mention(weekday=WEEKDAYS[part["alone"]])
    if part["bare"]:
        return Mention(day=int(part["bare"]))
    if part["whole"]:
        word = (part["part"] or "").split(" ")[0]
        return Mention(day=_PARTS.get(word, 0), month=MONTHS[part["whole"]], year=int(part["whole_year"] or 0))
    return _read_written(part)


def _read_written(part: dict[str, str | None]) -> Mention | None:
    named, number = part["month"] or part["en_month"], part["day"] or part["en_day"] or part["n_day"] or part["h_day"]
    year = int(part["year"] or part["en_year"] or part["n_year"] or part["h_year"] or 0)
    day = 1 if number in _FIRST_OF_MONTH else int(number or 0)
    month = MONTHS[named.rstrip(".")] if named else int(part["n_month"] or part["h_month"] or 0)
    if month > 12 >= day:  # 08/17/2026, as an American writes it
        day, month = month, day
    return _possible(day, month, year + 2000 if 0 < year < 100 else year)


def _possible(day: int, month: int, year: int) -> Mention | None:
    leap = year or 2024
    return Mention(day=day, month=month, year=year) if day and _valid(leap, month, day) else None


def _near(word: str, today: date) -> tuple[date, date]:
    if word in NEAR_DAYS:
        day = today + timedelta(days=NEAR_DAYS[word])
        return day, day
    monday = today + timedelta(days=7 * NEAR_WEEKS[word] - today.weekday())
    return max(today, monday), monday + timedelta(days=6)
