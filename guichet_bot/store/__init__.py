"""The only place that knows SQL. Functions take the open transaction first; rows leave as frozen values."""

from guichet_bot.store.engine import Store, Tx, open_store, schema_state, upgrade

__all__ = ["Store", "Tx", "open_store", "schema_state", "upgrade"]
