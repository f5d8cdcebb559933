"""What mail programs put before the subject of a reply or of a mail passed on: "Re:", "RÉF :", "TR :", "AW[2]:".

And the subject without it, as letters and lists show it.
"""

import re

MAX_SUBJECT = 120
_REPLY = r"r[eé]|r[eé][pf]|aw|antw|sv"  # "Réf :" is how Notes answers in French
_PASSED_ON = r"tr|fwd?|wg|rv|i"
_END = r"\s?(?:\[\d{1,3}\])?\s?:"
_TAGS = r"(?:\s{0,3}\[[^\W\d][^\]\d]{0,24}\]){0,2}"  # "[EXTERNE] TR: ...", "[achats] Re: ..."
_GATE = r"\[(?:ext\w{0,6}|spam\??|suspect\w{0,3})\]"  # what the way writes before a subject
_ANSWERS = re.compile(rf"{_TAGS}\s{{0,3}}(?:{_REPLY}){_END}", re.IGNORECASE)
_PASSES_ON = re.compile(rf"{_TAGS}\s{{0,3}}(?:{_PASSED_ON}){_END}", re.IGNORECASE)
_TAG = re.compile(r"\s*\[([A-Z0-9]{1,8}-\d{4}-\d{4,8})(?:-[a-z2-7]{5})?\]\s*", re.IGNORECASE | re.ASCII)
_MARKS = re.compile(rf"(?:\s*(?:{_GATE}|(?:{_REPLY}|{_PASSED_ON}){_END}))+\s*", re.IGNORECASE)


def says_answer(subject: str) -> bool:
    """Whether the subject begins as that of a reply."""
    return _ANSWERS.match(subject) is not None


def says_passed_on(subject: str) -> bool:
    """Whether the subject begins as that of a mail that somebody passes on."""
    return _PASSES_ON.match(subject) is not None


def unmarked(subject: str) -> str:
    """The subject without the marks of replies and of passing on before it, however many."""
    found = _MARKS.match(subject)
    return subject[found.end() :] if found else subject


def untagged(subject: str) -> str:
    """The subject without the signed reference of a question."""
    return _TAG.sub(" ", subject).strip()


def number_in(subject: str) -> str:
    """The number of the question that the subject names, which proves nothing; "" for none."""
    found = _TAG.search(subject)
    return found[1].upper() if found else ""


def plain_subject(text: str) -> str:
    """The buyer's subject without our tag and without "Re:", cut between words when it is long."""
    subject = unmarked(_TAG.sub(" ", text)).strip() or "votre question"
    if len(subject) <= MAX_SUBJECT:
        return subject
    cut = subject[: MAX_SUBJECT - 1]
    return (cut.rpartition(" ")[0].rstrip(" ,;:") or cut) + "…"
