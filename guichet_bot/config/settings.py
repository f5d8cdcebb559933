"""What the configuration file says, as frozen values with every default filled in."""

from dataclasses import dataclass, field
from pathlib import Path

from guichet_bot.core.model import Desk, Expert


class ConfigMistake(Exception):
    """The configuration cannot be used; `problems` are French sentences, all that were found."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

    def __str__(self) -> str:
        count = len(self.problems)
        return "\n  - ".join(
            ["1 erreur à corriger :" if count == 1 else f"{count} erreurs à corriger :", *self.problems]
        )


@dataclass(frozen=True, slots=True)
class Imap:
    """A mailbox on a server: where it is, how to log in, what to read and where to file it."""

    host: str
    user: str
    password: str = field(repr=False)
    port: int = 993
    tls: str = "implicit"  # implicit | starttls | none
    folder: str = "INBOX"
    file_into: str = "Guichet/Traité"  # "" = leave the mails where they are
    idle: bool = True
    poll_seconds: float = 60
    start_from: str = "now"  # now | all


@dataclass(frozen=True, slots=True)
class Maildir:
    """A mailbox on this machine, whose mail was delivered for the desk alone."""

    path: Path
    poll_seconds: float = 60
    start_from: str = "all"


@dataclass(frozen=True, slots=True)
class Smtp:
    """The relay. `per_minute` bounds what one process sends over all its `connections`."""

    host: str
    port: int = 465
    tls: str = "implicit"
    user: str = ""  # "" = no login
    password: str = field(default="", repr=False)
    per_minute: int = 30  # 0 = no limit
    connections: int = 1


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """One `[[desk]]` block: the desk itself, whom the file names, and where its mail comes and goes."""

    desk: Desk
    experts: tuple[Expert, ...] = ()
    mailbox: Imap | Maildir | None = None  # None: fed by `receive` only
    smtp: Smtp | None = None  # None: letters wait


@dataclass(frozen=True, slots=True)
class Service:
    """How the process works. A letter's lease outlasts the longest that a relay may think about it."""

    operator: str = ""  # who gets the alarms; "" = the coordinators
    grace_seconds: float = 20
    tick_seconds: float = 20
    lease_seconds: int = 900
    max_attempts: int = 3  # of handling a received mail, before it is parked


@dataclass(frozen=True, slots=True)
class Retention:
    """In days; 0 = for ever."""

    raw_messages: int = 90  # since a mail came (while its question is open it stays), or a letter was written
    identified_questions: int = 730  # since the question was closed


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration. `folder` is where the file lies: relative paths start there."""

    folder: Path
    store_url: str
    service: Service
    retention: Retention
    desks: tuple[DeskSettings, ...]
    rules: Path | None = None  # None: the defaults that travel with the package
    templates: Path | None = None

    def desk(self, name: str) -> DeskSettings:
        """The desk of that name.

        Raises:
            ConfigMistake: there is no such desk; the sentence names those there are.
        """
        for one in self.desks:
            if one.desk.name == name:
                return one
        names = ", ".join(one.desk.name for one in self.desks)
        raise ConfigMistake((f"Aucun guichet ne s'appelle « {name} ». Guichets configurés : {names}.",))
