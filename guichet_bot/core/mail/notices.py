"""What the gateways of a mail's way write into it: "provient de l'extérieur" on top, a confidentiality notice below.

Nobody wrote them to us. Left in, "je passe" or "merci" is no longer the whole of a mail, and the notice of one side
reaches the other.
"""

import re

_LONGEST = 400  # characters of a line that are looked at
_MOST_ABOVE = 12  # lines on top that may be a banner
_WRAPPED = 50  # characters: a line that ends in the middle of a sentence goes on below
_MOST_BELOW = 6  # paragraphs at the end that may be notices
_PARAGRAPH = 4_000  # characters of one
_BANNER = re.compile(
    r"[\W_]{0,12}(?:(?:attention|avertissement|prudence|vigilance|alerte|caution|warning|external|externe|ext)\b\W{0,8})?"
    r"(?:(?:attention|soyez vigilante?s?)\W{1,4})?"
    r"(?:(?:ce|cet|this)\s(?:message|courriel|courrier|mail|e-?mail)(?:\sélectronique)?\s(?:ne\s)?"
    r"(?:(?:pro)?vient|émane|est|a\s|n['’]|is|was|has|came|comes|originate[sd])[^,;:]{0,40}"
    r"(?:l['’]ext[ée]rieur|exp[ée]diteur ext[ée]rieur|externe|hors de|outside|external)|"
    r"(?:message|courriel|courrier|mail|e-?mail|exp[ée]diteur|sender)\s(?:ext[ée]rieur|externe|external)\b|"
    r"external\s(?:message|e-?mail|sender)\b|"
    r"vous n['’](?:obtenez|recevez) pas souvent d|you don['’]t often get e-?mail from)",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:ne (?:cliquez|r[ée]pondez)|n['’]ouvrez|do not (?:click|open)|don['’]t click|soyez (?:vigilant|prudent)|"
    r"en cas de doute|reconna(?:î|i)(?:tre|ssez) l['’]exp[ée]diteur|v[ée]rifiez l['’](?:adresse|exp|identit)|"
    r"contenu est s(?:û|u)r|content is safe|pourquoi (?:cela|c['’]) ?est important|why this is important|"
    r"aka\.ms/LearnAboutSender)",
    re.IGNORECASE,
)
# What advice speaks of; "soyez vigilants sur le prix" is the author's.
_OF_MAIL = re.compile(
    r"\b(?:liens?|links?|pi[èe]ces? jointes?|fichiers? joints?|attachments?|exp[ée]diteurs?|sender|contenus?|content|"
    r"messages?|e-?mails?|mails?|courriels?|soyez (?:vigilant|prudent)e?s?\W*$|important|LearnAboutSender)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"[\W_]{0,12}(?:(?:ce|cet|le présent)\s(?:message|courriel|courrier|mail|e-?mail)\b|"
    r"les (?:informations|données) contenues dans ce|this (?:e-?mail|message|communication)\b|"
    r"the information contained|(?:si vous (?:recevez|avez reçu)|if you (?:have )?receive)|"
    r"avis de confidentialité|confidentialité|disclaimer|"
    r"avertissement)",
    re.IGNORECASE,
)
# A notice is about the mail it stands in, and says so at once; it asks nothing.
_ABOUT_ITSELF = re.compile(
    r"\b(?:ce|cet|présent|this)\s(?:message|courriel|courrier électronique|mail|e-?mail|communication|transmission)\b|"
    r"\bthe information contained",
    re.IGNORECASE,
)
_ABOUT_WITHIN = 80  # characters
_LEGAL = re.compile(
    r"(?P<a>confidenti)|"
    r"(?P<b>(?:intention|attention|usage) exclusi|exclusivement (?:destiné|à l)|intended (?:solely|only|recip))|"
    r"(?P<c>destinataires?\b|recipient)|(?P<d>par erreur|in error)|(?P<e>détrui|supprimer|delete|destroy)|"
    r"(?P<f>interdite?s?\b|prohibi|non autoris|unauthori)|(?P<g>décline|responsabilité|liab)|"
    r"(?P<h>altéré|intégrité|falsifi)",
    re.IGNORECASE,
)
_TREES = re.compile(
    r"[\W_]{0,12}(?:(?:afin|en vue) de (?:contribuer|préserver|protéger).{0,80}imprimer? (?:que )?ce|"
    r"avant d['’]imprimer|n['’]imprimez (?:pas )?(?:ce|que)|"
    r"(?:(?:merci de )?pense[rz] à l['’]environnement|adoptez l['’]éco).{0,60}imprim|"
    r"(?:please )?(?:consider|think of) the environment|l['’]absence de virus dans|garanti sans virus|virus-free|"
    r"(?:ce|cet) .{4,24} a été (?:vérifié|analysé)e? par .{0,20}anti-?virus)",
    re.IGNORECASE,
)
_SURE = 3  # different things that only such notices say together


def without_notices(text: str) -> str:
    """The text without the banner on top and the notices at its end. Never empty unless `text` is."""
    lines = text.split("\n")
    start = _after_banner(lines)
    stop = _before_notices(lines, start)
    kept = "\n".join(lines[start:stop]).strip("\n").rstrip()
    return kept if any(c.isalnum() for c in kept) else text


def _after_banner(lines: list[str]) -> int:
    """The first line that is the author's: behind the banner, its advice, and the lines over which both are wrapped."""
    start = 0
    wrapped = False
    for i, line in enumerate(lines[:_MOST_ABOVE]):
        said = line[:_LONGEST].strip()
        if not any(c.isalnum() for c in said):
            continue
        goes_on = wrapped and i == start and said[0].islower()
        if not (goes_on or _is_banner(said) or (start and _is_advice(said))):
            break
        start, wrapped = i + 1, _goes_on(said)
    return start


def _is_banner(line: str) -> bool:
    return line[-1] != "?" and _BANNER.match(line) is not None


def _is_advice(line: str) -> bool:
    return _ADVICE.search(line) is not None and _OF_MAIL.search(line) is not None


def _goes_on(line: str) -> bool:
    """A line that some program wrapped ends in the middle of a sentence, and is not short."""
    return len(line) > _WRAPPED and line[-1] not in ".!)]>"


def _before_notices(lines: list[str], start: int) -> int:
    """Where the notices begin that end the text."""
    stop = len(lines)
    for _ in range(_MOST_BELOW):
        while stop > start and not any(c.isalnum() for c in lines[stop - 1][:_LONGEST]):
            stop -= 1
        first = _notice(lines, start, stop)
        if first == stop:
            break
        stop = first
    return stop


def _notice(lines: list[str], start: int, stop: int) -> int:
    """Where the notice begins that ends before `stop`, or `stop`. Nobody may have left a blank line above it: it is
    looked for below the last line too short to be wrapped (a name), and only then in the whole paragraph."""
    first = stop
    while first > start and lines[first - 1].strip():
        first -= 1
    below = next((i for i in range(stop - 1, first, -1) if len(lines[i - 1].strip()) < _WRAPPED), first)
    opens = next((i for i in range(below, stop) if _OPENS.match(lines[i][:_LONGEST])), below)
    return next((i for i in (opens, first) if _is_notice(" ".join(lines[i:stop])[:_PARAGRAPH])), stop)


def _is_notice(paragraph: str) -> bool:
    if _TREES.match(paragraph):
        return len(paragraph) < _LONGEST
    if "?" in paragraph or not _ABOUT_ITSELF.search(paragraph[:_ABOUT_WITHIN]):
        return False
    said = {found.lastgroup for found in _LEGAL.finditer(paragraph)}
    return len(said) >= (_SURE if _OPENS.match(paragraph) else _SURE + 1)
