"""privacy: a person's data, handed over or erased."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guichet_bot.cli import personal
from guichet_bot.cli.codes import NEEDS_A_PERSON, TRY_AGAIN, USAGE
from guichet_bot.cli.frame import Frame, as_json, one_json_option
from guichet_bot.cli.sure import sure
from guichet_bot.config.patterns import EMAIL
from guichet_bot.store import privacy as kept
from guichet_bot.store.newfile import FileTrouble, beside, publish

if TYPE_CHECKING:
    from guichet_bot.app.erasing import Erased

OUTSIDE = (
    "Hors de la base, à faire à la main : la boîte du guichet (dossier relevé et dossier des courriers traités), les "
    "copies du serveur d'envoi, les boîtes des experts et des coordinateurs, les journaux, les sauvegardes déjà faites."
)


@click.group()
def privacy() -> None:
    """Les données d'une personne : les remettre, les effacer."""


@privacy.command()
@click.argument("address", metavar="ADRESSE")
@click.option("--to", "file", metavar="FICHIER.zip", type=click.Path(path_type=Path), help="Avec les courriers.")
@one_json_option
@click.pass_obj
def export(frame: Frame, address: str, file: Path | None, as_lines: bool) -> None:
    """Remet tout ce qui est gardé sur une personne.

    Sans rien qui appartienne à d'autres. Vérifiez d'abord qui le demande.
    """
    person = _address(address)
    with frame.store.read() as tx:
        found = personal.gather(tx, person, frame.now)
    if file is not None and not personal.is_empty(found.data):
        try:
            with beside(file) as partial:
                personal.pack(found, partial, frame.zone)
                publish(partial, file)
        except FileTrouble as trouble:
            click.echo(str(trouble), err=True)
            sys.exit(TRY_AGAIN if trouble.later else USAGE)
    if as_lines:
        click.echo(as_json(found.data))
        return
    if file is None or personal.is_empty(found.data):
        click.echo(personal.summary(found.data, frame.zone))
        if found.files:
            click.echo(f"Avec {len(found.files)} courrier(s) : privacy export {person} --to FICHIER.zip", err=True)
        return
    click.echo(f"{file} : résumé, données et {len(found.files)} courrier(s). Vérifiez qui demande avant de remettre.")


@privacy.command()
@click.argument("address", metavar="ADRESSE")
@click.option("--yes", is_flag=True, help="Ne pose pas de question.")
@one_json_option
@click.pass_obj
def erase(frame: Frame, address: str, yes: bool, as_lines: bool) -> None:
    """Efface une personne de la base, pour de bon."""
    person = _address(address)
    _not_configured(frame, person)
    from guichet_bot.app import erasing  # noqa: PLC0415  # only here: an export needs no desk at work
    from guichet_bot.store.compacting import compact  # noqa: PLC0415

    with frame.store.read() as tx:
        found = kept.find(tx, person)
    if not yes:
        click.echo("\n".join(_foreseen(person, found)), err=True)
        if not sure(f"Effacer {person} pour de bon ?"):
            click.echo("Rien n'a été effacé.")
            sys.exit(NEEDS_A_PERSON)
    erased = erasing.erase(frame.setup, person, frame.now)
    frame.setup.store.close()
    frame.store.close()
    compacted = compact(frame.settings.store_url)
    if as_lines:
        click.echo(as_json(_plain(erased, compacted)))
    else:
        click.echo("\n".join(_done(erased, compacted)))
    if any(erased.waiting) or not compacted:
        sys.exit(NEEDS_A_PERSON)


def _address(given: str) -> str:
    address = given.strip().lower()
    if not re.fullmatch(EMAIL, address):
        raise click.UsageError(f"« {given} » n'est pas une adresse électronique.")
    return address


def _not_configured(frame: Frame, address: str) -> None:
    """What config.toml names comes back at the next start."""
    for one in frame.settings.desks:
        places = (
            ("coordinateur", [who.email for who in one.desk.coordinators]),
            ("expert", [who.email for who in one.experts]),
        )
        for role, people in places:
            if address in people:
                said = f"{address} est {role} du guichet {one.desk.name} dans config.toml : retirez-en l'adresse et "
                click.echo(f"{said}relancez le service d'abord, sinon elle reviendrait. Rien n'a été effacé.", err=True)
                sys.exit(USAGE)


def _foreseen(address: str, found: kept.Found) -> Iterator[str]:
    if found == kept.Found():
        yield f"Rien n'est gardé au nom de {address} ; les courriers et les textes des autres seront parcourus."
        return
    yield f"Au nom de {address} :"
    yield from _counts(found)
    if found.open_questions:
        numbers = ", ".join(one.number for one in found.open_questions)
        yield f"Pas encore closes, elles le seront ; l'expert qui en tient une en sera averti : {numbers}"
    if found.full_names:
        yield f"Ce nom disparaîtra aussi de ce que les autres ont écrit : {', '.join(found.full_names)}"
    held = [one.number for one in found.offers if one.state == "open"]
    if held:
        yield f"Propositions en cours, elles passeront à quelqu'un d'autre : {', '.join(held)}"


def _counts(found: kept.Found) -> Iterator[str]:
    for count, what in (
        (len(found.questions), "question(s), qui deviennent anonymes avec tous leurs courriers"),
        (len(found.received), "courrier(s) reçu(s)"),
        (len(found.letters), "courrier(s) écrit(s) à cette personne"),
        (len(found.expert_of), "profil(s) d'expert"),
        (len(found.absences), "absence(s)"),
        (len(found.offers), "proposition(s), qui ne nomment plus personne"),
    ):
        if count:
            yield f"  {count} {what}"


def _done(erased: "Erased", compacted: bool) -> Iterator[str]:
    yield "Effacé :"
    yield from _counts(erased.found)
    if erased.letters or erased.mails:
        yield f"  le contenu de {erased.letters + erased.mails} courrier(s) d'autres personnes qui la citaient"
    for number, who in erased.passed_on.items():
        yield f"La question {number} passe à {who or 'la coordination'}."
    for number in erased.closed:
        yield f"La question {number} est close ; il n'en reste que ce que comptent les bilans."
    yield from _stays(erased, compacted)
    yield OUTSIDE


def _stays(erased: "Erased", compacted: bool) -> Iterator[str]:
    letters, mails = erased.waiting
    if letters:
        yield f"À voir : des courriers qui attendent de partir la citent encore (outbox list) : {_numbers(letters)}"
    if mails:
        yield f"À voir : des courriers reçus, pas encore traités, la citent (parked list) : {_numbers(mails)}"
    if letters or mails:
        yield "Relancez privacy erase quand ils seront réglés."
    if not compacted:
        yield "À voir : base occupée ou disque plein, des octets effacés restent lisibles dans le fichier. Recommencez."


def _numbers(ids: tuple[int, ...]) -> str:
    return ", ".join(f"nº {one}" for one in ids)


def _plain(erased: "Erased", compacted: bool) -> dict[str, object]:
    found = erased.found
    return {
        "questions": [one.number for one in found.questions],
        "closed": erased.closed,
        "passed_on": erased.passed_on,
        "received": len(found.received),
        "letters": len(found.letters),
        "expert_of": [desk for desk, _ in found.expert_of],
        "absences": len(found.absences),
        "mails_of_others": erased.letters + erased.mails,
        "letters_waiting": erased.waiting[0],
        "mails_waiting": erased.waiting[1],
        "compacted": compacted,
    }
