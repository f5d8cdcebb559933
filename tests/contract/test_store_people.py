"""Experts, absences and the desk's small tables, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from guichet_bot.core.model import OFFICE_HOURS, Absence, Expert, OfferState
from guichet_bot.store import (
    Store,
    calendars,
    closures,
    heartbeats,
    leases,
    people,
    questions,
    suppressions,
    switches,
    tallies,
)
from tests.contract.store_values import DESK, EXPERT, MINUTE, NOW, open_question

ADA = Expert(EXPERT, "Ada", ("vehicules",), ("35", "22"), 3, 5, ("mairie.example",), hours=OFFICE_HOURS, backup="b@x")
TODAY = date(2026, 4, 30)


def day(number: int) -> date:
    return date(2026, 5, number)


def test_an_expert_comes_back_as_seeded_and_is_seeded_once(any_store: Store) -> None:
    with any_store.begin() as tx:
        people.seed(tx, DESK, [ADA, Expert("bob@reseau.example")])
        assert people.get(tx, DESK, EXPERT) == ADA
        assert people.change(tx, DESK, EXPERT, {"ceiling_open": 0, "topics": ()})
        people.seed(tx, DESK, [ADA])
        assert people.get(tx, DESK, EXPERT) == replace(ADA, ceiling_open=0, topics=())
        assert people.get(tx, "est", EXPERT) is None
        assert not people.change(tx, DESK, "nobody@x.example", {"ceiling_open": 0})
        with pytest.raises(ValueError, match="email"):
            people.change(tx, DESK, EXPERT, {"email": "x"})


def test_a_removed_expert_stays_away_until_added_again(any_store: Store) -> None:
    with any_store.begin() as tx:
        people.seed(tx, DESK, [ADA])
        assert people.remove(tx, DESK, EXPERT)
        people.seed(tx, DESK, [ADA])
        assert people.get(tx, DESK, EXPERT) is None
        assert people.candidates(tx, DESK, NOW, TODAY) == ()
        people.add(tx, DESK, replace(ADA, name="Ada L."))
        found = people.get(tx, DESK, EXPERT)
        assert found is not None
        assert found.name == "Ada L."


def test_candidates_carry_their_load_of_the_month(any_store: Store) -> None:
    earlier = NOW - timedelta(days=40)
    with any_store.begin() as tx:
        people.seed(tx, DESK, [ADA, Expert("bob@reseau.example")])
        people.seed(tx, "est", [ADA])
        for at, end in (
            (earlier, OfferState.ANSWERED),
            (earlier, None),
            (NOW, OfferState.ANSWERED),
            (NOW, OfferState.LAPSED),
            (NOW, OfferState.DECLINED),
            (NOW, OfferState.WITHDRAWN),
            (NOW + MINUTE, None),
        ):
            question = open_question(tx)
            questions.make_offer(tx, question.id, EXPERT, at)
            if end:
                questions.end_offer(tx, question.id, EXPERT, end, at)
        ada, bob = people.candidates(tx, DESK, NOW - timedelta(days=29), TODAY)
        assert (ada.expert, ada.open, ada.month, ada.last_offered_at) == (ADA, 2, 3, NOW + MINUTE)
        assert (bob.open, bob.month, bob.last_offered_at) == (0, 0, None)
        (elsewhere,) = people.candidates(tx, "est", NOW - timedelta(days=29), TODAY)
        assert (elsewhere.open, elsewhere.month) == (0, 0)


def test_candidates_know_absences_that_are_not_over(any_store: Store) -> None:
    with any_store.begin() as tx:
        people.seed(tx, DESK, [ADA])
        for absence in (Absence(day(1), day(2)), Absence(day(4), day(6), "coordinator"), Absence(day(20), None)):
            assert people.set_absence(tx, DESK, EXPERT, absence)
        (ada,) = people.candidates(tx, DESK, NOW, day(3))
        assert ada.expert.absences == (Absence(day(4), day(6), "coordinator"), Absence(day(20), None))
        found = people.get(tx, DESK, EXPERT, day(3))
        assert found == ada.expert


def test_an_absence_that_is_already_known_is_not_noted_again(any_store: Store) -> None:
    with any_store.begin() as tx:
        assert people.set_absence(tx, DESK, EXPERT, Absence(day(4), day(9)))
        assert not people.set_absence(tx, DESK, EXPERT, Absence(day(5), day(9)))
        assert people.set_absence(tx, DESK, EXPERT, Absence(day(5), day(10)))
        assert len(people.absences(tx, DESK, day(4), EXPERT)) == 2


def test_an_absence_of_unknown_end_gets_the_end_that_is_told_later(any_store: Store) -> None:
    with any_store.begin() as tx:
        people.set_absence(tx, DESK, EXPERT, Absence(day(4), None))
        assert people.set_absence(tx, DESK, EXPERT, Absence(day(6), day(9)))
        assert [row.absence for row in people.absences(tx, DESK, day(5))] == [Absence(day(4), day(9))]
        assert not people.set_absence(tx, DESK, EXPERT, Absence(day(6), day(9)))


def test_who_is_back_is_no_longer_absent_from_that_day(any_store: Store) -> None:
    with any_store.begin() as tx:
        people.set_absence(tx, DESK, EXPERT, Absence(day(4), None))
        people.set_absence(tx, DESK, EXPERT, Absence(day(7), day(8)))
        people.set_absence(tx, DESK, EXPERT, Absence(day(20), day(21)))
        assert people.end_absence(tx, DESK, EXPERT, day(7))
        left = [row.absence for row in people.absences(tx, DESK, day(1), EXPERT)]
        assert left == [Absence(day(4), day(6)), Absence(day(20), day(21))]
        assert not people.end_absence(tx, DESK, EXPERT, day(7))


def test_switches_and_closures_hold_per_desk(any_store: Store) -> None:
    with any_store.begin() as tx:
        switches.set(tx, DESK, "paused", EXPERT)
        switches.set(tx, DESK, "paused", "")
        switches.set(tx, "est", "paused", "x")
        assert switches.get_all(tx, DESK) == {"paused": ""}
        closures.add(tx, DESK, day(10), day(12), "Pont")
        closures.add(tx, DESK, day(10), day(12), "Pont de mai")
        assert [(c.first, c.last, c.name) for c in closures.list(tx, DESK)] == [(day(10), day(12), "Pont de mai")]
        assert len(closures.list(tx, DESK, day(12))) == 1
        assert closures.list(tx, DESK, day(13)) == ()
        assert closures.list(tx, "est") == ()


def test_calendars_are_frozen_under_their_key(any_store: Store) -> None:
    with any_store.begin() as tx:
        calendars.put(tx, "k1", "{}")
        calendars.put(tx, "k1", "other")
        assert calendars.get_many(tx, ["k1", "k2"]) == {"k1": "{}"}
        assert calendars.get_many(tx, []) == {}


def test_tallies_sum_the_buckets_of_each_scope(any_store: Store) -> None:
    with any_store.begin() as tx:
        tallies.add_many(tx, DESK, 10, {"desk": 2, "to:a": 1})
        tallies.add_many(tx, DESK, 10, {"desk": 3})
        tallies.add_many(tx, DESK, 12, {"desk": 1})
        tallies.add_many(tx, DESK, 12, {})
        assert tallies.read(tx, DESK, ["desk", "to:a", "to:b"], 10) == {"desk": 6, "to:a": 1}
        assert tallies.read(tx, DESK, ["desk"], 11) == {"desk": 1}
        assert tallies.read(tx, DESK, [], 0) == {}
        assert tallies.prune(tx, 12) == 2


def test_a_lease_has_one_holder_until_it_ends_or_is_given_back(any_store: Store) -> None:
    with any_store.begin() as tx:
        assert leases.take(tx, "clock", "a", NOW, 60)
        assert not leases.take(tx, "clock", "b", NOW + MINUTE / 2, 60)
        assert leases.take(tx, "clock", "a", NOW + MINUTE / 2, 60)
        assert not leases.take(tx, "clock", "b", NOW + MINUTE, 60)
        assert leases.holder(tx, "clock", NOW + MINUTE) == "a"
        assert leases.take(tx, "clock", "b", NOW + 2 * MINUTE, 60)
        leases.release(tx, "clock", "a")
        assert leases.holder(tx, "clock", NOW + 2 * MINUTE) == "b"
        leases.release(tx, "clock", "b")
        assert leases.holder(tx, "clock", NOW + 2 * MINUTE) == ""
        assert leases.take(tx, "clock", "a", NOW, 60)


def test_heartbeats_keep_the_last(any_store: Store) -> None:
    with any_store.begin() as tx:
        heartbeats.beat(tx, "deliver", NOW)
        heartbeats.beat(tx, "deliver", NOW + MINUTE)
        assert heartbeats.all(tx) == {"deliver": NOW + MINUTE}


def test_suppressed_addresses_get_nothing_until_then(any_store: Store) -> None:
    with any_store.begin() as tx:
        suppressions.set(tx, DESK, "a@x.example", NOW + MINUTE, "550")
        suppressions.set(tx, DESK, "b@x.example", NOW, "temporaire")
        suppressions.set(tx, DESK, "b@x.example", None, "demande")
        held = suppressions.of(tx, DESK, ["a@x.example", "b@x.example", "c@x.example"], NOW)
        assert {address: item.why for address, item in held.items()} == {"a@x.example": "550", "b@x.example": "demande"}
        assert set(suppressions.of(tx, DESK, ["a@x.example", "b@x.example"], NOW + MINUTE)) == {"b@x.example"}
        assert [item.address for item in suppressions.listing(tx, DESK, NOW)] == ["a@x.example", "b@x.example"]
        assert suppressions.lift(tx, DESK, "b@x.example")
        assert not suppressions.lift(tx, DESK, "b@x.example")
        assert suppressions.of(tx, "est", ["a@x.example"], NOW) == {}
        assert suppressions.of(tx, DESK, [], NOW) == {}
