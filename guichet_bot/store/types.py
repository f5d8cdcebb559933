"""Column types: what goes in is checked, what comes out is the value the rest of the program works with."""

import json
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from guichet_bot.core.model import ClockEvent, Duration, Hours

_dumps = json.JSONEncoder(separators=(",", ":")).encode
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(at: datetime) -> int:
    """Microseconds since 1970 in UTC. Raises ValueError for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError(f"naive datetime: {at!r}")
    return (at - _EPOCH) // _MICROSECOND


def from_micros(value: int) -> datetime:
    """The instant (UTC) so many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=value)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant as BIGINT microseconds UTC: the same order, the same precision and no time zone in both databases."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


class IsoDate(TypeDecorator[date]):
    """A local date as ISO text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


def storable(text: str) -> str:
    """Text that both databases take: PostgreSQL refuses NUL, neither can encode a lone surrogate."""
    if type(text) is not str:
        text = str(text)
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return text.encode(errors="replace").decode()
    return text


class Str(TypeDecorator[str]):
    """Text that may come from a mail: made storable instead of failing the transaction."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Json(TypeDecorator[Any]):
    """Any JSON value as compact ASCII text (so that it can hold every string a mail may bring)."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


@lru_cache(maxsize=1024)
def _strings(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


class StrTuple(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings as JSON; read through a cache, since the same few values come back with every mail."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else _dumps(list(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else _strings(value)


class Enumerated(TypeDecorator[StrEnum]):
    """A member of a StrEnum as its text."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.members(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.members(value)


@lru_cache(maxsize=1024)
def _clock(text: str) -> tuple[ClockEvent, ...]:
    return tuple(
        ClockEvent(at=from_micros(at), kind=kind, amount=Duration(days=days, minutes=minutes))
        for at, kind, days, minutes in json.loads(text)
    )


class Clock(TypeDecorator[tuple[ClockEvent, ...]]):
    """What moved a question's clock, as [[microseconds, kind, days, minutes], ...]."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: tuple[ClockEvent, ...] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        rows = [[to_micros(e.at), e.kind, e.amount.days, e.amount.minutes] for e in value]
        return _dumps(rows)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[ClockEvent, ...] | None:
        return None if value is None else _clock(value)


@lru_cache(maxsize=256)
def _hours(text: str) -> Hours:
    return Hours(week=tuple(tuple((start, end) for start, end in day) for day in json.loads(text)))


class WeekHours(TypeDecorator[Hours]):
    """Opening hours of a week as JSON."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Hours | None, dialect: Dialect) -> str | None:
        return None if value is None else _dumps(value.week)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Hours | None:
        return None if value is None else _hours(value)
