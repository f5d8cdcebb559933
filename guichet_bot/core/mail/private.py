"""What one side wrote, made fit for the other side's eyes: no signature, no private address, name or telephone.

Nobody guards this leak in the desks we looked at. What is not taken out stays byte for byte.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from guichet_bot.core.folding import fold
from guichet_bot.core.mail.greeting import closing_name, is_closing
from guichet_bot.core.mail.names import name_pattern, person_in
from guichet_bot.core.mail.passed_on import without_headers
from guichet_bot.core.mail.signature import PHONE, signature_of

_CLOSING_LINES = 12  # from the end, in which a name may share the line of the closing words
_NAME_REMOVED = "[nom retiré]"
_ADDRESS_REMOVED = "[adresse retirée]"
_NUMBER_REMOVED = "[numéro retiré]"

_NAMED_LINE = re.compile(rf"^.*{re.escape(_NAME_REMOVED)}.*$", re.MULTILINE)  # a number there is that person's

_PUBLIC = frozenset(
    (
        "gmail", "googlemail", "hotmail", "outlook", "live", "msn", "yahoo", "ymail", "orange", "wanadoo", "free",
        "sfr", "neuf", "bbox", "laposte", "icloud", "me", "protonmail", "proton", "gmx", "numericable", "aliceadsl"
    )
)  # fmt: skip
# Words by which mailboxes are named after what is done there.
_OFFICE = frozenset(
    (
        "accueil", "achat", "achats", "acheteur", "acheteurs", "administration", "affaires", "approvisionnement",
        "bureau", "cantine", "cellule", "commande", "commandes", "communication", "contact", "cuisine", "departement",
        "developpement", "direction", "durable", "durables", "ecologique", "education", "energie", "energies",
        "environnement", "finances", "generale", "generales", "generaux", "guichet", "humaines", "informatique",
        "juridique", "juridiques", "logistique", "mairie", "marche", "marches", "moyens", "patrimoine", "pole",
        "public", "publics", "publique", "publiques", "responsable", "responsables", "ressources", "restauration",
        "scolaire", "scolaires", "secretariat", "service", "services", "technique", "techniques", "transition",
        "travaux", "urbanisme", "ville", "voirie", "espaces", "verts", "dechets", "eau", "assainissement", "culture",
        "sports", "jeunesse", "enfance", "petite", "cantines", "centrale", "centre", "hospitalier", "collective",
        "economie", "circulaire", "conseil", "regional", "departemental", "municipal", "clause", "clauses", "sociale",
        "sociales", "accord", "accords", "groupement", "syndicat", "directeur", "directrice", "general", "gestion",
        "appel", "appels", "region", "communaute", "commune", "metropole", "transports", "alimentation", "ccas"
    )
)  # fmt: skip
_SMALL = frozenset(("", "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"))
_AT = r"(?:\s{0,2}@\s{0,2}|\s{0,2}[\[({<]\s?(?:at|arobase|arobas|@|chez|a)\s?[\])}>]\s{0,2}|"
_AT += r"\s{1,2}(?:at|arobase)\s{1,2})"
_DOT = r"(?:\.|\s{0,2}[\[({<]\s?(?:dot|point|\.)\s?[\])}>]\s{0,2}|\s{1,2}(?:dot|point)\s{1,2})"
# "mon portable : 06...", "joignable au 06...": the writer's own number, wherever it stands.
_OWN_PHONE = re.compile(
    r"\b(?:(?:mon|ma|mes|notre|nos)\s(?:num[ée]ros?|portable|mobile|t[ée]l[ée]?p?h?o?n?e?|ligne|fixe|standard|poste|"
    r"coordonn[ée]es)|"
    r"(?:me|nous|m['’])\s?(?:joindre|appeler|contacter|rappeler|t[ée]l[ée]phoner)|(?:rap)?p?appelez[- ](?:moi|nous)|"
    r"contactez[- ](?:moi|nous)|joignez[- ](?:moi|nous)|je\ssuis\s(?:joignable|disponible)|joignables?\sau|"
    r"je\s(?:vous|te)\s(?:r?appell\w+|t[ée]l[ée]phon\w+))"
    r"(?:[^\d.!?\n]|\.(?=[a-z])){0,60}?(?P<phone>" + PHONE.pattern + ")",
    re.IGNORECASE,
)
# An IBAN, or a number of the French social security: nobody's answer needs one.
_ACCOUNT = re.compile(
    r"\b[A-Z]{2}\d{2}(?:[ \xa0]?[A-Z0-9]{4}){3,7}(?:[ \xa0]?[A-Z0-9]{1,3})?\b|"
    r"\b[12][ \xa0]?\d{2}[ \xa0]?(?:0[1-9]|1[0-2])[ \xa0]?(?:\d{2}|2[AB])[ \xa0]?\d{3}[ \xa0]?\d{3}[ \xa0]?\d{2}\b"
)


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A text fit to pass on, and what was taken out of it."""

    text: str
    removed: tuple[str, ...] = ()


