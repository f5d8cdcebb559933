"""The values a template may use for each kind of letter: French text and links, ready to print.

A letter to an expert never holds the buyer's name, address or structure: only its type and département.
docs/templates.md lists the names for those who edit templates.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from guichet_bot.core.effects import LetterKind, Send
from guichet_bot.core.known import Case, Office
from guichet_bot.core.letters.actions import actions, held_buttons
from guichet_bot.core.letters.links import mailto
from guichet_bot.core.letters.sheet import Row
from guichet_bot.core.letters.talk import MAX_SAID, detail_wanted, history, question_text, shortened
from guichet_bot.core.mail import token
from guichet_bot.core.mail.introduced import private_of
from guichet_bot.core.mail.private import scrub
from guichet_bot.core.mail.subject import number_in, plain_subject, untagged
from guichet_bot.core.mail.token import ReplyTo, make_token, subject_tag, undo_code
from guichet_bot.core.model import Question, Role
from guichet_bot.core.time.french import say_date, say_moment

MAX_RESOURCES = 3
_KNOWN = (Role.EXPERT, Role.COORDINATOR)  # their names are the desk's own; a mail's "From" may hold any words


def reply_to(send: Send, office: Office, case: Case | None = None) -> ReplyTo:
    """Where this letter's reader answers: signed, unless there is nothing to sign for."""
    if send.role is Role.STRANGER or (case is None and send.role not in (Role.EXPERT, Role.COORDINATOR)):
        return ReplyTo(office.desk.address)
    number = case.question.id if case else 0  # a held mail may name a question that there is not
    return token.reply_to(office.desk, make_token(office.desk.secrets, number, send.role, send.to))


def facts(send: Send, case: Case | None, office: Office, *, retention_days: int = 0) -> dict[str, Any]:
    """Everything the template of `send.kind` may use.

    `case` is the letter's question as it now stands, None for a letter about no question. `retention_days`: after
    how long the desk forgets who asked (0: no time is stated).
    """
    desk = office.desk
    zone = office.calendar_of(send.to).timezone if send.role is Role.EXPERT else desk.timezone
    to = reply_to(send, office, case)
    values: dict[str, Any] = {
        "kind": send.kind.value,
        "desk": desk.title,
        "desk_address": desk.address,
        "desk_phone": desk.phone,
        "privacy_url": desk.privacy_url,
        "retention": _months(retention_days),
        "hello": f"Bonjour {send.to_name}," if send.to_name and send.role in _KNOWN else "Bonjour,",
        "reader": send.role.value,
        "reply_to": to.address,
        "number": "",
        "tag": "",
        "subject": "",
    }
    if case and send.role is not Role.STRANGER:  # who is not known to belong to the question learns nothing of it
        values |= _of_question(send, case, office, zone)
    values |= _of_extra(send.extra, zone)
    values |= _of_kind(send, case, office)
    values["buttons"] = actions(send, to, values["number"], values["tag"], live_tender=values.get("live_tender", False))
    return values


def _of_question(send: Send, case: Case, office: Office, zone: str) -> dict[str, Any]:
    question = case.question
    hidden = send.role is Role.EXPERT
    subject = plain_subject(question.subject)
    label = office.rules.label
    return {
        "number": question.number,
        "tag": subject_tag(office.desk, question.number),
        "subject": scrub(subject, private_of(case)).strip() or subject if hidden else subject,
        "received": say_moment(question.opened_at, office.desk.timezone),
        "promised": "" if question.over else _day(question.promised_at, office.desk.timezone),
        "topic": label(question.topic) if question.topic else "",
        "also": tuple(label(topic) for topic in question.also),
        "live_tender": question.live_tender,
        "origin": origin(question),
        "buyer": "" if hidden else _person(question.buyer_name, question.buyer),
        "expert": "" if send.role is Role.BUYER else _expert(question.expert, office),
        "answered": question.answered_at is not None,
    }


