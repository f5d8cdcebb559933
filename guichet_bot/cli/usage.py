"""What went wrong, in French: wrong options of the command line, a wrong configuration, a database out of reach."""

import re
import sqlite3
from dataclasses import dataclass

import click
from click.exceptions import BadParameter, MissingParameter, NoArgsIsHelpError, NoSuchOption

from guichet_bot.cli.words import OneOf
from guichet_bot.core.files import passes, why


@dataclass(frozen=True, slots=True)
class Trouble:
    """A sentence for the terminal. `later`: trying again later may be enough."""

    said: str
    later: bool = False


def trouble(error: Exception) -> Trouble | None:
    """The trouble that is nobody's bug: configuration, rules, templates, database, files; None for anything else."""
    # The modules that define these are loaded when they raise, and slow to load when they do not.
    from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError  # noqa: PLC0415

    from guichet_bot.adapters.templates import TemplateMistake  # noqa: PLC0415
    from guichet_bot.config.settings import ConfigMistake  # noqa: PLC0415
    from guichet_bot.core.triage.rules import RulesMistake  # noqa: PLC0415
    from guichet_bot.store.health import SchemaMismatch  # noqa: PLC0415

    if isinstance(error, RulesMistake):
        return Trouble(str(ConfigMistake(error.problems)))
    if isinstance(error, (ConfigMistake, SchemaMismatch, TemplateMistake)):
        return Trouble(str(error))
    if isinstance(error, OSError) and error.filename:
        return Trouble(f"{error.filename} : {why(error)}.", later=passes(error))
    cause = error.orig if isinstance(error, (DatabaseError, InterfaceError)) else error
    for pattern, said, later in _DATABASE if isinstance(cause, sqlite3.Error) else ():
        if pattern.search(str(cause)):
            return Trouble(said, later=later)
    if isinstance(error, (OperationalError, InterfaceError)):
        return Trouble(f"La base ne répond pas, réessayez plus tard : {str(cause).strip()}", later=True)
    return None


def sentence(error: click.ClickException) -> str:
    """A mistake on the command line, with where to find help."""
    if isinstance(error, NoArgsIsHelpError):
        return error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    said = _said(error)
    help_at = f"\nAide : {context.command_path} --help" if context else ""
    return f"Erreur : {said}{help_at}"


def _said(error: click.ClickException) -> str:
    if isinstance(error, NoSuchOption):
        near = f" ; vouliez-vous dire {', '.join(error.possibilities)} ?" if error.possibilities else "."
        return f"l'option {error.option_name} n'existe pas{near}"
    if isinstance(error, MissingParameter):
        return f"il manque {_named(error)}{_wanted(error.param)}."
    if isinstance(error, BadParameter) and error.param is not None:
        return f"valeur refusée pour {_named(error)}{_wanted(error.param)}."
    for pattern, french in _PHRASES:
        if match := pattern.match(error.message):
            return match.expand(french)
    return error.message


def _named(error: BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "une valeur")
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.make_metavar(error.ctx or _NONE).strip("[]")


def _wanted(param: click.Parameter | None) -> str:
    kind = param.type if param else None
    if isinstance(kind, OneOf):
        return f" : {kind.listed()}"
    if isinstance(kind, click.Choice):
        return f" : {', '.join(str(choice) for choice in kind.choices)}"
    if isinstance(kind, click.IntRange):
        return f" : un nombre entier, de {kind.min} à {kind.max}"
    if isinstance(kind, click.types.IntParamType):
        return " : un nombre entier"
    if isinstance(kind, click.Path):
        return " : un fichier qui existe et se lit" if kind.exists else " : un chemin de fichier"
    return ""


_DATABASE = (  # what SQLite says, what a person can do, and whether waiting may be enough
    (re.compile(r"is locked"), "La base est occupée par un autre programme : réessayez plus tard.", True),
    (
        re.compile(r"unable to open database"),
        "La base ne s'ouvre pas : son dossier manque, ou n'est pas à vous ([store] url dans config.toml).",
        True,
    ),
    (re.compile(r"disk is full|disk I/O"), "La base ne s'écrit pas : le disque est plein ou en panne.", True),
    (re.compile(r"readonly"), "La base ne s'écrit pas : son fichier ou son dossier n'est pas à vous.", True),
    (
        re.compile(r"not a database|malformed"),
        "La base est abîmée, ou n'est pas celle d'un guichet ([store] url dans config.toml).",
        False,
    ),
    (
        re.compile(r"already exists"),
        "La base contient déjà des tables d'un autre programme ([store] url dans config.toml).",
        False,
    ),
)
_NONE = click.Context(click.Command("guichet-bot"))
_PHRASES = (
    (re.compile(r"No such command '(.*)'\."), r"la commande « \1 » n'existe pas."),
    (re.compile(r"Missing command\."), "il manque une commande."),
    (re.compile(r"Got unexpected extra arguments? \((.*)\)"), r"arguments en trop : \1."),
    (re.compile(r"Option '(.*)' requires an argument\."), r"l'option \1 demande une valeur."),
    (re.compile(r"Option '(.*)' requires (\d+) arguments\."), r"l'option \1 demande \2 valeurs."),
    (re.compile(r"Option '(.*)' does not take a value\."), r"l'option \1 ne prend pas de valeur."),
)
