"""The départements by folded name (code officiel géographique), spaces and apostrophes as hyphens."""

CODES: dict[str, str] = {
    "ain": "01", "aisne": "02", "allier": "03", "alpes-de-haute-provence": "04", "hautes-alpes": "05",
    "alpes-maritimes": "06", "ardeche": "07", "ardennes": "08", "ariege": "09", "aube": "10", "aude": "11",
    "aveyron": "12", "bouches-du-rhone": "13", "calvados": "14", "cantal": "15", "charente": "16",
    "charente-maritime": "17", "cher": "18", "correze": "19", "corse-du-sud": "2A", "haute-corse": "2B",
    "cote-d-or": "21", "cotes-d-armor": "22", "creuse": "23", "dordogne": "24", "doubs": "25", "drome": "26",
    "eure": "27", "eure-et-loir": "28", "finistere": "29", "gard": "30", "haute-garonne": "31", "gers": "32",
    "gironde": "33", "herault": "34", "ille-et-vilaine": "35", "indre": "36", "indre-et-loire": "37",
    "isere": "38", "jura": "39", "landes": "40", "loir-et-cher": "41", "loire": "42", "haute-loire": "43",
    "loire-atlantique": "44", "loiret": "45", "lot": "46", "lot-et-garonne": "47", "lozere": "48",
    "maine-et-loire": "49", "manche": "50", "marne": "51", "haute-marne": "52", "mayenne": "53",
    "meurthe-et-moselle": "54", "meuse": "55", "morbihan": "56", "moselle": "57", "nievre": "58", "nord": "59",
    "oise": "60", "orne": "61", "pas-de-calais": "62", "puy-de-dome": "63", "pyrenees-atlantiques": "64",
    "hautes-pyrenees": "65", "pyrenees-orientales": "66", "bas-rhin": "67", "haut-rhin": "68", "rhone": "69",
    "haute-saone": "70", "saone-et-loire": "71", "sarthe": "72", "savoie": "73", "haute-savoie": "74",
    "paris": "75", "seine-maritime": "76", "seine-et-marne": "77", "yvelines": "78", "deux-sevres": "79",
    "somme": "80", "tarn": "81", "tarn-et-garonne": "82", "var": "83", "vaucluse": "84", "vendee": "85",
    "vienne": "86", "haute-vienne": "87", "vosges": "88", "yonne": "89", "territoire-de-belfort": "90",
    "essonne": "91", "hauts-de-seine": "92", "seine-saint-denis": "93", "val-de-marne": "94", "val-d-oise": "95",
    "guadeloupe": "971", "martinique": "972", "guyane": "973", "la-reunion": "974", "mayotte": "976",
}  # fmt: skip
KNOWN = frozenset(CODES.values())

_ACCENTED = {
    "ardeche": "ardèche", "ariege": "ariège", "correze": "corrèze", "cote": "côte", "cotes": "côtes", "d": "d’",
    "drome": "drôme", "dome": "dôme", "finistere": "finistère", "herault": "hérault", "isere": "isère",
    "lozere": "lozère", "nievre": "nièvre", "pyrenees": "pyrénées", "rhone": "rhône",
    "saone": "saône", "sevres": "sèvres", "vendee": "vendée",
}  # fmt: skip
_ALONE = {"la-reunion": "La Réunion", "territoire-de-belfort": "Territoire de Belfort"}
_SMALL = frozenset(("de", "du", "et", "d"))


def _name(folded: str) -> str:
    """As in "Côtes-d’Armor", "Val-d’Oise", "La Réunion"."""
    if folded in _ALONE:
        return _ALONE[folded]
    words = [
        _ACCENTED.get(word, word) if word in _SMALL else _ACCENTED.get(word, word).capitalize()
        for word in folded.split("-")
    ]
    return "-".join(words).replace("’-", "’")


NAMES: dict[str, str] = {code: _name(folded) for folded, code in CODES.items()}
