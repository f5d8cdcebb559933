"""What a question is about: topic, other topics, stage, kind of request, live tender, scope, and why."""

from dataclasses import dataclass

from guichet_bot.core.triage.rules import Rules
from guichet_bot.core.triage.scope import out_of_scope
from guichet_bot.core.triage.stage import flat, request, stage
from guichet_bot.core.triage.tender import live_tender
from guichet_bot.core.triage.text import segments
from guichet_bot.core.triage.topics import Scored, choose, score


@dataclass(frozen=True, slots=True)
class Triage:
    """The reading of a question.

    `topic` is "" when the desk abstains (`confident` is False then). `also`: at most two further topics that the mail
    asks about. `topics`: the best three with their scores. `out_of_scope`: name of a redirection, "" in scope.
    `why`: French sentences for people and for `explain`.
    """

    topic: str = ""
    confident: bool = False
    also: tuple[str, ...] = ()
    topics: tuple[Scored, ...] = ()
    stage: str = ""
    request: str = ""
    live_tender: bool = False
    live_why: str = ""
    out_of_scope: str = ""
    why: tuple[str, ...] = ()


def triage(subject: str, text: str, rules: Rules) -> Triage:
    """Read a question: `text` is what its author wrote this time, quotes removed (`Mail.newest`)."""
    mail = segments(subject, text)
    ranked = score(rules.topics, mail)
    topic, why = choose(rules.topics, ranked)
    live_why = live_tender(rules.live, mail)
    # A tender under way is for a person's eyes, whatever else the mail looks like.
    redirect, scope_why = ("", ()) if live_why else out_of_scope(rules.redirects, mail)
    line = flat(mail)
    return Triage(
        topic=topic,
        confident=bool(topic),
        also=tuple(
            scored.id for scored in ranked if topic and scored.id != topic and scored.score >= rules.topics.enough
        )[:2],
        topics=ranked[:3],
        stage="consultation en cours" if live_why else stage(line),
        request=request(line),
        live_tender=bool(live_why),
        live_why=live_why,
        out_of_scope=redirect,
        why=(*why, *((live_why,) if live_why else ()), *scope_why),
    )
