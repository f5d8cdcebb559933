"""Values that the store's tests put in, with everything that does not matter to them filled in."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from guichet_bot.core.effects import OpenQuestion
from guichet_bot.core.model import ClockEvent, EntryKind, Question, Role
from guichet_bot.store import Tx, inbound, questions, raws
from guichet_bot.store.rows import InboundRow, NewLetter

NOW = datetime(2026, 4, 30, 14, 0, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DESK = "ouest"
BUYER = "mairie@commune.example"
EXPERT = "ada@reseau.example"
_uids = count(1000)
_keys = count(1)


def receive(tx: Tx, raw: bytes = b"", desk: str = DESK, at: datetime = NOW) -> int:
    """A new mail, different from all others unless `raw` is given; its inbound id."""
    uid = next(_uids)
    sha = raws.put(tx, raw or f"mail {uid}".encode(), at)
    added = inbound.add(tx, desk, "INBOX", 1, uid, "imap", sha, 10, at)
    assert added is not None
    return added


def claim_mail(tx: Tx, at: datetime = NOW, worker: str = "w1", limit: int = 10) -> list[InboundRow]:
    return inbound.claim(tx, at, worker, 60, limit, [DESK])


def draft(**fields: Any) -> OpenQuestion:
    made: dict[str, Any] = {
        "buyer": BUYER,
        "buyer_name": "Mairie",
        "subject": "Véhicules propres",
        "text": "Quel seuil ?",
        "opened_at": NOW,
        "promised_at": NOW + timedelta(days=6),
        "clock": (ClockEvent(NOW, "start"),),
        "state": "offered",
    }
    return OpenQuestion(**made | fields)


def open_question(tx: Tx, desk: str = DESK, year: int = 2026, **fields: Any) -> Question:
    question = questions.open(tx, desk, "RO", year, draft(**fields), "calendar")
    questions.add_entry(tx, question.id, NOW, EntryKind.QUESTION, Role.BUYER, question.buyer, "Quel seuil ?")
    return question


def letter(key: str = "", **fields: Any) -> NewLetter:
    key = key or f"key{next(_keys)}"
    made: dict[str, Any] = {
        "desk": DESK,
        "key": key,
        "message_id": f"{key}@guichet.example",
        "question_id": None,
        "kind": "answer",
        "role": Role.BUYER,
        "rcpt": BUYER,
        "sender": "guichet@guichet.example",
        "subject": "Réponse",
        "raw": b"Subject: x\r\n\r\ntext",
        "created_at": NOW,
        "next_at": NOW,
    }
    return NewLetter(**made | fields)
