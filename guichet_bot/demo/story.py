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
    document = tomllib.loads(_read())
    arrivals = tuple(Arrival(**_peopled(one)) for one in document["arrival"])
    return arrivals, tuple(Reaction(**_peopled(one)) for one in document["reaction"])


def _peopled(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with persons in place of their keys, and texts without the line end that closes them."""
    found = {key: value for key, value in entry.items() if key != "shows"}
    for key in {"who", "sender"} & entry.keys():
        found[key] = getattr(cast, entry[key].upper())
    if "text" in entry:
        found["text"] = entry["text"].strip()
    return found


def _read() -> str:
    return resources.files("guichet_bot.demo").joinpath("story.toml").read_text(encoding="utf-8")


def lessons() -> dict[str, str]:
    """What each question shows, in a sentence for the page; by its subject."""
    document = tomllib.loads(_read())
    return {one["subject"]: one["shows"] for one in document["arrival"] if "shows" in one}
