"""Letters from templates: sandboxed Jinja over files that a coordinator edits (docs/templates.md).

`<kind>.txt.j2` starts with "Subject: ...", an empty line, then text in the markup of `core.mail.prose`; text and HTML
both come from it. A `<kind>.html.j2` beside it replaces the HTML. A file is looked for in `<desk>/<language>`, then
`<language>`, then the default language, first in the desk's own folder, then among those of the package.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from guichet_bot.adapters.defaults import default_folder
from guichet_bot.core.effects import LetterKind
from guichet_bot.core.files import why
from guichet_bot.core.mail import prose
from guichet_bot.core.mail.prose_html import fragment, to_html

DEFAULT_LANGUAGE = "fr"
_CODE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
# A tag alone on its line takes its line with it; an include brings its own lines.
_TAG = r"(?:\{%(?:(?!%\}|\binclude\b)[^\n])*%\}|\{#(?:(?!#\})[^\n])*#\})"
_ALONE = re.compile(rf"^[ \t]*((?:{_TAG}[ \t]*)+)\n", re.MULTILINE)
_VANISH = "\x1d\n"  # marks the end of such a line; line numbers in messages stay right
_NAME = re.compile(r"'([^']{1,80})'")


class TemplateMistake(ValueError):
    """A template cannot be used; the French sentence names the file, the line and what to do."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter's words. `text` is complete without `html`."""

    subject: str
    text: str
    html: str


class _Source(FileSystemLoader):
    """Puts no-break blanks where French typography wants them, once, when a file is read."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            source, path, fresh = super().get_source(environment, template)
        except UnicodeDecodeError as error:
            raise TemplateMistake(
                f"{template} : ce fichier n’est pas en UTF-8 ; enregistrez-le dans ce codage."
            ) from error
        except TemplateNotFound:
            raise
        except OSError as error:
            raise TemplateMistake(f"{template} : fichier inaccessible : {why(error)}.") from error
        pieces = _CODE.split(source.removeprefix("\ufeff"))  # the mark that Windows editors put first
        pieces[::2] = [prose.together(piece) for piece in pieces[::2]]
        return _ALONE.sub(rf"\1{_VANISH}", "".join(pieces)), path, fresh


class Templates:
    """The templates of all desks. Files are compiled at their first use and kept: make a new one after a change.

    `folder` is the network's own `templates/`, None when it changes nothing.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folders = [folder] if folder else []
        self._folders.append(default_folder("templates"))
        self._compiled: dict[tuple[LetterKind, str, str], tuple[Template, Template | None]] = {}
        self._environments: dict[tuple[str, str], tuple[Environment, Environment]] = {}

    def render(self, kind: LetterKind, desk: str, language: str, facts: Mapping[str, Any]) -> Rendered:
        """Write one letter; `desk` is the desk's short name. Raises TemplateMistake."""
        text_template, html_template = self._find(kind, desk, language)
        source = self._run(text_template, facts).replace(_VANISH, "")
        first, _, body = source.lstrip("\n").partition("\n")
        if not first.startswith("Subject:"):
            raise TemplateMistake(
                f"{_shown(text_template)}, ligne 1 : écrivez ici « Subject: » suivi de l’objet du courrier."
            )
        subject = prose.one_line(first.removeprefix("Subject:"))
        blocks = prose.parse(body)
        if not subject or not blocks:
            raise TemplateMistake(f"{_shown(text_template)} : le courrier n’a pas d’objet ou pas de texte.")
        text = prose.to_text(blocks)
        if html_template is None:
            html = to_html(blocks, subject, str(facts.get("desk", "")), language)
        else:
            html = self._run(html_template, {**facts, "title": subject, "body": Markup(fragment(blocks))})
        return Rendered(subject, text, html)

    def mistakes(
        self, desk: str, languages: Iterable[str], samples: Callable[[LetterKind], Mapping[str, Any]]
    ) -> tuple[str, ...]:
        """Every mistake of this desk's templates, found by rendering each with sample facts."""
        found: dict[str, None] = {}
        for language in languages:
            for kind in LetterKind:
                try:
                    self.render(kind, desk, language, samples(kind))
                except TemplateMistake as mistake:
                    found[str(mistake)] = None
        return tuple(found)

    def _find(self, kind: LetterKind, desk: str, language: str) -> tuple[Template, Template | None]:
        key = (kind, desk, language)
        found = self._compiled.get(key)
        if found is None:
            text, html = self._environments_of(desk, language)
            try:
                main = self._load(text, f"{kind.value}.txt.j2")
            except TemplateNotFound as error:
                raise TemplateMistake(f"Le modèle « {kind.value}.txt.j2 » est introuvable : recréez-le.") from error
            try:
                override = self._load(html, f"{kind.value}.html.j2")
            except TemplateNotFound:
                override = None
            found = self._compiled[key] = (main, override)
        return found

    def _load(self, environment: Environment, name: str) -> Template:
        try:
            return environment.get_template(name)
        except TemplateSyntaxError as error:
            raise TemplateMistake(
                f"{_path(error.filename or name)}, ligne {error.lineno} : la syntaxe n’est pas comprise "
                f"({error.message}). Vérifiez les accolades et les {{% … %}} de cette ligne."
            ) from error

    def _environments_of(self, desk: str, language: str) -> tuple[Environment, Environment]:
        key = (desk, language)
        found = self._environments.get(key)
        if found is None:
            places = [f"{desk}/{language}", language, DEFAULT_LANGUAGE]
            paths = [folder / place for folder in self._folders for place in dict.fromkeys(places)]
            found = self._environments[key] = (_text_environment(paths), _html_environment(paths))
        return found

    def _run(self, template: Template, facts: Mapping[str, Any]) -> str:
        try:
            return template.render(facts)
        except TemplateMistake:
            raise
        except Exception as error:  # whatever a volunteer's expression does, the letter is parked and explained
            raise TemplateMistake(_explain(error, template, facts)) from error


