"""The `guichet-bot` command: one file a noun beside this one; here the group, its options and its exit codes."""

import sys
from pathlib import Path
from typing import Any

import click

from guichet_bot.cli import (
    demo,
    desk,
    experts,
    explain,
    letters,
    outbox,
    parked,
    questions,
    rules,
    services,
    status,
    store,
)
from guichet_bot.cli.frame import Frame
from guichet_bot.config.settings import ConfigMistake
from guichet_bot.core.triage.rules import RulesMistake
from guichet_bot.log import set_up
from guichet_bot.store.health import SchemaMismatch

USAGE, NEEDS_A_PERSON = 2, 1


class Group(click.Group):
    """Says mistakes of the configuration as sentences, not as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (ConfigMistake, RulesMistake) as mistake:
            problems = mistake.problems
            title = "1 erreur à corriger :" if len(problems) == 1 else f"{len(problems)} erreurs à corriger :"
            click.echo("\n  - ".join([title, *problems]), err=True)
            sys.exit(USAGE)
        except SchemaMismatch as mismatch:
            click.echo(str(mismatch), err=True)
            sys.exit(USAGE)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-c",
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("config.toml"),
    show_default=True,
    envvar="GUICHET_BOT_CONFIG",
    help="Le fichier de configuration.",
)
@click.option("-v", "--verbose", is_flag=True, help="Journal détaillé.")
@click.version_option(package_name="guichet-bot")
@click.pass_context
def cli(ctx: click.Context, config: Path, verbose: bool) -> None:
    """Le guichet par courriel : questions des acheteurs, réponses des experts, sans portail ni compte."""
    set_up(verbose=verbose)
    ctx.obj = Frame(config)


for command in (
    *services.COMMANDS,
    *desk.COMMANDS,
    *explain.COMMANDS,
    *letters.COMMANDS,
    *status.COMMANDS,
    demo.demo,
    questions.question,
    experts.expert,
    outbox.outbox,
    parked.parked,
    rules.rules,
    store.db,
):
    cli.add_command(command)
