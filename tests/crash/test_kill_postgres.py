"""The same deaths on PostgreSQL, sampled: the first of each step, the first three where letters are in doubt."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.crash.cases import Case, Outcome, copied, work_a_day
from tests.crash.forkserver import ForkServer
from tests.fixtures.smtp import ScriptedSmtp
from tests.fixtures.world import BEFORE_THE_MORNING, open_world

pytestmark = pytest.mark.postgres
STEPS = [(f"T{n}", when) for n in (1, 2, 3, 4, 5, 6, 7, 8) for when in ("before", "after")] + [("data", "after")]
DOUBT = {("T5", "after"), ("T6", "before"), ("data", "after")}


@pytest.fixture(scope="module")
def case(
    postgres_cluster: str,
    postgres_template: str,
    fork_server: ForkServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Case]:
    """The small day on PostgreSQL and a Maildir."""
    smtp = ScriptedSmtp()
    smtp.start()

    def copy_database(source: str, target: str) -> None:
        with psycopg.connect(postgres_cluster.format("postgres"), autocommit=True) as conn:
            conn.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
            conn.execute(f"CREATE DATABASE {target} TEMPLATE {source}")

    copy_database(postgres_template, "killed")
    folder = tmp_path_factory.mktemp("desk")
    world = open_world(folder, smtp, now=BEFORE_THE_MORNING, store_url=postgres_cluster.format("killed"))
    waiting = work_a_day(world)
    copy_database("killed", "kept")
    mailbox_back = copied(folder, tmp_path_factory.mktemp("kept"), "mail")
    store_back = lambda: copy_database("kept", "killed")  # noqa: E731
    yield Case(world, fork_server, world.settings, world.now, store_back, mailbox_back, waiting)
    smtp.stop()


@pytest.fixture(scope="module")
def usual(case: Case) -> Outcome:
    return case.undisturbed()


@pytest.mark.parametrize(("step", "when"), STEPS, ids=str)
def test_death_on_postgresql_loses_nothing_and_repeats_by_policy_only(
    case: Case, usual: Outcome, step: str, when: str
) -> None:
    killed = case.kills(step, when, most=3 if (step, when) in DOUBT else 1)
    assert killed, "the step was never reached"
    for n, found in killed:
        where = f"{when} {step} number {n}"
        assert found.causes == usual.causes, where
        assert found.questions == usual.questions, where
        assert found.settled == usual.letters, where
        assert found.by_policy(), where
