"""French words made comparable: without accents, ligatures or curly apostrophes."""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Lower case, unaccented."""
    return unaccented(text).lower()


def one_line(text: str) -> str:
    """Lower case, unaccented, each run of blanks and line breaks one blank: "Très  bien,\\nvu." -> "tres bien, vu."."""
    return " ".join(fold(text).split())


def unaccented(text: str) -> str:
    """Without accents, ligatures or curly apostrophes; case kept."""
    if text.isascii():
        return text
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", text)).replace("\u00a0", " ").replace("’", "'")
    return text.replace("œ", "oe").replace("Œ", "OE") if "œ" in text or "Œ" in text else text
