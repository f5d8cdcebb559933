"""Read `rules/*.toml`: a desk's own file replaces the common one of the same name."""

import tomllib
from pathlib import Path
from typing import Any

from guichet_bot.adapters.defaults import default_folder
from guichet_bot.core.files import why
from guichet_bot.core.triage.rules import FILES, Rules, RulesMistake, compile_rules

UNKNOWN_TOPIC = "thème inconnu"  # as `core.triage.rules` says it


def load_rules(folder: Path | None, desk: str) -> Rules:
    """The compiled rules of a desk: `<folder>/<desk>/x.toml`, else `<folder>/x.toml`, else the packaged `x.toml`.

    `folder` None means the packaged rules alone. Raises RulesMistake with every mistake of every file.
    """
    problems: list[str] = []
    if folder is not None and not folder.is_dir():
        raise RulesMistake((f"Le dossier de règles {folder} n’existe pas.",))
    files: dict[str, dict[str, Any]] = {}
    for name in FILES:
        path = _file(folder, desk, name)
        if path is not None:
            files[name] = _parse(path, problems)
    if not problems:
        return compile_rules(files)
    # A file that does not parse hides its content: what the others get wrong is worth saying now all the same.
    try:
        compile_rules(files)
    except RulesMistake as mistake:
        unread = tuple(f"{problem.partition(' : ')[0]} :" for problem in problems)
        topics = any(name.startswith("topics.toml") for name in unread)  # without them no topic is known
        told = (one for one in mistake.problems if not one.startswith(unread))
        problems.extend(one for one in told if not (topics and UNKNOWN_TOPIC in one))
    raise RulesMistake(tuple(problems))


def _file(folder: Path | None, desk: str, name: str) -> Path | None:
    places = [default_folder("rules")]
    if folder is not None:
        places = [folder / desk, folder, *places]
    return next((place / f"{name}.toml" for place in places if (place / f"{name}.toml").is_file()), None)


def _parse(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows editors put a mark first
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{path.name} : fichier illisible ({path}) : {why(error)}.")
    except OSError as error:
        problems.append(f"{path.name} : fichier inaccessible ({path}) : {why(error)}.")
    return {}
