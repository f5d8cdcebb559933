"""Where the rules and templates that travel with the package are."""

from importlib import resources
from pathlib import Path
from typing import Literal


def default_folder(name: Literal["rules", "templates"]) -> Path:
    """The folder inside an installed wheel, else the one of the source tree.

    Raises FileNotFoundError when neither exists, which means a broken installation.
    """
    package = Path(str(resources.files("guichet_bot")))
    for folder in (package / "defaults" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"Le dossier « {name} » livré avec guichet-bot est introuvable : réinstallez-le.")
