"""A reply that holds nothing but our own letter, quoted: what its author wrote above it, often nothing.

Reading a mail never leaves a text empty, for a lost answer is worse than a quote too many (core/mail/quotes_text.py).
Here the quoted letter is known to be ours, and passing it on as an answer would be worse.
"""

import re
from dataclasses import replace

from guichet_bot.core.decide.hand import Hand
from guichet_bot.core.mail.quotes_words import PHONE_SIGNATURE

# A quoted line, a line drawn, a copied header, or "Le lun. 23 nov. 2026 à 10:00": its date comes first, so that the
# prose of an answer ("Le seuil est de 40 000 €") is none of these.
_INTRODUCES = re.compile(
    r"\s{0,9}(?:>|[-_=*]{3,}|\*?(?:de|from|von|da|envoyé|sent|objet|subject|à|to|date)\s?:|"
    r"(?:le|on|am|el|il)\s(?:giorno\s)?(?:[^\W\d]{2,9}[.,]{0,2}\s)?(?:[^\W\d]{3,9}\.?\s)?(?:\d{1,2}\b|\d{4}-)"
    r".{0,200}(?:\d{4}|\d\d[:h]\d\d))",
    re.IGNORECASE,
)
_LONGEST = 400  # characters of a line that are looked at


def own_words(hand: Hand) -> Hand:
    """The same mail with `newest` cut before our quoted letter, when nothing else is said in it."""
    mail, desk = hand.mail, hand.office.desk
    if hand.known.released:
        return hand  # a person has read all of it
    if mail.newest.strip() != mail.text.strip() or not any(carrier.valid for carrier in hand.known.carriers):
        return hand
    local, _, domain = desk.address.partition("@")
    ours = re.search(rf"{re.escape(local)}(?:\+[\w.-]{{1,80}})?@{re.escape(domain)}", mail.newest, re.IGNORECASE)
    if ours is None:
        return hand
    above = mail.newest[: ours.start()].split("\n")
    if above[-1].endswith("<") and not _INTRODUCES.match(above[-1][:_LONGEST]):
        above[-2:] = [" ".join(above[-2:])]  # the program wrapped "Le ... à 10:00, Guichet <address>"
    while above and (not above[-1].strip() or _INTRODUCES.match(above[-1][:_LONGEST])):
        above.pop()
    said = "\n".join(line for line in above if not PHONE_SIGNATURE.match(line[:_LONGEST])).strip()
    return hand if any(c.isalnum() for c in said) else replace(hand, mail=replace(mail, newest=said))
