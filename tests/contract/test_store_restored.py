"""A store that was put back, on both databases: what was to leave stays, and no number is given twice."""

import hashlib
from datetime import timedelta

from guichet_bot.core.reports.numbering import Numbering
from guichet_bot.store import Store, digests, outbox, questions, raws, restored, switches, timers
from tests.contract.store_values import DESK, EXPERT, NOW, letter, open_question, receive


def test_letters_stay_and_numbers_are_passed_over(any_store: Store) -> None:
    with any_store.begin() as tx:
        first = open_question(tx)
        mail = receive(tx)
        ids = outbox.add(tx, [letter(), letter(state="held", response="guichet en pause"), letter(state="sent")])
        digests.save_lines(tx, DESK, EXPERT, {"1": first.number}, NOW)
    with any_store.begin() as tx:
        safe = restored.make_safe(tx, [DESK], NOW)
    assert safe.held == 2
    with any_store.begin() as tx:
        rows = [outbox.get(tx, one) for one in ids]
        assert [(row.state, row.response == restored.WHY) for row in rows if row] == [
            ("held", True),
            ("held", True),
            ("sent", False),
        ]
        assert outbox.claim(tx, NOW, "w", 60, 9, [DESK]) == []
        assert switches.get_all(tx, DESK)["paused"]
        assert digests.lines(tx, DESK, EXPERT, NOW) == {"1": first.number}, "what it means is known"
        later = open_question(tx)
        assert later.id > first.id + restored.GAP - 1
        assert int(later.number.rpartition("-")[2]) == int(first.number.rpartition("-")[2]) + restored.GAP + 1
        assert receive(tx) > mail + restored.GAP - 1
        assert questions.by_number(tx, DESK, first.number) is not None


def test_an_empty_store_is_made_safe_too(any_store: Store) -> None:
    with any_store.begin() as tx:
        assert restored.make_safe(tx, [DESK], NOW) == restored.Safe(0, None)
        assert open_question(tx).id > restored.GAP


def test_a_letter_in_doubt_is_sent_when_proven_and_kept_back_at_the_end(any_store: Store) -> None:
    with any_store.begin() as tx:
        proven, doubtful, storm = outbox.add(tx, [letter(), letter(), letter(state="held", response="avalanche")])
        restored.make_safe(tx, [DESK], NOW)
        restored.begin(tx, DESK)
        assert [outbox.get(tx, one).state for one in (proven, doubtful, storm)] == ["unsure", "unsure", "held"]  # type: ignore[union-attr]
        seen = {outbox.get(tx, one).message_id for one in (proven, storm)}  # type: ignore[union-attr]
        assert restored.have_left(tx, DESK, seen, NOW) == (1, 1)
        assert restored.have_left(tx, "another", seen, NOW) == (0, 0)
        restored.end(tx, DESK, NOW)
        assert [outbox.get(tx, one).state for one in (proven, doubtful, storm)] == ["sent", "held", "held"]  # type: ignore[union-attr]
        assert outbox.get(tx, proven).sent_at == NOW  # type: ignore[union-attr]
        assert restored.to_compare(tx, DESK) is None
        assert restored.pauses(switches.get_all(tx, DESK))


def test_a_restored_desk_knows_what_it_has_and_what_falls_due(any_store: Store) -> None:
    later = NOW + timedelta(hours=1)
    with any_store.begin() as tx:
        receive(tx, b"an old one", at=NOW - timedelta(days=9))
        receive(tx, b"known")
        restored.make_safe(tx, [DESK], NOW)
        assert raws.is_stored(tx, DESK, hashlib.sha256(b"known").hexdigest())
        assert not raws.is_stored(tx, DESK, hashlib.sha256(b"unknown").hexdigest())
        assert not raws.is_stored(tx, "another", hashlib.sha256(b"known").hexdigest())
        assert raws.hashes_since(tx, DESK, NOW) == [hashlib.sha256(b"known").hexdigest()]
        assert restored.to_compare(tx, DESK) is not None
        assert timers.first_due(tx, [DESK]) is None
        timers.set(tx, DESK, "question:1", "remind", later)
        timers.set(tx, "another", "question:2", "remind", NOW)
        assert timers.first_due(tx, [DESK]) == later


def test_lines_of_forgotten_digests_are_passed_over(any_store: Store) -> None:
    with any_store.begin() as tx:
        digests.save_lines(tx, DESK, EXPERT, {"7": "RO-1"}, NOW)
        digests.pass_over_lines(tx, DESK, EXPERT, NOW, NOW)
        known = digests.lines(tx, DESK, EXPERT, NOW)
        assert (known["7"], Numbering(known).of("RO-2")) == ("RO-1", 7 + digests.GAP + 1)
        digests.save_lines(tx, DESK, EXPERT, {"990": "RO-3"}, NOW)
        digests.pass_over_lines(tx, DESK, EXPERT, NOW, NOW)
        assert Numbering(digests.lines(tx, DESK, EXPERT, NOW)).of("RO-4") == digests.GAP + 1
        digests.pass_over_lines(tx, DESK, "new@reseau.example", NOW, NOW)
        assert Numbering(digests.lines(tx, DESK, "new@reseau.example", NOW)).of("RO-5") == digests.GAP + 1
