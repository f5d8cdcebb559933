"""Is this mail a person's? The rules of `rules/automatic.toml`, in order; the first that holds decides.

A machine's mail is kept and shown but never answered (RFC 3834 §2), so both mistakes cost: a person taken for a machine
waits in vain, a machine taken for a person starts a loop. Hence each rule has a name, and a verdict says what it saw.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guichet_bot.core.model import Address, Mail

KINDS = ("human", "auto-reply", "automatic", "list", "bounce", "delayed", "challenge", "own", "too_many")

_VALUE = 1_000  # characters of a header value or subject that a pattern may see
_TEXT = 3_000  # characters of the text that a pattern may see
_LINES = 12  # lines of the text that a pattern may see: a machine says at once that it is one
_ACCENTS = re.compile("[\u0300-\u036f]")
_ESCAPED = re.compile(r"(\\.)|[^\\]+")  # in a pattern: \S is not \s


@dataclass(frozen=True, slots=True)
class Facts:
    """What the mail itself cannot tell.

    `own`: its Message-ID is one of ours. `thread`: a carrier points to a known question. `recent`: mails of this
    address in the last hour, this one included; more than `limit` are too many. `desk`: the desk's address, because a
    mailbox fed by a list of its own name receives everything, people's mail too, with that list's headers.
    """

    own: bool = False
    thread: bool = False
    recent: int = 0
    limit: int = 20
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` is one of `KINDS`, `rule` the name of the rule that held, `why` what it saw (French)."""

    kind: str
    rule: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A mail as the patterns see it: the words of subject and text folded once, not once a rule."""

    mail: Mail
    facts: Facts
    subject: str
    text: str


_Test = Callable[[_Seen], str | None]  # what it saw, or None when the condition does not hold


@dataclass(frozen=True, slots=True)
class AutomaticRule:
    """One rule: `test` says what it saw, or None."""

    name: str
    kind: str
    test: _Test


@dataclass(frozen=True, slots=True)
class AutomaticRules:
    """The compiled rules, in the order of the file."""

    rules: tuple[AutomaticRule, ...] = ()


def fold(text: str) -> str:
    """Lower case without accents, straight apostrophes, no-break spaces as spaces: how words are compared here."""
    return text.lower() if text.isascii() else _plain(text).lower()


def _plain(text: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.replace("’", "'")))


def verdict(mail: Mail, rules: AutomaticRules, facts: Facts) -> Verdict:
    """The verdict of the first rule that holds; a person's mail when none does."""
    text = "\n".join(line for line in mail.newest[:_TEXT].split("\n", 4 * _LINES) if line.strip())
    seen = _Seen(mail, facts, fold(mail.subject[:_VALUE]), fold("\n".join(text.split("\n", _LINES)[:_LINES])))
    for rule in rules.rules:
        saw = rule.test(seen)
        if saw is not None:
            return Verdict(rule.kind, rule.name, saw)
    return Verdict("human", "no rule")


def compile_rules(document: Mapping[str, Any]) -> AutomaticRules:
    """The rules of a parsed `automatic.toml`.

    Raises ValueError with every mistake, one a line, in French.
    """
    found = document.get("rule", [])
    mistakes = [f"clé inconnue « {key} »" for key in document if key != "rule"]
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise ValueError("« rule » doit être une suite de blocs [[rule]]")
    rules: list[AutomaticRule] = []
    for number, entry in enumerate(found, 1):
        try:
            rules.append(_rule(entry, number))
        except ValueError as error:
            mistakes.append(str(error))
    names = [rule.name for rule in rules]
    mistakes += [f"deux règles s'appellent « {name} »" for name in sorted({n for n in names if names.count(n) > 1})]
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return AutomaticRules(tuple(rules))


def _rule(entry: Mapping[str, Any], number: int) -> AutomaticRule:
    name, kind = entry.get("name"), entry.get("verdict")
    if not isinstance(name, str) or not name:
        raise ValueError(f"règle n° {number} : il manque « name »")
    if kind not in KINDS:
        raise ValueError(f"règle « {name} » : « verdict » doit être l'un de {', '.join(KINDS)}")
    if unknown := sorted(entry.keys() - {"name", "verdict", "when"}):
        raise ValueError(f"règle « {name} » : clé inconnue « {unknown[0]} »")
    try:
        return AutomaticRule(name, kind, _all(entry.get("when", {})))
    except ValueError as error:
        raise ValueError(f"règle « {name} » : {error}") from None


def _all(when: object) -> _Test:
    """Every condition of a table must hold."""
    if not isinstance(when, Mapping):
        raise ValueError("une condition s'écrit { nom = valeur }")
    tests = [_condition(str(key), value) for key, value in when.items()]
    if len(tests) == 1:
        return tests[0]

    def test(seen: _Seen) -> str | None:
        saw = []
        for one in tests:
            evidence = one(seen)
            if evidence is None:
                return None
            saw.append(evidence)
        return " ; ".join(filter(None, saw))

    return test


