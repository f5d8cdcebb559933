"""A mailbox that cannot be read: the people of the desk hear of it, for until then nobody is reminded or replaced."""

import shutil

import pytest

from guichet_bot import service
from guichet_bot.adapters.mailbox import MailboxTrouble
from tests.fixtures.world import ANNE, BUYER, CANTINE, OPERATOR, Sent, World


class Away:
    """A mailbox whose server is out of reach; the host mends it, or a person must."""

    folder, uidvalidity, uidnext = "INBOX", 1, 1

    def __init__(self, permanent: bool) -> None:
        self.permanent = permanent

    def open(self) -> None:
        raise MailboxTrouble("Le serveur IMAP ne répond plus.", permanent=self.permanent)

    def close(self) -> None: ...


def away(world: World, *, permanent: bool) -> None:
    world.doors = service.Doors(mailbox=lambda _: Away(permanent))  # type: ignore[arg-type,return-value]


def alarms(letters: list[Sent]) -> list[Sent]:
    return [letter for letter in letters if letter.to == OPERATOR]


def test_a_mailbox_out_of_reach_for_hours_is_told_once_a_day_until_it_is_back(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    away(world, permanent=False)
    assert alarms(world.lets_pass(30, hours=3)) == [], "most trouble of an evening mends itself"
    told = world.lets_pass(30, hours=48)
    assert len(alarms(told)) == 3, "one for each of the dates that it touches"
    assert "aucun expert n’est relancé" in alarms(told)[0].text.replace("\n", " ")
    assert not {"reminder", "passed_on"} & {letter.kind for letter in told if letter.to == ANNE}
    world.doors = service.Doors()
    back = world.lets_pass(30, hours=6)
    assert alarms(back) == []


@pytest.mark.parametrize("permanent", [True, False])
def test_what_only_a_person_can_mend_is_told_at_once_by_once_too(world: World, permanent: bool) -> None:
    world.run()
    away(world, permanent=permanent)
    assert len(alarms(world.run() + world.lets_pass(30, hours=2))) == int(permanent)


def test_a_maildir_that_has_gone_is_told_too(world: World) -> None:
    world.writes(BUYER, "Cantine en régie", CANTINE)
    world.run()
    shutil.rmtree(world.folder / "mail")
    (world.folder / "mail").write_text("not a folder any more")
    assert len(alarms(world.lets_pass(60, hours=6))) == 1