def _of_extra(extra: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """What the decision adds, with dates as French words: a datetime in the reader's zone, a date as it is."""
    found: dict[str, Any] = {}
    for name, value in extra.items():
        if isinstance(value, datetime):
            found[name] = say_moment(value, zone)
        elif isinstance(value, date):
            found[name] = say_date(value)
        else:
            found[name] = value
    return found


def _of_kind(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
    make = _MAKERS.get(send.kind)
    return make(send, case, office) if make else {}


def _ack(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
    topic = case.question.topic if case else ""
    resources, caution = office.rules.letter_resources(topic)
    if case and case.question.live_tender:
        resources = ()
    return {"resources": resources[:MAX_RESOURCES], "caution": caution, "files": send.extra.get("files", 0)}


def _redirect(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
    redirect = office.rules.redirects.by_name.get(str(send.extra.get("redirect", "")))
    if redirect is None:
        return {"say": "", "where": "", "url": ""}
    return {"say": redirect.say, "where": redirect.where, "url": redirect.url}


def _held(send: Send, _case: Case | None, _office: Office) -> dict[str, Any]:
    """The held mail's own subject, without the tag that the letter's subject brings anyway."""
    return {"subject": untagged(str(send.extra.get("subject", ""))) or "(sans objet)"}


def _offer(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
    """The buyer's words and what was said since, for an expert or a coordinator."""
    similar = tuple(replace(one, text=shortened(one.text, MAX_SAID)) for one in send.extra.get("similar", ()))
    values: dict[str, Any] = {"similar": similar, "question": "", "history": ()}
    if case is None:
        return values
    private = private_of(case) if send.role is Role.EXPERT else ()
    resources, _caution = office.rules.letter_resources(case.question.topic)
    return values | {
        "question": question_text(case, private),
        "history": history(case, send.role, office.desk.timezone, private),
        "resources": resources[:MAX_RESOURCES],
        "lapses_at": _moment(send.extra.get("lapses_at"), office.calendar_of(send.to).timezone),
    }


def _details_wanted(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
    return {"wanted": detail_wanted(case)}


def _new_date(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
    """A buyer is promised a day, not a minute."""
    zone = office.desk.timezone
    return {name: _day(send.extra.get(name), zone) for name in ("old", "new")}


def _absence(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
    substitutes = send.extra.get("substitutes") or {}
    return {
        "substitutes": tuple(dict(substitutes).items()),
        "coordinates": send.extra.get("remaining") is not None,
        "remaining": tuple(send.extra.get("remaining") or ()),
        "until": _day(send.extra.get("until"), office.desk.timezone),
    }


def _held_list(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
    """Rows as they come, or made from mappings with inbound, sender, subject, reason, since, late."""
    to = reply_to(send, office, case)
    return {"rows": tuple(_held_row(row, to, office) for row in send.extra["rows"])}


def _held_row(row: Any, to: ReplyTo, office: Office) -> Row:
    if isinstance(row, Row):
        return row
    since = _day(row.get("since"), office.desk.timezone)
    subject = row.get("subject", "")
    return Row(
        plain_subject(subject) if subject.strip() else "(sans objet)",
        number=number_in(subject),
        who=f"de {row['sender']}" if row.get("sender") else "",
        age=f"mis de côté le {since}" if since else "",
        note=row.get("reason", ""),
        buttons=held_buttons(row["inbound"], to, row.get("reason", ""), late=row.get("late", False)),
    )


def _note(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
    """People of the desk know each other by name."""
    return {"author": _expert(str(send.extra.get("author", "")), office)}


def _transcript(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
    """Each line with the mailto link that undoes it, "" when nothing can be undone."""
    lines = [
        {"text": text, "effect": f"{effect.rstrip('.')}.", **_undo(undo, office)}
        for text, effect, undo in send.extra.get("lines", ())
    ]
    flags = {name: send.extra.get(name) or "" for name in ("simulated", "refused", "help")}
    return {"lines": tuple(lines), **flags}


def _undo(signed: str, office: Office) -> dict[str, str]:
    """The link, and the words for who cannot follow it where the address alone does not say what to undo."""
    if not signed:
        return {"undo": "", "undo_say": ""}
    to, written = token.reply_to(office.desk, signed), f"annuler {undo_code(signed)}"
    return {"undo": mailto(to, "Annuler", written), "undo_say": written if to.tag else ""}


def _optional(*names: str) -> Any:
    def make(send: Send, case: Case | None, office: Office) -> dict[str, Any]:
        return {name: "" for name in names if not send.extra.get(name)}

    return make


_MAKERS: Mapping[LetterKind, Any] = {
    LetterKind.ACK: _ack,
    LetterKind.OUT_OF_SCOPE: _redirect,
    LetterKind.OFFER: _offer,
    LetterKind.REMINDER: _offer,
    LetterKind.COORDINATION: _offer,
    LetterKind.ESCALATION: _offer,
    LetterKind.FOLLOW_UP: _offer,
    LetterKind.ANSWER: _optional("dropped", "second"),
    LetterKind.LATE_ANSWER: _note,
    LetterKind.NOTE: _note,
    LetterKind.HELD: _held,
    LetterKind.HELD_LIST: _held_list,
    LetterKind.WAIT_BUYER: _details_wanted,
    LetterKind.NEW_DATE: _new_date,
    LetterKind.ABSENCE: _absence,
    LetterKind.ABSENCE_ENDS: _absence,
    LetterKind.TRANSCRIPT: _transcript,
}


def origin(question: Question) -> str:
    """The buyer as experts know them: "Commune, département 31"."""
    kind = question.structure or "acheteur public"
    shown = kind[0].upper() + kind[1:]
    return f"{shown}, département {question.departement}" if question.departement else shown


def _person(name: str, address: str) -> str:
    return f"{name} ({address})" if name else address


def _expert(email: str, office: Office) -> str:
    for candidate in office.candidates:
        if candidate.expert.email == email:
            return candidate.expert.name or email
    return next((one.name or email for one in office.desk.coordinators if one.email == email), email)


def _day(value: Any, zone: str) -> str:
    if isinstance(value, datetime):
        return say_moment(value, zone).rpartition(" à ")[0]
    return say_date(value) if isinstance(value, date) else ""


def _moment(value: Any, zone: str) -> str:
    return say_moment(value, zone) if isinstance(value, datetime) else ""


def _months(days: int) -> str:
    if days <= 0:
        return ""
    return f"{days} jours" if days < 60 else f"{round(days / 30.4)} mois"
