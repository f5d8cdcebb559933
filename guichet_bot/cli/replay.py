"""rules replay: what the rules on disk would change in the mails already received, a line each, then the sums."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from guichet_bot.app.replay import Changed, Tally, replay
from guichet_bot.cli.frame import Frame, as_json
from guichet_bot.cli.words import AUTOMATIC
from guichet_bot.core.reports.period import midnight
from guichet_bot.core.reports.words import count
from guichet_bot.core.time.french import say_date
from guichet_bot.core.time.worktime import local_day
from guichet_bot.core.triage.rules import Rules

_NAMES = {
    "verdict": "auteur",
    "topic": "thème",
    "out_of_scope": "périmètre",
    "live_tender": "consultation en cours",
    "route": "destination",
}
_VERDICTS = AUTOMATIC | {"human": "une personne"}
_NONE = {"topic": "aucun", "out_of_scope": "dans le périmètre"}
_SUBJECT = 60  # characters of a subject


def rehearse(frame: Frame, name: str, rules: Rules, since: date, *, as_lines: bool) -> None:
    """Try the rules on one desk's mails and print what would change."""
    desk = frame.settings.desk(name).desk
    if since > local_day(frame.now, desk.timezone):
        raise click.UsageError(f"Rien n'a encore été reçu depuis le {say_date(since)}.")
    tally = Tally()
    for one in replay(frame.store, desk, rules, midnight(since, desk.timezone), tally):
        click.echo(as_json(_plain(name, one)) if as_lines else _line(one))
    if as_lines:
        click.echo(as_json({"desk": name, "totals": _totals(tally)}))
    else:
        click.echo("\n".join(_sums(name, tally, since, several=len(frame.names) > 1)))


def _plain(desk: str, one: Changed) -> dict[str, Any]:
    return {
        "desk": desk,
        "number": one.mail.number,
        "inbound": one.mail.id,
        "received_at": one.mail.received_at,
        "subject": one.mail.subject,
        "changes": {name: {"then": then, "now": now} for name, (then, now) in one.changes.items()},
        "corrected": one.corrected or None,
    }


def _totals(tally: Tally) -> dict[str, Any]:
    return {
        "read": tally.read,
        "questions": tally.questions,
        "changed": tally.changed,
        "by_kind": dict(tally.by_kind),
        "gone": tally.gone,
        "untold": tally.untold,
        "corrections": tally.corrections,
        "corrections_found": tally.found,
    }


def _line(one: Changed) -> str:
    subject = " ".join(one.mail.subject.split())
    subject = subject if len(subject) <= _SUBJECT else f"{subject[: _SUBJECT - 1].rstrip()}…"
    said = [_said(name, *pair) for name, pair in one.changes.items() if name in _NAMES]
    if "verdict" in one.changes and one.new.topic is not None:
        said.append(f"thème {one.new.topic or _NONE['topic']}")
    if one.corrected:
        said.append(f"corrigé depuis en {one.corrected}")
    return f"{one.mail.number or f'courrier {one.mail.id}'} « {subject or '(sans objet)'} » : {' ; '.join(said)}"


def _said(name: str, then: Any, now: Any) -> str:
    return f"{_NAMES[name]} {_value(name, then)} → {_value(name, now)}"


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if name == "verdict":
        return _VERDICTS.get(str(value), str(value))
    return f"« {value} »" if name == "route" else str(value or _NONE.get(name, "aucun"))


def _sums(desk: str, tally: Tally, since: date, *, several: bool) -> list[str]:
    title = f"{desk} : " if several else ""
    read = count(tally.read, "courrier relu", "courriers relus")
    opened = count(tally.questions, "question", "questions")
    kinds = ", ".join(f"{_NAMES[name]} {number}" for name, number in _ranked(tally.by_kind))
    changed = count(tally.changed, "serait décidé autrement", "seraient décidés autrement")
    lines = [
        f"{title}{read} depuis le {say_date(since)}, dont {opened} : "
        + (f"{changed} ({kinds})." if tally.changed else "rien ne changerait.")
    ]
    if tally.gone:
        unread = count(
            tally.gone, "courrier sans texte gardé, donc non relu", "courriers sans texte gardé, donc non relus"
        )
        lines.append(f"{title}{unread}.")
    if tally.untold:
        said = count(tally.untold, "courrier", "courriers")
        lines.append(f"{title}{said} sans décision des règles à comparer.")
    if tally.corrections:
        said = count(tally.corrections, "thème corrigé", "thèmes corrigés")
        lines.append(f"{title}{said} par la coordination depuis : ces règles en trouvent {tally.found}.")
    return [*lines, "Rien n'a été gardé ni envoyé."]


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(name, counts[name]) for name in _NAMES if counts.get(name)]
