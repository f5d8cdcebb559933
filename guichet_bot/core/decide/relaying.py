"""What one side wrote reaches the other: under a role name, without the writer's private details."""

from datetime import datetime
from typing import Any

from guichet_bot.core.decide import clocks
from guichet_bot.core.decide.coordination import LIVE, hand_over
from guichet_bot.core.decide.hand import (
    expert_of,
    holder_of,
    member_of,
    open_offers,
    to_buyer,
    to_coordinators,
    to_expert,
    without_private,
)
from guichet_bot.core.decide.large import MEGA
from guichet_bot.core.decide.offering import holder_timers, offer_to, take_back
from guichet_bot.core.effects import (
    AddEntry,
    ChangeQuestion,
    ClearTimers,
    Effect,
    EndOffer,
    LetterKind,
    Send,
    SetTimer,
)
from guichet_bot.core.known import Case, Office
from guichet_bot.core.mail.introduced import introduced, private_of
from guichet_bot.core.mail.passable import passable, wrapped
from guichet_bot.core.model import Attachment, EntryKind, Expert, OfferState, Question, QuestionState, Role
from guichet_bot.core.people.ladder import absence_ahead, absent_now

ALREADY = "Une réponse est partie vers l'acheteur."
TO_COORDINATORS = "Les coordinateurs du guichet reprennent cette question."
ATTACHED = "Vous trouverez la réponse en pièce jointe."
KEPT = (
    "Un texte est prêt pour l'acheteur de la question {number}, mais sa messagerie ({buyer}) refuse nos courriers : le "
    "guichet le garde, et il partira dès que l'acheteur nous écrira. Il faudrait le joindre autrement."
)


def relay_answer(
    case: Case,
    author: str,
    role: Role,
    text: str,
    office: Office,
    now: datetime,
    attachments: tuple[Attachment, ...] = (),
    inbound: int | None = None,
    written_by: tuple[str, ...] = (),
) -> tuple[Effect, ...]:
    """The answer goes to the buyer; the question waits for thanks or silence; nobody else is asked any more.

    `written_by` is how the mail names its writer, who may be a colleague of the author or sign otherwise.

    A second text (a complement, or another expert's answer that was let through) reopens nothing.
    """
    question = case.question
    second = question.answered_at is not None and question.over
    said = text or ATTACHED
    private = (*_named(office, author), *written_by)
    kept, dropped = within(passable(attachments, private), office.desk.limits.attachments_mb * MEGA)
    extra = {
        "text": without_private(said, *private),
        "attach": inbound if kept else None,
        "private": private,
        "dropped": (*dropped, *wrapped(attachments, private)),
        "second": second,
    }
    return (
        AddEntry(question.id, EntryKind.ANSWER, role, author, said),
        *answered(case, author if role is Role.EXPERT or author == holder_of(case) else "", office, now),
        to_buyer(LetterKind.ANSWER, question, extra),
        *_kept_for(case, office, now),
    )


def answered(case: Case, author: str, office: Office, now: datetime) -> tuple[Effect, ...]:
    """An answer left: the author's offer is fulfilled, others' are withdrawn, the silence timer starts."""
    question = case.question
    held = any(offer.expert == author for offer in open_offers(case))
    own = (EndOffer(question.id, author, OfferState.ANSWERED),) if held else ()
    changes: dict[str, Any] = {"clock": clocks.stopped(question, now)}
    if question.answered_at is None:
        changes |= {"answered_at": now, "expert": author}
    if not question.over:
        changes |= {"state": QuestionState.ANSWERED, "expert": author}
    silent: tuple[Effect, ...] = ()
    if question.state is not QuestionState.CLOSED:
        silent = (SetTimer(question.id, "silent", office.calendar.add(now, office.desk.sla.close_when_silent)),)
    return (
        ChangeQuestion(question.id, changes),
        *own,
        *take_back(case, office, now, OfferState.WITHDRAWN, ALREADY, but=author),
        ClearTimers(question.id),
        *silent,
    )


def within(attachments: tuple[Attachment, ...], limit: int) -> tuple[bool, tuple[str, ...]]:
    """Whether any file can go along, and the names of those that do not fit in `limit` bytes, first come first."""
    size, dropped = 0, []
    for attachment in attachments:
        if size + len(attachment.content) > limit:
            dropped.append(attachment.filename)
        else:
            size += len(attachment.content)
    return len(dropped) < len(attachments), tuple(dropped)


def ask_details(case: Case, author: str, role: Role, text: str, office: Office, now: datetime) -> tuple[Effect, ...]:
    """ "question : ...": the buyer is asked, the clock waits; whoever held the question still holds it."""
    question = case.question
    return (
        AddEntry(question.id, EntryKind.DETAILS, role, author, text),
        ChangeQuestion(question.id, {"state": QuestionState.WAITING}),
        *clocks.pause(question, office, now),
        to_buyer(LetterKind.DETAILS, question, {"text": without_private(text, *_named(office, author))}),
        *_kept_for(case, office, now),
    )


