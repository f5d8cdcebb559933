"""Who gets a question: the routes of `rules/routing.toml`, first match wins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from guichet_bot.core.model import Duration
from guichet_bot.core.triage.escalation_rules import delay
from guichet_bot.core.triage.reading import Reader
from guichet_bot.core.triage.stage import REQUESTS, STAGES

PREFERENCES = ("territory", "least_open", "longest_idle")
FLAGS = ("live_tender", "topic_sure", "out_of_scope", "buyer_known")
LISTS: Mapping[str, tuple[str, ...]] = {"topic": (), "stage": STAGES, "request": REQUESTS}
WHEN = (*FLAGS, *LISTS, "within")


@dataclass(frozen=True, slots=True)
class Facts:
    """What routes look at.

    `buyer_known_days`: calendar days since this buyer's last question on the same topic, None when there is none;
    `previous_expert` is who answered it. `out_of_scope` is the name of a redirection, "" when in scope.
    """

    topic_sure: bool = False
    topic: str = ""
    live_tender: bool = False
    buyer_known_days: int | None = None
    previous_expert: str = ""
    out_of_scope: str = ""
    stage: str = ""
    request: str = ""

    def flag(self, name: str) -> bool:
        """The yes-or-no facts by the names that rules use."""
        if name == "out_of_scope":
            return bool(self.out_of_scope)
        if name == "buyer_known":
            return self.buyer_known_days is not None and bool(self.previous_expert)
        return bool(getattr(self, name))


@dataclass(frozen=True, slots=True)
class Route:
    """`to`: coordinators, skill (the experts of the topic, in the order of `prefer`) or previous_expert.

    `sla`: an own promise to the buyer as working time, None = the desk's. `within`: calendar days, 0 = any time.
    """

    name: str
    to: str
    prefer: tuple[str, ...] = PREFERENCES
    sla: Duration | None = None
    flags: Mapping[str, bool] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: int = 0

    @property
    def last(self) -> bool:
        """Always matches: there is no `when`."""
        return not (self.flags or self.lists or self.within)


LAST = Route("tout le reste", "coordinators")
UNKNOWN_BUYER = "aucun expert n’a déjà répondu à cet acheteur sur ce thème"
_SAY: Mapping[str, tuple[str, str]] = {
    "live_tender": ("aucune consultation en cours n’a été vue", "une consultation est en cours"),
    "topic_sure": ("le thème n’est pas sûr", "le thème est sûr"),
    "out_of_scope": ("la question est dans le périmètre", "la question est hors périmètre"),
    "buyer_known": (UNKNOWN_BUYER, "un expert lui a déjà répondu"),
}
_NAMES = {"topic": "thème", "stage": "stade", "request": "type de demande"}


def route(routes: Collection[Route], facts: Facts) -> tuple[Route, tuple[str, ...]]:
    """The first route that matches, and why each one before it did not (French)."""
    misses: list[str] = []
    for candidate in routes:
        miss = _miss(candidate, facts)
        if not miss:
            return candidate, tuple(misses)
        misses.append(f"{candidate.name} : {miss}")
    return LAST, tuple(misses)


def _miss(candidate: Route, facts: Facts) -> str:
    for name, wanted in candidate.flags.items():
        if facts.flag(name) != wanted:
            return _SAY[name][0 if wanted else 1]
    for name, allowed in candidate.lists.items():
        if (value := getattr(facts, name)) not in allowed:
            others = " ou ".join(f"« {one} »" for one in allowed)
            return f"{_NAMES[name]} « {value or 'inconnu'} », non {others}"
    days = facts.buyer_known_days
    if candidate.within and (days is None or days > candidate.within):
        return f"sa dernière question sur ce thème date de plus de {candidate.within} jours"
    return ""


def compile_routes(reader: Reader, topics: Collection[str]) -> tuple[Route, ...]:
    """The routes of a parsed `routing.toml`; mistakes go to the reader's problems."""
    routes = tuple(_route(table, topics) for table in reader.tables("route", "route"))
    for early in routes[:-1]:
        if early.last:
            reader.report(f"la route « {early.name} » n’a pas de « when » : les suivantes ne serviraient jamais.")
    if not routes or not routes[-1].last:
        reader.report("la dernière route doit être sans « when », pour que toute question ait une destination.")
    return routes


def _route(table: Reader, topics: Collection[str]) -> Route:
    table.only("name", "when", "to", "sla")
    when = table.table.get("when", {})
    target = table.table.get("to")
    sla = table.table.get("sla", {})
    if not all(isinstance(each, Mapping) for each in (when, target, sla)):
        table.report(
            '« to », « when » et « sla » s’écrivent entre accolades, par exemple to = { pool = "coordinators" }.'
        )
        return Route(table.text("name"), "coordinators")
    conditions = Reader(when, table.place, table.problems)
    conditions.only(*WHEN)
    answer = Reader(sla, table.place, table.problems)
    answer.only("answer")
    to, prefer = _target(Reader(target or {}, table.place, table.problems))
    return Route(
        name=table.text("name"),
        to=to,
        prefer=prefer,
        sla=delay(answer, "answer") if sla else None,
        flags={name: conditions.flag(name, False) for name in FLAGS if name in when},
        lists={name: _allowed(conditions, name, topics) for name in LISTS if name in when},
        within=delay(conditions, "within").days if "within" in when else 0,
    )


def _target(to: Reader) -> tuple[str, tuple[str, ...]]:
    to.only("pool", "skill", "previous_expert", "prefer")
    prefer = to.strings("prefer") if "prefer" in to.table else PREFERENCES
    for name in prefer:
        if name not in PREFERENCES:
            to.report(f"préférence inconnue « {name} » (possibles : {', '.join(PREFERENCES)}).")
    if to.table.get("pool") == "coordinators":
        return "coordinators", prefer
    if to.table.get("skill") == "topic":
        return "skill", prefer
    if to.table.get("previous_expert") is True:
        return "previous_expert", prefer
    to.report('« to » doit être { pool = "coordinators" }, { skill = "topic" } ou { previous_expert = true }.')
    return "coordinators", prefer


def _allowed(conditions: Reader, name: str, topics: Collection[str]) -> tuple[str, ...]:
    """One value or a list of them; each must be known."""
    written = conditions.table[name]
    values = (written,) if isinstance(written, str) else conditions.strings(name)
    known = topics if name == "topic" else LISTS[name]
    for value in values:
        if value not in known:
            conditions.report(f"{_NAMES[name]} inconnu « {value} ».")
    return tuple(values)
