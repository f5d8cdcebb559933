"""Where the rows and mails of others name a person who is to be erased: found, and the name taken out.

A text keeps everything but the address and the full name. The bytes of a mail that has done its work go as they would
with time; those of a mail that still waits stay until it has.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from guichet_bot.core.mail.mentions import BEGINS, mentions
from guichet_bot.core.model import InboundState
from guichet_bot.store import schema
from guichet_bot.store.engine import Tx

ADDRESS, NAME = "[adresse effacée]", "[nom effacé]"
_ENDED = frozenset({"sent", "failed", "cancelled"})
_BATCH = 200
_PAGE = 10  # whole mails at a time, for each may hold large files
_o, _i, _raw, _u = schema.outbox, schema.inbound, schema.raw, schema.undo
# Free text and JSON, where anybody may have been named; columns that hold one whole address are no matter of search.
_TEXTS = {
    "question": ("subject", "closed_why"),
    "entry": ("text",),
    "offer": ("why",),
    "event": ("data",),
    "inbound": ("subject", "reason", "trace", "message_id"),
    "outbox": ("subject", "response"),
    "suppression": ("why",),
    "switch": ("value",),
    "closure": ("name",),
}
_JSON = frozenset({("offer", "why"), ("event", "data"), ("inbound", "trace")})
_dumps = json.JSONEncoder(separators=(",", ":")).encode  # as the store writes it
_LETTERS = (
    sa.select(_o.c.id, _o.c.state, _o.c.raw)
    .where(_o.c.id > sa.bindparam("p_after"), _o.c.raw != b"", _o.c.rcpt != sa.bindparam("p_address"))
    .order_by(_o.c.id)
    .limit(_PAGE)
)
_MAILS = (
    sa.select(_i.c.id, _i.c.state, _raw.c.bytes, _i.c.sha256)
    .join_from(_i, _raw, _raw.c.sha256 == _i.c.sha256)
    .where(_i.c.id > sa.bindparam("p_after"), _i.c.sender != sa.bindparam("p_address"))
    .order_by(_i.c.id)
    .limit(_PAGE)
)
_IDS: sa.BindParameter[Any] = sa.bindparam("p_ids", expanding=True)
_DROP_BYTES = sa.update(_o).where(_o.c.id.in_(_IDS), _o.c.state.in_(sorted(_ENDED))).values(raw=b"")
_DROP_RAW = sa.delete(_raw).where(
    _raw.c.sha256.in_(_IDS), ~sa.exists().where(_i.c.sha256 == _raw.c.sha256, _i.c.state != InboundState.DONE)
)
_UNDO = sa.select(_u.c.code, _u.c.by, _u.c.what, sa.type_coerce(_u.c.images, sa.Text))
_DROP_UNDO = sa.delete(_u).where(_u.c.code.in_(_IDS))
_r = schema.message_ref
_REFS = sa.select(_r.c.desk, _r.c.message_id).where(
    sa.func.lower(_r.c.message_id).like(sa.bindparam("p_address"), escape="/")
)
_DROP_REF = sa.delete(_r).where(_r.c.desk == sa.bindparam("p_desk"), _r.c.message_id == sa.bindparam("p_id"))
_LETTERS_LEFT = sa.select(_o.c.id).where(_o.c.id.in_(_IDS), _o.c.raw != b"")
_MAILS_LEFT = sa.select(_i.c.id).where(_i.c.id.in_(_IDS), _i.c.state != InboundState.DONE)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Mails of others that name the person. `letters` (ids) and `mails` (sha256) have done their work;
    `letters_waiting` and `mails_waiting` (ids) have not, and keep their bytes."""

    letters: tuple[int, ...] = ()
    mails: tuple[str, ...] = ()
    letters_waiting: tuple[int, ...] = ()
    mails_waiting: tuple[int, ...] = ()


def look(tx: Tx, address: str, signs: Sequence[str]) -> Mentioned:
    """Read through every mail that is still kept for the address or another sign of the person. Before the erasure and
    apart from it: it may take a while."""
    words = (address, *signs)
    letters: dict[bool, list[int]] = {True: [], False: []}
    for number, state, raw in _pages(tx, _LETTERS, address):
        if mentions(bytes(raw), words):
            letters[state in _ENDED].append(number)
    mails: list[str] = []
    waiting: list[int] = []
    for number, state, raw, sha in _pages(tx, _MAILS, address):
        if mentions(bytes(raw), words):
            if state == InboundState.DONE:
                mails.append(sha)
            else:
                waiting.append(number)
    return Mentioned(tuple(letters[True]), tuple(mails), tuple(letters[False]), tuple(waiting))


def _pages(tx: Tx, statement: sa.Select[Any], address: str) -> Iterator[Any]:
    after = 0
    while rows := tx.execute(statement, {"p_after": after, "p_address": address}).all():
        yield from rows
        after = rows[-1][0]


