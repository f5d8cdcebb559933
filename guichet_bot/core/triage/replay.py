"""What other rules would make of a mail that was decided long ago, beside what was decided then. Changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from guichet_bot.core.mail import automatic
from guichet_bot.core.mail.passed_on import asked
from guichet_bot.core.model import Desk, Mail
from guichet_bot.core.triage.routing import UNKNOWN_BUYER, Facts, route
from guichet_bot.core.triage.rules import Rules
from guichet_bot.core.triage.triage import Triage, triage

HUMAN, TOO_MANY, RELEASED = "human", "too_many", "released"
UNJUDGED = ("own", "duplicate")  # known by what the store holds, whatever the rules say


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules decide about a mail; only `verdict` is set for mail that opens no question.

    `topic` and `out_of_scope` are "" when there is none, `route` names the route that matched.
    """

    verdict: str
    topic: str | None = None
    confident: bool | None = None
    out_of_scope: str | None = None
    live_tender: bool | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier question of the same buyer that an expert had answered by then."""

    topic: str
    expert: str
    opened_at: datetime


def recorded(trace: Mapping[str, Any] | None) -> Reading | None:
    """What was decided then, as the desk wrote it down; None when nothing that rules decide was."""
    if not trace or "verdict" not in trace or trace["verdict"] in UNJUDGED or "size" in trace:
        return None
    verdict = _counted(str(trace["verdict"]))
    read = trace.get("triage")
    if not read:
        return Reading(verdict)
    return Reading(
        verdict,
        topic=read["topic"],
        confident=read["confident"],
        out_of_scope=read["out_of_scope"],
        live_tender=read["live_tender"],
        route=trace["route"]["name"],
    )


def reread(
    mail: Mail, desk: Desk, rules: Rules, trace: Mapping[str, Any], before: Sequence[Before], then: datetime
) -> Reading:
    """What these rules would decide at that instant. `trace` tells what the mail itself does not: whether it answered
    a letter, whether a person let it through. `before` are the buyer's earlier questions, newest first."""
    carried = any(one["valid"] for one in trace.get("carriers", ()))
    if trace.get("rule") == RELEASED:
        verdict = HUMAN
    else:
        verdict = _counted(
            automatic.verdict(mail, rules.automatic, automatic.Facts(thread=carried, desk=desk.address)).kind
        )
    opens = "triage" in trace or trace["verdict"] not in (HUMAN, TOO_MANY)
    if verdict != HUMAN or not opens or carried:
        return Reading(verdict)
    read = triage(mail.subject, asked(mail), rules)
    chosen, _ = route(rules.routes, _facts(read, trace, before, then))
    return Reading(verdict, read.topic, read.confident, read.out_of_scope, read.live_tender, chosen.name)


def differences(old: Reading, new: Reading) -> dict[str, tuple[Any, Any]]:
    """What changes, by name: (then, now). With another verdict the rest is no change of its own."""
    if old.verdict != new.verdict:
        return {"verdict": (old.verdict, new.verdict)}
    pairs = {one.name: (getattr(old, one.name), getattr(new, one.name)) for one in fields(Reading)}
    return {name: (then, now) for name, (then, now) in pairs.items() if then != now}


def _counted(verdict: str) -> str:
    """Too many in an hour is a matter of the hour, not of the rules."""
    return HUMAN if verdict == TOO_MANY else verdict


def _facts(read: Triage, trace: Mapping[str, Any], before: Sequence[Before], then: datetime) -> Facts:
    previous = next((one for one in before if read.topic and one.topic == read.topic and one.expert), None)
    if read.topic == trace.get("triage", {}).get("topic"):
        previous = _as_written(previous, trace.get("route") or {}, read.topic, then)
    return Facts(
        topic_sure=read.confident,
        topic=read.topic,
        live_tender=read.live_tender,
        buyer_known_days=(then - previous.opened_at).days if previous else None,
        previous_expert=previous.expert if previous else "",
        out_of_scope=read.out_of_scope,
        stage=read.stage,
        request=read.request,
    )


def _as_written(previous: Before | None, way: Mapping[str, Any], topic: str, then: datetime) -> Before | None:
    """What was written down then beats what the store says now: topics are corrected and people forgotten since."""
    if way.get("to") == "previous_expert":
        return previous or Before(topic, "?", then)
    return None if any(miss.endswith(UNKNOWN_BUYER) for miss in way.get("misses", ())) else previous
