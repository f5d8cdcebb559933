"""The rules of a desk as one compiled value, from the parsed files of `rules/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guichet_bot.core.mail import automatic
from guichet_bot.core.mail.automatic import AutomaticRules
from guichet_bot.core.triage.escalation_rules import Level, compile_levels
from guichet_bot.core.triage.reading import Reader
from guichet_bot.core.triage.routing import Route, compile_routes
from guichet_bot.core.triage.scope import Redirects, compile_redirects
from guichet_bot.core.triage.tender import LiveSigns, compile_live_signs
from guichet_bot.core.triage.text import Index
from guichet_bot.core.triage.topics import Topic, Topics, compile_topics

FILES = ("topics", "resources", "routing", "escalation", "automatic", "closures")


class RulesMistake(ValueError):
    """The rules cannot be used. `problems`: every mistake, a French sentence that names file and rule."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Resource:
    """A page to point a buyer to. Only those seen with our own eyes (`verified`) may be shown."""

    name: str
    url: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything of `rules/`, compiled. `Rules()` knows no topic: the desk then abstains and asks its coordinators.

    `closures`: first and last day (local dates, both included) and name.
    """

    topics: Topics = field(default_factory=lambda: Topics({}, Index.of({}, {})))
    resources: Mapping[str, tuple[Resource, ...]] = field(default_factory=dict)
    redirects: Redirects = field(default_factory=lambda: Redirects({}, Index.of({}, {})))
    live: LiveSigns = field(default_factory=LiveSigns)
    routes: tuple[Route, ...] = ()
    escalation: tuple[Level, ...] = ()
    automatic: AutomaticRules = field(default_factory=AutomaticRules)
    closures: tuple[tuple[date, date, str], ...] = ()

    def topic(self, id: str) -> Topic | None:
        return self.topics.by_id.get(id)

    def label(self, id: str) -> str:
        """The French name of a topic; the id itself when the rules no longer know it."""
        topic = self.topics.by_id.get(id)
        return topic.label if topic else id

    def letter_resources(self, id: str) -> tuple[tuple[Resource, ...], str]:
        """What may leave with the acknowledgement: verified resources, and the caution that goes with them.

        Nothing leaves for a topic that is handed over outside ("refer"), nor without a topic.
        """
        topic = self.topics.by_id.get(id)
        if topic is None or topic.first_level == "refer":
            return (), ""
        return tuple(resource for resource in self.resources.get(id, ()) if resource.verified), topic.caution


def compile_rules(files: Mapping[str, Mapping[str, Any]]) -> Rules:
    """The rules from parsed files by name ("topics", "resources"...); `topics` and `routing` are necessary.

    Raises RulesMistake with every mistake at once.
    """
    problems: list[str] = []
    readers = {name: Reader(files.get(name, {}), f"{name}.toml", problems) for name in FILES}
    topics = compile_topics(readers["topics"])
    readers["routing"].only("live_tender", "buyer", "redirect", "route")
    rules = Rules(
        topics=topics,
        resources=_resources(readers["resources"], topics),
        redirects=compile_redirects(readers["routing"]),
        live=compile_live_signs(readers["routing"]),
        routes=compile_routes(readers["routing"], topics.by_id),
        escalation=compile_levels(readers["escalation"]) if "escalation" in files else (),
        automatic=_automatic(readers["automatic"]),
        closures=_closures(readers["closures"]),
    )
    if problems:
        raise RulesMistake(tuple(problems))
    return rules


def _resources(reader: Reader, topics: Topics) -> dict[str, tuple[Resource, ...]]:
    reader.only("resource")
    found: dict[str, list[Resource]] = {}
    for table in reader.tables("resource", "ressource"):
        table.only("topic", "name", "url", "verified")
        topic, url = table.text("topic"), table.text("url")
        if topic not in topics.by_id:
            table.report(f"thème inconnu « {topic} ».")
        if not url.startswith(("https://", "http://")):
            table.report("« url » doit commencer par https:// ou http://.")
        found.setdefault(topic, []).append(Resource(table.text("name"), url, table.flag("verified", True)))
    return {topic: tuple(each) for topic, each in found.items()}


def _automatic(reader: Reader) -> AutomaticRules:
    try:
        return automatic.compile_rules(reader.table)
    except ValueError as error:
        for line in str(error).splitlines():
            reader.report(line)
        return AutomaticRules()


def _closures(reader: Reader) -> tuple[tuple[date, date, str], ...]:
    reader.only("closure")
    found = []
    for table in reader.tables("closure", "fermeture"):
        table.only("first", "last", "name")
        first, last = table.table.get("first"), table.table.get("last", table.table.get("first"))
        name = table.text("name")
        # A TOML date is a date, a TOML date with a time a datetime: the latter is a date too, and wrong here.
        if type(first) is not date or type(last) is not date or last < first:
            table.report("« first » et « last » doivent être des dates (2026-12-24), dans l’ordre.")
        else:
            found.append((first, last, name))
    return tuple(found)