def _text_environment(paths: list[Path]) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=_Source(paths),
        undefined=StrictUndefined,
        finalize=prose.inline,
        auto_reload=False,
    )
    environment.filters["words"] = prose.words
    environment.filters["quote"] = prose.quote
    return environment


def _html_environment(paths: list[Path]) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(paths),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["words"] = lambda text: Markup(fragment(prose.parse(prose.words(text))))
    environment.filters["quote"] = lambda text: Markup(fragment(prose.parse(prose.quote(text))))
    return environment


def _explain(error: Exception, template: Template, facts: Mapping[str, Any]) -> str:
    """What went wrong, where, and what to do."""
    if isinstance(error, TemplateNotFound):
        return f"{_shown(template)} : le morceau « {error.name} » est introuvable ; vérifiez son nom."
    if isinstance(error, TemplateSyntaxError):
        return f"{_path(error.filename or '')}, ligne {error.lineno} : la syntaxe n’est pas comprise ({error.message})."
    place = _place(error) or _shown(template)
    if isinstance(error, UndefinedError):
        name = (_NAME.findall(str(error.message)) or [""])[-1]
        near = difflib.get_close_matches(name, list(facts), n=1)
        hint = f"Vouliez-vous écrire « {near[0]} » ?" if near else "Les valeurs possibles sont dans docs/templates.md."
        return f"{place} : la valeur « {name} » n’existe pas dans ce courrier. {hint}"
    if isinstance(error, SecurityError):
        return f"{place} : cette opération est interdite dans un modèle ({error}). Retirez-la."
    what = error.message if isinstance(error, TemplateError) else error
    return f"{place} : ce passage ne peut pas être calculé ({what}). Corrigez-le ou retirez-le."


def _place(error: Exception) -> str:
    """File and line of the innermost template frame of a traceback."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            place = f"{_path(name)}, ligne {trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _shown(template: Template) -> str:
    return _path(template.filename or template.name or "")


def _path(name: str) -> str:
    """The last three steps of a path: enough to find the file, short enough for a mail."""
    return "/".join(Path(name).parts[-3:])
