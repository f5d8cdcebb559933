"""Which buyers count as one structure."""

# Mail providers whose domain says nothing about who writes.
_PROVIDERS = frozenset(
    (
        "aol.com", "bbox.fr", "free.fr", "gmail.com", "gmx.com", "gmx.fr", "hotmail.com", "hotmail.fr", "icloud.com",
        "laposte.net", "live.fr", "mailo.com", "neuf.fr", "numericable.fr", "orange.fr", "outlook.com", "outlook.fr",
        "proton.me", "protonmail.com", "sfr.fr", "wanadoo.fr", "yahoo.com", "yahoo.fr", "ymail.com",
    )
)  # fmt: skip


def structure(buyer: str) -> str:
    """What tells structures apart: the domain of an address, or all of it at a public provider."""
    domain = buyer.rpartition("@")[2].lower()
    return buyer.lower() if domain in _PROVIDERS or not domain else domain
