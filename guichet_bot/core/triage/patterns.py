"""How French words are written down: sets of words, and patterns as a row of alternatives with texts they are for."""

import re

_LAYOUT = re.compile(r"\n\s*")


def word_set(words: str) -> frozenset[str]:
    """ "merci beaucoup" -> {"merci", "beaucoup"}."""
    return frozenset(words.split())


def any_of(*alternatives: str) -> re.Pattern[str]:
    """One pattern that any of the alternatives fulfils: `any_of("bio", "labels?")` finds "label". A long one may run
    over several lines: breaks and indentation count for nothing, all other blanks do."""
    return re.compile("|".join(f"(?:{_LAYOUT.sub('', alternative)})" for alternative in alternatives))
