"""Every received mail accounted for, in one sentence: what came in is what was dealt with, or it is said aloud."""

from collections.abc import Mapping
from typing import NamedTuple

from guichet_bot.core.model import Cause, InboundState

WAITS = InboundState.NEW.value  # stored and not handled yet
_UNDONE = (WAITS, Cause.PARKED.value)
_WORDS = {
    Cause.QUESTION: ("question", "questions"),
    Cause.ANSWER: ("réponse", "réponses"),
    Cause.FOLLOW_UP: ("complément d’acheteur", "compléments d’acheteurs"),
    Cause.THANKS: ("remerciement", "remerciements"),
    Cause.DECLINE: ("refus", "refus"),
    Cause.DETAILS: ("demande de précisions", "demandes de précisions"),
    Cause.NOTE: ("note", "notes"),
    Cause.ORDERS: ("courrier de consignes", "courriers de consignes"),
    Cause.ABSENCE: ("annonce d’absence", "annonces d’absence"),
    Cause.AUTOMATIC: ("automatique", "automatiques"),
    Cause.BOUNCE: ("avis d’échec", "avis d’échec"),
    Cause.DELAYED: ("avis de distribution", "avis de distribution"),
    Cause.OWN: ("copie de nos courriers", "copies de nos courriers"),
    Cause.DUPLICATE: ("doublon", "doublons"),
    Cause.BY_HAND: ("réponse écrite à la main", "réponses écrites à la main"),
    Cause.OUT_OF_SCOPE: ("hors sujet", "hors sujet"),
    Cause.RIGHTS: ("demande sur des données personnelles", "demandes sur des données personnelles"),
    Cause.HELD: ("mis de côté pour vous", "mis de côté pour vous"),
    Cause.TOO_LARGE: ("trop lourd", "trop lourds"),
    Cause.TOO_MANY: ("envoi en trop grand nombre", "envois en trop grand nombre"),
    Cause.EMPTY: ("vide", "vides"),
    Cause.RELEASED: ("libéré", "libérés"),
    Cause.DISCARDED: ("écarté", "écartés"),
}


class Reconciled(NamedTuple):
    """`line` accounts for the mails since the last digest; `alert` says what is not dealt with, "" when all is."""

    line: str
    alert: str


def reconcile(ends: Mapping[str, int], older: Mapping[str, int], since: str) -> Reconciled:
    """`ends`: mails since the last digest by cause, or "new"; `older`: those from before that are not done, by state.

    `since` is French: "depuis le point de mardi".
    """
    total = sum(ends.values())
    done = {cause: count for cause, count in ends.items() if cause not in _UNDONE and count}
    if not total:
        return Reconciled(f"Aucun courrier reçu {since}.", _alert(0, 0, older))
    waits, parked = ends.get(WAITS, 0), ends.get(Cause.PARKED.value, 0)
    parts = [f"{_many(sum(done.values()), 'traité', 'traités')}"]
    parts += [_many(waits, "en attente de lecture", "en attente de lecture")] if waits else []
    parts += [_many(parked, "illisible", "illisibles")] if parked else []
    detail = ", ".join(_many(count, *_words(cause)) for cause, count in sorted(done.items(), key=_order))
    said = f"{_many(total, 'courrier', 'courriers')} dans la boîte {since} = {' + '.join(parts)}"
    return Reconciled(f"{said}\u00a0: {detail}." if detail else f"{said}.", _alert(waits, parked, older))


def _alert(waits: int, parked: int, older: Mapping[str, int]) -> str:
    waits += older.get(WAITS, 0)
    parked += older.get(InboundState.PARKED.value, 0)
    said = []
    if waits:
        said.append(f"{_many(waits, 'courrier attend', 'courriers attendent')} encore d’être lu{'s' * (waits > 1)}")
    if parked:
        tell = "n’a pas pu être lu" if parked == 1 else "n’ont pas pu être lus"
        said.append(f"{_many(parked, 'courrier', 'courriers')} {tell} (l’exploitant du guichet est prévenu)")
    return f"Attention : {', et '.join(said)}." if said else ""


def _order(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _words(cause: str) -> tuple[str, str]:
    return _WORDS[Cause(cause)]


def _many(count: int, one: str, several: str) -> str:
    return f"{count}\u00a0{one if count == 1 else several}"