def left(tx: Tx, mentioned: Mentioned) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The ids of the letters and of the received mails among those that wait which still hold the person."""
    letters = (one for ids in _chunks(mentioned.letters_waiting) for one in tx.execute(_LETTERS_LEFT, {"p_ids": ids}))
    mails = (one for ids in _chunks(mentioned.mails_waiting) for one in tx.execute(_MAILS_LEFT, {"p_ids": ids}))
    return tuple(row[0] for row in letters), tuple(row[0] for row in mails)


def sweep(tx: Tx, address: str, names: Sequence[str], questions: Sequence[int], mentioned: Mentioned) -> None:
    """Take the person out of what others wrote, and drop the bytes and the undo codes that hold them.

    `questions` are the ids of the person's own questions, which nobody may put back as they were.
    """
    for ids in _chunks(mentioned.letters):
        tx.execute(_DROP_BYTES, {"p_ids": ids})
    for ids in _chunks(mentioned.mails):
        tx.execute(_DROP_RAW, {"p_ids": ids})
    _drop_undo(tx, (address, *names), frozenset(questions))
    _drop_refs(tx, address)
    for table, columns in _TEXTS.items():
        for column in columns:
            _rewrite(tx, table, column, address, names)


def _chunks(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _drop_undo(tx: Tx, words: Iterable[str], questions: frozenset[int]) -> None:
    """An undo would bring the old rows back."""
    folded = tuple(form for word in words for form in _forms(word.lower()))
    codes = [
        code
        for code, by, what, images in tx.execute(_UNDO).all()
        if any(word in f"{by} {what} {images}".lower() for word in folded) or _touches(json.loads(images), questions)
    ]
    for ids in _chunks(codes):
        tx.execute(_DROP_UNDO, {"p_ids": ids})


def _touches(images: Iterable[Any], questions: frozenset[int]) -> bool:
    for name, key, before, after in images:
        if name == "question" and key[0] in questions:
            return True
        if any(row and row.get("question_id") in questions for row in (before, after)):
            return True
    return False


def _drop_refs(tx: Tx, address: str) -> None:
    """Some mail programs write their owner's address into every Message-ID."""
    pattern = _pattern(address)
    for desk, message_id in tx.execute(_REFS, {"p_address": _like(address)}).all():
        if pattern.search(message_id):
            tx.execute(_DROP_REF, {"p_desk": desk, "p_id": message_id})


@cache
def _statements(name: str, column: str, names: int) -> tuple[sa.Select[Any], sa.Update]:
    """Without the columns' types: JSON is searched and written as the text it is."""
    typed = schema.metadata.tables[name]
    keys = [one.name for one in typed.primary_key]
    plain = sa.table(name, *(sa.column(one.name) for one in typed.columns))
    one = sa.and_(*(plain.c[key] == sa.bindparam(f"k_{key}") for key in keys))
    found = sa.or_(
        sa.func.lower(plain.c[column]).like(sa.bindparam("p_address"), escape="/"),
        *(plain.c[column].like(sa.bindparam(f"p_name{place}"), escape="/") for place in range(names)),
    )
    select = sa.select(*(plain.c[key] for key in keys), plain.c[column]).where(found)
    return select, sa.update(plain).where(one).values({column: sa.bindparam("p_text")})


def _rewrite(tx: Tx, table: str, column: str, address: str, names: Sequence[str]) -> None:
    forms = [form for name in names for one in _written(name) for form in _forms(one)]
    select, update = _statements(table, column, len(forms))
    keys = [one.name for one in schema.metadata.tables[table].primary_key]
    params = {f"p_name{place}": _like(form) for place, form in enumerate(forms)}
    for *key, text in tx.execute(select, {"p_address": _like(address), **params}).all():
        in_json = (table, column) in _JSON
        bare = _dumps(_freed(json.loads(text), address, names)) if in_json else without(text, address, names)
        if bare != text:
            where = {f"k_{one}": value for one, value in zip(keys, key, strict=True)}
            tx.execute(update, {**where, "p_text": bare})


def _freed(value: Any, address: str, names: Sequence[str]) -> Any:
    """A JSON value without the person. As text it would not do: an escaped apostrophe ends in a figure."""
    if isinstance(value, str):
        return without(value, address, names)
    if isinstance(value, list):
        return [_freed(one, address, names) for one in value]
    if isinstance(value, dict):
        return {without(key, address, names): _freed(one, address, names) for key, one in value.items()}
    return value


def without(text: str, address: str, names: Sequence[str]) -> str:
    """The text without this address and these full names; an address or a name that only contains it stays."""
    text = _pattern(address).sub(ADDRESS, text)
    for name in names:
        for form in _written(name):
            text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", NAME, text)
    return text


def _written(name: str) -> tuple[str, ...]:
    """As people write a name: Anne Vidal, Anne VIDAL, ANNE VIDAL. In small letters it may be an ordinary word."""
    first, _, last = name.partition(" ")
    return (name, f"{first} {last.upper()}", name.upper())


def _forms(word: str) -> tuple[str, ...]:
    """As it is, and as JSON writes it."""
    return tuple(dict.fromkeys((word, json.dumps(word)[1:-1])))


def _pattern(address: str) -> re.Pattern[str]:
    """The address, or a Message-ID that ends in it ("1.anne@..."), but not another that does ("joanne@...")."""
    return re.compile(rf"{BEGINS}{re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE)


def _like(word: str) -> str:
    escaped = word.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return f"%{escaped}%"
