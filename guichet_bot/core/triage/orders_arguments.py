"""What follows the keyword of an order: a person, a topic, a duration, dates, a code."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from guichet_bot.core.folding import fold
from guichet_bot.core.model import Role
from guichet_bot.core.model.orders import Order, Verb
from guichet_bot.core.people.dates import read_range
from guichet_bot.core.time.duration import parse_duration
from guichet_bot.core.triage import orders_words as words

_MOST_NAME = 4  # words of a person's name
_MOST_UNCAPITALISED = 2  # words of a name without a capital; more are prose
_MOST_TOPIC = 8
_MOST_TOPIC_SAID = 3  # by an expert, who may not correct it: more words are prose
# A code has a digit or is as long as ours are: "annulation impossible" is prose.
_CODE = re.compile(r"(?=[a-z-]{0,19}\d|[a-z]{8}$)[a-z0-9][a-z0-9-]{2,19}")
_THIS = re.compile(r"\s*(?:(?:la|cette) question|celle-ci|celle-la)\s+(?=a |au |vers |pour |chez )", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"\W*\d[\d ]{0,12}(?:j|jours?|h|heures?|min|minutes?)?\W*")
_WHICH = re.compile(r"^\W*(?:(?:pour |sur )?(?:la|cette) question|celle-ci|celle-là)\b", re.IGNORECASE)
_REASON = re.compile(r"\s*[,;(]|\s(?:car|parce|qui|puisque)\s", re.IGNORECASE)
_ARTICLES = frozenset(
    ("le", "la", "les", "un", "une", "des", "du", "ce", "cet", "cette", "notre", "votre", "son", "leur")
)
_RETURN = re.compile(
    r"(?:(?:aujourd'hui|ce jour|ce matin|ce midi|cet apres-midi|depuis (?:hier|ce matin|lundi|aujourd'hui)|"
    r"au (?:bureau|travail)|"
    r"de (?:mes |mon )?(?:conges?|vacances|formation|arret)|parmi vous|et|a nouveau|disponible|enfin)[\s,.!]*)*"
)
_NUMBER = re.compile(r"(?:(?:le|la|courrier|mail|numero|n°|no|#)\s{0,2}){0,3}(\d{1,9})")
_FILLER = re.compile(
    r"(?:(?:la|le|les|cette|ce|cela|ca|celle-ci|celui-ci|l'|question|courrier|mail|date|delai|promis|promise|reponse|"
    r"guichet|tout|envois?|aussi|maintenant|definitivement|tous|moi|mon|ma|tour|main|desolee?|svp|chiffres|du mois|"
    r"en cours|s'il vous plait)[\s,.!?]*)*"
)
_OWN = frozenset((Role.EXPERT,))


@dataclass(frozen=True, slots=True)
class Piece:
    """An order in the making: the text after its keyword, the target written before it."""

    text: str
    target: str
    role: Role
    today: date


def dated(piece: Piece) -> Order | None:
    """Orders that a date makes: a closure of the desk, an absence, a return; and how an expert is reminded."""
    folded = fold(piece.text).strip(" .!")
    if words.WEEKLY_ON.fullmatch(folded):
        return Order(Verb.WEEKLY, args={"on": True})
    if words.WEEKLY_OFF.fullmatch(folded):
        return Order(Verb.WEEKLY, args={"on": False})
    if len(folded) != len(piece.text.strip(" .!")):
        return None
    closed = _closed(piece, folded)
    if closed or piece.role in _OWN:
        return closed or _absence(piece, folded)
    returned = words.RETURNED.fullmatch(folded)
    if returned and len(returned["who"].split()) <= _MOST_NAME:
        return Order(Verb.BACK, args={"who": _name(piece.text.strip()[: returned.end("who")])})
    return _absence(piece, folded)


def _closed(piece: Piece, folded: str) -> Order | None:
    """The desk is closed, which only coordinators may say; an expert's "congés annuels du 3 au 17" are his own."""
    if piece.role in _OWN and (folded.startswith("conge") or len(folded.split()) > _MOST_TOPIC):
        return None
    closure = words.CLOSURE.match(folded)
    span = read_range(folded[closure.end() :], piece.today) if closure else None
    if closure is None or span is None or span[1] is None:
        return None
    name = _closure_name(closure["name"])
    return Order(Verb.CLOSURE, args={"first": span[0], "last": span[1], "name": name})


def _closure_name(folded: str) -> str:
    return "fermeture" if folded.startswith("ferme") and not folded.startswith("fermeture ") else folded


