"""The words of dates in French, English, German, Spanish and Italian, folded: lower case, no accents."""

import re
import unicodedata

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "janvier january januar enero gennaio janv jan gen ene",
            "fevrier february februar febrero febbraio fevr fev feb",
            "mars march marz maerz marzo mar mrz",
            "avril april abril aprile avr apr abr",
            "mai may mayo maggio mag",
            "juin june juni junio giugno jun giu",
            "juillet july juli julio luglio juil jul lug",
            "aout august agosto aug ago",
            "septembre september septiembre setiembre settembre sept sep set",
            "octobre october oktober octubre ottobre oct okt ott",
            "novembre november noviembre nov",
            "decembre december dezember diciembre dicembre dec dez dic",
        ),
        start=1,
    )
    for word in words.split()
}

WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "lundi monday montag lunes lunedi lun mon",
            "mardi tuesday dienstag martes martedi tue",
            "mercredi wednesday mittwoch miercoles mercoledi mer wed",
            "jeudi thursday donnerstag jueves giovedi jeu thu",
            "vendredi friday freitag viernes venerdi ven fri",
            "samedi saturday samstag sonnabend sabado sabato sam sat",
            "dimanche sunday sonntag domingo domenica dim sun",
        )
    )
    for word in words.split()
}

# Days from today, and weeks from this one.
NEAR_DAYS = {
    "aujourd'hui": 0, "ce jour": 0, "ce matin": 0, "ce soir": 0, "cet apres-midi": 0, "cette apres-midi": 0,
    "today": 0, "heute": 0, "hoy": 0, "oggi": 0,
    "demain": 1, "tomorrow": 1, "morgen": 1, "manana": 1, "domani": 1,
    "apres-demain": 2, "apres demain": 2, "ubermorgen": 2, "pasado manana": 2, "dopodomani": 2,
}  # fmt: skip
NEAR_WEEKS = {
    "cette semaine": 0, "fin de la semaine": 0, "fin de semaine": 0, "end of the week": 0,
    "this week": 0, "diese woche": 0, "esta semana": 0, "questa settimana": 0,
    "la semaine prochaine": 1, "semaine prochaine": 1, "next week": 1, "nachste woche": 1, "nachster woche": 1,
    "la proxima semana": 1, "la semana que viene": 1, "la prossima settimana": 1, "prossima settimana": 1,
}  # fmt: skip

NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30,
}  # fmt: skip

_SAME = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "ß": "ss", "œ": "oe", "æ": "ae"}
)
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_PRIVATE_USE = re.compile(r"[\ue000-\uf8ff]")
_LINES = re.compile(r"[^\S\n]*\n(?:[^\S\n]*\n)+\s*")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Lower case without accents, one kind of apostrophe and dash, lines joined; an empty line ends a sentence."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.lower().translate(_SAME)))
    return _SPACES.sub(" ", _LINES.sub(" . ", _PRIVATE_USE.sub(" ", bare))).strip()


def one_of(words: dict[str, int]) -> str:
    """The words as a regular expression, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
