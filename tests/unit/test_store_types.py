"""Column types: what they refuse, and what comes back as it went in."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from guichet_bot.core.model import OFFICE_HOURS, ClockEvent, Duration, QuestionState
from guichet_bot.store.types import (
    Clock,
    Enumerated,
    IsoDate,
    Json,
    Str,
    StrTuple,
    UtcDateTime,
    WeekHours,
    from_micros,
    storable,
    to_micros,
)

_DIALECT = sa.create_engine("sqlite://").dialect
_AT = datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        to_micros(datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("at", [_AT, datetime(1969, 12, 31, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)])
def test_a_moment_comes_back_to_the_microsecond(at: datetime) -> None:
    assert from_micros(to_micros(at)) == at


def test_a_moment_of_another_zone_is_the_same_moment_in_utc() -> None:
    paris = _AT.astimezone(timezone(timedelta(hours=2)))
    back = from_micros(to_micros(paris))
    assert back == _AT
    assert back.tzinfo is UTC


@pytest.mark.parametrize(
    ("given", "kept"),
    [("été", "été"), ("a\0b", "a\ufffdb"), ("x\ud800y", "x?y"), (QuestionState.CLOSED, "closed"), ("", "")],
)
def test_text_of_any_mail_can_be_stored(given: str, kept: str) -> None:
    assert storable(given) == kept
    assert type(storable(given)) is str


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (UtcDateTime(), _AT),
        (IsoDate(), _AT.date()),
        (Json(), {"a": [1, None, "\0\ud800é"]}),
        (StrTuple(), ("véhicules", "")),
        (StrTuple(), ()),
        (Enumerated(QuestionState), QuestionState.WAITING),
        (Clock(), (ClockEvent(_AT, "start"), ClockEvent(_AT, "extend", Duration(2, 30)))),
        (WeekHours(), OFFICE_HOURS),
        (Str(), "é"),
    ],
)
def test_what_goes_in_comes_out(column: Any, value: object) -> None:
    stored = column.process_bind_param(value, _DIALECT)
    assert isinstance(stored, str | int)
    assert (column.process_result_value(stored, _DIALECT) if not isinstance(column, Str) else stored) == value
    assert column.process_bind_param(None, _DIALECT) is None


def test_a_state_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="lost"):
        Enumerated(QuestionState).process_bind_param("lost", _DIALECT)
