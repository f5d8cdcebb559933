"""Read a table of a rules file so that every mistake is reported at once, in French, with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reader:
    """One table of a rules file. `place` opens every sentence of `problems`, the list that all readers share.

    Each method returns a harmless value when it reports, so that reading goes on to the next mistake.
    """

    table: Mapping[str, Any]
    place: str
    problems: list[str]

    def report(self, what: str) -> None:
        self.problems.append(f"{self.place} : {what}")

    def only(self, *allowed: str) -> None:
        """Report keys that mean nothing here, which are mostly misspelt ones."""
        for key in sorted(set(self.table) - set(allowed)):
            self.report(f"clé inconnue « {key} » (clés possibles : {', '.join(allowed)}).")

    def text(self, key: str, default: str | None = None) -> str:
        """A string; required and not empty unless there is a default."""
        value = self.table.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.report(f"« {key} » doit être un texte non vide." if default is None else f"« {key} » : texte attendu.")
            return default or ""
        return value.strip()

    def one_of(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.table.get(key, default)
        if value not in allowed:
            self.report(f"« {key} » doit être l’une de ces valeurs : {', '.join(allowed)}.")
            return default
        return str(value)

    def number(self, key: str, default: float) -> float:
        value = self.table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            self.report(f"« {key} » doit être un nombre positif.")
            return default
        return float(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self.table.get(key, default)
        if not isinstance(value, bool):
            self.report(f"« {key} » doit valoir true ou false.")
            return default
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.report(f"« {key} » doit être une liste de textes non vides.")
            return ()
        return tuple(value)

    def weights(self, key: str) -> dict[str, float]:
        """Expressions with their weight, as in `fr = { "cantine" = 3 }`."""
        value = self.table.get(key, {})
        if not isinstance(value, Mapping):
            self.report(f"« {key} » doit être une table d’expressions et de poids.")
            return {}
        good: dict[str, float] = {}
        for phrase, weight in value.items():
            if isinstance(weight, bool) or not isinstance(weight, int | float) or weight <= 0:
                self.report(f"le poids de « {phrase} » doit être un nombre supérieur à 0.")
            else:
                good[phrase] = float(weight)
        return good

    def patterns(self, key: str) -> re.Pattern[str] | None:
        """A list of regular expressions as one, each starting at a word; None when there is none."""
        good = []
        for written in self.strings(key):
            try:
                re.compile(written)
            except re.error as error:
                self.report(f"l’expression régulière « {written} » est incorrecte ({error}).")
            else:
                good.append(f"(?:{written})")
        return re.compile(rf"\b(?:{'|'.join(good)})") if good else None

    def tables(self, key: str, called: str) -> Iterator["Reader"]:
        """Readers of an array of tables, placed by their `name` or `id`, else by their rank."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.report(f"« {key} » doit être écrit [[{key}]].")
            return
        for rank, item in enumerate(value, start=1):
            name = item.get("name") or item.get("id") or f"n° {rank}"
            yield Reader(item, f"{self.place}, {called} « {name} »", self.problems)
