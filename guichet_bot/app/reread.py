"""Rules and templates read again while the service runs: a volunteer who edits them need not stop the desk."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import structlog

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.adapters.templates import Templates
from guichet_bot.app import alarm
from guichet_bot.app.setup import DeskSetup, Setup
from guichet_bot.config.load import load
from guichet_bot.config.settings import ConfigMistake
from guichet_bot.core.letters.samples import sample
from guichet_bot.core.model import Desk
from guichet_bot.core.time.calendars import make_calendar
from guichet_bot.core.triage.rules import Rules, RulesMistake

log = structlog.get_logger()


def read_again(setup: Setup, config: Path, now: datetime) -> bool:
    """Use the rules and templates beside this config.toml as they are now, from the next transaction on. What else it
    says waits for a restart.

    With one mistake in any of these files everything stays as it was, the operator is told by mail, and False comes
    back.
    """
    try:
        settings = load(config)
    except ConfigMistake as mistake:
        return _refuse(setup, mistake.problems, now)
    templates = Templates(settings.templates)
    desks: dict[str, DeskSetup] = {}
    problems: list[str] = []
    for name, room in setup.desks.items():
        try:
            desks[name] = DeskSetup(room.settings, load_rules(settings.rules, name))
            problems += never_open(room.settings.desk, desks[name].rules, now)
        except RulesMistake as mistake:
            problems += mistake.problems
        problems += templates.mistakes(name, room.settings.desk.languages, sample)
    if problems:
        return _refuse(setup, problems, now)
    setup.desks, setup.templates = desks, templates
    log.info("rules and templates read again")
    return True


def never_open(desk: Desk, rules: Rules, now: datetime) -> list[str]:
    """The closures of the rules may leave no open day: every received mail would then be set aside."""
    try:
        make_calendar(desk.timezone, desk.zone, desk.hours, rules.closures, (now.year, now.year + 1))
    except ValueError as error:
        return [f"{desk.name} : closures.toml : {error}."]
    return []


def _refuse(setup: Setup, problems: Iterable[str], now: datetime) -> bool:
    told = list(dict.fromkeys(problems))  # a common file is wrong for each desk
    log.error("rules and templates stay as they were", problems=told)
    alarm.files_refused(setup, told, now)
    return False
