"""How `explain` tells a person what it found."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from guichet_bot.cli import words
from guichet_bot.core.time.french import say_moment

Told = Mapping[str, Any]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*[+-]\d\d:\d\d")

VERDICTS = {
    "question": "une question",
    "reply": "une réponse à un courrier",
    "automatic": "un courrier automatique",
    "bounce": "un rapport de non-remise",
    "own": "un courrier du guichet lui-même",
    "duplicate": "un courrier déjà reçu",
    "parked": "un courrier que le programme n'a pas su lire",
}
TIMERS = {
    "remind": "rappel à l'expert",
    "offer": "la proposition échoit",
    "away": "l'absence de l'expert commence",
    "warn_buyer": "prévenir l'acheteur",
    "promise": "le délai promis échoit",
    "escalate": "escalade",
    "coordinators": "rappel à la coordination",
    "wait_buyer": "relance de l'acheteur",
    "silent": "clôture si personne n'écrit",
}
EVENTS = {
    "opened": "question ouverte",
    "replied": "réponse envoyée à l'acheteur",
    "offered": "proposée à {expert} ({why})",
    "answered": "{expert} a répondu",
    "declined": "{expert} passe {reason}",
    "lapsed": "silence de {expert} : la proposition est échue",
    "withdrawn": "proposition retirée à {expert}",
    "acknowledged": "{expert} a bien reçu et regarde",
    "late_answer": "réponse tardive de {expert}, retenue",
    "topic_corrected": "thème corrigé de « {from} » en « {to} » par {by}",
    "reopened": "rouverte par {by}",
    "rights": "demande sur des données personnelles, à traiter avant le {due}",
    "bounced": "courrier non remis à {address} {said}",
    "rating": "avis de l'acheteur : {value} sur 5",
    "live_tender": "consultation en cours reconnue : {why}",
    "time": "{expert} y a passé {minutes} minutes",
    "reminded": "{expert} relancé",
    "new_date": "nouvelle date annoncée à l'acheteur : {new} au lieu de {old}",
    "lapse": "délai promis dépassé ({promised_at})",
    "coordinators_reminded": "coordinateurs relancés",
    "escalated": "escalade, niveau {level} : {name}",
    "closed": "close : {why}",
    "order": "ordre de {by} : « {line} » : {said}",
}


def mail(one: Told) -> str:
    """A file: what it is, what would follow, and why."""
    lines = [f"{one['file']} : {VERDICTS.get(one['verdict'], one['verdict'])}"]
    if one["verdict"] == "parked":
        return "\n".join([*lines, f"  {one['reason']}", ""])
    trace = one["trace"]
    lines += _pairs(
        ("De", _sender(one)),
        ("Objet", one["subject"]),
        ("Nature", _nature(one)),
        ("Intention", words.INTENTS.get(one["intent"], one["intent"])),
        ("Thème", _topics(one) if one["intent"] else ""),
        ("Stade", one["stage"]),
        ("Consultation en cours", "oui, à réserver aux coordinateurs" if one["live_tender"] else ""),
        ("Hors périmètre", one["out_of_scope"]),
        ("Adresses en échec", ", ".join(one["failed_recipients"])),
        ("Fin", _because(words.CAUSES[one["cause"]], one["reason"])),
        ("Courriers", ", ".join(f"{words.LETTERS[letter['kind']]} à {letter['to']}" for letter in one["letters"])),
    )
    lines += _reasons(trace)
    lines += ["  Texte nouveau :", *(f"    {line}" for line in one["newest_text"].splitlines()), ""]
    return "\n".join(lines)


def question(one: Told) -> str:
    """A question: what happened in order, why these experts, why this date."""
    zone = one["timezone"]
    lines = [f"{one['number']} « {one['subject']} » : {words.IN_FULL[one['state']]}"]
    lines += _pairs(
        ("Acheteur", one["buyer"]),
        ("Thème", one["topic_label"]),
        ("Expert", one["expert"]),
        ("Promise pour", say_moment(one["promised_at"], zone) if one["promised_at"] else ""),
    )
    lines += ["", "Ce qui s'est passé :"]
    lines += [f"  {say_moment(at, zone)} : {said}" for at, said in sorted(_happened(one), key=lambda pair: pair[0])]
    for received in one["received"]:
        reasons = _reasons(received["trace"])
        if reasons:
            lines += ["", f"Courrier nº {received['id']} de {received['sender']} :", *reasons]
    if one["timers"]:
        lines += ["", "À venir :"]
        lines += [
            f"  {say_moment(timer['due_at'], zone)} : {TIMERS.get(timer['kind'], timer['kind'])}"
            for timer in one["timers"]
        ]
    if one["why_this_date"]:
        lines += ["", "Pourquoi cette date :", *(f"  {step}" for step in one["why_this_date"])]
    return "\n".join([*lines, ""])


def _sender(one: Told) -> str:
    address, role = one["sender"]["address"] or "illisible", words.ROLES[one["sender"]["role"]]
    return address if one["verdict"] == "own" else f"{address} ({role})"


def _nature(one: Told) -> str:
    kind, trace = one["automatic_kind"], one["trace"]
    if not kind:
        return "écrit par une personne" if one["verdict"] in ("question", "reply") else ""
    rule = f"règle « {trace['rule']} » {trace.get('why') or ''}".rstrip()
    return _because(words.AUTOMATIC.get(kind, str(kind)), rule)


def fate(one: Told, zone: str) -> str:
    """A received mail and how it ended, or a letter and what became of it; moments on the clock of that zone."""
    if one["what"] == "letter":
        when = one["sent_at"] or one["created_at"]
        return "\n".join(
            [
                f"Courrier nº {one['id']} écrit par le guichet {one['desk']} : {words.OUTBOX[one['state']]}",
                *_pairs(
                    ("Sorte", words.LETTERS[one["kind"]]),
                    ("À", one["rcpt"]),
                    ("Objet", one["subject"]),
                    ("Question", one["question"]),
                    ("Le", _tried(say_moment(when, zone), one["attempts"])),
                    ("Réponse du serveur", one["response"]),
                ),
                "",
            ]
        )
    return "\n".join(
        [
            f"Courrier nº {one['id']} reçu par le guichet {one['desk']} : {_ended(one)}",
            *_pairs(
                ("De", one["sender"]),
                ("Objet", one["subject"]),
                ("Question", one["question"]),
                ("Reçu le", say_moment(one["received_at"], zone)),
                ("Pourquoi", one["reason"]),
            ),
            *_reasons(one["trace"]),
            "",
        ]
    )


def _happened(one: Told) -> Iterable[tuple[datetime, str]]:
    for received in one["received"]:
        ended = _because(_ended(received), received["reason"])
        yield received["received_at"], f"courrier reçu de {received['sender']} : {ended}"
    for event in one["events"]:
        yield event["at"], _event(event, one["timezone"])
    for letter in one["letters"]:
        kind, state = words.LETTERS[letter["kind"]], words.OUTBOX[letter["state"]]
        ended = _because(state, "" if letter["state"] == "sent" else letter["response"])
        yield letter["sent_at"] or letter["created_at"], f"courrier « {kind} » à {letter['rcpt']} : {ended}"


def _event(event: Told, zone: str) -> str:
    shown = {key: _shown(value, zone) for key, value in event.items()}
    kind = str(event["kind"])
    return EVENTS.get(kind, kind).format_map(_Blank(shown)).rstrip()


def _shown(value: Any, zone: str) -> Any:
    """An event's detail; moments are kept as ISO 8601."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return say_moment(datetime.fromisoformat(value), zone)
    return value