def _absence(piece: Piece, folded: str) -> Order | None:
    written = piece.text.strip(" .!")
    match = words.ABSENT.match(folded)
    who = ""
    if match is None:
        parts = folded.split()
        named = next((n for n in range(1, min(len(parts), 6)) if words.ABSENT.match(" ".join(parts[n:]))), 0)
        if not named or piece.role in _OWN:
            return None
        before = parts[:named]
        kept = named - 1 if before[-1] in ("est", "sera") else named
        who = " ".join(written.split()[:kept])
        match = words.ABSENT.match(" ".join(parts[named:]))
        rest = " ".join(parts[named:])[match.end() if match else 0 :]
    else:
        rest = folded[match.end() :]
        if piece.role not in _OWN:
            who, rest = _who(written[match.end() :], rest)
            if who.startswith("d'") and not who[2:3].isupper():
                return None
            who = who.removeprefix("d'")
    if match is None or (match["word"] in _VAGUE and "pas" not in folded):
        return None
    if match[0] in words.WEAK_ABSENCE and not words.BEFORE_DATE.match(rest):
        return None
    return _absent(who, rest, piece.today)


def unfinished_absence(text: str) -> bool:
    """ "absent jusqu'au": the date is missing."""
    folded = fold(text)
    match = words.ABSENT.match(folded)
    if match is None or match["word"] in _VAGUE:
        return False
    return words.UNFINISHED_DATE.fullmatch(folded[match.end() :]) is not None


def is_bare(text: str) -> bool:
    """Nothing stands behind a keyword but "à", ":" and the like, or a number alone, which is no prose either."""
    if _NUMBER_ALONE.fullmatch(fold(text)):
        return True
    return all(fold(part).strip(".,:;!?…-–") in words.PARTICLES | {""} for part in text.split())


_VAGUE = frozenset(("la", "disponible", "joignable", "au bureau"))


def _absent(who: str, rest: str, today: date) -> Order | None:
    if len(who.split()) > _MOST_NAME:
        return None
    span = read_range(rest, today, past=True)  # one that is over is told late, and is no question all the same
    if span is None:
        return None
    return Order(Verb.ABSENT, args={"first": span[0], "until": span[1], "who": _name(who)})


def _who(written: str, folded: str) -> tuple[str, str]:
    """The name between "absente" and the date."""
    parts, raw = folded.split(), written.split()
    stop = next((n for n, part in enumerate(parts) if words.DATE_START.match(part.strip(",."))), len(parts))
    return " ".join(raw[:stop]), " ".join(parts[stop:])


def _name(text: str) -> str:
    """A person as written, without the particles before the name."""
    parts = text.split()
    while parts and fold(parts[0]).strip(",:") in words.PARTICLES:
        parts.pop(0)
    return " ".join(parts).strip(' .,:;!"«»')


def _person(verb: Verb, piece: Piece) -> Order | str:
    text = _THIS.sub("", piece.text, count=1)
    who = _name(text)
    if not who:
        example = "transférer à" if piece.role in _OWN else "réattribuer"
        return f"À qui ? Écrivez par exemple « {example} Dupont »."
    reason = _REASON.search(who)
    if reason and len(who[reason.end() :].split()) > 2:
        who = who[: reason.start()].strip()
    if fold(text).startswith(("l'", *(f"{article} " for article in _ARTICLES))) or not _may_be_name(who):
        return "Je ne comprends pas à qui confier la question : écrivez seulement un nom ou une adresse."
    return Order(verb, piece.target, {"who": who})


def _may_be_name(who: str) -> bool:
    """A few words without an article or a number ("un ESAT", "20 % au bio"), or an address."""
    parts = who.split()
    if not 0 < len(parts) <= _MOST_NAME or fold(parts[0]) in _ARTICLES or fold(parts[0]).startswith("l'"):
        return False
    if not any(c.isupper() or c == "@" for c in who) and len(parts) > _MOST_UNCAPITALISED:
        return False
    return "@" in who or not any(c.isdigit() or c == "%" for c in who)


def _assign(piece: Piece) -> Order | str:
    return _person(Verb.TRANSFER if piece.role is Role.EXPERT else Verb.ASSIGN, piece)


def _topic(piece: Piece) -> Order | str:
    topic = _name(piece.text)
    if not topic:
        return "Quel thème ? Écrivez par exemple « thème textile-habillement »."
    if len(topic.split()) > (_MOST_TOPIC_SAID if piece.role in _OWN else _MOST_TOPIC):
        return "Je ne comprends pas ce thème : écrivez seulement son nom."
    return Order(Verb.TOPIC, piece.target, {"topic": topic})


def _extend(piece: Piece) -> Order | str:
    written = _amount(piece.text)
    if not written:
        return "De combien ? Écrivez par exemple « prolonger 2j »."
    if written.isdigit():
        written += "j"
    try:
        by = parse_duration(written)
    except ValueError as error:
        return f"{str(error)[0].upper()}{str(error)[1:]}."
    if not by.days and not by.minutes:
        return "De combien ? Écrivez par exemple « prolonger 2j »."
    return Order(Verb.EXTEND, piece.target, {"by": by})


