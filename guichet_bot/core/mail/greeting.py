"""Courtesy around what a mail says: greetings above, closing words below."""

import re

from guichet_bot.core.folding import fold

_LONGEST = 120  # characters of a line of courtesy
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GREETINGS = _set(
    "bonjour bonsoir hello hi salut coucou madame monsieur mesdames messieurs mme mr m cher chere chers cheres bjr"
)
_FRENCH_GREETINGS = _GREETINGS - _set("hello hi salut coucou mr m")
# A line made of these alone says nothing else.
_COURTESY = _GREETINGS | _set(
    "merci beaucoup bien vivement infiniment encore par d'avance avance pour votre vos ta ton aide retour reponse "
    "comprehension attention reactivite travail message mail courriel envoi cordialement cdt cdlt cordiales "
    "salutations sinceres sincerement respectueusement amicalement a vous toi tous toutes et tres bonne bon belle "
    "excellente journee soiree semaine fin de week end weekend apres midi d'apres la le l'equipe equipe "
    "s'il te plait svp stp collegue collegues l'attention restant disposition l'expression mes nos "
    "meilleures salutation sentiments distingues ma notre consideration distinguee en remerciant remercie je nous "
    "guichet cordial bises courage vacances bonnes conges fetes annee continuation"
)
# ... and at least one of these.
_ANCHORS = _GREETINGS | _set(
    "merci cordialement cdt cdlt salutations salutation sincerement respectueusement amicalement journee soiree "
    "weekend week semaine apres-midi svp stp plait remerciant remercie vous toi bises cordial "
    "collegue collegues equipe l'equipe courage continuation bonnes"
)
_CLOSINGS = re.compile(
    r"(?:tres |bien |tres bien |sincerement |amicalement et )?(?:cordialement|cdt|cdlt|cordiales salutations|"
    r"bien a (?:vous|toi)\b(?! de\b)|a (?:vous|toi)(?: tou(?:s|tes))?\W*$|"
    r"sinceres salutations|salutations|meilleures salutations|respectueusement|amicalement|sincerement|"
    r"(?:bonne|belle|excellente|tres bonne|tres belle|bon) (?:journee|soiree|apres-midi|week|semaine|reception|"
    r"continuation|fin (?:de (?:journee|matinee|semaine|soiree|mois|week)|d'))|"
    r"(?:slts?|bav)\W*$|a votre (?:entiere )?disposition\W*$|"
    r"(?:kind |best |warm )?regards|sincerely|avec mes (?:meilleures|sinceres) salutations|"
    r"(?:veuillez|je vous prie|nous vous prions).{0,60}(?:salutations|sentiments|consideration))"
)
# Thanks close a mail too, but more may follow them.
_WEAK_CLOSINGS = re.compile(
    r"(?:un grand )?merci(?: (?:beaucoup|bien|d'avance|par avance|a (?:vous|toi)|encore|de votre|pour votre|"
    r"retour|aide|reponse))*\W*$|en vous remerciant|dans l'attente|je (?:vous )?reste a votre|restant a votre|"
    r"je vous remercie(?: (?:par avance|d'avance|beaucoup|de votre \w+))*\W*$"
)
_DIGIT = re.compile(r"\d")
_RUN_ON = re.compile(r"[.!?;:]\s+\S")


def is_courtesy(line: str) -> bool:
    """A line that only greets, thanks or takes leave ("Bonjour Camille,", "Cordialement, Anne"); blank lines too."""
    if len(line) > _LONGEST or ":" in line:
        return False
    folded = fold(line)
    first = _WORD.search(folded)
    if first is None:
        return not line.strip()
    if first[0] not in _COURTESY or _DIGIT.search(line):
        return False
    words = _WORD.findall(folded)
    if first[0] in _GREETINGS and len(words) <= 6 and _greets(line):
        return True
    if all(word in _COURTESY for word in words):
        return not _ANCHORS.isdisjoint(words)
    signed = line[closing_name(line) :].split()
    return bool(signed) and all(part[0].isupper() for part in signed)


def _greets(line: str) -> bool:
    """A greeting and names ("Bonjour Camille"), no more: "bonsoir je passe" says something."""
    parts = line.strip().split()[1:]
    if "?" in line or _RUN_ON.search(line):
        return False
    named = len(parts) == 1 and parts[0].endswith((",", "!"))
    return named or all(
        part[:1].isupper() or not part.isalpha() or fold(part).strip(",.!") in _COURTESY for part in parts
    )


def only_greets(text: str) -> bool:
    """One line that greets in French and says no more ("Bonjour Camille,"): nobody sends that alone."""
    first = _WORD.search(fold(text[:_LONGEST]))
    return first is not None and first[0] in _FRENCH_GREETINGS and "\n" not in text and is_courtesy(text)


def is_closing(line: str, weak: bool = False) -> bool:
    """A line that begins with words of leave: "Cordialement", "Bien à vous,", "Bonne journée !". `weak`: thanks
    count too ("Merci d'avance,")."""
    said = _unmarked(line)
    if len(said) > _LONGEST or len(said.split()) > 14:
        return False
    return _CLOSINGS.match(said) is not None or (weak and _WEAK_CLOSINGS.match(said) is not None)


def closing_name(line: str) -> int:
    """Where a name begins on a line of leave ("Bien à vous, Anne"), or the line's length."""
    head, comma, name = line.partition(",")
    if comma and is_closing(head) and 0 < len(name.split()) <= 5 and not is_courtesy(name):
        return len(head) + 1
    return len(line)


def _unmarked(line: str) -> str:
    return fold(line[: 2 * _LONGEST].strip(" \t\xa0-–—*_,"))
