"""A store that was put back, on both databases: what was to leave stays, and no number is given twice."""

from guichet_bot.store import Store, digests, outbox, questions, restored, switches
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
        assert digests.lines(tx, DESK, EXPERT, NOW) == {}
        later = open_question(tx)
        assert later.id > first.id + restored.GAP - 1
        assert int(later.number.rpartition("-")[2]) == int(first.number.rpartition("-")[2]) + restored.GAP + 1
        assert receive(tx) > mail + restored.GAP - 1
        assert questions.by_number(tx, DESK, first.number) is not None


def test_an_empty_store_is_made_safe_too(any_store: Store) -> None:
    with any_store.begin() as tx:
        assert restored.make_safe(tx, [DESK], NOW) == restored.Safe(0, None)
        assert open_question(tx).id > restored.GAP
