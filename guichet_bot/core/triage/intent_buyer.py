"""What a buyer's mail means: thanks, a rating, "laissez tomber", his rights, or more to say.

Only the newest text is read. When in doubt he has more to say: an expert who reads thanks loses less than a buyer whose
question is closed over his head.
"""

import re
from enum import StrEnum

from guichet_bot.core.folding import fold, one_line
from guichet_bot.core.mail.signature import PHONE
from guichet_bot.core.triage import buyer_words as words
from guichet_bot.core.triage.rating import read_rating
from guichet_bot.core.triage.rights import rights_words
from guichet_bot.core.triage.said import body_lines, said_lines, said_or_courtesy

_LONGEST = 600  # characters of a text that may be nothing but thanks, or take the question back
_MOST_SIGNED = 2400  # characters of a mail with its signature and notices, whose text may still be as short
_MOST_STRANGE = 8  # words of thanks that are no words of thanks
_MOST_WORDS = 25  # of a text that takes the question back
_DIGIT_ALONE = re.compile(r"(?<!\d)[1-5](?!\d)")  # as every rating has one
_PICTURE = re.compile(r"[^\w\s'.,;:!?()/%@&+-]+")
_WORD = re.compile(r"[^\W_]+")


class BuyerIntent(StrEnum):
    THANKS = "thanks"  # nothing but thanks: closes
    WITHDRAWN = "withdrawn"  # no answer is needed any more
    RIGHTS = "rights"  # a request about their data: for the coordinators
    RATING = "rating"  # a digit from 1 to 5, or praise behind one: how useful the answer was
    FOLLOW_UP = "follow_up"  # anything else, details that were asked for included


def read_buyer(text: str, subject: str = "") -> BuyerIntent:
    """What a buyer's newest text is, whatever became of the question: "Merci beaucoup !" -> THANKS, never WITHDRAWN.
    `subject` counts for rights only. Never raises."""
    if rights_words(f"{subject}\n{text}"):
        return BuyerIntent.RIGHTS
    if len(text) > _MOST_SIGNED:
        return BuyerIntent.FOLLOW_UP
    if not any(c.isalnum() for c in text) and _PICTURE.search(text):
        return BuyerIntent.THANKS  # a thumb up
    if _DIGIT_ALONE.search(text) and (rated := read_rating(text)) and rated.settles:
        return BuyerIntent.RATING
    if not _may_be_thanks(text):
        return BuyerIntent.FOLLOW_UP  # most mails: no need to find out what is courtesy and signature in them
    return BuyerIntent.THANKS if _only_thanks(said_or_courtesy(text)) else BuyerIntent.FOLLOW_UP


def read_on_question(text: str, over: bool) -> BuyerIntent:
    """What a buyer's newest text does to his question. `over`: it is answered or closed. Never raises.

    "Tout est clair" thanks once he is answered. Before, "ces pages répondent à ma question, merci" takes the question
    back, and "nous sommes en régie, merci" tells something.
    """
    said = read_buyer(text)
    thanks = said is BuyerIntent.THANKS
    if over:
        if thanks or _agrees(text):
            return BuyerIntent.THANKS
        return BuyerIntent.WITHDRAWN if _takes_back(text) else said
    if _takes_back(text) or (thanks and words.SERVED.search(fold(text))):
        return BuyerIntent.WITHDRAWN
    return BuyerIntent.THANKS if thanks and _tells_nothing(text) else BuyerIntent.FOLLOW_UP


def _may_be_thanks(text: str) -> bool:
    """The words of thanks are there, and none of those that ask or tell something."""
    if words.THANKS.search(fold(text)) is None:
        return False
    said = _unsigned(text)
    if len(said) > _LONGEST or words.THANKS_AHEAD.search(said):
        return False
    return words.NOT_THANKS.search(said) is None


def _only_thanks(said: str) -> bool:
    """A text without courtesy and signature holds hardly a word besides."""
    return sum(word not in words.THANKS_WORDS for word in _WORD.findall(said)) <= _MOST_STRANGE


def _tells_nothing(text: str) -> bool:
    """No word at all besides: where something was asked, "oui, merci" and "ok, merci" say something."""
    return all(word in words.BARE_THANKS_WORDS for word in _WORD.findall(_unsigned(text)))


def _unsigned(text: str) -> str:
    """Folded, without the signature: a street or a telephone in it tells nothing."""
    return fold(PHONE.sub(" ", "\n".join(body_lines(text))))


def _takes_back(text: str) -> bool:
    """ "Laissez tomber", "cela me suffit": in few words, no answer is needed, and nothing else."""
    if len(text) > _LONGEST:
        return False
    said = one_line("\n".join(said_lines(text)))
    if len(said.split()) > _MOST_WORDS or words.GOES_ON.search(said):
        return False
    return words.TAKES_BACK.search(said) is not None


def _agrees(text: str) -> bool:
    """ "Tout est clair", "ok", and no more."""
    return len(text) <= _LONGEST and words.AGREED.fullmatch(said_or_courtesy(text)) is not None
