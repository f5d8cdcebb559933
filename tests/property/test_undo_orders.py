"""undo(order) restores the state, whatever was ordered before (issue 3)."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guichet_bot import service
from guichet_bot.app import handle, orders, receive
from guichet_bot.app.setup import Setup
from guichet_bot.config.settings import DeskSettings, Retention, Service, Settings
from guichet_bot.core.model import Duration
from guichet_bot.core.model.orders import Order, Verb
from guichet_bot.store import schema
from guichet_bot.store.backup import file_of
from guichet_bot.store.engine import open_store
from tests.fixtures.world import CANTINE, EXPERTS, START, a_desk, an_expert

STATE = ("question", "offer", "entry", "timer", "absence", "expert", "switch", "closure")
PEOPLE = [one.email for one in EXPERTS] + ["zoe@ccas.example"]
NUMBERS = [f"RO-2026-{number:04}" for number in (1, 2, 3)]
DAYS = st.dates(date(2026, 11, 20), date(2027, 1, 15))


def about(verb: Verb, **args: Any) -> st.SearchStrategy[Order]:
    return st.builds(Order, st.just(verb), st.sampled_from(NUMBERS), st.fixed_dictionaries(args))


def plain(verb: Verb, **args: Any) -> st.SearchStrategy[Order]:
    return st.builds(Order, st.just(verb), st.just(""), st.fixed_dictionaries(args))


WHO = st.sampled_from(PEOPLE)
ORDERS = st.one_of(
    about(Verb.ASSIGN, who=WHO),
    about(Verb.TOPIC, topic=st.sampled_from(["restauration-egalim", "textile-habillement", "numerique-responsable"])),
    about(Verb.EXTEND, by=st.builds(Duration, days=st.integers(1, 5))),
    about(Verb.CLOSE),
    about(Verb.REOPEN),
    about(Verb.NOTE, text=st.just("à voir avec le CDG")),
    about(Verb.ANSWER, text=st.just("Les produits bio comptent.")),
    about(Verb.DECLINE, reason=st.just("")),
    plain(Verb.PAUSE),
    plain(Verb.RESUME),
    plain(Verb.WEEKLY, on=st.booleans(), who=WHO),
    st.builds(
        lambda who, first, length: Order(
            Verb.ABSENT, "", {"who": who, "first": first, "until": first + timedelta(days=length)}
        ),
        WHO,
        DAYS,
        st.integers(0, 20),
    ),
    plain(Verb.BACK, who=WHO),
    st.builds(lambda day: Order(Verb.CLOSURE, "", {"first": day, "last": day, "name": "pont"}), DAYS),
)


@pytest.fixture(scope="module")
def template() -> Iterator[Setup]:
    """A desk with three questions, made once; its store is closed."""
    with tempfile.TemporaryDirectory() as folder:
        setup = build(Path(folder) / "template.db")
        for number in range(3):
            head = f"From: b{number}@mairie{number}.example\r\nMessage-ID: <{number}@b>\r\nSubject: Cantine"
            raw = f"{head}\r\n\r\n{CANTINE}"
            receive.from_pipe(setup.store, "resocc", raw.encode(), START)
        handle.handle_batch(setup, START)
        setup.store.close()
        yield setup


def build(path: Path) -> Setup:
    experts = (*EXPERTS, an_expert("zoe@ccas.example", "Zoé Blanc", topics=("textile-habillement",)))
    desk = DeskSettings(a_desk(), experts)
    return service.build(Settings(path.parent, f"sqlite:///{path}", Service(), Retention(), (desk,)), START)


@contextmanager
def copy_of(template: Setup) -> Iterator[Setup]:
    """The same desk over a store of its own."""
    source = file_of(template.store.url)
    assert source is not None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "guichet.db"
        path.write_bytes(source.read_bytes())
        setup = replace(template, store=open_store(f"sqlite:///{path}"))
        yield setup
        setup.store.close()


def state(setup: Setup) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that an order may change, but for what only counts (versions, last_offered_at)."""
    skip = {"version", "last_offered_at", "id"}
    with setup.store.read() as tx:
        found = {}
        for name in STATE:
            table = schema.metadata.tables[name]
            columns = [column for column in table.c if column.name not in skip]
            rows = [tuple(row) for row in tx.conn.execute(sa.select(*columns))]
            found[name] = sorted(rows, key=repr)
        letters = sa.select(schema.outbox.c.key, schema.outbox.c.state).where(schema.outbox.c.state != "cancelled")
        found["letters"] = sorted(tuple(row) for row in tx.conn.execute(letters))
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(ORDERS, min_size=1, max_size=6))
def test_undoing_the_last_order_restores_what_was_before(template: Setup, sequence: list[Order]) -> None:
    with copy_of(template) as setup:
        now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
        before, code = state(setup), ""
        for step, order in enumerate(sequence):
            before = state(setup)
            code = orders.tell(setup, "resocc", order, now + timedelta(minutes=step)).code
        if code:
            undone = orders.tell(setup, "resocc", Order(Verb.UNDO, "", {"code": code}), now + timedelta(hours=1))
            assert not undone.refused, undone.said
        assert state(setup) == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(ORDERS, min_size=1, max_size=4))
def test_undoing_all_orders_in_turn_restores_the_beginning(template: Setup, sequence: list[Order]) -> None:
    with copy_of(template) as setup:
        now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
        start = state(setup)
        codes = [
            orders.tell(setup, "resocc", order, now + timedelta(minutes=step)).code
            for step, order in enumerate(sequence)
        ]
        for step, code in enumerate(reversed([one for one in codes if one])):
            undone = orders.tell(setup, "resocc", Order(Verb.UNDO, "", {"code": code}), now + timedelta(hours=1 + step))
            assert not undone.refused, undone.said
        assert state(setup) == start