def _amount(text: str) -> str:
    """Digits for number words, without the particles in front: "de deux jours" -> "2 jours"."""
    parts = fold(text).replace(":", " ").replace("d'un", "un").split()
    while parts and parts[0] in words.PARTICLES:
        parts.pop(0)
    return " ".join(words.NUMBER_WORDS.get(part, part) for part in parts).removeprefix("1 30 min").strip(" .,!?") or (
        "30 min" if parts else ""
    )


def _time(piece: Piece) -> Order | str:
    written = _amount(piece.text)
    if written.isdigit():
        return _minutes(int(written))
    try:
        spent = parse_duration(written)
    except ValueError:
        return "Combien de minutes ? Écrivez par exemple « temps : 45 »."
    if spent.days:
        return "Le temps s'écrit en minutes ou en heures. Exemple : « temps : 45 »."
    return _minutes(spent.minutes)


def _minutes(minutes: int) -> Order | str:
    if not 0 < minutes <= 10_000:
        return "Ce temps n'est pas vraisemblable. Écrivez par exemple « temps : 45 »."
    return Order(Verb.TIME, args={"minutes": minutes})


def _undo(piece: Piece) -> Order | str:
    code = fold(piece.text).removeprefix("l'ordre ").removeprefix("code ").strip(' .:!«»"')
    if not _CODE.fullmatch(code):
        return "Quel ordre annuler ? Le code est dans son compte rendu. Exemple : « annuler k3f9 »."
    return Order(Verb.UNDO, args={"code": code})


def _inbound(verb: Verb, piece: Piece) -> Order | str:
    match = _NUMBER.match(fold(piece.text))
    rest = piece.text[match.end() :] if match else piece.text
    if not _FILLER.fullmatch(fold(rest).strip()):
        return "Quel courrier ? Écrivez son numéro. Exemple : « libérer 12 »."
    number = int(match[1]) if match else int(piece.target) if piece.target.isdigit() else None
    return Order(verb, args={"inbound": number})


def _back(piece: Piece) -> Order | str:
    if piece.text and (piece.role not in _OWN or words.BEFORE_DATE.match(fold(piece.text))):
        span = read_range(f"de retour {piece.text}", piece.today)
        if span and span[1]:
            return Order(Verb.ABSENT, args={"first": span[0], "until": span[1], "who": ""})
    rest = fold(piece.text).strip(" .!,")
    if _RETURN.fullmatch(rest):
        return Order(Verb.BACK, args={"who": ""})
    if piece.role in _OWN:
        return "Je ne comprends pas la fin de cet ordre."
    who = _name(piece.text)
    if len(who.split()) > _MOST_NAME:
        return "Je ne comprends pas qui est de retour : écrivez seulement un nom."
    return Order(Verb.BACK, args={"who": who})


def _decline(piece: Piece) -> Order | str:
    if not words.DECLINED.match(fold(piece.text)):
        return "Je ne comprends pas la fin de cet ordre."
    return Order(Verb.DECLINE, piece.target, {"reason": _WHICH.sub("", piece.text).strip(" .!,:;-–()")})


def _alone(verb: Verb, piece: Piece) -> Order | str:
    """An order without arguments: other words than "la question" make it prose."""
    said = words.BECAUSE.sub("", fold(piece.text)) if verb is Verb.CLOSE else fold(piece.text)
    if _FILLER.fullmatch(said.strip(" .!?")):
        return Order(verb, piece.target)
    return "Je ne comprends pas la fin de cet ordre."


READERS: Mapping[Verb, Callable[[Piece], Order | str]] = {
    **{verb: partial(_alone, verb) for verb in (Verb.CLOSE, Verb.REOPEN, Verb.WHY, Verb.PAUSE, Verb.RESUME)},
    **{verb: partial(_alone, verb) for verb in (Verb.STATS, Verb.HELP)},
    # an expert's number is that of his held text, a coordinator's a line of the digest
    Verb.SEND: lambda one: (_inbound if one.role is Role.EXPERT and one.target.isdigit() else _alone)(Verb.SEND, one),
    Verb.ASSIGN: _assign,
    Verb.TRANSFER: lambda piece: _person(Verb.TRANSFER if piece.role is Role.EXPERT else Verb.ASSIGN, piece),
    Verb.TOPIC: _topic,
    Verb.EXTEND: _extend,
    Verb.TIME: _time,
    Verb.UNDO: _undo,
    Verb.RELEASE: lambda piece: _inbound(Verb.RELEASE, piece),
    Verb.DISCARD: lambda piece: _inbound(Verb.DISCARD, piece),
    Verb.BACK: _back,
    Verb.DECLINE: _decline,
}