def _condition(key: str, value: object) -> _Test:
    if key == "any":
        return _any(value)
    if key == "not":
        return _not(_all(value))
    if key == "header":
        return _headers(value)
    if key in _PATTERNS:
        return _PATTERNS[key](_pattern(value))
    if key in _FLAGS:
        if not isinstance(value, bool):
            raise ValueError(f"« {key} » vaut true ou false")
        return _flag(_FLAGS[key], value)
    raise ValueError(f"condition inconnue « {key} »")


def _any(value: object) -> _Test:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError("« any » est une liste de conditions")
    tests = [_all(one) for one in value]

    def test(seen: _Seen) -> str | None:
        for one in tests:
            saw = one(seen)
            if saw is not None:
                return saw
        return None

    return test


def _not(inner: _Test) -> _Test:
    return lambda seen: "" if inner(seen) is None else None


def _headers(value: object) -> _Test:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("« header » s'écrit { \"Nom\" = 'motif' }")
    return _join([_header(str(name), _pattern(motif)) for name, motif in value.items()])


def _join(tests: list[_Test]) -> _Test:
    if len(tests) == 1:
        return tests[0]

    def test(seen: _Seen) -> str | None:
        saw = [one(seen) for one in tests]
        return None if None in saw else " ; ".join(filter(None, saw))

    return test


def _header(name: str, pattern: re.Pattern[str]) -> _Test:
    key = name.lower()

    def test(seen: _Seen) -> str | None:
        for value in seen.mail.headers.get(key, ()):
            if pattern.search(fold(value[:_VALUE].strip())):
                return f"{name} : {value[:120]}".strip()
        return None

    return test


def _pattern(value: object) -> re.Pattern[str]:
    """A pattern, or a list of alternatives; folded like what it is compared with."""
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list) or not parts or not all(isinstance(part, str) and part for part in parts):
        raise ValueError("un motif est un texte, ou une liste de textes")
    text = _ESCAPED.sub(lambda found: found[0] if found[1] else found[0].lower(), _plain("|".join(parts)))
    try:
        return re.compile(text, re.MULTILINE)
    except re.error as error:
        raise ValueError(f"motif illisible « {text} » ({error})") from None


def _in_subject(pattern: re.Pattern[str]) -> _Test:
    def test(seen: _Seen) -> str | None:
        return f"objet : {seen.mail.subject[:120]}" if pattern.search(seen.subject) else None

    return test


def _in_text(pattern: re.Pattern[str]) -> _Test:
    def test(seen: _Seen) -> str | None:
        found = pattern.search(seen.text)
        return f"texte : « {found[0][:120]} »" if found else None

    return test


def _in_from(pattern: re.Pattern[str]) -> _Test:
    return lambda seen: _in_address(seen.mail.from_, pattern)


def _in_sender(pattern: re.Pattern[str]) -> _Test:
    return lambda seen: _in_address(seen.mail.sender, pattern)


def _in_address(author: Address, pattern: re.Pattern[str]) -> str | None:
    """Patterns see `name <address>`."""
    found = pattern.search(f"{fold(author.name[:_VALUE])} <{author.address[:_VALUE]}>")
    return f"expéditeur : {author.address[:120] or author.name[:120]}" if found else None


def _flag(fact: Callable[[_Seen], str | None], wanted: bool) -> _Test:
    return fact if wanted else _not(fact)


def _list_of_desk(seen: _Seen) -> str | None:
    desk = seen.facts.desk
    if not desk:
        return None
    names = (desk.lower(), desk.lower().replace("@", "."))
    values = [v.lower() for key in ("list-id", "list-post") for v in seen.mail.headers.get(key, ())]
    return f"liste : {desk}" if any(name in value for name in names for value in values) else None


_PATTERNS: dict[str, Callable[[re.Pattern[str]], _Test]] = {
    "subject": _in_subject,
    "text": _in_text,
    "from": _in_from,
    "sender": _in_sender,
}

_FLAGS: dict[str, Callable[[_Seen], str | None]] = {
    "own": lambda seen: "identifiant d'un de nos courriers" if seen.facts.own else None,
    "thread": lambda seen: "question connue" if seen.facts.thread else None,
    "too_many": lambda seen: (
        f"{seen.facts.recent} courriers en une heure" if seen.facts.recent > seen.facts.limit else None
    ),
    "list_of_desk": _list_of_desk,
    "null_sender": lambda seen: "expéditeur d'enveloppe vide" if seen.mail.return_path == "" else None,
    "failed": lambda seen: (
        f"échec pour {', '.join(seen.mail.report.failed[:3])}" if seen.mail.report and seen.mail.report.failed else None
    ),
    "delayed": lambda seen: (
        f"retard pour {', '.join(seen.mail.report.delayed[:3])}"
        if seen.mail.report and seen.mail.report.delayed
        else None
    ),
    "report": lambda seen: "rapport de remise" if seen.mail.report else None,
}
