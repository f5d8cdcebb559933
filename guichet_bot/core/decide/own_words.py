"""A reply that holds nothing but our own letter, quoted: what its author wrote above it, often nothing.

Reading a mail never leaves a text empty, for a lost answer is worse than a quote too many (core/mail/quotes_text.py).
Here the quoted letter is known to be ours, and passing it on as an answer would be worse.
"""

import re
from dataclasses import replace

from guichet_bot.core.decide.hand import Hand
from guichet_bot.core.mail.quotes_words import PHONE_SIGNATURE

_INTRODUCES = re.compile(
    r"\s{0,9}(?:>|[-_=*]{3,}|(?:le|on|am|el|il|de|from|von|da|envoyé|sent|objet|subject|à|to|date)\b)", re.IGNORECASE
)
_LONGEST = 400  # characters of a line that are looked at


def own_words(hand: Hand) -> Hand:
    """The same mail with `newest` cut before our quoted letter, when nothing else is said in it."""
    mail, desk = hand.mail, hand.office.desk
    if mail.newest.strip() != mail.text.strip() or not any(carrier.valid for carrier in hand.known.carriers):
        return hand
    local, _, domain = desk.address.partition("@")
    ours = re.search(rf"{re.escape(local)}(?:\+[\w.-]{{1,80}})?@{re.escape(domain)}", mail.newest, re.IGNORECASE)
    if ours is None:
        return hand
    above = mail.newest[: ours.start()].split("\n")
    while above and (not above[-1].strip() or _INTRODUCES.match(above[-1][:_LONGEST])):
        above.pop()
    said = "\n".join(line for line in above if not PHONE_SIGNATURE.match(line[:_LONGEST])).strip()
    return hand if any(c.isalnum() for c in said) else replace(hand, mail=replace(mail, newest=said))
