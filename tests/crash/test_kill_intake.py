"""Death while mail is taken from a real Dovecot, which knows everything or next to nothing: nothing is lost, nothing
is taken twice, and the worst that is left behind is one more copy in the folder of filed mail."""

import itertools
from collections import Counter
from collections.abc import Callable

import pytest

from tests.crash.cases import Case, Outcome, kind, through
from tests.fixtures.dovecot import POOR, Dovecot

pytestmark = pytest.mark.dovecot
# MOVE is taken away, UIDPLUS stays: copy, flag, and expunge of just these.
NO_MOVE = "imap_capability = IMAP4rev1 LITERAL+ UIDPLUS"
PROFILES = {
    "full": ("", ("contact", "T1", "fetch", "file_away", "imap.select_folder", "imap.create_folder", "imap.move")),
    "no move": (NO_MOVE, ("imap.copy", "imap.add_flags", "imap.uid_expunge")),
    "poor": (POOR, ("T1", "fetch", "imap.copy", "imap.add_flags")),
}
STEPS = [
    (profile, step, when) for profile, (_, steps) in PROFILES.items() for step in steps for when in ("before", "after")
]
users = itertools.count()


def deleted(server: Dovecot, user: str) -> int:
    """Mails in the inbox that carry the flag of the deleted."""
    return sum("T" in path.name.partition(":2,")[2] for path in (server.maildir(user) / "cur").iterdir())


@pytest.mark.parametrize(("profile", "step", "when"), STEPS, ids=str)
def test_death_between_fetch_and_filing_loses_and_doubles_nothing(
    dovecot: Callable[..., Dovecot], case: Case, usual: Outcome, profile: str, step: str, when: str
) -> None:
    server = dovecot("full", PROFILES[profile][0])
    user = ""

    def fill() -> None:
        nonlocal user
        user = f"killed{next(users)}"
        case_here.settings = through(case, server.settings(user, start_from="all"), fill).settings
        for raw in case.waiting:
            server.deliver(user, raw)

    case_here = through(case, server.settings("nobody"), fill)
    kinds = sorted(map(kind, usual.letters))  # Dovecot gives other line ends, and with them other Message-IDs
    killed = case_here.kills(step, when)
    assert killed, "the step was never reached"
    for n, found in killed:
        where = f"{profile}: {when} {step} number {n}"
        assert found.causes == usual.causes, where
        assert found.questions == usual.questions, where
        assert sorted(map(kind, found.settled.elements())) == kinds, where
        assert found.by_policy(), where
    folders = Counter(server.folders(user))
    mails = len(case.waiting)
    assert folders["INBOX"] - deleted(server, user) == 0
    assert mails <= folders["Guichet.Traité"] <= 2 * mails
