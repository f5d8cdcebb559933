"""How buyers name themselves, their town or their employer in their own words: what experts must not read.

Only what a writer says of himself is taken ("je suis Anne", "notre commune de Castres", the signature, the domain of
the address): a place or a person that the question is about stays. So does what nothing gives away (docs/operating.md).
"""

import re
from functools import lru_cache

from guichet_bot.core.folding import fold
from guichet_bot.core.known import Case
from guichet_bot.core.mail.private import name_in, organisation_of
from guichet_bot.core.mail.signature import signature_of
from guichet_bot.core.model import Role

_MOST = 20_000  # characters of a text that are read
_BEFORE = 100  # characters before an employer, in which the writer may speak of himself
_NAME = r"[A-ZÀ-Ý][\w'’-]{2,30}"
_NAMES = rf"{_NAME}(?:[ \xa0]{_NAME}){{0,2}}"
_PLACE = rf"(?P<place>{_NAME}(?:[ -](?:(?:sur|sous|les|lès|la|le|de|du|des|en)[ -])?{_NAME}){{0,2}})"
_I_AM = re.compile(
    rf"\b(?i:je m['’]appelle|je suis)[ \xa0](?P<name>{_NAMES})"
    r"(?=\s{0,2}(?:$|[,.;(\n])| (?:de|du|des|à|au|et)\b| d['’])"
)
_I_COME_FROM = re.compile(rf"\b(?i:je suis|nous sommes)[ \xa0](?:{_NAMES},?[ \xa0])?(?:de[ \xa0]|d['’]){_PLACE}")
_EMPLOYER = re.compile(
    r"\b(?i:mairie|ville|commune|village|communaut[ée] (?:de communes|d['’]agglom[ée]ration|urbaine)|agglom[ée]ration|"
    r"agglo|m[ée]tropole|chu|chr|ch|h[ôo]pital|centre hospitalier|clinique|ehpad|lyc[ée]e|coll[èe]ge|universit[ée]|"
    r"syndicat(?: mixte| intercommunal)?|d[ée]partement|r[ée]gion|sdis|ccas|cias|office(?: public)?"
    r"(?: de l['’]habitat)?)"
    rf"[ \xa0](?:\(|(?i:de la |de l['’]|de |d['’]|du |des ))?{_PLACE}"
)
_OWN_ADDRESS = re.compile(
    r"\b(?i:mon|ma|mes|notre|perso\w*|me (?:joindre|contacter|écrire|répondre))\b[^.!?\n@]{0,50}?[ :<(]"
    r"(?P<address>[\w.+-]{1,64}@[\w.-]{1,100}\w)"
)
_OF_HIMSELF = re.compile(
    r"\b(?:notre|nos|ma|je (?:suis|travaille|vous|m['’])|nous (?:sommes|travaillons|vous)|acheteu|responsable|chargée?|"
    r"agente?|secrétaire|direct|dgs|élue?|maire)\b",
    re.IGNORECASE,
)
# No name, however it is written: "je suis Responsable achats".
_FUNCTIONS = re.compile(
    r"(?:responsable|acheteu|direct|charge|agent|chef|maire|elu|dgs|dga|dst|secretaire|adjoint|technicien|gestionnaire|"
    r"juriste|ingenieur|cuisini|econome|president|referent|assistant|coordinat|apprenti|stagiaire|etudiant|journaliste|epci|"
    r"sdis|ccas|ehpad|amo\b)"
)
# Labels of a domain that name no place.
_COMMON = re.compile(
    r"(?:mairies?|ville|communes?|communaute|agglo\w*|metropole|cc|ca|cu|ch|chu|chr|chru|hopital|hospitalier|centre|region|"
    r"departement|conseil|cd|cg|lycee|college|universite|univ|sdis|oph|opac|habitat|office|syndicat|si\w{2,4}|ccas|ehpad|"
    r"cdg|pays|grand|grande|saint|sainte|nord|sud|est|ouest|haut|haute|bas|basse|val|vallee|france|public|gouv|asso|"
    r"association|services?|achats?|eaux?|energies?|transports?|exemple|mail|courriel|contact|www)"
)
_GLUED = re.compile(r"(?:mairie|ville|commune|agglo)(?P<article>de|du|d)?(?=\w{4})")
# What is left of Villeneuve or Villefranche: words that anybody writes.
_ORDINARY = frozenset(
    ("neuve", "neuves", "nouvelle", "franche", "dieu", "forte", "longue", "blanche", "juif", "vieille")
)
_LATEST = 6  # texts of a buyer that are read besides the first: as many as a letter shows


def private_of(case: Case) -> tuple[str, ...]:
    """What must not reach an expert: who the buyer is, and what his own words, first or later, tell of that."""
    said = [entry.text for entry in case.entries if entry.role is Role.BUYER]
    return private_words(case.question.buyer, case.question.buyer_name, *said[:1], *said[1:][-_LATEST:])


def private_words(address: str, name: str, *said: str) -> tuple[str, ...]:
    """A person's address, name, organisation and its places, and what the texts that he wrote tell of them."""
    told = [word for text in said for word in introduced(text)]
    found = (address, name, name_in(address), organisation_of(address), *_places(address), *told)
    return tuple(dict.fromkeys(word for word in found if word))


@lru_cache(maxsize=64)  # one letter asks for a text several times
def introduced(text: str) -> tuple[str, ...]:
    """The names and places by which a writer introduces himself or signs."""
    text = text[:_MOST]
    found = [one["name"] for one in _I_AM.finditer(text) if not _FUNCTIONS.match(fold(one["name"]))]
    found += [one["place"] for one in _I_COME_FROM.finditer(text)]
    found += [one["address"] for one in _OWN_ADDRESS.finditer(text)]
    lines = text.split("\n")
    signature = signature_of(lines)
    foot = len("\n".join(lines[: signature.start])) if signature else len(text)
    for one in _EMPLOYER.finditer(text):
        sentence = re.split(r"[.!?\n]", text[max(0, one.start() - _BEFORE) : one.start()])[-1]
        if one.start() >= foot or _OF_HIMSELF.search(sentence):
            found.append(one["place"])
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1_000)
def _places(address: str) -> tuple[str, ...]:
    """The places that the domain of an organisation names: "mairie-castres.example" is at Castres."""
    if not organisation_of(address):
        return ()
    labels = address.rpartition("@")[2].split(".")[:-1]
    words = dict.fromkeys(word for label in labels for part in label.split("-") for word in _readings(part))
    return tuple(word for word in words if len(word) > 3 and word.isalpha() and not _COMMON.fullmatch(word))


def _readings(part: str) -> tuple[str, ...]:
    """The words that a part of a domain may stand for: "villedenain" names Denain, "villeurbanne" itself."""
    glued = _GLUED.match(part)
    if glued is None:
        return (part,)
    without = part[glued.start("article") if glued["article"] else glued.end() :]
    return (part, *(word for word in (without, part[glued.end() :]) if word not in _ORDINARY))
