"""A desk as configured, its promises in working time, and its people."""

from dataclasses import dataclass, field
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Duration:
    """Working time: `days` are opening days of a calendar, `minutes` opening minutes. "3d", "4h", "30m"."""

    days: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours by weekday (0 = Monday): minutes since local midnight, end excluded, sorted, disjoint."""

    week: tuple[tuple[tuple[int, int], ...], ...]


OFFICE_HOURS = Hours(week=(*(((540, 750), (840, 1020)) for _ in range(5)), (), ()))


@dataclass(frozen=True, slots=True)
class Sla:
    """The desk's promised delays, as working time of its calendar."""

    answer: Duration = Duration(days=3)
    offer: Duration = Duration(days=1)
    remind: tuple[Duration, ...] = (Duration(minutes=240),)
    warn_buyer: Duration = Duration(minutes=240)
    wait_buyer: Duration = Duration(days=5)  # details asked, no reply: the buyer is reminded once
    close_when_silent: Duration = Duration(days=10)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the outgoing gate and the intake allow. Counts are per sliding hour unless the name says otherwise."""

    letters_per_address: int = 20
    letters_per_question: int = 40
    letters_per_desk: int = 500
    received_per_address: int = 20
    max_message_mb: int = 25
    attachments_mb: int = 15  # of one relayed answer


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who runs the desk; `name` may be ""."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """One guichet as configured; a value passed down, never global.

    `secrets`: the first signs, all verify (key rotation). `domain` of letters is that of `address`.
    """

    name: str
    prefix: str
    title: str
    address: str
    secrets: tuple[bytes, ...]
    languages: tuple[str, ...] = ("fr",)
    timezone: str = "Europe/Paris"
    zone: str = "FR"
    hours: Hours = OFFICE_HOURS
    letters_wait: bool = False  # offers and notices wait for their reader's hours; set when `hours` is written
    sla: Sla = field(default_factory=Sla)
    digest_at: time = time(8, 0)
    coordinators: tuple[Coordinator, ...] = ()
    limits: Limits = field(default_factory=Limits)
    authserv_id: str = ""
    self_copy: bool = False
    plus_addresses: bool = True  # "guichet+suite@" arrives at "guichet@"; without, the token stands in the subject
    phone: str = ""
    privacy_url: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Absence:
    """An expert's absence: local dates, both included; `until` None = no end known yet."""

    first: date
    until: date | None
    source: str = "mail"  # mail | vacation reply | calendar | coordinator | command line


@dataclass(frozen=True, slots=True)
class Expert:
    """A volunteer. Empty `topics` or `territory` means any. Ceilings of 0 mean none may be offered."""

    email: str
    name: str = ""
    topics: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()  # département codes
    ceiling_open: int = 2
    ceiling_month: int = 4
    exclusions: tuple[str, ...] = ()  # addresses or domains of buyers (déports)
    timezone: str = ""  # "" = the desk's
    zone: str = ""
    hours: Hours | None = None
    weekly_list: bool = False  # one list a week instead of single reminders
    absences: tuple[Absence, ...] = ()
    backup: str = ""  # e-mail of the substitute


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert with the load that the ladder weighs."""

    expert: Expert
    open: int = 0
    month: int = 0
    last_offered_at: datetime | None = None
