"""A person is erased: what they hold goes on to somebody else, what they asked is closed, then nothing names them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from guichet_bot.app.applying import Applying
from guichet_bot.app.office import Offices
from guichet_bot.app.setup import Setup
from guichet_bot.core.decide.closing import close
from guichet_bot.core.decide.hand import caused
from guichet_bot.core.decide.offering import HOLDER_TIMERS, offer_next
from guichet_bot.core.effects import ClearTimers, Effect, EndOffer, MakeOffer
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import OfferState
from guichet_bot.store import events, history, mentioned, people, privacy, questions
from guichet_bot.store.engine import Tx

WHY = "données de l'acheteur effacées"


@dataclass(frozen=True, slots=True)
class Erased:
    """What went. `passed_on`: question number -> who has it now ("" = the coordinators); `closed`: numbers of the
    person's questions that were open. `mails` and `letters` of others were freed of the person; those in `waiting`
    (letters, then received mails, by number) still hold them."""

    found: privacy.Found
    passed_on: dict[str, str]
    closed: tuple[str, ...]
    letters: int
    mails: int
    waiting: tuple[tuple[int, ...], tuple[int, ...]]


def erase(setup: Setup, address: str, now: datetime) -> Erased:
    """Erase this address (lower case) over all desks, in one transaction; who needs to know is written to."""
    with setup.store.read() as tx:
        seen = mentioned.look(tx, address, privacy.find(tx, address).signs)
    with setup.store.begin() as tx:
        _lock(tx, setup, address)
        offices = Offices(tx, setup, now)
        passed_on: dict[str, str] = {}
        closing: list[Applying] = []
        closed: list[str] = []
        for desk in setup.names:
            passed_on |= _pass_on(Applying(tx, setup, offices, desk, now, ""), address)
            one = Applying(tx, setup, offices, desk, now, "")
            closed += _close(one, address)
            closing.append(one)
        found = privacy.erase(tx, address, now, seen)
        for one in closing:  # the letters are written from what is left, for they outlive what was erased
            one.cases.clear()
            one.flush()
        _note(tx, setup, found, now)
        waiting = mentioned.left(tx, seen)
    return Erased(found, passed_on, tuple(closed), len(seen.letters), len(seen.mails), waiting)


def _lock(tx: Tx, setup: Setup, address: str) -> None:
    """All questions before the first letter, as whoever handles a mail does: nobody then waits for somebody who waits
    for him."""
    concerned = {one.id for one in privacy.find(tx, address).open_questions}
    concerned.update(number for desk in setup.names for number in history.held_by(tx, desk, address))
    for number in sorted(concerned):
        tx.lock(f"question:{number}")


def _pass_on(applying: Applying, address: str) -> dict[str, str]:
    """Each question that this expert holds goes to the next one, as if he were away for good."""
    people.remove(applying.tx, applying.desk, address)
    applying.offices.forget(applying.desk)
    went: dict[str, str] = {}
    for case in _cases(applying, history.held_by(applying.tx, applying.desk, address)):
        effects = caused(_to_next(case, address, applying.office, applying.now), _cause(case, applying.now))
        applying.carry_out(effects)
        went[case.question.number] = next((one.expert for one in effects if isinstance(one, MakeOffer)), "")
    applying.flush()
    return went


def _cause(case: Case, now: datetime) -> str:
    """Each question's letters have a cause of their own: one expert may get several."""
    return hashlib.sha256(f"erase:{case.question.id}:{now.isoformat()}".encode()).hexdigest()


def _to_next(case: Case, address: str, office: Office, now: datetime) -> tuple[Effect, ...]:
    end = EndOffer(case.question.id, address, OfferState.WITHDRAWN)
    following, _ = offer_next(case, office, now, (address,))
    return (end, ClearTimers(case.question.id, HOLDER_TIMERS), *following)


def _close(applying: Applying, address: str) -> list[str]:
    """This buyer's open questions end; the experts who held them hear that it is over."""
    found = [one for one in privacy.find(applying.tx, address).open_questions if one.desk == applying.desk]
    cases = _cases(applying, [one.id for one in found])
    for case in cases:
        applying.carry_out(caused(close(case, WHY, applying.office, applying.now), _cause(case, applying.now)))
    return [case.question.number for case in cases]


def _cases(applying: Applying, ids: list[int]) -> list[Case]:
    for number in sorted(ids):
        applying.tx.lock(f"question:{number}")
    cases = questions.cases(applying.tx, applying.desk, ids)
    applying.cases |= cases
    return list(cases.values())


def _note(tx: Tx, setup: Setup, found: privacy.Found, now: datetime) -> None:
    """That somebody was erased, and how much; not who."""
    data = {"questions": len(found.questions), "received": len(found.received), "letters": len(found.letters)}
    events.add_many(tx, [events.NewEvent(desk, now, "erased", data=data) for desk in setup.names])
