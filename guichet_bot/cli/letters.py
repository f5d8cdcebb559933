"""preview: a letter with sample facts, as its reader would see it."""

from pathlib import Path

import click

from guichet_bot.adapters.templates import Templates
from guichet_bot.cli.frame import Frame, as_json
from guichet_bot.core.effects import LetterKind
from guichet_bot.core.letters.samples import sample


@click.command()
@click.argument("kind", metavar="MODÈLE", type=click.Choice([kind.value for kind in LetterKind]))
@click.option("--lang", default="fr", show_default=True, help="La langue du modèle.")
@click.option("--desk", "desk_name", default="", metavar="NOM", help="Avec les modèles propres à ce guichet.")
@click.option("--html", "html_file", type=click.Path(dir_okay=False, path_type=Path), help="Écrit le HTML ici.")
@click.option("--json", "as_lines", is_flag=True, help="Un objet JSON : objet, texte, HTML.")
@click.pass_obj
def preview(frame: Frame, kind: str, lang: str, desk_name: str, html_file: Path | None, as_lines: bool) -> None:
    """Montre un courrier avec des données d'exemple, en texte et en HTML.

    Les modèles sont ceux de templates/fr : ack, offer, digest...
    """
    folder = frame.settings.templates if frame.config.exists() else None
    if desk_name and folder is not None:
        frame.desk(desk_name)  # says so when there is no such desk
    chosen = LetterKind(kind)
    rendered = Templates(folder).render(chosen, desk_name, lang, sample(chosen))
    if as_lines:
        click.echo(as_json({"subject": rendered.subject, "text": rendered.text, "html": rendered.html}))
    else:
        click.echo(f"Objet : {rendered.subject}\n\n{rendered.text}")
    if html_file is not None:
        html_file.write_text(rendered.html, encoding="utf-8")
        if not as_lines:
            click.echo(f"\nHTML écrit dans {html_file}")
