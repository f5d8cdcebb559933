"""What an operator does after a storm: all that was kept back leaves, or none of it, with one command."""

from datetime import datetime

from guichet_bot.store import outbox, pausing
from tests.fixtures.office import Office, office

__all__ = ["office"]


def after_a_storm(office: Office) -> list[int]:
    """Letters are kept back by the gate, one more by a pause; the ids of the former."""
    config = office.config.read_text(encoding="utf-8")
    limits = "[desk.limits]\nletters_per_desk = 1\n[[desk.coordinator]]"
    office.config.write_text(config.replace("[[desk.coordinator]]", limits, 1), encoding="utf-8")
    for name in ("albi", "castres"):
        office.receives(**{"from": f"agent@mairie-{name}.example", "message_id": f"<q@mairie-{name}.example>"})
    office.run("once")
    held = [one["id"] for one in office.told("outbox", "list", "--state", "held")]
    with office.store().begin() as tx:
        outbox.set_state(tx, held[0], "held", response=pausing.WHY)
    return sorted(held[1:])


def test_what_a_storm_kept_back_leaves_at_one_word(office: Office) -> None:
    ids = after_a_storm(office)
    before = due(office, ids)
    told = office.does("outbox", "retry", "--held")
    assert [f"Courrier {one} à" in told for one in ids] == [True] * len(ids)
    states = {one["id"]: one["state"] for one in office.told("outbox", "list")}
    assert {states[one] for one in ids} == {"queued"}
    assert list(states.values()).count("held") == 1, "the pause ends by an order of its own"
    assert due(office, ids) == before, "each at its own hour: whoever is asked late has all his time"


def test_what_a_storm_kept_back_is_dropped_at_one_word(office: Office) -> None:
    ids = after_a_storm(office)
    office.does("outbox", "cancel", "--held")
    states = {one["id"]: one["state"] for one in office.told("outbox", "list")}
    assert {states[one] for one in ids} == {"cancelled"}
    assert "Aucun courrier" in office.does("outbox", "cancel", "--held")


def test_no_letter_named_is_wrong_usage(office: Office) -> None:
    assert office.run("outbox", "retry").exit_code == 2


def due(office: Office, ids: list[int]) -> list[datetime]:
    with office.store().read() as tx:
        return [row.next_at for one in ids if (row := outbox.get(tx, one))]
