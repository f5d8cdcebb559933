"""What pydantic found wrong, said in French to the person who edits config.toml."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from guichet_bot.config import form as forms


def sentence(error: Any) -> str:
    """One pydantic error as a French sentence that names the place."""
    path = place(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"{path} : clé inconnue{meant(error['loc'])}."
    if kind == "missing":
        return f"{path} : cette clé manque."
    if kind == "value_error":
        return f"{path} : {context.get('error', error['msg'])}."
    if kind == "too_short":
        return f"{path} : il en faut au moins {context.get('min_length', 1)}."
    expected = context.get("expected") or context.get("pattern") or ", ".join(f"{k} {v}" for k, v in context.items())
    wanted = f" ; attendu : {expected}" if expected else f" ; {TYPES.get(kind, error['msg'])}"
    return f"{path} = {error['input']!r} : valeur refusée{wanted}."


TYPES = {
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "float_type": "un nombre est attendu",
    "bool_type": "true ou false est attendu",
    "bool_parsing": "true ou false est attendu",
    "string_type": "un texte entre guillemets est attendu",
    "tuple_type": "une liste entre crochets est attendue",
    "dict_type": "une table est attendue",
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


def meant(loc: tuple[Any, ...]) -> str:
    """A suggestion for an unknown key, from the keys of the table it stands in."""
    table: Any = forms.ConfigForm
    for step in loc[:-1]:
        if isinstance(step, str) and isinstance(table, type) and issubclass(table, BaseModel):
            table = table_of(table.model_fields[step].annotation)
    known = list(getattr(table, "model_fields", {}))
    close = get_close_matches(str(loc[-1]), known, 1)
    return f" ; vouliez-vous dire « {close[0]} » ?" if close else f" ; clés possibles : {', '.join(known)}"


def table_of(annotation: Any) -> Any:
    """The form class inside `X`, `X | None` or `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = table_of(inner)
        if found is not None:
            return found
    return None
