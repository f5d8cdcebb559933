"""Does a buyer's mail say nothing but thanks? His signature does not count: a street or a telephone tells nothing."""

import re

from guichet_bot.core.folding import fold
from guichet_bot.core.mail.signature import PHONE
from guichet_bot.core.triage import intent_words as words
from guichet_bot.core.triage.orders_language import body_lines

_LONGEST = 600  # characters of a text that may be thanks
_MOST_STRANGE = 8  # words of thanks that are no words of thanks
_WORD = re.compile(r"[\w'-]+")
_MAY_ANSWER = frozenset(("ok", "accord", "entendu", "plus", "rien", "exactement", "exact", "convient", "aussi", "bon"))
_OF_RECEIPTS = frozenset(
    _WORD.findall("accuse reception prise compte charge delai delais suivi patience confirmation lecture attente dans")
)
_BARE = (words.THANKS_WORDS | _OF_RECEIPTS) - _MAY_ANSWER


def may_be_thanks(text: str) -> bool:
    """Whether the words of thanks are there, and none of those that ask or tell something."""
    if words.THANKS.search(fold(text)) is None:
        return False
    said = fold(PHONE.sub(" ", "\n".join(body_lines(text))))
    if len(said) > _LONGEST or "avance" in said or "vous remerciant" in said:
        return False  # too long, or thanks for what is still to come
    return words.NOT_THANKS.search(said) is None


def only_thanks(core: str) -> bool:
    """Whether a text (folded, courtesy and signature left out) holds hardly a word besides."""
    said = [word for part in _WORD.findall(core) for word in re.split(r"['-]", part)]
    return sum(word not in words.THANKS_WORDS for word in said) <= _MOST_STRANGE


def tells_nothing(text: str) -> bool:
    """Whether thanks hold no word at all besides. Before an answer "nous sommes en régie, merci" says something, and
    where something was asked so do "oui, merci" and "ok, merci"."""
    said = _WORD.findall(fold(PHONE.sub(" ", "\n".join(body_lines(text)))))
    return all(part in _BARE for word in said for part in re.split(r"['-]", word))
