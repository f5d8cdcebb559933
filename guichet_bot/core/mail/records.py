"""What a domain publishes about mail sent in its name: SPF (RFC 7208) and DMARC (RFC 9989), read from TXT records."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Spf(StrEnum):
    """What the SPF records of a domain amount to."""

    MISSING = "missing"
    SEVERAL = "several"  # an error for every receiver (§4.5): worth less than none
    ANYBODY = "anybody"  # "+all"
    UNDECIDED = "undecided"  # nothing is said of other servers, or "?all"
    LIMITED = "limited"


@dataclass(frozen=True, slots=True)
class Dmarc:
    """What is asked of receivers, none | quarantine | reject, for mail of the publishing domain and of those below it;
    "several" for records of which they heed none."""

    policy: str
    below: str


def read_spf(texts: Iterable[str]) -> Spf:
    """The verdict over a domain's TXT records, the strings of each joined."""
    found = [terms for text in texts if (terms := text.lower().split(" "))[0] == "v=spf1"]
    if len(found) != 1:
        return Spf.SEVERAL if found else Spf.MISSING
    for term in found[0]:  # the first "all" ends the reading (§5.1)
        if term in ("all", "+all"):
            return Spf.ANYBODY
        if term == "?all":
            return Spf.UNDECIDED
        if term in ("-all", "~all"):
            return Spf.LIMITED
    return Spf.LIMITED if any(term.startswith("redirect=") for term in found[0]) else Spf.UNDECIDED


def read_dmarc(texts: Iterable[str]) -> Dmarc | None:
    """The record among the TXT records at "_dmarc." of a domain; None when there is none."""
    found = [tags for text in texts if (tags := _tags(text))[0] == ("v", "DMARC1")]
    if len(found) != 1:
        return Dmarc("several", "several") if found else None
    given = dict(found[0])
    policy = _policy(given.get("p", ""), "none")
    return Dmarc(policy, _policy(given.get("sp", ""), policy))


def above(domain: str) -> tuple[str, ...]:
    """The domain and those above it: where its DMARC record may stand. Eight names at most, as in the RFC's walk.

    Not of one label: what a whole top level asks for is no work of the desk's domain.
    """
    labels = domain.split(".")
    names = [".".join(labels[start:]) for start in range(len(labels) - 1)] or [domain]
    return (names[0], *names[1:][-7:])


def _tags(text: str) -> list[tuple[str, str]]:
    pairs = (pair.partition("=") for pair in text.split(";"))
    return [(name.strip().lower(), value.strip()) for name, _, value in pairs]


def _policy(written: str, otherwise: str) -> str:
    written = written.lower()
    return written if written in ("none", "quarantine", "reject") else otherwise
