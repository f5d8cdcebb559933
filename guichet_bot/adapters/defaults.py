"""Where the rules, the templates and the example of a configuration that travel with the package are."""

from importlib import resources
from pathlib import Path
from typing import Literal


def default_folder(name: Literal["rules", "templates"]) -> Path:
    """The folder inside an installed wheel, else the one of the source tree.

    Raises FileNotFoundError when neither exists, which means a broken installation.
    """
    return _delivered(name)


def example_config() -> Path:
    """A config.toml with every table, from the same place. Raises FileNotFoundError likewise."""
    return _delivered("config.example.toml")


def _delivered(name: str) -> Path:
    package = Path(str(resources.files("guichet_bot")))
    for place in (package / "defaults" / name, package.parent / name):
        if place.exists():
            return place
    raise FileNotFoundError(f"« {name} », livré avec guichet-bot, est introuvable : réinstallez-le.")
