"""The story of the demo as values: who begins something, and what each letter makes its reader write."""

import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from guichet_bot.demo import cast
from guichet_bot.demo.cast import Person


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail to the desk's plain address. `at` is local: "06 08:47" is the sixth of the month."""

    at: str
    who: Person
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reaction:
    """`who` answers a letter of this kind whose subject or text holds `about`; story.toml explains the fields."""

    who: Person
    kind: str
    text: str = ""
    at: str = ""
    days: int = 0
    minutes: int = 1
    about: str = ""
    how: str = "reply"  # reply | vacation | bounce
    sender: Person | None = None
    attach: str = ""


def read_story() -> tuple[tuple[Arrival, ...], tuple[Reaction, ...]]:
    """The mails that begin something, and the reactions in the order in which they are tried."""
    document = tomllib.loads(resources.files("guichet_bot.demo").joinpath("story.toml").read_text(encoding="utf-8"))
    arrivals = tuple(Arrival(**_peopled(one)) for one in document["arrival"])
    return arrivals, tuple(Reaction(**_peopled(one)) for one in document["reaction"])


def _peopled(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with persons in place of their keys, and texts without the line end that closes them."""
    people = {key: getattr(cast, entry[key].upper()) for key in ("who", "sender") if key in entry}
    texts = {key: value.strip() for key, value in entry.items() if key == "text"}
    return {**entry, **texts, **people}
