"""What is kept about a person, as that person may read it: data, a summary in French, the mails as files.

Nothing here tells of others: an expert's address, another buyer, the inside of a coordinator's letters.
"""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from guichet_bot.cli import words
from guichet_bot.cli.frame import as_json, cell
from guichet_bot.core.model import Role
from guichet_bot.store import privacy, raws
from guichet_bot.store.engine import Tx
from guichet_bot.store.inbound import InboundRow
from guichet_bot.store.outbox import OutboxRow

_OF_DESK_PEOPLE = (Role.COORDINATOR, Role.OPERATOR)  # their letters tell of everybody else
_NOWHERE: Mapping[str, str | None] = {"desk": None, "question": None}
_LEFT = ("sent", "unsure")
_OFFERS = {
    "open": "en cours",
    "answered": "vous avez répondu",
    "declined": "vous avez passé",
    "lapsed": "restée sans réponse",
    "withdrawn": "retirée",
}
Told = Mapping[str, Any]
Zone = Callable[[str], ZoneInfo]
Numbers = Mapping[int, Mapping[str, str | None]]
_QUESTION = (
    "desk", "number", "state", "subject", "buyer_name", "structure", "departement", "topic", "also", "stage",
    "request", "live_tender", "opened_at", "promised_at", "answered_at", "closed_at", "closed_why", "new_dates",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Personal:
    """`data` is what `--json` prints; `files` are the mails by their name in it."""

    data: Mapping[str, Any]
    files: Mapping[str, bytes]


def gather(tx: Tx, address: str, now: datetime) -> Personal:
    """Everything kept about this address (lower case), over all desks."""
    found = privacy.find(tx, address)
    numbers = {key: {"desk": desk, "question": name} for key, (desk, name) in privacy.numbers(tx, found).items()}
    files: dict[str, bytes] = {}
    data = {
        "address": address,
        "at": now,
        "names": found.names,
        "questions": [{key: getattr(one, key) for key in _QUESTION} for one in found.questions],
        "written": [
            {"at": one.at, "kind": one.kind, "text": one.text, **numbers.get(one.question_id, _NOWHERE)}
            for one in found.entries
        ],
        "received": [_received(tx, one, numbers, files) for one in found.received],
        "letters": [_letter(one, numbers, files) for one in found.letters],
        "expert": [{"desk": desk} | asdict(profile) for desk, profile in found.expert_of],
        "offers": [asdict(one) for one in found.offers],
        "absences": [{"first": first, "until": until or None} for first, until in found.absences],
        "no_letters_from": found.suppressed_by,
    }
    return Personal(data, files)


def _received(tx: Tx, row: InboundRow, numbers: Numbers, files: dict[str, bytes]) -> dict[str, Any]:
    raw = raws.get(tx, row.sha256)
    told = {"desk": row.desk, "at": row.received_at, "subject": row.subject, "state": row.state, "cause": row.cause}
    name = _kept(files, f"courriers-recus/{row.received_at:%Y-%m-%d}-{row.id}.eml", raw)
    number = numbers.get(row.question_id or 0, _NOWHERE)["question"]
    return told | {"question": number, "message_id": row.message_id, "file": name}


def _letter(row: OutboxRow, numbers: Numbers, files: dict[str, bytes]) -> dict[str, Any]:
    at = row.sent_at or row.created_at
    told = {"desk": row.desk, "at": at, "kind": row.kind, "state": row.state}
    told |= {"question": numbers.get(row.question_id or 0, _NOWHERE)["question"]}
    if row.role in _OF_DESK_PEOPLE or row.state not in _LEFT:
        return told | {"subject": None, "file": None}
    name = _kept(files, f"courriers-ecrits/{at:%Y-%m-%d}-{row.id}.eml", row.raw)
    return told | {"subject": row.subject, "file": name}


def _kept(files: dict[str, bytes], name: str, raw: bytes | None) -> str | None:
    if not raw:
        return None
    files[name] = bytes(raw)
    return name


def is_empty(data: Mapping[str, Any]) -> bool:
    """Whether nothing is kept of the person."""
    return not any(value for key, value in data.items() if key not in ("address", "at"))


def summary(data: Mapping[str, Any], zone: Zone) -> str:
    """The same in French, for the person to read; moments on the clock of each desk."""
    if is_empty(data):
        return f"Rien n'est gardé au nom de {data['address']}."
    lines = [f"Ce que le guichet garde sur {data['address']}, le {data['at'].astimezone(zone('')):%d/%m/%Y}"]
    if data["names"]:
        lines.append(f"Nom connu : {', '.join(data['names'])}")
    sections = (
        ("Vos questions", [_question(one, zone) for one in data["questions"]]),
        ("Ce que vous avez écrit", [_written(one, zone) for one in data["written"]]),
        ("Courriers reçus de vous", [_mail(one, words.CAUSES, "cause", zone) for one in data["received"]]),
        ("Courriers qui vous ont été écrits", [_mail(one, words.LETTERS, "kind", zone) for one in data["letters"]]),
        ("Vos profils d'expert", [_profile(one) for one in data["expert"]]),
        ("Vos absences", [f"  du {one['first']} au {one['until'] or '(sans fin)'}" for one in data["absences"]]),
        ("Questions qui vous ont été proposées", [_offer(one, zone) for one in data["offers"]]),
    )
    for title, told in sections:
        lines += ["", f"{title} ({len(told)})", *told] if told else []
    lines += [f"Le guichet {desk} ne vous écrit plus." for desk in data["no_letters_from"]]
    return "\n".join([*lines, ""])


def _question(one: Told, zone: Zone) -> str:
    state = words.QUESTIONS.get(one["state"], one["state"])
    about = [one["topic"] and f"thème {one['topic']}", one["structure"], one["departement"]]
    kept = f" ({', '.join(value for value in about if value)})" if any(about) else ""
    at = cell(one["opened_at"], zone(one["desk"]))
    return f"  {one['number']} « {one['subject']} », reçue le {at} : {state}{kept}"


def _written(one: Told, zone: Zone) -> str:
    kind = words.ENTRIES.get(one["kind"], one["kind"])
    text = "\n".join(f"    {line}" for line in str(one["text"]).splitlines())
    return f"  {one['question']}, {kind} du {cell(one['at'], zone(one['desk'] or ''))} :\n{text}"


def _mail(one: Told, french: Mapping[str, str], key: str, zone: Zone) -> str:
    kind = french.get(str(one[key] or ""), str(one[key] or one["state"]))
    subject = f" « {one['subject']} »" if one["subject"] else ""
    return f"  {cell(one['at'], zone(one['desk']))} : {kind}{subject} [{one['file'] or 'contenu effacé ou non joint'}]"


def _profile(one: Told) -> str:
    lines = (
        f"  guichet {one['desk']}, nom {one['name'] or 'inconnu'}",
        f"    thèmes : {cell(one['topics']) or 'tous'} ; territoire : {cell(one['territory']) or 'tous'}",
        f"    plafonds : {one['ceiling_open']} en même temps, {one['ceiling_month']} par mois",
        f"    déports : {cell(one['exclusions']) or 'aucun'} ; suppléant : {one['backup'] or 'aucun'}",
    )
    return "\n".join(lines)


def _offer(one: Told, zone: Zone) -> str:
    at = cell(one["offered_at"], zone(one["desk"]))
    return f"  {one['number']}, le {at} : {_OFFERS.get(one['state'], one['state'])}"


def pack(personal: Personal, path: Path, zone: Zone) -> None:
    """Write the summary, the data and the mails into one zip file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("resume.txt", summary(personal.data, zone))
        packed.writestr("donnees.json", as_json(personal.data))
        for name, raw in personal.files.items():
            packed.writestr(name, raw)
