"""What is not for the desk: canvassing, job seekers, consumers... and the polite redirection that answers each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guichet_bot.core.triage.reading import Reader
from guichet_bot.core.triage.text import ARTICLES, Index, Segment


@dataclass(frozen=True, slots=True)
class Redirect:
    """`say`: the French text of the redirection; `where` names whom to ask, `url` is their address ("" = none).

    `despite_buyer`: it holds for buyers too, whose signs then do not speak against it (legal advice).
    """

    name: str
    label: str
    say: str
    where: str = ""
    url: str = ""
    enough: float = 5.0
    despite_buyer: bool = False


@dataclass(frozen=True, slots=True)
class Redirects:
    """All redirections; `index` maps an expression to what it adds to each of them. "" collects the signs of a buyer,
    which speak against every redirection."""

    by_name: Mapping[str, Redirect]
    index: Index[Mapping[str, float]]


def compile_redirects(reader: Reader) -> Redirects:
    """The `[[redirect]]` tables and the `[buyer]` signs of a parsed `routing.toml`."""
    by_name: dict[str, Redirect] = {}
    phrases: dict[str, dict[str, float]] = {}
    for table in reader.tables("redirect", "redirection"):
        table.only("name", "label", "say", "where", "url", "enough", "despite_buyer", "fr")
        redirect = Redirect(
            name=table.text("name"),
            label=table.text("label"),
            say=table.text("say"),
            where=table.text("where", ""),
            url=table.text("url", ""),
            enough=table.number("enough", 5),
            despite_buyer=table.flag("despite_buyer", False),
        )
        by_name[redirect.name] = redirect
        for phrase, weight in table.weights("fr").items():
            phrases.setdefault(phrase, {})[redirect.name] = weight
    signs = reader.table.get("buyer", {})
    buyer = Reader(signs if isinstance(signs, Mapping) else {}, f"{reader.place}, [buyer]", reader.problems)
    buyer.only("fr")
    for phrase, weight in buyer.weights("fr").items():
        phrases.setdefault(phrase, {})[""] = weight
    return Redirects(by_name, Index.of(phrases, {}, ARTICLES))


def out_of_scope(redirects: Redirects, mail: Sequence[Segment]) -> tuple[str, tuple[str, ...]]:
    """The redirection that a mail calls for, "" when it is for the desk, and why (French)."""
    found: dict[str, Mapping[str, float]] = {}
    for segment in mail:
        found.update(redirects.index.find(segment.text))
    totals: dict[str, float] = {}
    for weights in found.values():
        for name, weight in weights.items():
            totals[name] = totals.get(name, 0.0) + weight
    against = totals.pop("", 0.0)
    for name in sorted(totals, key=lambda name: (-totals[name], name)):
        redirect = redirects.by_name[name]
        if totals[name] - (0 if redirect.despite_buyer else against) >= redirect.enough:
            words = ", ".join(f"« {written} »" for written, weights in found.items() if name in weights)
            return name, (f"hors périmètre ({redirect.label}) : {words}",)
    return "", ()