def scrub(text: str, private: Iterable[str] = ()) -> str:
    """`text` without its writer's signature, telephone, and the `private` strings (addresses, names, numbers)."""
    return scrubbed(text, private).text


def scrubbed(text: str, private: Iterable[str] = ()) -> Scrubbed:
    """As `scrub`, with what was taken out. Never empty unless `text` is blank or nothing but a signature."""
    removed: list[str] = []
    text, named = without_headers(text)
    removed += named
    words = _words((*private, *named))
    text = _unsigned(text, words, removed)
    if PHONE.search(text):
        text = _OWN_PHONE.sub(lambda found: _without_phone(found, removed), text)
    text = _ACCOUNT.sub(lambda found: _without(found, removed), text)
    folded = fold(text)
    for word in words:
        if _may_hold(folded, fold(word)):
            pattern, instead = _compiled(word)
            removed += (found[0] for found in pattern.finditer(text))
            text = pattern.sub(instead, text)
    if _NAME_REMOVED in text:
        text = _NAMED_LINE.sub(lambda line: PHONE.sub(lambda found: _without(found, removed), line[0]), text)
    return Scrubbed(text, tuple(removed))


def _words(private: Iterable[str]) -> tuple[str, ...]:
    """The private strings, with the person whom each display name among them names."""
    found = [word for said in private for word in (_person(said), said.strip())]
    return tuple(dict.fromkeys(word for word in found if len(word) >= 3 and not _is_office(word)))


def _person(said: str) -> str:
    """Whom a display name names; "" of "Cuisine Centrale - Ville de Blanc", whose words are those of any answer."""
    person = "" if "@" in said else person_in(said)
    return "" if fold(person.partition(" ")[0]) in _OFFICE else person


def _unsigned(text: str, words: tuple[str, ...], removed: list[str]) -> str:
    lines = text.split("\n")
    names = tuple(fold(word) for word in words if "@" not in word)
    signature = signature_of(lines, names)
    if signature and any(c.isalnum() for line in lines[: signature.start] for c in line):
        removed.append("\n".join(lines[signature.start : signature.stop]).strip())
        lines = _joined(lines[: signature.start], lines[signature.stop :])
    for i in range(max(0, len(lines) - _CLOSING_LINES), len(lines)):
        end = _closing_end(lines[i], names)
        if end < len(lines[i]):
            removed.append(lines[i][end:].strip())
            lines[i] = lines[i][:end]
    return "\n".join(lines)


def _closing_end(line: str, names: tuple[str, ...]) -> int:
    """Where the writer's name begins on a line of leave, or the line's length; more may follow his own name."""
    head, comma, rest = line.partition(",")
    if comma and is_closing(head) and any(name in fold(rest) for name in names):
        return len(head) + 1
    return closing_name(line)


