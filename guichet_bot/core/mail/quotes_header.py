"""A mail's header that a mail program copied into the text, above the mail being answered or passed on."""

from guichet_bot.core.mail import quotes_words as words

_BLOCK = 14  # lines in which a header must show itself


def header_family(line: str) -> str:
    """What a line's header name tells ("from", "date"...), or ""."""
    name, colon, _ = line[:40].replace("：", ":").partition(":")
    if line[:11].lower() == "message du ":
        return "date"
    if not colon:
        return ""
    return words.HEADER_FAMILY.get(name.strip(" \xa0\u202f*_>").lower(), "")  # Outlook: "De\xa0:"


def header_block(lines: list[str], i: int) -> bool:
    """At line `i` a header begins: three names of which From and a date or a subject, and a sign of a machine (an
    address, a moment). "De : 9h" above "À : mairie" is prose, and so is a letter's "Date : le 3 mars"."""
    if words.ONE_LINE.match(lines[i]):
        return True
    families: set[str] = set()
    machine = False
    strange = 0
    for line in lines[i : i + _BLOCK]:
        family = header_family(line)
        if family == "from" and family in families:
            break  # another one begins
        if family:
            families.add(family)
            machine = machine or "@" in line or (family == "date" and _is_moment(line))
            strange = 0
        else:
            strange += 1
        if strange > 2:
            break
    return machine and "from" in families and len(families) >= 3 and bool(families & {"date", "subject"})


def _is_moment(line: str) -> bool:
    """When a mail was sent; letters bear a "Date :" without a time of day."""
    return (words.TIME if line[:6].lower().lstrip("*> ").startswith("date") else words.MOMENT).search(line) is not None


def notes_header(lines: list[str], i: int) -> int | None:
    """Where the header begins that Notes copies in two columns, when line `i` is its "A", alone; or None. Above it
    stand a name with its address and a date, below it "cc" and "Objet", each alone on its line."""
    if len(lines[i]) > 4 or words.HEADER_FAMILY.get(lines[i].lower()) != "to":
        return None
    start = i
    addressed = dated = False
    while start and i - start < _BLOCK and _of_notes(lines[start - 1]):
        start -= 1
        addressed = addressed or "@" in lines[start]
        dated = dated or words.MOMENT.search(lines[start]) is not None
    if not (addressed and dated):
        return None
    below = {words.HEADER_FAMILY.get(line.lower()) for line in lines[i + 1 : i + _BLOCK] if len(line) < 9}
    if not {"other", "subject"} <= below:
        return None
    return next(j for j in range(start, i) if "@" in lines[j])


def _of_notes(line: str) -> bool:
    """A line above the "A" of Notes: blank, an address, a date, "Envoyé par", "Veuillez répondre à"."""
    return not line or "@" in line or words.MOMENT.search(line) is not None or words.NOTES.match(line) is not None
