"""At which stage of the purchase a question is asked, and what kind of help it asks for."""

import re
from collections.abc import Sequence

from guichet_bot.core.folding import one_line
from guichet_bot.core.triage.text import Segment

_STAGES: dict[str, tuple[str, ...]] = {
    "consultation en cours": (
        r"(?:remise des )?offres recues",
        r"candidat evince|attributaire pressenti",
        r"(?:notre )?consultation (?:est )?en cours|avons publie",
    ),
    "exécution": (
        r"titulaires?|notre prestataire|prestataire actuel|avenant|penalites?|facturation|reconduction",
        r"en cours d'execution|execution d[ue]|suivi d'execution|reception des travaux|bons? de commande",
        r"marche (?:actuel|en cours|notifie|signe)",
    ),
    "rédaction": (
        r"cctp|ccap|dce\b|cahier des charges|clauses?|criteres?|redig\w+|redaction|ponderation|specifications?",
        r"notation|memoire technique|cadre de reponse|reglement de (?:la )?consultation",
    ),
    "sourcing": (
        r"sourc(?:ing|age)\w*|fournisseurs?|prestataires|allot\w+|operateurs economiques|annuaire",
        r"entreprises locales|centrale d'achat",
    ),
    "besoin": (
        r"besoins?|renouvel\w+|projet d|nous preparons",
        r"nous (?:envisageons|souhaitons|voulons|voudrions|reflechissons)",
        r"(?:nous allons|on va|je dois|nous devons) (?:acheter|lancer|acquerir|remplacer|choisir)",
    ),
    "stratégie": (
        r"strategie|spaser|politique d'achat|charte|deliberation|plan d'actions?|feuille de route|cartographie|elus",
    ),
}
_REQUESTS: dict[str, tuple[str, ...]] = {
    "rendez-vous téléphonique": (
        r"rappel(?:er|ez)|telephoner|par telephone|au telephone|un appel\b(?! d)|en visio|de vive voix",
        r"(?:prendre|convenir d'un|un) rendez-vous|echange telephonique",
    ),
    "relecture": (
        r"rel(?:ire|isez|ecture|u)\b|votre avis sur (?:notre|le|mon) (?:dce|cctp|cahier|projet)",
        r"(?:un |jeter un )(?:coup d'oeil|oeil)",
    ),
    "formation": (
        r"formation des (?:acheteurs|agents|elus)|(?:se|nous|me) former|former (?:les|nos|des) ",
        r"webinaires?|journees? techniques?|sensibilis\w+",
    ),
    "mise en relation": (
        r"(?:mettre|mise) en (?:relation|contact|lien)|entrer en contact|coordonnees d|contacts? (?:de|dans) ",
    ),
    "retour d'expérience": (
        r"retours? (?:d'experiences?|de terrain)|retex|rex\b|exemples? (?:de collectivites?|de marches?|concrets?)",
        r"(?:d'autres|une autre|autres) (?:collectivites?|communes?|hopitaux|etablissements?|acheteurs?|villes?)",
        r"quelqu'un a(?:-t-il| )?(?:deja)?|(?:ont|a|ayant) deja (?:fait|mis|teste|achete|essaye)",
    ),
    "fournisseur": (
        r"(?:trouver|connai[\w-]+|cherch\w+|identifier|listes? d[e']s?) (?:\w+ ){0,3}"
        r"(?:fournisseurs?|prestataires?|entreprises?|producteurs?|fabricants?)",
        r"(?:quels?|quelles?) (?:fournisseurs?|prestataires?|entreprises?|producteurs?|fabricants?)",
    ),
    "clause ou critère type": (
        r"(?:exemples?|modeles?) (?:de |d')?(?:clauses?|criteres?|cctp|redaction)|(?:clauses?|criteres?) types?",
        r"clausier|formulation|comment (?:rediger|formuler|noter|ponderer|ecrire)",
        r"quels? (?:\w+ ){0,2}criteres?|quelles? (?:\w+ ){0,2}clauses?",
    ),
    "obligation": (
        r"oblig\w+|interdit\w*|reglementa\w+|que dit la loi|seuils?|a partir de quand|a-t-on le droit",
        r"faut-il|devons-nous|doit-on|dois-je|peut-on|pouvons-nous|est-il possible|est-on tenus?",
        r"sommes-nous (?:tenus|concernes|soumis)|avons-nous le droit",
    ),
}
STAGES = tuple(_STAGES)
REQUESTS = tuple(_REQUESTS)


def _compiled(patterns: dict[str, tuple[str, ...]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(rf"\b(?:{'|'.join(each)})")) for name, each in patterns.items())


_STAGE_PATTERNS = _compiled(_STAGES)
_REQUEST_PATTERNS = _compiled(_REQUESTS)


def flat(mail: Sequence[Segment]) -> str:
    """The mail folded on one line, for patterns."""
    return " ".join(one_line(segment.text) for segment in mail)


def stage(text: str) -> str:
    """The stage, one of `STAGES`, from folded text; "" when nothing tells."""
    return _first(_STAGE_PATTERNS, text)


def request(text: str) -> str:
    """The kind of request, one of `REQUESTS`, from folded text; "" when nothing tells."""
    return _first(_REQUEST_PATTERNS, text)


def _first(patterns: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str:
    return next((name for name, pattern in patterns if pattern.search(text)), "")
