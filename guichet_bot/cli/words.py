"""The French words for what the store names in one English word; `--json` keeps the English ones."""

from collections.abc import Mapping
from typing import Any

import click

from guichet_bot.core.folding import fold
from guichet_bot.demo import words as page

QUESTIONS = {
    "offered": "proposée",
    "coordination": "à la coordination",
    "waiting": "attend l'acheteur",
    "answered": "répondue",
    "closed": "close",
}
INBOUND = {"new": "à traiter", "done": "traité", "held": "retenu", "parked": "mis de côté"}
OUTBOX = {
    "queued": "à envoyer",
    "sending": "en cours",
    "sent": "envoyé",
    "failed": "refusé",
    "unsure": "incertain",
    "held": "retenu",
    "cancelled": "annulé",
}
ENTRIES = {
    "question": "question de l'acheteur",
    "follow_up": "suite de l'acheteur",
    "details": "précision demandée",
    "answer": "réponse",
    "note": "note",
    "thanks": "remerciement",
    "by_hand": "réponse écrite à la main",
}
ROLES = {
    "buyer": "acheteur",
    "expert": "expert",
    "coordinator": "coordination",
    "operator": "exploitant",
    "stranger": "inconnu du guichet",
}
AUTOMATIC = {
    "auto-reply": "réponse automatique",
    "automatic": "courrier de machine",
    "list": "liste de diffusion",
    "bounce": "avis de non-remise",
    "delayed": "avis de distribution",
    "challenge": "filtre qui demande une confirmation",
    "too_many": "envoi en trop grand nombre",
}
ROUTES = {
    "skill": "les experts du thème",
    "coordinators": "la coordination",
    "previous_expert": "l'expert qui a déjà répondu à cet acheteur",
}
HEARTBEATS = {
    "handle": "traitement du courrier",
    "schedule": "échéances",
    "housekeeping": "ménage de la base",
    "mailbox": "lecture de la boîte",
    "send": "envoi",
}
IN_FULL = {state.value: said for state, (said, _) in page.STATES.items()}  # of a question, where there is room
LETTERS = {kind: said for kind, (said, _) in page.LETTERS.items()}
CAUSES = {cause: said for cause, (said, _) in page.CAUSES.items()} | {
    "held": "retenu",
    "parked": "mis de côté",
    "released": "libéré",
    "discarded": "classé sans suite",
}
CARRIERS = page.CARRIERS
INTENTS = CAUSES | {
    "rating": "avis",
    "follow_up": "suite d'une question",
    "withdrawn": "n'a plus besoin de réponse",
    "mixed": "réponse avec des consignes",
    "acknowledged": "a bien reçu et regarde",
    "assign": "réattribuer",
    "extend": "prolonger",
    "topic": "corriger le thème",
    "close": "clore",
    "reopen": "rouvrir",
    "back": "de retour",
    "time": "temps passé",
    "weekly": "liste hebdomadaire",
    "help": "aide",
    "pause": "pause",
    "resume": "reprendre",
    "undo": "annuler",
    "why": "pourquoi cette date",
    "send": "envoyer aussi",
    "release": "libérer",
    "discard": "écarter",
    "stats": "chiffres du guichet",
    "closure": "fermeture du guichet",
    "transfer": "transférer",
    "ask": "demander une précision",
    "absent": "annonce d'absence",
}


def beat(name: str) -> str:
    """A worker of the service, and the desk it works for: "lecture de la boîte (resocc)"."""
    worker, _, desk = name.partition(":")
    said = HEARTBEATS.get(worker, worker)
    return f"{said} ({desk})" if desk else said


class OneOf(click.ParamType[str]):
    """A choice among the words that the tables show, written with accents or without; English ones serve scripts."""

    name = "état"

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words
        self.known = {_plain(word): key for key, said in words.items() for word in (key, said)}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if found := self.known.get(_plain(str(value))):
            return found
        return self.fail(f"« {value} » n'en est pas un : {self.listed()}.", param, ctx)

    def listed(self) -> str:
        return ", ".join(f"« {said} »" if " " in said else said for said in self.words.values())

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "ÉTAT"


def _plain(word: str) -> str:
    return fold(word).replace("-", " ").replace("_", " ")
