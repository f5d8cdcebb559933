"""demo: the whole desk on this machine, with people who write and a clock that runs."""

import shlex
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import structlog
from rich.console import Console

from guichet_bot.cli.frame import as_json
from guichet_bot.cli.questions import plain
from guichet_bot.store import questions

if TYPE_CHECKING:
    from guichet_bot.demo.play import Played

NEEDED = (
    "La démonstration demande deux serveurs de courrier. Depuis les sources : make demo, "
    "ou installez « .[demo] » au lieu de « . »."
)


@click.command()
@click.option("--no-view", is_flag=True, help="Un journal ligne à ligne au lieu de la vue animée.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DOSSIER",
    help="Où garder la page, les courriers et la base ; sinon un dossier temporaire.",
)
@click.option("--json", "as_lines", is_flag=True, help="Un objet JSON, rien d'autre.")
def demo(no_view: bool, out: Path | None, as_lines: bool) -> None:
    """Un guichet complet en une minute, sans configuration ni réseau."""
    try:
        from guichet_bot.demo import page, play, view  # noqa: PLC0415 - the servers are an extra
    except ModuleNotFoundError as missing:
        raise click.ClickException(f"{NEEDED} ({missing.name})") from None
    folder = fresh(out)
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), cache_logger_on_first_use=False)
    console = Console(quiet=as_lines)
    live = console.is_terminal and not no_view and not as_lines and view.fits(console)
    with view.watching(console, live=live) as watch:
        played = play.play(folder, watch)
    path = page.write_page(played)
    played.setup.store.close()
    if as_lines:
        click.echo(as_json(told(played, path)))
        return
    click.echo(f"\n{played.received} courriers reçus, {played.sent} envoyés, en {played.seconds:.0f} secondes.")
    click.echo(f"La page à lire, avec chaque courrier et chaque pourquoi :\n  {path.resolve().as_uri()}")
    click.echo(f"Pour ouvrir un vrai guichet :\n  {this_command()} init mon-guichet")


def this_command() -> str:
    """How this program was called, for the next command to be called likewise."""
    called = Path(sys.argv[0])
    return shlex.quote(str(called)) if called.name == "guichet-bot" else "guichet-bot"


def fresh(out: Path | None) -> Path:
    """The folder to write into: a new temporary one, or the one asked for, which must not hold anything yet."""
    if out is None:
        return Path(tempfile.mkdtemp(prefix="guichet-demo-"))
    if out.exists() and any(out.iterdir()):
        raise click.UsageError(f"Le dossier {out} n'est pas vide : choisissez-en un autre.")
    out.mkdir(parents=True, exist_ok=True)
    return out


def told(played: "Played", path: Path) -> dict[str, Any]:
    """What `--json` prints: where everything lies, the counts, and the questions as `question list --json` has them."""
    with played.setup.store.read() as tx:
        found = questions.listing(tx)
    return {
        "page": str(path),
        "folder": str(played.folder),
        "seconds": round(played.seconds, 1),
        "received": played.received,
        "sent": played.sent,
        "unplayed": len(played.unused),
        "questions": [plain(one) for one in sorted(found, key=lambda one: one.id)],
    }
