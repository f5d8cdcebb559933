"""What kind of public body asks, and in which département: guessed from the sender's domain, then from the text.

A guess serves the offer (an expert reads "une commune, 31") and the territory. A wrong one sends a question to the
wrong expert, none costs nothing: whatever is not plain gives "".
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from guichet_bot.core.folding import fold, unaccented
from guichet_bot.core.people.departements import CODES, KNOWN

_START, _END = 1_500, 2_000  # characters looked at: people introduce themselves first or sign last

_KINDS = tuple(
    (kind, words, re.compile(rf"(?:{domain})") if domain else None)
    for kind, words, domain in (
        (
            "hôpital",
            r"hopita(?:l|ux)|centre hospitalier|chu|chru|ch de|clinique|ght",
            r"\bchr?u?-|\bght-|hopita|^aphp|^ap-hm",
        ),
        ("EHPAD", r"ehpad|maison de retraite", r"ehpad"),
        ("SDIS", r"sdis|service d'incendie|sapeurs-pompiers", r"^sdis"),
        ("office HLM", r"office (?:hlm|public de l'habitat)|bailleur social|oph|opac", r"habitat|hlm|^oph|^opac"),
        ("lycée ou collège", r"lycees?|colleges?|etablissement scolaire|eple", r"^ac-|lycee|college"),
        ("université", r"universite|crous|ecole d'ingenieurs|grande ecole|laboratoire", r"^univ|crous|^cnrs|^ens-"),
        ("CCAS", r"ccas|centre communal d'action sociale", r"ccas"),
        ("métropole", r"metropole|communaute urbaine|eurometropole", r"metropole"),
        (
            "intercommunalité",
            r"communaute (?:de communes|d'agglomeration)|agglomeration|intercommunalite|epci|com ?com|agglo",
            r"^cc-|^ca-|agglo|communaute|^ccom|comcom",
        ),
        (
            "syndicat",
            r"syndicat (?:mixte|intercommunal|departemental|d'energie|des eaux)|sivom|sivu|sictom",
            r"^sy|^si[cv]|^sde",
        ),
        ("région", r"conseil regional|region", r"^region|^laregion|^cr-|regionreunion"),
        ("département", r"conseil departemental|departement", r"^cd-?\d|^cg\d|departement"),
        (
            "service de l'État",
            r"prefecture|ministere|dreal|drfip|direction (?:regionale|departementale|interregionale)|rectorat|ars|etat",
            r"\bgouv$|^prefecture",
        ),
        ("commune", r"commune|mairie|ville|municipalite|village", r"^mairie|^ville|^commune|mairie$"),
        ("association", r"association|fondation|cooperative", r"asso"),
    )
)
_WORDS = "|".join(f"(?P<k{rank}>{words})" for rank, (_, words, _) in enumerate(_KINDS))
# People speaking of themselves: "notre hôpital", "je travaille pour un lycée", "acheteuse au CHU de Foix".
_OF_SELF = re.compile(
    r"\b(?:(?P<ours>notre|nos|pour (?:notre|la|le|l'|un|une))|(?:nous sommes|je suis) (?:un|une|le|la|l')"
    r"|(?:je travaille|acheteu(?:r|se)|agente?|responsable|chargee?|technicien|technicienne|directeur|directrice|elue?)"
    r"(?: \w+){0,4}? (?:a|au|pour|dans|d'|de|du)) ?"
    rf"(?:la |le |l'|un |une )?(?:petite? |grande? |jeune )?(?:{_WORDS})\b"
)
_IN_SIGNATURE = re.compile(rf"^\W*(?:{_WORDS})\b", re.MULTILINE)
# "les producteurs de notre département" tells where, not who.
_PLACES = ("département", "région")


_CODE = r"(0[1-9]|[1-8]\d|9[0-5]|97[1-46]|2[AaBb])"
# A postcode is five digits before a town's name; "20000 Euros" and "12 500 HT" are not.
_POSTCODE = re.compile(
    r"(?<![\d.,/+-])(\d{2})[ \u00a0]?(\d{3})[ \u00a0]+(?!(?:EUR|Eur|HT|TTC|K[MmWw]|Habitants|Euros))(?=[A-Z])"
)
# "mairie d'Albi (81)", not "le critère (40)".
_BRACKETS = re.compile(rf"\b(?:a |de |sur |mairie |ville |commune |d')[A-Z][\w'-]+(?: [A-Z][\w'-]+)* \({_CODE}\)")
_WORD_CODE = re.compile(
    rf"\b(?:(?:dept?|departements?|dpt)\.? ?(?:du )?|dans le ){_CODE}\b(?! ?[\d%€h])(?![.,]\d)", re.IGNORECASE
)


def _one_of(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return f"(?P<name>{'|'.join(name.replace('-', '[- ]').replace('d[- ]', 'd[- ]?.?') for name in longest_first)})"


# Names of one word are rivers, points of the compass and lots of a tender too: they need a place's preposition.
_IN_NAME = re.compile(
    r"\b(?:dans (?:le |la |l'|les )|en |(?:departements?|departementale?|sdis|cdg|ddt|prefecture)"
    rf" (?:de la |de l'|du |des |de |d')){_one_of(CODES)}\b(?! de\b| ?\d| n°)",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(
    rf"\b{_one_of({name for name in CODES if '-' in name or CODES[name].startswith('97')} - {'la-reunion'})}\b"
)
_REUNION = re.compile(r"\b[Ll]a (?:Reunion|REUNION)\b")  # not "la réunion de jeudi"
_DOMAIN_CODE = re.compile(r"(?:^|[.-])(?:cd|cg|sdis|cdg|departement|dept|dep|sde|ddt)-?(97[1-46]|2[ab]|\d{2})(?!\d)")


def guess_structure(sender_address: str, text: str) -> tuple[str, str]:
    """The type of structure and the département's code ("31", "2A", "974"); "" for what is not plain.

    `text` is what the buyer wrote this time, signature included.
    """
    domain = sender_address.rpartition("@")[2].lower()
    seen = text if len(text) <= _START + _END else f"{text[:_START]}\n{text[-_END:]}"
    return _kind_of_domain(domain) or _kind_of_text(seen), _departement_of_text(seen) or _departement_of_domain(domain)


@lru_cache(maxsize=1_000)
def _kind_of_domain(domain: str) -> str:
    labels = domain.split(".")[:-1]
    for kind, _, pattern in _KINDS:
        if pattern and any(pattern.search(label) for label in labels):
            return kind
    return ""


def _kind_of_text(text: str) -> str:
    folded = fold(text)
    for found in _OF_SELF.finditer(folded):
        kind = _named(found)
        if not (found["ours"] and kind in _PLACES):
            return kind
    signed = _IN_SIGNATURE.search(folded[-500:])
    return _named(signed) if signed else ""


def _named(found: re.Match[str]) -> str:
    """Which of the kinds matched: the last group that took part."""
    return _KINDS[int((found.lastgroup or "k0")[1:])][0]


def _departement_of_text(text: str) -> str:
    """The one département that a text names in any plain way; two different ones are none."""
    plain = unaccented(text)
    codes = {_of_postcode(*match) for match in _POSTCODE.findall(plain)}
    codes |= {code.upper() for pattern in (_BRACKETS, _WORD_CODE) for code in pattern.findall(plain)}
    codes |= {CODES[_key(found["name"])] for found in _IN_NAME.finditer(plain) if found["name"][0].isupper()}
    codes |= {CODES[_key(found["name"])] for found in _ANYWHERE.finditer(plain.lower())}
    codes |= {"974" for _ in _REUNION.findall(plain)}
    codes &= KNOWN
    return codes.pop() if len(codes) == 1 else ""


def _key(name: str) -> str:
    return re.sub(r"[ ']", "-", name.lower())


@lru_cache(maxsize=1_000)
def _departement_of_domain(domain: str) -> str:
    """ "cd81.example", "sdis31.example", "haute-garonne.example"."""
    coded = _DOMAIN_CODE.search(domain)
    if coded and coded[1].upper() in KNOWN:
        return coded[1].upper()
    labels = domain.split(".")[:-1]
    return next((CODES[name] for label in labels if (name := label.removeprefix("cd-")) in CODES), "")


def _of_postcode(first: str, rest: str) -> str:
    if first == "97":
        return first + rest[0]
    if first == "20":
        return "2A" if rest < "200" else "2B"
    return first
