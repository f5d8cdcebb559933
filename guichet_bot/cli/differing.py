"""check: what the database holds against config.toml: its version, and its experts, where it is right once seeded."""

from pathlib import Path

import sqlalchemy as sa

from guichet_bot.config.settings import DeskSettings
from guichet_bot.core.model import Expert
from guichet_bot.store import people
from guichet_bot.store.engine import Tx, open_store, schema_state
from guichet_bot.store.health import SAID
from guichet_bot.store.looking import looking

FIELDS = {
    "name": "nom",
    "topics": "thèmes",
    "territory": "territoire",
    "ceiling_open": "plafond de questions ouvertes",
    "ceiling_month": "plafond du mois",
    "exclusions": "déports",
    "timezone": "fuseau",
    "zone": "zone",
    "hours": "heures",
    "weekly_list": "liste hebdomadaire",
    "backup": "suppléant",
}


def differences(store_url: str, desks: tuple[DeskSettings, ...]) -> list[str]:
    """French sentences for a person; nothing before the desk's first day, or when the store is of another version."""
    if _state(store_url) != "current":
        return []
    store = open_store(store_url)
    try:
        with looking(store) as tx:
            return [line for one in desks for line in _of_desk(tx, one)]
    finally:
        store.close()


def of_another_version(store_url: str) -> list[str]:
    """What the service would refuse to work on, as a French sentence."""
    said = SAID.get(_state(store_url))
    return [said] if said else []


def _state(store_url: str) -> str:
    """As `schema_state`; looking makes no file."""
    file = sa.engine.make_url(store_url).database or ""
    return "empty" if store_url.startswith("sqlite") and not Path(file).exists() else schema_state(store_url)


def _of_desk(tx: Tx, one: DeskSettings) -> list[str]:
    name = one.desk.name
    written = {expert.email: expert for expert in one.experts}
    told = (_about(kept, written.get(kept.expert.email)) for kept in people.kept(tx, name))
    return [f"{name} : {line}" for line in told if line]


def _about(kept: people.Kept, written: Expert | None) -> str:
    email = kept.expert.email
    if written is None:
        forgotten = kept.active and kept.seeded
        return (
            f"{email} n'est plus dans config.toml mais reste expert (« expert remove {email} »)." if forgotten else ""
        )
    if not kept.active:
        return f"{email} est dans config.toml mais a été retiré (« expert add {email} » pour le faire revenir)."
    what = [said for field, said in FIELDS.items() if getattr(written, field) != getattr(kept.expert, field)]
    if not what:
        return ""
    return f"{email} diffère de config.toml ({', '.join(what)}) ; la base vaut, « expert set » la change."
