"""The period of a report: local days, both included, as instants and as months."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from guichet_bot.core.time.french import MONTHS
from guichet_bot.core.time.worktime import zone_info

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first minute of `first` to the last of `last`, on the wall clock of `timezone`."""

    first: date
    last: date
    timezone: str

    @property
    def start(self) -> datetime:
        return midnight(self.first, self.timezone)

    @property
    def end(self) -> datetime:
        """The first instant after the period."""
        return midnight(self.last + _DAY, self.timezone)

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month that the period touches, oldest first."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        begun = self.first.year * 12 + self.first.month - 1
        return tuple(date((begun + i) // 12, (begun + i) % 12 + 1, 1) for i in range(count))

    def month(self, at: datetime) -> date:
        """The first day of the local month of an instant."""
        return at.astimezone(zone_info(self.timezone)).date().replace(day=1)

    def has(self, at: datetime) -> bool:
        return self.start <= at < self.end

    @property
    def said(self) -> str:
        """As in "du 1er janvier au 31 décembre 2026"."""
        year = f" {self.first.year}" if self.first.year != self.last.year else ""
        return f"du {_day(self.first)}{year} au {_day(self.last)} {self.last.year}"


def midnight(day: date, timezone: str) -> datetime:
    """The first instant of a local day, UTC."""
    return datetime.combine(day, time(), zone_info(timezone)).astimezone(UTC)


def say_month(month: date) -> str:
    """As in "janvier 2026"."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def _day(day: date) -> str:
    return f"{day.day}{'er' if day.day == 1 else ''} {MONTHS[day.month - 1]}"