class _Blank(dict[str, Any]):
    """An older event may lack what a newer sentence tells."""

    def __missing__(self, key: str) -> str:
        return ""


def _topics(one: Told) -> str:
    best = one["topic"] or "aucun n'est sûr"
    scored = ", ".join(f"{topic['id']} {topic['score']:g}" for topic in one["topics"])
    return f"{best} ({scored})" if scored else best


def _reasons(trace: Told) -> list[str]:
    """The trace as lines: triage, route with the rules that missed, candidates and why not the others."""
    lines = [f"    {why}" for why in trace.get("triage", {}).get("why", ())]
    if trace.get("because"):
        lines.append(f"    la phrase qui le fait mettre de côté : « {trace['because']} »")
    route = trace.get("route")
    if route:
        lines += [f"    écartée : {miss}" for miss in route.get("misses", ())]
        lines.append(f"    route « {route['name']} » vers {words.ROUTES.get(route['to'], route['to'])}")
    for candidate in trace.get("candidates", ()):
        lines.append(f"    expert possible : {candidate['expert']} ({', '.join(candidate['why'])})")
    for why, experts in trace.get("rejected", {}).items():
        lines.append(f"    {why} : {', '.join(experts)}")
    for carrier in trace.get("carriers", ()):
        state = "" if carrier["valid"] else ", signature refusée"
        kind = words.CARRIERS.get(carrier["kind"], carrier["kind"])
        lines.append(f"    indice de fil : {kind}{state} {carrier['owner']}".rstrip())
    return ["  Pourquoi :", *lines] if lines else []


def _ended(received: Told) -> str:
    """How a received mail stands: the cause in which it ended, else its state."""
    cause = received["cause"]
    return words.CAUSES[cause] if cause else words.INBOUND[received["state"]]


def _because(said: str, why: str | None) -> str:
    return f"{said} — {why}" if why else said


def _tried(when: str, attempts: int) -> str:
    return f"{when}, {attempts} essai{'s' if attempts > 1 else ''}"


def _pairs(*pairs: tuple[str, object]) -> list[str]:
    return [f"  {name} : {value}" for name, value in pairs if value]
