"""Did this mail come from the domain it names? Only our own receiving server is believed (RFC 8601)."""

import re
from collections.abc import Iterator, Mapping

from guichet_bot.core.model import Mail

METHODS = ("spf", "dkim", "dmarc")
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"(dmarc|dkim|spf)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_LONGEST = 8_000

Results = Mapping[str, set[str]]  # each of METHODS -> its results; none where the server says nothing of it


def authenticated(mail: Mail, authserv_id: str) -> bool | None:
    """What the server `authserv_id` found: False when DMARC fails, or when SPF and DKIM both fail.

    True when DMARC, or without it DKIM or SPF, passes. None when there is nothing to believe.
    """
    found = results(mail, authserv_id)
    return None if found is None else judge(found)


def results(mail: Mail, authserv_id: str) -> Results | None:
    """What the server `authserv_id` wrote of the mail; None without that id or without a field of that server.

    Servers put theirs on top (RFC 8601 §5), so only the first field with that id counts; what stands below may be the
    sender's invention.
    """
    wanted = authserv_id.strip().lower()
    if not wanted:
        return None
    return next((_read(written) for server, written in _fields(mail) if server == wanted), None)


def judge(found: Results) -> bool | None:
    """As `authenticated`; None when there is no result to go by."""
    if "pass" in found["dmarc"]:
        return True
    if "fail" in found["dmarc"]:
        return False
    if "pass" in found["dkim"] or "pass" in found["spf"]:
        return True
    if found["spf"] & {"fail", "softfail"} and found["dkim"] & {"fail", "permerror"}:
        return False
    return None


def server_on_top(mail: Mail) -> str:
    """Who signs the topmost field, believed or not; "" when nobody does: Microsoft 365 begins with the results."""
    return next((server for server, _ in _fields(mail) if server and "=" not in server), "")


def _fields(mail: Mail) -> Iterator[tuple[str, str]]:
    """Each field's server and what it wrote, the topmost first."""
    for value in mail.headers.get("authentication-results", ()):
        server, _, written = _without_comments(value[:_LONGEST]).partition(";")
        yield (server.split() or [""])[0].lower(), written


def _read(written: str) -> Results:
    found: dict[str, set[str]] = {method: set() for method in METHODS}
    for one in written.split(";"):
        result = _RESULT.match(one.strip())
        if result:
            found[result[1].lower()].add(result[2].lower())
    return found


def _without_comments(value: str) -> str:
    """Innermost comments first, a bounded number of times."""
    for _ in range(5):
        shorter = _COMMENT.sub(" ", value)
        if shorter == value:
            break
        value = shorter
    return value
