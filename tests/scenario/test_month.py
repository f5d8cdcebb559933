"""A month of forty volunteers and three hundred questions: nobody forgotten, nobody asked too much or at a bad time."""

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from tests.fixtures.world import ANNE, CANTINE, MakeWorld, an_expert
from tests.scenario import month_checks as checks
from tests.scenario.month_desk import MonthDesk
from tests.scenario.month_people import COORDINATORS, People, experts

FAIR = 0.2  # Gini of the share that comparable experts have of their topics' offers


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_forty_experts_and_three_hundred_questions(tmp_path: Path) -> None:
    began = time.process_time()
    start = datetime(2026, 4, 30, 4, tzinfo=UTC)
    desk = MonthDesk(tmp_path, experts(), start, {"coordinators": COORDINATORS, "letters_wait": True})
    people = People(desk, Random(7))
    desk.reads = people.reads
    people.ask(datetime(2026, 4, 30, 22, tzinfo=UTC), datetime(2026, 5, 31, 21, tzinfo=UTC), 300)
    people.announce()
    desk.play(datetime(2026, 6, 27, tzinfo=UTC))
    month = checks.read(desk, people)
    kinds = Counter(post.kind for post in desk.posts)
    groups = checks.loads(month)
    fairness = checks.gini(load * len(found) / sum(found) for found in groups.values() for load in found)
    print(f"{desk.fed} mails, {len(desk.posts)} letters, {time.process_time() - began:.0f} s of CPU; {dict(kinds)}")
    for topics, found in groups.items():
        print(f"  offers to comparable experts of {topics}: {found}")
    print(f"  Gini of their share {fairness:.2f}")
    assert "\n".join(checks.broken(month)) == ""
    assert len(month.cases) == 300
    assert {"new_date", "escalation", "absence", "late_answer", "wait_buyer"} <= kinds.keys(), "the month shows it all"
    assert fairness <= FAIR
    desk.ends()


def test_an_answer_does_not_give_its_place_in_the_month_back(make_world: MakeWorld) -> None:
    """Also when the answer and the next question are handled together."""
    world = make_world(experts=(an_expert(ANNE, "Anne Vidal", ceiling_month=1),))
    offer = world.offered()
    world.answers(offer, "Le bio et les signes de qualité comptent.")
    world.writes("lucie.faure@cc-gaillac.example", "Cantine scolaire", CANTINE)
    assert sorted(one.kind for one in world.run()) == ["ack", "answer", "coordination"]
