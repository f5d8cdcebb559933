"""What pydantic found wrong, said in French to the person who edits config.toml."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from guichet_bot.config import form as forms
from guichet_bot.config import patterns


def sentence(error: Any) -> str:
    """One pydantic error as a French sentence that names the place and what to write there."""
    path = place(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"{path} : clé inconnue{meant(error['loc'])}"
    if kind == "missing":
        return f"{path} : cette clé manque."
    if kind == "value_error":
        return f"{path} : {context.get('error', error['msg'])}."
    if kind == "too_short":
        return f"{path} : il en faut au moins {context.get('min_length', 1)}."
    if kind == "string_too_short":
        return f"{path} : un texte est attendu, celui-ci est vide."
    if kind == "tuple_type" and isinstance(error["input"], dict):
        return f"{path} : écrivez ce bloc avec deux crochets, [[{'.'.join(map(str, tables(error['loc'])))}]]."
    return f"{path} = {error['input']!r} : valeur refusée ; attendu : {expected(kind, context)}."


def expected(kind: str, context: dict[str, Any]) -> str:
    """What would have been right."""
    if "pattern" in context:
        return PATTERNS.get(str(context["pattern"]), str(context["pattern"]))
    bounds = [f"{words} {context[key]:.12g}" for key, words in BOUNDS.items() if key in context]
    if bounds:
        return "un nombre, " + " et ".join(bounds)
    if "expected" in context:
        return str(context["expected"]).replace(" or ", " ou ")
    return TYPES.get(kind.rpartition("_")[0], "une autre sorte de valeur")


PATTERNS = {
    patterns.EMAIL: "une adresse électronique, comme guichet@exemple.fr",
    forms.NO_EMAIL: "une adresse électronique, comme guichet@exemple.fr, ou rien",
    patterns.TIME: 'une heure, comme "08:00"',
    patterns.NAME: 'un nom court en minuscules et chiffres, comme "resocc"',
    patterns.PREFIX: 'une à huit lettres majuscules ou chiffres, une lettre d\'abord, comme "RO"',
}
BOUNDS = {"ge": "au moins", "gt": "plus de", "le": "au plus", "lt": "moins de"}
TYPES = {
    "int": "un nombre entier",
    "int_from": "un nombre entier",
    "float": "un nombre",
    "bool": "true ou false",
    "string": "un texte entre guillemets",
    "tuple": "une liste entre crochets",
    "dict": "une table",
    "model": "une table",
    "model_attributes": "une table",
}


def place(loc: tuple[Any, ...]) -> str:
    """("desk", 0, "imap", "port") as "desk nº 1, imap, port"."""
    parts: list[str] = []
    for step in loc:
        if isinstance(step, int) and parts:
            parts[-1] += f" nº {step + 1}"
        elif not str(step).startswith(("function-", "constrained-")):
            parts.append(str(step))
    return ", ".join(parts) or "configuration"


def tables(loc: tuple[Any, ...]) -> list[Any]:
    """The names of the tables on the way to a mistake, without the positions in lists."""
    return [step for step in loc if isinstance(step, str)]


def meant(loc: tuple[Any, ...]) -> str:
    """A suggestion for an unknown key, from the keys of the table it stands in."""
    table: Any = forms.ConfigForm
    for step in loc[:-1]:
        if isinstance(step, str) and isinstance(table, type) and issubclass(table, BaseModel):
            table = table_of(table.model_fields[step].annotation)
    known = list(getattr(table, "model_fields", {}))
    close = get_close_matches(str(loc[-1]), known, 1)
    return f" ; vouliez-vous dire « {close[0]} » ?" if close else f" ; clés possibles : {', '.join(known)}."


def table_of(annotation: Any) -> Any:
    """The form class inside `X`, `X | None` or `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = table_of(inner)
        if found is not None:
            return found
    return None
