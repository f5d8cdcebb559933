"""rules: the examples in rules/ against what the desk would decide."""

import sys
from datetime import date
from pathlib import Path

import click

from guichet_bot.adapters.rulesdir import load_rules
from guichet_bot.cli.codes import NEEDS_A_PERSON
from guichet_bot.cli.days import DAY
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
    """Essaie les exemples écrits dans rules/topics.toml. Code 1 si un exemple n'arrive pas où il doit."""
    here = frame.config.exists()
    folder = frame.settings.rules if here else None
    names = frame.names if here and desk_name is None else (frame.desk(desk_name) if here else "",)
    right = [_tried(folder, name, title=f"{name} : " if len(names) > 1 else "", as_lines=as_lines) for name in names]
    sys.exit(0 if all(right) else NEEDS_A_PERSON)


@rules.command("replay")
@click.option("--since", type=DAY, metavar="JOUR", required=True, help="Premier jour relu, compris : 2026-01-01.")
@desk_option
@click.option(
    "--rules",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DOSSIER",
    help="D'autres règles que celles du guichet.",
)
@json_option
@click.pass_obj
def replay(frame: Frame, since: date, desk_name: str | None, folder: Path | None, as_lines: bool) -> None:
    """Relit les courriers reçus depuis une date avec les règles d'aujourd'hui, et dit ce qui changerait.

    Rien n'est gardé ni envoyé : la base n'est ouverte qu'en lecture.
    """
    from guichet_bot.cli.replay import rehearse  # noqa: PLC0415  # brings SQLAlchemy, which `test` does without

    for name in frame.names if desk_name is None else (frame.desk(desk_name),):
        rehearse(frame, name, load_rules(folder or frame.settings.rules, name), since, as_lines=as_lines)


def _tried(folder: Path | None, desk: str, *, title: str, as_lines: bool) -> bool:
    """Run one desk's examples and print what went wrong; whether all of them came out right."""
    report = run_examples(load_rules(folder, desk))
    for one in report.wrong:
        got = ", ".join(f"{scored.id} ({scored.score:g})" for scored in one.top) or "rien"
        if as_lines:
            click.echo(as_json({"text": one.text, "expected": one.expected, "got": one.got, "top": got}))
        else:
            click.echo(
                f"✗ {title}{one.text}\n    attendu : {one.expected}   obtenu : {one.got or 'sans thème'}   ({got})"
            )
    if not as_lines:
        click.echo(f"{title}{report.right} exemples sur {report.total} arrivent où il faut.")
    return not report.wrong
