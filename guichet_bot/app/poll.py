"""One mailbox: look, store, file away, wait; again and again, whatever the server does."""

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

import structlog

from guichet_bot.adapters.mailbox import Mailbox, MailboxTrouble
from guichet_bot.app import alarm, receive
from guichet_bot.app.setup import Setup
from guichet_bot.store import heartbeats, leases, mailboxes

log = structlog.get_logger()
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0  # seconds before a mailbox that cannot be read is tried again
LEASE_SECONDS = 120
TOLD_AFTER = timedelta(hours=3)  # trouble that time was to mend and did not


class Poller:
    """Reads one desk's mailbox in the thread that calls `run` or `look`.

    `arrived` is called after each batch that brought mail; `now` gives the instant (aware, UTC).
    """

    def __init__(
        self,
        setup: Setup,
        desk: str,
        make: Callable[[], Mailbox],
        now: Callable[[], datetime],
        arrived: Callable[[], None],
    ) -> None:
        self.setup, self.desk, self.now, self.arrived = setup, desk, now, arrived
        self.stopping = threading.Event()
        self.pause = FIRST_PAUSE
        self.mailbox = make()  # one for good: it remembers what its server failed at
        self.began = now()

    def look(self, mailbox: Mailbox) -> int:
        """Store everything new in an open mailbox; gives how many mails that were."""
        stored = 0
        for new in receive.look(self.setup, self.desk, mailbox, self.now()):
            stored += new
            if new:
                self.arrived()
        if mailbox.refused:
            alarm.unreadable(self.setup, self.desk, mailbox.folder, mailbox.refused, self.now())
        return stored

    def open(self, mailbox: Mailbox) -> None:
        with self.setup.store.read() as tx:
            known = mailboxes.lives(tx, self.desk, mailbox.folder)
        mailbox.open()
        receive.set_back(self.setup, self.desk, mailbox, known, self.now())

    def once(self) -> int:
        """One visit. Raises `MailboxTrouble`."""
        try:
            with closing(self.mailbox) as mailbox:
                self.open(mailbox)
                stored = self.look(mailbox)
                self.beat()
                return stored
        except MailboxTrouble as trouble:
            self.told(trouble)
            raise

    def run(self) -> None:
        """Visit and wait until `stop`; trouble is logged, and the next attempt waits longer each time."""
        while not self.stopping.is_set():
            try:
                if self.lease():
                    self.stay()
                else:
                    self.stopping.wait(LEASE_SECONDS / 4)
                    continue
            except MailboxTrouble as trouble:
                log.warning("mailbox out of reach", desk=self.desk, why=str(trouble), seconds=self.pause)
                self.told(trouble)
            except Exception:
                log.exception("polling failed", desk=self.desk)
                self.told(MailboxTrouble("Une erreur du programme empêche de la lire : voyez le journal du service."))
            if not self.stopping.wait(self.pause):
                self.pause = min(2 * self.pause, LONGEST_PAUSE)
        with self.setup.store.begin() as tx:
            leases.release(tx, self.name, self.setup.worker)

    def stay(self) -> None:
        """Keep one connection for as long as it lasts."""
        settings = self.setup.desks[self.desk].settings.mailbox
        seconds = settings.poll_seconds if settings else 60.0
        with closing(self.mailbox) as mailbox:
            self.open(mailbox)
            while not self.stopping.is_set() and self.lease():
                self.look(mailbox)
                self.beat()
                self.pause = FIRST_PAUSE  # it worked: what comes next is new trouble
                mailbox.wait(min(seconds, LEASE_SECONDS / 2))

    def told(self, trouble: MailboxTrouble) -> None:
        """Trouble that only a person can mend is said to one, and any that lasts. Nor may that end the polling."""
        try:
            if trouble.permanent or self.now() - self.last_looked() > TOLD_AFTER:
                alarm.mailbox_trouble(self.setup, self.desk, trouble, self.now())
        except Exception:
            log.exception("the alarm could not be written", desk=self.desk)

    def last_looked(self) -> datetime:
        """When the mailbox was last read, by any process; since this one began when nobody ever did."""
        with self.setup.store.read() as tx:
            return heartbeats.all(tx).get(self.name, self.began)

    @property
    def name(self) -> str:
        return f"mailbox:{self.desk}"

    def lease(self) -> bool:
        """Whether this process may read the mailbox; politeness only, the UNIQUE constraints keep order."""
        with self.setup.store.begin() as tx:
            return leases.take(tx, self.name, self.setup.worker, self.now(), LEASE_SECONDS)

    def beat(self) -> None:
        with self.setup.store.begin() as tx:
            heartbeats.beat(tx, self.name, self.now())

    def stop(self) -> None:
        """May be called from any thread; `run` returns within about a second."""
        self.stopping.set()
        self.mailbox.stop()
