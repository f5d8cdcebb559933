"""Which mails a folder holds, asked so that every server can answer and the library read it."""

import imaplib
from collections.abc import Iterator
from datetime import date

from imapclient import IMAPClient
from imapclient.datetime_util import format_criteria_date

SEARCH_SPAN = 50_000  # imaplib refuses an answer line of more than 1,000,000 bytes


def present(client: IMAPClient, floor: int, uidnext: int, since: date | None) -> list[int]:
    """The uids from `floor` on that are not marked as deleted, in order; `since` leaves out what arrived before."""
    young = ["SINCE", format_criteria_date(since).decode()] if since else []
    found = {uid for span in _spans(max(floor, 1), uidnext) for uid in _search(client, ["UID", span, *young])}
    return sorted(uid for uid in found if uid >= floor)  # "9:*" gives 8 when 8 is the last one (RFC 3501)


def _search(client: IMAPClient, criteria: list[str]) -> list[int]:
    """imapclient's own `search` gives up where a server answers in several lines, as some do."""
    said, lines = client._imap.uid("SEARCH", *criteria, "NOT", "DELETED")
    if said != "OK":
        raise imaplib.IMAP4.error(f"SEARCH: {lines}")
    return [int(word) for line in lines for word in (line or b"").split() if word.isdigit()]


def _spans(floor: int, uidnext: int) -> Iterator[str]:
    start = floor
    while start + SEARCH_SPAN < uidnext:
        yield f"{start}:{start + SEARCH_SPAN - 1}"
        start += SEARCH_SPAN
    yield f"{start}:*"
