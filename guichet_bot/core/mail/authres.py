"""Did this mail come from the domain it names? Only our own receiving server is believed (RFC 8601)."""

import re

from guichet_bot.core.model import Mail

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"(dmarc|dkim|spf)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_LONGEST = 8_000


def authenticated(mail: Mail, authserv_id: str) -> bool | None:
    """What the server `authserv_id` found: False when DMARC fails, or when SPF and DKIM both fail.

    True when DMARC, or without it DKIM or SPF, passes. None when there is nothing to believe: no `authserv_id`
    configured, no field of that server, or no result in it. Servers put theirs on top (RFC 8601 §5), so only the first
    field with that id counts; what stands below may be the sender's invention.
    """
    wanted = authserv_id.strip().lower()
    if not wanted:
        return None
    for value in mail.headers.get("authentication-results", ()):
        server, _, results = _without_comments(value[:_LONGEST]).partition(";")
        if (server.split() or [""])[0].lower() == wanted:
            return _judge(results)
    return None


def _judge(results: str) -> bool | None:
    found: dict[str, set[str]] = {"dmarc": set(), "dkim": set(), "spf": set()}
    for one in results.split(";"):
        result = _RESULT.match(one.strip())
        if result:
            found[result[1].lower()].add(result[2].lower())
    if "pass" in found["dmarc"]:
        return True
    if "fail" in found["dmarc"]:
        return False
    if "pass" in found["dkim"] or "pass" in found["spf"]:
        return True
    if found["spf"] & {"fail", "softfail"} and found["dkim"] & {"fail", "permerror"}:
        return False
    return None


def _without_comments(value: str) -> str:
    """Innermost comments first, a bounded number of times."""
    for _ in range(5):
        shorter = _COMMENT.sub(" ", value)
        if shorter == value:
            break
        value = shorter
    return value