def _joined(above: list[str], below: list[str]) -> list[str]:
    """What stands around a signature; below it, only a postscript or an afterthought."""
    if any(line.strip() for line in below):
        return [*above, "", *below]
    while above and above[-1].strip() in ("", "--", "—"):
        above.pop()
    return above


def _without_phone(found: re.Match[str], removed: list[str]) -> str:
    removed.append(found["phone"])
    return found[0][: found.start("phone") - found.start()] + _NUMBER_REMOVED


def _without(found: re.Match[str], removed: list[str]) -> str:
    removed.append(found[0])
    return _NUMBER_REMOVED


def organisation_of(address: str) -> str:
    """The private word for every address and site of this person's organisation, "" when a public provider's."""
    domain = address.rpartition("@")[2]
    return "" if not domain or domain.split(".")[0] in _PUBLIC else f"@{domain}"


def name_in(address: str) -> str:
    """The name by which an organisation makes its addresses: "Julie Blanc" of "julie.blanc@...", else ""."""
    parts = re.split(r"[._]", address.rpartition("@")[0])
    return " ".join(parts).title() if len(parts) == 2 and all(len(one) > 1 and one.isalpha() for one in parts) else ""


@lru_cache(maxsize=1024)
def _is_office(name: str) -> bool:
    """Whether a name is an office's, not a person's: taken out, it would leave "le code de la [nom retiré]"."""
    words = [word for word in re.split(r"[\W_]+", fold(name)) if word not in _SMALL]
    return bool(words) and "@" not in name and all(word in _OFFICE for word in words)


def _may_hold(folded: str, word: str) -> bool:
    """A cheap necessary condition, so that patterns are built and run only where something may match."""
    if "@" in word:
        local, _, domain = word.partition("@")
        return local.split(".")[0].split("+")[0] in folded and domain.split(".")[0] in folded
    if _is_number(word):
        digits = "".join(c for c in folded if c.isdigit())
        return re.sub(r"\D", "", word)[-8:] in digits
    return any(part in folded for part in word.split())


def _is_number(word: str) -> bool:
    return sum(c.isdigit() for c in word) >= 8 and not any(c.isalpha() for c in word)


@lru_cache(maxsize=1024)
def _compiled(word: str) -> tuple[re.Pattern[str], str]:
    if word.startswith("@"):
        return re.compile(_domain_pattern(word[1:]), re.IGNORECASE), _ADDRESS_REMOVED
    if "@" in word:
        return re.compile(_address_pattern(word), re.IGNORECASE), _ADDRESS_REMOVED
    if _is_number(word):
        digits = re.sub(r"\D", "", word)[-9:]
        spaced = r"[\s\xa0.\-/]?".join(digits)
        return re.compile(rf"(?<!\d)(?:(?:\+|00)\s?33[\s.]?(?:\(0\)[\s.]?)?|0)?{spaced}(?!\d)"), _NUMBER_REMOVED
    return name_pattern(word), _NAME_REMOVED


def _domain_pattern(domain: str) -> str:
    """Every address and site there."""
    before = rf"(?:mailto:)?(?<![\w.+-])[\w.+-]{{1,64}}{_AT}|https?://|(?<![\w@.-])www\."
    return rf"(?:{before})(?:[\w-]{{1,40}}\.){{0,2}}{re.escape(domain)}(?:/[^\s<>)]*)?(?![\w-]|\.\w)"


def _address_pattern(address: str) -> str:
    """The address as written, with "[at]" or "arobase", and with its end left out ("anne [at] mairie")."""
    local, _, domain = address.partition("@")
    first, *rest = domain.split(".")
    tail = "".join(f"{_DOT}{re.escape(label)}" for label in rest)
    name = _DOT.join(re.escape(part) for part in local.split("."))
    return rf"(?:mailto:)?(?<![\w.+-]){name}{_AT}{re.escape(first)}(?:{tail})?(?![\w-])"
