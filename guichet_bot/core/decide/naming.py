"""Which expert or topic somebody means by the words of an order."""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from guichet_bot.core.decide.hand import member_of
from guichet_bot.core.known import Office
from guichet_bot.core.model import Expert

_SMALL = frozenset({"et", "de", "des", "du", "la", "le", "les", "un", "une", "en", "a", "au", "aux", "ou"})


class Unclear(Exception):
    """The words name nobody, or more than one; the French sentence says what to write instead."""


def named_expert(words: str, office: Office) -> Expert:
    """The expert of that address, name, or part of the name.

    Raises:
        Unclear: nobody, or several people.
    """
    people = [one.expert for one in office.candidates]
    return _named(words, people, "plusieurs experts s'appellent", "aucun expert ne s'appelle")


def named_member(words: str, office: Office) -> Expert:
    """The expert or coordinator of that address, name, or part of the name: anybody who may be absent.

    Raises:
        Unclear: nobody, or several people.
    """
    experts = [one.expert for one in office.candidates]
    known = {one.email for one in experts}
    others = (member_of(office, one.email) for one in office.desk.coordinators if one.email not in known)
    people = [*experts, *(one for one in others if one)]
    return _named(words, people, "plusieurs personnes s'appellent", "personne, ni expert ni coordination, ne s'appelle")


def _named(words: str, people: list[Expert], several: str, nobody: str) -> Expert:
    wanted = fold(words)
    exact = [one for one in people if wanted in (one.email, fold(one.name))]
    if exact:
        return exact[0]
    parts = set(wanted.split())
    found = [one for one in people if parts and parts <= set(fold(one.name).split()) | {one.email.partition("@")[0]}]
    if len(found) == 1:
        return found[0]
    if found:
        raise Unclear(f"{several} « {words} » : {_list(_shown(one) for one in found)}")
    close = get_close_matches(wanted, [fold(one.name) for one in people if one.name], 1)
    meant = next((_shown(one) for one in people if close and fold(one.name) == close[0]), "")
    hint = f" ; vouliez-vous dire {meant} ?" if meant else ""
    raise Unclear(f"{nobody} « {words} »{hint}")


def named_topic(words: str, office: Office) -> str:
    """The id of the topic of that id or label, or whose label alone holds all these words.

    Raises:
        Unclear: no topic, or several.
    """
    topics = office.rules.topics.by_id
    wanted = fold(words).replace(" ", "-")
    if wanted in topics:
        return wanted
    parts = [part.rstrip("sx") for part in fold(words).replace("-", " ").split() if part not in _SMALL]
    found = [
        id for id, topic in topics.items() if parts and all(_in(part, f"{id} {fold(topic.label)}") for part in parts)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise Unclear(f"plusieurs thèmes vont avec « {words} » : {_list(found[:6])}")
    close = get_close_matches(wanted, list(topics), 3, 0.5)
    hint = f" ; thèmes proches : {_list(close)}" if close else ""
    raise Unclear(f"aucun thème ne s'appelle « {words} »{hint}")


def fold(text: str) -> str:
    """Lower case, without accents, hyphens as blanks between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'").split())


def _in(part: str, label: str) -> bool:
    return any(word.startswith(part) for word in label.replace("-", " ").replace(",", " ").split())


def _shown(one: Expert) -> str:
    return f"{one.name} ({one.email})" if one.name else one.email


def _list(values: Iterable[str]) -> str:
    return ", ".join(values)