def _kept_for(case: Case, office: Office, now: datetime) -> tuple[Effect, ...]:
    """The gate keeps what is written for a buyer whose mailbox refuses our letters; somebody must know."""
    question = case.question
    if question.buyer not in office.silenced:
        return ()
    note = {"text": KEPT.format(number=question.number, buyer=question.buyer), "author": office.desk.title}
    return to_coordinators(office, LetterKind.NOTE, question.id, now, note)


def _named(office: Office, author: str) -> tuple[str, ...]:
    """What names somebody of the desk."""
    member = member_of(office, author)
    return (author, member.name) if member else (author,)


def follow_up(case: Case, text: str, office: Office, now: datetime) -> tuple[Effect, ...]:
    """The buyer wrote again: to whoever holds the question, else back to who answered, else to the coordinators.

    With a tender under way only the coordinators read it.
    """
    question = case.question
    entry = AddEntry(question.id, EntryKind.FOLLOW_UP, Role.BUYER, question.buyer, text)
    if question.state is QuestionState.WAITING:
        return (entry, *_resumed(case, text, office, now))
    if question.state is QuestionState.OFFERED and question.live_tender:
        return (
            entry,
            *take_back(case, office, now, OfferState.WITHDRAWN, TO_COORDINATORS),
            *hand_over(case, office, now, LIVE),
        )
    if question.state is QuestionState.OFFERED:
        return (entry, _to_holder(case, holder_of(case), text, office, now))
    if question.state is QuestionState.COORDINATION:
        return (entry, *_to_coordinators(case, "L'acheteur a complété sa question.", office, now))
    return (entry, *reopen(case, text, office, now))


def reopen(case: Case, text: str, office: Office, now: datetime) -> tuple[Effect, ...]:
    """After an answer: a new offer to the same expert with a full new delay, or to the coordinators if he is away."""
    question = case.question
    again = (
        ChangeQuestion(question.id, {"state": QuestionState.COORDINATION, "closed_at": None, "closed_why": ""}),
        ClearTimers(question.id),
        *clocks.restart(question, office, now),
    )
    expert = expert_of(office, question.expert)
    if expert is None or not _reached(expert, office, now) or question.live_tender:
        return (*again, *hand_over(case, office, now, _why_not_again(question)))
    letter = _to_holder(case, expert.email, text, office, now)
    return (*again, *offer_to(case, expert.email, ("a déjà répondu à cette question",), office, now, letter))


def _reached(expert: Expert, office: Office, now: datetime) -> bool:
    """Whether a letter would find him: he is not away, and his mailbox takes our letters."""
    return expert.email not in office.silenced and absence_ahead(expert, office, now) is None


def _why_not_again(question: Question) -> str:
    if question.live_tender:
        return LIVE
    if question.expert:
        return "L'acheteur a répondu, et la personne qui lui avait répondu n'est pas disponible."
    return "L'acheteur a répondu."


def pass_thanks(case: Case, text: str, office: Office, now: datetime) -> tuple[Effect, ...]:
    """The buyer's thanks reach who answered, unless he is away."""
    question = case.question
    expert = expert_of(office, question.expert)
    if expert is None or absent_now(expert, office, now):
        return ()
    said = without_private(text, *private_of(case), *introduced(text))
    return (to_expert(office, LetterKind.THANKS, expert.email, question.id, now, {"text": said}),)


def note(case: Case, author: str, role: Role, text: str, office: Office, now: datetime) -> tuple[Effect, ...]:
    """ "note : ...": kept with the question; the other people of the desk who deal with it read it, never the buyer."""
    question = case.question
    extra = {"text": text, "author": author}
    letters: tuple[Effect, ...] = ()
    if role is Role.EXPERT:
        letters = to_coordinators(office, LetterKind.NOTE, question.id, now, extra)
    elif holder := holder_of(case):
        letters = (to_expert(office, LetterKind.NOTE, holder, question.id, now, extra),)
    return (AddEntry(question.id, EntryKind.NOTE, role, author, text), *letters)


def _resumed(case: Case, text: str, office: Office, now: datetime) -> tuple[Effect, ...]:
    """The details came: the holder gets them and his delay anew; without one, or if he is away, the coordinators."""
    question = case.question
    holder = expert_of(office, holder_of(case))
    if holder is None or not _reached(holder, office, now) or question.live_tender:
        reason = LIVE if question.live_tender else "L'acheteur a donné les précisions demandées."
        back = take_back(case, office, now, OfferState.WITHDRAWN, TO_COORDINATORS)
        return (*back, *hand_over(case, office, now, reason))
    return (
        ChangeQuestion(question.id, {"state": QuestionState.OFFERED, "expert": holder.email}),
        *clocks.resume(question, office, now),
        _to_holder(case, holder.email, text, office, now),
        *holder_timers(question.id, holder.email, office, now),
    )


def _to_holder(case: Case, email: str, text: str, office: Office, now: datetime) -> Send:
    question = case.question
    said = without_private(text, *private_of(case), *introduced(text))
    return to_expert(office, LetterKind.FOLLOW_UP, email, question.id, now, {"text": said})


def _to_coordinators(case: Case, reason: str, office: Office, now: datetime) -> tuple[Send, ...]:
    return to_coordinators(office, LetterKind.COORDINATION, case.question.id, now, {"reason": reason, "why": ()})
