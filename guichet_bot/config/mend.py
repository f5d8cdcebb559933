"""A configuration with mistakes, mended just so far that the rest of it can be checked too."""

from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from guichet_bot.config.form import ConfigForm
from guichet_bot.config.mistakes import sentence

ROUNDS = 8  # checks over several keys only run once each key is right by itself
Table = dict[str, Any]


def read_form(data: Table) -> tuple[ConfigForm | None, set[str]]:
    """The form of a parsed config.toml and every mistake in it.

    What is wrong is left out or replaced by something harmless, so that the form shows what else is wrong. None when
    even that is impossible.
    """
    problems: set[str] = set()
    mended = deepcopy(data)
    for _ in range(ROUNDS):
        try:
            return ConfigForm.model_validate(mended), problems
        except ValidationError as error:
            errors = error.errors()
        problems |= {sentence(one) for one in errors}
        if not mended.get("desk") or not isinstance(mended["desk"], list):
            return None, problems
        # From the last element of a list to the first, so that taking one out leaves the places of the others.
        for one in sorted(errors, key=lambda one: str(one["loc"]), reverse=True):
            mend(mended, one)
    return None, problems


def mend(data: Table, error: Any) -> None:
    """Make one mistake disappear."""
    *way, last = error["loc"] or ("",)
    holder = follow(data, way)
    whole = follow(data, error["loc"])
    if error["type"] == "value_error" and isinstance(whole, dict):
        mend_table(whole)
    elif isinstance(holder, dict) and error["type"] != "extra_forbidden" and last in needed(way):
        holder[last] = placeholder(way, last)
    elif isinstance(holder, dict):
        holder.pop(last, None)
    elif isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        del holder[last]


def mend_table(table: Table) -> None:
    """A table whose keys do not go together: the passwords written in it, the clear connection, the second mailbox."""
    if "password" in table:
        table.pop("password")
    elif table.get("tls") == "none":
        table.pop("tls")
    elif "imap" in table:
        table.pop("maildir", None)


def follow(data: Any, way: Any) -> Any:
    """What stands at the end of this way, None when it is not there."""
    for step in way:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


NEEDED = {
    "desk": ("name", "prefix", "title", "address", "coordinator"),
    "imap": ("host",),
    "smtp": ("host",),
    "maildir": ("path",),
    "coordinator": ("email",),
    "expert": ("email",),
}


def needed(way: list[Any]) -> tuple[str, ...]:
    """The keys that a table must have."""
    table = next((step for step in reversed(way) if isinstance(step, str)), "")
    return NEEDED.get(table, ())


def placeholder(way: list[Any], key: str) -> Any:
    """Something harmless for a key that must be there; names differ from desk to desk, addresses everywhere."""
    number = next((step for step in way if isinstance(step, int)), 0) + 1
    return {
        "coordinator": [{"email": "coordination@guichet.invalid"}],
        "email": f"{'-'.join(str(step) for step in way)}@guichet.invalid",
        "address": f"guichet{number}@guichet.invalid",
        "name": str(number),
        "prefix": f"X{number}",
        "host": "localhost",
    }.get(key, "?")
