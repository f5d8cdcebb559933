"""What kind of public body asks and in which département, guessed from the sender's domain, name and signature.

A guess serves the offer (an expert reads "une commune, 31") and the territory; a wrong one costs little, none costs
less, so anything that is not plain gives "".
"""

import re
from functools import lru_cache

from guichet_bot.core.model import Mail
from guichet_bot.core.triage.text import fold

_LONGEST = 2_000  # characters of the end of the text in which a signature is looked for
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("hôpital", r"\bch(?:u|ru)?-[a-z]|\bghu?t-|\bhopita(?:l|ux)\b|centre hospitalier|\bchru?\b|\bchu\b|\bap-?hp\b"),
        ("EHPAD", r"\behpad\b|maison de retraite"),
        ("SDIS", r"\bsdis-?(?:\d{2,3}|2[ab])?\b|sapeurs.pompiers"),
        ("lycée ou collège", r"\b(?:lycee|college)s?\b|\beple\b|\bac-[a-z-]+\.fr\b"),
        ("université", r"\buniv(?:ersite)?\b|\buniv-|\bcrous\b|\bcnrs\b"),
        ("bailleur social", r"\bhabitat\b|\bhlm\b|\boph\b|bailleur social"),
        ("métropole", r"\bmetropole\b|\beurometropole\b"),
        (
            "communauté de communes ou d'agglomération",
            r"\bcc-[a-z]|\bcommunaute (?:de communes|d'agglo\w*|urbaine)|\bagglo\w*\b|\bepci\b|\bintercommunal\w*",
        ),
        ("syndicat", r"\bsyndicat (?:mixte|intercommunal|departemental|d'energie)\b|\bsivom\b|\bsivu\b|\bsictom\b"),
        ("région", r"\bconseil regional\b|\bregion-[a-z]|\blaregion\b|\bregion [a-z]"),
        ("département", r"\bconseil departemental\b|\bdepartement-?\d|\bcd-?\d\d\b|\bdepartement d[eu]\b"),
        ("CCAS", r"\bccas\b|centre communal d'action sociale"),
        ("service de l'État", r"\.gouv\.fr\b|\bprefecture\b|\bdreal\b|\bministere\b"),
        ("commune", r"\bmairie\b|\bville-|\bville d[e']|\bcommune d[e']|\bmairies?-|\bville\b"),
    )
)
_POSTCODE = re.compile(r"(?<![\d.,/+-])(?:F-)?(\d{2})(\d{3})[ \u00a0]+(?=[A-ZÉÈÎÂÔ])")
_IN_BRACKETS = re.compile(r"\((97\d|2[ABab]|\d{2})\)")
_IN_DOMAIN = re.compile(r"(?:^|[^0-9])(?:cd|sdis|departement|dept|dep|sde|sdem|ddt|crous)-?(97\d|2[ab]|\d{2})(?![0-9])")
_NAMED: dict[str, str] = {
    "ain": "01", "aisne": "02", "allier": "03", "alpes-de-haute-provence": "04", "hautes-alpes": "05",
    "alpes-maritimes": "06", "ardeche": "07", "ardennes": "08", "ariege": "09", "aube": "10", "aude": "11",
    "aveyron": "12", "bouches-du-rhone": "13", "calvados": "14", "cantal": "15", "charente": "16",
    "charente-maritime": "17", "cher": "18", "correze": "19", "corse-du-sud": "2A", "haute-corse": "2B",
    "cote-d'or": "21", "cotes-d'armor": "22", "creuse": "23", "dordogne": "24", "doubs": "25", "drome": "26",
    "eure": "27", "eure-et-loir": "28", "finistere": "29", "gard": "30", "haute-garonne": "31", "gers": "32",
    "gironde": "33", "herault": "34", "ille-et-vilaine": "35", "indre": "36", "indre-et-loire": "37", "isere": "38",
    "jura": "39", "landes": "40", "loir-et-cher": "41", "loire": "42", "haute-loire": "43", "loire-atlantique": "44",
    "loiret": "45", "lot": "46", "lot-et-garonne": "47", "lozere": "48", "maine-et-loire": "49", "manche": "50",
    "marne": "51", "haute-marne": "52", "mayenne": "53", "meurthe-et-moselle": "54", "meuse": "55", "morbihan": "56",
    "moselle": "57", "nievre": "58", "nord": "59", "oise": "60", "orne": "61", "pas-de-calais": "62",
    "puy-de-dome": "63", "pyrenees-atlantiques": "64", "hautes-pyrenees": "65", "pyrenees-orientales": "66",
    "bas-rhin": "67", "haut-rhin": "68", "rhone": "69", "haute-saone": "70", "saone-et-loire": "71", "sarthe": "72",
    "savoie": "73", "haute-savoie": "74", "paris": "75", "seine-maritime": "76", "seine-et-marne": "77",
    "yvelines": "78", "deux-sevres": "79", "somme": "80", "tarn": "81", "tarn-et-garonne": "82", "var": "83",
    "vaucluse": "84", "vendee": "85", "vienne": "86", "haute-vienne": "87", "vosges": "88", "yonne": "89",
    "territoire-de-belfort": "90", "essonne": "91", "hauts-de-seine": "92", "seine-saint-denis": "93",
    "val-de-marne": "94", "val-d'oise": "95", "guadeloupe": "971", "martinique": "972", "guyane": "973",
    "la-reunion": "974", "mayotte": "976",
}  # fmt: skip
_AFTER_WORD = re.compile(
    r"\b(?:departement(?:al)?|conseil departemental)(?: de l[a']| de| du| des| d')?[ ']?([a-z'-]{3,24})"
)
_NUMBERS = frozenset(_NAMED.values())


def structure_of(mail: Mail) -> str:
    """The type of structure, or "" when nothing says it plainly: the domain first, then the name, then the text."""
    for text in (mail.sender.address.rpartition("@")[2], mail.sender.name, _end(mail)):
        found = _kind(fold(text))
        if found:
            return found
    return ""


def departement_of(mail: Mail) -> str:
    """The département's code ("31", "2A", "974"), or "": a postcode, "(31)", a name after its word, the domain."""
    end = _end(mail)
    codes = [_of_postcode(*match) for match in _POSTCODE.findall(end)[-3:]]
    codes += [code.upper() for code in _IN_BRACKETS.findall(end)[-3:]]
    codes += [_NAMED[name] for name in _AFTER_WORD.findall(fold(end)) if name in _NAMED]
    codes = [code for code in codes if code in _NUMBERS]
    if not codes:
        return _of_domain(mail.sender.address.rpartition("@")[2])
    return codes[0] if len(set(codes)) == 1 else ""


def _end(mail: Mail) -> str:
    return mail.newest[-_LONGEST:]


@lru_cache(maxsize=512)
def _of_domain(domain: str) -> str:
    match = _IN_DOMAIN.search(domain)
    if match and match[1].upper() in _NUMBERS:
        return match[1].upper()
    label = domain.split(".")[-2] if domain.count(".") else domain
    return _NAMED.get(label.replace("cd-", ""), "")


def _of_postcode(first: str, rest: str) -> str:
    if first == "97":
        return first + rest[0]
    if first == "20":
        return "2A" if rest < "200" else "2B"
    return first


def _kind(folded: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), "")
