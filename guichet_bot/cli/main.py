"""The `guichet-bot` command: its options, its commands by name, its exit codes. Each file is read when called."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from guichet_bot.cli import usage
from guichet_bot.cli.codes import NEEDS_A_PERSON, TRY_AGAIN, USAGE
from guichet_bot.cli.frame import Frame
from guichet_bot.cli.pages import Page
from guichet_bot.core.files import passes, why

click.Context.formatter_class = Page  # help pages of every command, wherever it is declared

# Name: the file and function of the command, and what `--help` says of it without reading that file.
COMMANDS = {
    "demo": ("demo:demo", "Un guichet complet en une minute, sans configuration ni réseau."),
    "init": ("init:init", "Prépare le dossier d'un nouveau guichet : config.toml, règles et modèles."),
    "check": ("check:check", "Toutes les erreurs de configuration, de règles et de modèles d'un coup."),
    "run": ("services:run", "Le service : lit, traite, envoie et relance jusqu'à ce qu'on l'arrête."),
    "once": ("services:once", "Fait tout le travail qui attend, puis s'arrête."),
    "receive": ("services:receive", "Range un courrier lu sur l'entrée standard."),
    "status": ("status:status", "Âges et nombres ; code 1 si quelqu'un doit regarder."),
    "explain": ("explain:explain", "Pourquoi : une question, un Message-ID ou des fichiers .eml."),
    "question": ("questions:question", "Les questions."),
    "expert": ("experts:expert", "Les experts : thèmes, territoire, plafonds, absences."),
    "outbox": ("outbox:outbox", "Les courriers à envoyer et ce qu'ils deviennent."),
    "parked": ("parked:parked", "Le courrier mis de côté (panne) ou retenu (doute)."),
    "rules": ("rules:rules", "Les règles de tri."),
    "preview": ("letters:preview", "Montre un courrier avec des données d'exemple."),
    "report": ("report:report", "Le bilan d'une période pour les financeurs : page HTML et tableau CSV."),
    "privacy": ("privacy:privacy", "Les données d'une personne : les remettre, les effacer."),
    "db": ("store:db", "La base du guichet."),
}


class Group(click.Group):
    """Reads a command's file when it is called, and says what goes wrong as French sentences with an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        file, _, name = COMMANDS[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(f"guichet_bot.cli.{file}"), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *rest: Any, **extra: Any) -> Any:
        """As click does it, with its errors in French; `receive` never lets a mail bounce for a wrong option."""
        given = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        forgiving(sys.stdout, sys.stderr)
        try:
            code = super().main(given, prog_name, *rest, **extra)
        except click.ClickException as error:
            click.echo(usage.sentence(error), err=True)
            code = TRY_AGAIN if "receive" in given else error.exit_code
        except click.Abort:
            click.echo("Interrompu.", err=True)
            code = NEEDS_A_PERSON
        except OSError as error:
            if not passes(error):
                raise
            with suppress(OSError):
                click.echo(f"L'affichage ne s'écrit pas : {why(error)}.", err=True)
            code = TRY_AGAIN
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            told = usage.trouble(error)
            if told is None:
                raise
            click.echo(told.said, err=True)
            return TRY_AGAIN if told.later else USAGE


def forgiving(*streams: object) -> None:
    """What a terminal cannot show becomes a question mark; without this it becomes a traceback."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, readable=False),  # what is wrong with it is said when it is read
    default=Path("config.toml"),
    show_default=True,
    envvar="GUICHET_BOT_CONFIG",
    help="Le fichier de configuration.",
)
@click.option("-v", "--verbose", is_flag=True, help="Journal détaillé.")
@click.version_option(package_name="guichet-bot", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, config: Path, verbose: bool) -> None:
    """Le guichet par courriel : questions des acheteurs, réponses des experts, sans portail ni compte."""
    ctx.obj = Frame(config, verbose=verbose)
