"""The question before something that cannot be taken back."""

import click


def sure(question: str) -> bool:
    """Whether the person at the terminal answers "oui"."""
    said = click.prompt(
        f"{question} Tapez « oui » pour continuer", default="non", show_default=False, prompt_suffix=" : ", err=True
    )
    return str(said).strip().lower() in {"oui", "o"}
