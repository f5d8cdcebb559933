"""What every use case needs, built once by `service`: the store, the desks with their rules, the templates."""

from collections.abc import Mapping
from dataclasses import dataclass

from guichet_bot.adapters.templates import Templates
from guichet_bot.config.settings import DeskSettings, Retention, Service
from guichet_bot.core.triage.rules import Rules
from guichet_bot.store.engine import Store


@dataclass(frozen=True, slots=True)
class DeskSetup:
    """A desk of the configuration with its compiled rules."""

    settings: DeskSettings
    rules: Rules


@dataclass(slots=True)
class Setup:
    """`worker` names this process in claims. `desks` is by name; a worker touches the rows of these desks only.

    `desks` and `templates` are replaced whole when their files are read again (`reread`), nothing else ever changes.

    `reliving`: the pause of a restored desk does not count, for its lost days are lived again (`relive`).
    """

    store: Store
    desks: Mapping[str, DeskSetup]
    templates: Templates
    worker: str
    service: Service
    retention: Retention
    reliving: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.desks)
