"""rules: the examples in rules/ against what the desk would decide."""

import sys

import click

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.cli.frame import Frame, as_json, desk_option, json_option
from guichet_bot.core.triage.examples import run_examples


@click.group()
def rules() -> None:
    """Les règles de tri."""


@rules.command("test")
@desk_option
@json_option
@click.pass_obj
def test(frame: Frame, desk_name: str | None, as_lines: bool) -> None:
    """Essaie les exemples écrits dans rules/topics.toml ; code 1 si un exemple n'arrive pas où il doit."""
    folder = frame.settings.rules if frame.config.exists() else None
    name = frame.desk(desk_name) if frame.config.exists() else ""
    report = run_examples(load_rules(folder, name))
    for one in report.wrong:
        got = ", ".join(f"{scored.id} ({scored.score:g})" for scored in one.top) or "rien"
        if as_lines:
            click.echo(as_json({"text": one.text, "expected": one.expected, "got": one.got, "top": got}))
        else:
            click.echo(f"✗ {one.text}\n    attendu : {one.expected}   obtenu : {one.got or 'sans thème'}   ({got})")
    if not as_lines:
        click.echo(f"{report.right} exemples sur {report.total} arrivent où il faut.")
    sys.exit(1 if report.wrong else 0)
