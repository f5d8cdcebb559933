"""Working time: opening hours x closed days x time zone, exact across the two changes of the year.

An instant is open when its local wall time is inside an opening interval (end excluded) of a day that is not closed.
Elapsed time is real: a night with a change of the clock counts the minutes that passed. The calendar is a value: it is
frozen with a question as JSON, so that a later change of hours or holidays moves no promise already made.
"""

import hashlib
import json
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from guichet_bot.core.model import OFFICE_HOURS, Duration, Hours

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_DAY = 86_400
_BLOCK_DAYS = 32
_BLOCK = _BLOCK_DAYS * _DAY * _SECOND
_LONGEST_CLOSURE = 400  # days; a longer one is a mistake, and would make "next opening" a search without end


@dataclass(frozen=True, slots=True)
class _Block:
    """The opening spans of 32 days in microseconds since 1970, UTC; `until[i]` is the opening time up to `ends[i]`."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    until: tuple[int, ...]

    @property
    def total(self) -> int:
        return self.until[-1] if self.until else 0

    def before(self, instant: int) -> int:
        """Opening time of this block before the instant."""
        index = bisect_right(self.starts, instant) - 1
        return self.until[index] - max(0, self.ends[index] - instant) if index >= 0 else 0


@dataclass(frozen=True)
class Calendar:
    """Opening hours in a time zone, with closed days. Every method takes aware datetimes and returns UTC.

    `holidays` are the closed local days, `names` what those are called. Beyond the years they cover there are none.
    One day of a `Duration` is `day_minutes` of opening time. Raises ValueError (French) when the time zone is unknown
    or when nothing is open for 400 days.
    """

    timezone: str = "UTC"
    hours: Hours = OFFICE_HOURS
    holidays: frozenset[date] = frozenset()
    names: tuple[tuple[date, str], ...] = ()

    def __post_init__(self) -> None:
        _ = self.zone
        if self._longest_closure() >= _LONGEST_CLOSURE:
            raise ValueError(f"ce calendrier n'a aucune heure d'ouverture pendant {_LONGEST_CLOSURE} jours")

    @classmethod
    def always_open(cls) -> "Calendar":
        """Every minute counts; a day is 24 hours."""
        return _ALWAYS

    def is_open(self, at: datetime) -> bool:
        instant = _instant(at)
        block = self._block(instant // _BLOCK)
        index = bisect_right(block.starts, instant) - 1
        return index >= 0 and instant < block.ends[index]

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself when open, else the start of the next opening."""
        instant = _instant(at)
        number = instant // _BLOCK
        while True:
            block = self._block(number)
            index = bisect_right(block.ends, instant)
            if index < len(block.ends):
                return _moment(max(instant, block.starts[index]))
            number += 1

    def add(self, at: datetime, duration: Duration) -> datetime:
        """The earliest instant by which that much opening time has passed since `at` (so: 17:00, not 9:00 next day)."""
        return self.advance(at, timedelta(minutes=self.minutes(duration)))

    def advance(self, at: datetime, elapsed: timedelta) -> datetime:
        """Like `add`, for an exact amount of opening time; `at` when that is zero or less."""
        instant, needed = _instant(at), elapsed // _MICROSECOND
        if needed <= 0:
            return _moment(instant)
        number = instant // _BLOCK
        block = self._block(number)
        needed += block.before(instant)
        while needed > block.total:
            needed -= block.total
            number += 1
            block = self._block(number)
        index = bisect_left(block.until, needed)
        return _moment(block.ends[index] - (block.until[index] - needed))

    def between(self, start: datetime, end: datetime) -> int:
        """Whole opening minutes from `start` to `end`; 0 when `end` is not after `start`."""
        return self.elapsed(start, end) // timedelta(minutes=1)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Opening time from `start` to `end`, exactly; zero when `end` is not after `start`."""
        first, last = _instant(start), _instant(end)
        if last <= first:
            return timedelta()
        number, final = first // _BLOCK, last // _BLOCK
        opened = self._block(final).before(last) - self._block(number).before(first)
        opened += sum(self._block(between).total for between in range(number, final))
        return timedelta(microseconds=opened)

    def minutes(self, duration: Duration) -> int:
        """The opening minutes that a duration stands for here."""
        return duration.days * self.day_minutes + duration.minutes

    def name_of(self, day: date) -> str:
        """Why a local day is closed: the holiday's name, "jour fermé" without a name, "" when it is not closed."""
        if day not in self.holidays:
            return ""
        return self._named.get(day, "jour fermé")

    def local(self, at: datetime) -> datetime:
        """`at` on this calendar's wall clock."""
        return at.astimezone(self.zone)

    @cached_property
    def day_minutes(self) -> int:
        """Opening minutes of the mean open day of the week."""
        lengths = [length for day in self.hours.week if (length := sum(end - start for start, end in day))]
        return round(sum(lengths) / len(lengths))

    def to_json(self) -> str:
        """The whole calendar as canonical JSON: equal calendars give equal text."""
        content = {
            "timezone": self.timezone,
            "week": self.hours.week,
            "closed": {day.isoformat(): self._named.get(day, "") for day in sorted(self.holidays)},
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> "Calendar":
        """The calendar that `to_json` wrote. The same text gives the same value, read once."""
        return _from_json(text)

    @cached_property
    def key(self) -> str:
        """SHA-256 of the JSON: the name under which a frozen calendar is stored."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @cached_property
    def _named(self) -> dict[date, str]:
        return {day: name for day, name in self.names if name}

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the wall clock."""
        return zone_info(self.timezone)

    @cached_property
    def _closed(self) -> frozenset[int]:
        """Closed days as days since 1970."""
        return frozenset(day.toordinal() - _EPOCH_ORDINAL for day in self.holidays)

    @cached_property
    def _blocks(self) -> dict[int, _Block]:
        return {}  # what `_block` has worked out; the same for ever, so sharing it between threads is harmless

    def _block(self, number: int) -> _Block:
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = self._work_out(number)
        return block

    def _work_out(self, number: int) -> _Block:
        first = number * _BLOCK_DAYS * _DAY
        spans = [
            span
            for start, end, offset in self._pieces(first, first + _BLOCK_DAYS * _DAY)
            for span in self._spans(start, end, offset)
        ]
        return _Block(
            starts=tuple(start * _SECOND for start, _ in spans),
            ends=tuple(end * _SECOND for _, end in spans),
            until=tuple(accumulate((end - start) * _SECOND for start, end in spans)),
        )

    def _pieces(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Cut [start, end) seconds UTC where the UTC offset changes: (start, end, offset)."""
        pieces = []
        piece, offset = start, self._offset(start)
        for day in range(start, end, _DAY):
            if self._offset(day + _DAY) == offset:
                continue
            change = day + 1 + bisect_left(range(day + 1, day + _DAY), True, key=lambda at: self._offset(at) != offset)
            pieces.append((piece, change, offset))
            piece, offset = change, self._offset(day + _DAY)
        pieces.append((piece, end, offset))
        return [one for one in pieces if one[0] < one[1]]

    def _spans(self, start: int, end: int, offset: int) -> list[tuple[int, int]]:
        """The opening spans in [start, end) seconds UTC, while local time is UTC + offset."""
        spans = []
        for day in range((start + offset) // _DAY, (end + offset - 1) // _DAY + 1):
            if day in self._closed:
                continue
            midnight = day * _DAY - offset
            for opening, closing in self.hours.week[(day + 3) % 7]:  # 1 January 1970 was a Thursday
                since, until = max(start, midnight + opening * 60), min(end, midnight + closing * 60)
                if since < until:
                    spans.append((since, until))
        return spans

    def _offset(self, seconds: int) -> int:
        offset = (_EPOCH + timedelta(seconds=seconds)).astimezone(self.zone).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def _longest_closure(self) -> int:
        if not any(self.hours.week):
            return _LONGEST_CLOSURE
        longest = run = 0
        for day in range(min(self._closed, default=0) - 7, max(self._closed, default=0) + 7):
            run = run + 1 if day in self._closed or not self.hours.week[(day + 3) % 7] else 0
            longest = max(longest, run)
        return longest


@lru_cache(maxsize=64)
def local_day(at: datetime, timezone: str) -> date:
    """The date in that IANA zone at that instant."""
    return at.astimezone(zone_info(timezone)).date()


@lru_cache(maxsize=64)
def zone_info(timezone: str) -> ZoneInfo:
    """The time zone of that name. Raises ValueError with a French sentence."""
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as problem:
        raise ValueError(f"fuseau horaire « {timezone} » inconnu : écrivez par exemple Europe/Paris") from problem


def _instant(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _moment(instant: int) -> datetime:
    return _EPOCH + timedelta(microseconds=instant)


@lru_cache(maxsize=256)
def _from_json(text: str) -> Calendar:
    content = json.loads(text)
    closed = {date.fromisoformat(day): name for day, name in content["closed"].items()}
    return Calendar(
        timezone=content["timezone"],
        hours=Hours(week=tuple(tuple((start, end) for start, end in day) for day in content["week"])),
        holidays=frozenset(closed),
        names=tuple((day, name) for day, name in sorted(closed.items()) if name),
    )


_ALWAYS = Calendar(hours=Hours(week=tuple(((0, 24 * 60),) for _ in range(7))))
