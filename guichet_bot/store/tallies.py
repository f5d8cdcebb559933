"""How much left per scope, in buckets of five minutes, for the gate of outgoing letters."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from guichet_bot.store import schema
from guichet_bot.store.dialects import insert
from guichet_bot.store.engine import Tx

_t = schema.tally

_insert = insert(_t)
_ADD = _insert.on_conflict_do_update(
    index_elements=[_t.c.desk, _t.c.scope, _t.c.bucket], set_={"n": _t.c.n + _insert.excluded.n}
)
_READ = (
    sa.select(_t.c.scope, sa.func.sum(_t.c.n))
    .where(
        _t.c.desk == sa.bindparam("p_desk"),
        _t.c.scope.in_(sa.bindparam("p_scopes", expanding=True)),
        _t.c.bucket >= sa.bindparam("p_since"),
    )
    .group_by(_t.c.scope)
)
_PRUNE = sa.delete(_t).where(_t.c.bucket < sa.bindparam("p_before"))


def read(tx: Tx, desk: str, scopes: Sequence[str], since_bucket: int) -> dict[str, int]:
    """The sum of each scope since that bucket, included; scopes with nothing are absent."""
    if not scopes:
        return {}
    params = {"p_desk": desk, "p_scopes": [*scopes], "p_since": since_bucket}
    return {row[0]: int(row[1]) for row in tx.execute(_READ, params)}


def add_many(tx: Tx, desk: str, bucket: int, counts: Mapping[str, int]) -> None:
    """Add to the scopes of a bucket. Sorted, so that two workers never wait for each other in a ring."""
    rows = [{"desk": desk, "scope": scope, "bucket": bucket, "n": counts[scope]} for scope in sorted(counts)]
    if rows:
        tx.execute(_ADD, rows)


def prune(tx: Tx, before_bucket: int) -> int:
    """Drop the counts of older buckets; how many rows."""
    return tx.execute(_PRUNE, {"p_before": before_bucket}).rowcount
