"""From `Send` to the fixed bytes of one letter: facts, template, composition, all inside the deciding transaction."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from guichet_bot.app.office import Offices
from guichet_bot.app.setup import Setup
from guichet_bot.core.decide.hand import member_of
from guichet_bot.core.decide.large import MEGA
from guichet_bot.core.effects import LetterKind, Send
from guichet_bot.core.known import Case, Office
from guichet_bot.core.letters.facts import facts, reply_to
from guichet_bot.core.letters.sheet import Similar
from guichet_bot.core.mail.compose import Inline, Outgoing, compose, null_sender
from guichet_bot.core.mail.introduced import private_words
from guichet_bot.core.mail.parse import parse
from guichet_bot.core.mail.passable import passable, wrapped
from guichet_bot.core.mail.private import scrub
from guichet_bot.core.mail.subject import plain_subject
from guichet_bot.core.mail.token import message_id
from guichet_bot.core.model import Attachment, Mail
from guichet_bot.core.time.french import say_date
from guichet_bot.store import history, inbound, raws
from guichet_bot.store.engine import Tx
from guichet_bot.store.outbox import NewLetter

if TYPE_CHECKING:
    from guichet_bot.app.applying import Applying

SIMILAR = 3
REGULAR = frozenset({LetterKind.DIGEST, LetterKind.WEEKLY, LetterKind.SIGN_OF_LIFE, LetterKind.HELD_LIST})


def write(applying: "Applying", send: Send) -> NewLetter:
    """The letter of one `Send`, about its case as it stands after the decision's other effects."""
    case = applying.case(send.question)
    send = with_similar(applying, send, case)
    attached, dropped = attachments(applying, send)
    return make(
        applying.setup,
        applying.office,
        send,
        case,
        applying.now,
        cause=send.cause or applying.cause,
        answers=applying.mail,
        attached=attached,
        dropped=dropped,
    )


def write_alone(tx: Tx, setup: Setup, desk: str, send: Send, now: datetime) -> NewLetter:
    """A letter about no question, with its cause given."""
    return make(setup, Offices(tx, setup, now).of(desk), send, None, now, cause=send.cause)


def make(
    setup: Setup,
    office: Office,
    send: Send,
    case: Case | None,
    now: datetime,
    *,
    cause: str,
    answers: Mail | None = None,
    attached: tuple[Attachment, ...] = (),
    dropped: tuple[str, ...] = (),
) -> NewLetter:
    """Render and compose. `answers` is the mail in hand, which a letter to its author replies to."""
    desk = office.desk
    values = facts(send, case, office, retention_days=setup.retention.identified_questions)
    if dropped:
        values["dropped"] = dropped
    rendered = setup.templates.render(send.kind, desk.name, desk.languages[0], values)
    key = f"{send.kind.value}:{cause}:{send.role.value}:{send.to}"
    own = message_id(desk, key, send.kind.value)
    replies = answers is not None and send.to == answers.sender.address and bool(answers.message_id)
    question = case.question.id if case else None
    raw = compose(
        Outgoing(
            kind=send.kind,
            from_name=desk.title,
            from_address=desk.address,
            to=send.to,
            to_name=send.to_name,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=own,
            date=now,
            reply_to=reply_to(send, office, case).address,
            in_reply_to=answers.message_id if replies and answers else "",
            references=thread(office, question, send.to, answers if replies else None),
            language=desk.languages[0],
            attachments=attached,
            inline=pictures(send),
            unsubscribe=f"mailto:{desk.address}?subject=aide" if send.kind in REGULAR else "",
            list_id=f"{desk.name}.{desk.domain}" if send.kind in REGULAR else "",
        )
    )
    return NewLetter(
        desk=desk.name,
        key=key,
        message_id=own.strip("<>"),
        question_id=question,
        kind=send.kind.value,
        role=send.role,
        rcpt=send.to,
        sender="" if null_sender(send.kind) else desk.address,
        subject=rendered.subject,
        raw=raw,
        created_at=now,
        next_at=send.not_before or now,
    )


def thread(office: Office, question: int | None, reader: str, answers: Mail | None) -> tuple[str, ...]:
    """References: a root of our own per question and reader keeps a reader's letters together in their client."""
    earlier = (*answers.references, answers.message_id) if answers else ()
    if question is None:
        return tuple(one for one in earlier if one)
    root = message_id(office.desk, f"thread:{question}:{reader}", "thread")
    return (root, *(one for one in earlier if one and one != root.strip("<>")))


def with_similar(applying: "Applying", send: Send, case: Case | None) -> Send:
    """An offer shows the latest answered questions of its topic."""
    if send.kind not in {LetterKind.OFFER, LetterKind.COORDINATION} or case is None or not case.question.topic:
        return send
    found = history.answers_like(applying.tx, applying.desk, case.question.topic, case.question.id, SIMILAR)
    similar = tuple(anonymous(one, applying.office) for one in found)
    return replace(send, extra={**send.extra, "similar": similar})


def anonymous(one: history.Answered, office: Office) -> Similar:
    """An earlier answer without the people of its question: another expert and another buyer are none of theirs."""
    zone, author = ZoneInfo(office.desk.timezone), member_of(office, one.author)
    people = private_words(one.buyer, one.buyer_name, one.asked)
    text = scrub(one.text, (one.author, author.name if author else "", *people))
    subject = scrub(plain_subject(one.subject), people)
    return Similar(one.number, subject, say_date(one.answered_at.astimezone(zone).date()), text)


def attachments(applying: "Applying", send: Send) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The files that travel with an answer, and the names of those left out."""
    source = send.extra.get("attach")
    if source is None:
        return (), ()
    mail = applying.mail if source == applying.inbound_id else stored_mail(applying.tx, int(source))
    if mail is None:
        return (), ()
    room = applying.office.desk.limits.attachments_mb * MEGA
    kept: list[Attachment] = []
    private = tuple(send.extra.get("private", ()))
    dropped = list(wrapped(mail.attachments, private))
    for one in passable(mail.attachments, private):
        if len(one.content) <= room:
            kept.append(one)
            room -= len(one.content)
        else:
            dropped.append(one.filename)
    return tuple(kept), tuple(dropped)


def stored_mail(tx: Tx, inbound_id: int) -> Mail | None:
    """A received mail, read again from its raw bytes; None once retention has dropped them."""
    row = inbound.get(tx, inbound_id)
    raw = raws.get(tx, row.sha256) if row else None
    return parse(raw) if raw is not None else None


def pictures(send: Send) -> tuple[Inline, ...]:
    """The chart of a digest, when one was drawn."""
    png = send.extra.get("chart")
    return (Inline("chart", "image/png", png),) if isinstance(png, bytes) else ()
