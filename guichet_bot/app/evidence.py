"""What the store knows about a mail in hand: the carriers it bears, the cases they point to, who wrote before."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guichet_bot.app.office import Offices
from guichet_bot.core.decide.repeated import may_repeat
from guichet_bot.core.known import Carrier, Case, Known, Office
from guichet_bot.core.mail.token import Token, find_tag, find_tokens, is_own_message_id, owner_of
from guichet_bot.core.model import Desk, Mail, QuestionState, Role
from guichet_bot.core.reports.numbering import LINES_LAST
from guichet_bot.store import digests, history, inbound, outbox, questions, refs
from guichet_bot.store.engine import Tx
from guichet_bot.store.inbound import InboundRow

HOUR = timedelta(hours=1)
COPIES_COME_WITHIN = timedelta(days=7)
MAX_REFERENCES = 50  # the newest ones; a hostile mail brings thousands


def body_hash(mail: Mail, raw: bytes) -> str:
    """The same mail delivered twice differs in trace headers only: Message-ID, author, date and body tell.
    Some programs give no Message-ID, or always the same one."""
    head, _, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw else raw.partition(b"\n\n")
    written = "\0".join((mail.message_id, mail.sender.address, mail.header("date"), mail.header("list-id")))
    return hashlib.sha256(written.encode("utf-8", "replace") + (body or head)).hexdigest()


def threaded(mail: Mail, desk: Desk) -> bool:
    """Whether the mail bears anything of an earlier one; without, `gather` reads no references and no letters."""
    headers = mail.in_reply_to or mail.references or mail.report
    return bool(headers or find_tokens(mail.recipients, desk, mail.subject) or find_tag(mail.subject, desk))


def gather(
    tx: Tx,
    offices: Offices,
    row: InboundRow,
    mail: Mail,
    dedup: str,
    now: datetime,
    tokens: tuple[Token, ...] | None = None,
) -> Known:
    """Everything `decide_mail` needs, in a number of statements that does not depend on the archive. `tokens`: those
    that count, when they are not simply the mail's."""
    office, sender = offices.of(row.desk), mail.sender.address
    borne = borne_by(tx, office.desk, mail, tokens)
    copied = copy_of(tx, row, mail, now)
    theirs = history.of_buyer(tx, row.desk, sender)
    latest = next((one.id for one in theirs if one.state is not QuestionState.CLOSED), None)
    repeats = [one.id for one in theirs if may_repeat(mail, one, now)]
    expert = any(one.expert.email == sender for one in office.candidates)
    held = history.held_by(tx, row.desk, sender) if expert else []
    wanted = {*borne.questions, *repeats, *held, *(one for one in (copied, latest) if one)}
    for question in sorted(wanted):
        tx.lock(f"question:{question}")
    cases = questions.cases(tx, row.desk, wanted)
    if renumbered(tx, row.desk, mail, borne.tokens, cases):
        return gather(tx, offices, row, mail, dedup, now, ())
    known = Known(
        office=office,
        inbound_id=row.id,
        cause=row.sha256,
        received_at=row.received_at,
        cases=cases,
        recent=inbound.recent_from(tx, row.desk, sender, now - HOUR) + 1,
        buyer_last=latest,
        released=row.released,
        own=bool(mail.message_id) and is_own_message_id(office.desk, mail.message_id),
        duplicate=inbound.is_duplicate(tx, row.desk, dedup, row.id),
        known_message_id=copied,
        previous=tuple(one for one in theirs if one.answered_at is not None),
        holding=tuple(cases[question] for question in held if question in cases),
    )
    carriers = tuple(carriers_of(borne, sender, office, cases))
    if not carriers and not repeats:
        return known
    about = (*(one.question_id for one in carriers), *repeats)
    return replace(
        known,
        carriers=carriers,
        held_before=any(outbox.sent_before(tx, one, sender, "hold_sender") for one in about),
        digest_lines=lines_for(tx, office, mail, now),
    )


@dataclass(frozen=True, slots=True)
class Borne:
    """What a mail bears of earlier ones. `answered`: the letters to its sender that it replies to, each with its
    question (0: none) and role. `tagged`: the question of the tag in its subject, and whether we signed it. `referred`:
    the questions of the mails that it names."""

    tokens: tuple[Token, ...]
    answered: tuple[tuple[int, Role], ...]
    tagged: tuple[int, bool] | None
    referred: tuple[int, ...]

    @property
    def questions(self) -> set[int]:
        """All that it points to, whether or not that proves anything."""
        tokens, answered = (one.question_id for one in self.tokens), (question for question, _ in self.answered)
        tagged = (self.tagged[0],) if self.tagged else ()
        return {*tokens, *answered, *tagged, *self.referred} - {0}


def borne_by(tx: Tx, desk: Desk, mail: Mail, tokens: tuple[Token, ...] | None) -> Borne:
    """What the mail bears, looked up. `tokens` as for `gather`."""
    tokens = find_tokens(mail.recipients, desk, mail.subject) if tokens is None else tokens
    ids = [*mail.in_reply_to, *mail.references[-MAX_REFERENCES:]]
    if mail.report is not None and mail.report.original_message_id:
        ids.append(mail.report.original_message_id)  # a delivery report need not answer the letter it is about
    tag = find_tag(mail.subject, desk)
    tagged = questions.by_number(tx, desk.name, tag[0]) if tag else None
    return Borne(
        tokens=tokens,
        answered=() if tokens else tuple(history.letters_to(tx, desk.name, mail.sender.address, mail.in_reply_to)),
        tagged=(tagged.id, tag[1]) if tag and tagged else None,
        referred=tuple(dict.fromkeys(refs.find(tx, desk.name, ids).values())) if ids else (),
    )


def carriers_of(borne: Borne, sender: str, office: Office, cases: Mapping[int, Case]) -> Iterable[Carrier]:
    """The evidence, what proves most first."""
    yield from token_carriers(borne.tokens, office, cases)
    yield from letter_carriers(borne.answered, sender, office, cases)
    if borne.tagged:
        yield Carrier("tag", *borne.tagged)
    for question in borne.referred:
        if question in cases:
            yield Carrier("reference", question)


def copy_of(tx: Tx, row: InboundRow, mail: Mail, now: datetime) -> int | None:
    """The question of the same mail with another body, as a list gives it: same id, author and subject, days ago at
    most. The id alone says nothing: some programs give every mail the same one."""
    if not mail.message_id:
        return None
    found = inbound.twins(tx, row.desk, mail.message_id, mail.sender.address, now - COPIES_COME_WITHIN, row.id)
    return next((question for question, subject in found if _ends_with(mail.subject, subject)), None)


def renumbered(tx: Tx, desk: str, mail: Mail, tokens: tuple[Token, ...], cases: Mapping[int, Case]) -> bool:
    """Whether the tokens name questions that a restored store lost and reads again under another number: the letter
    that is answered, written again with the same Message-ID, knows which."""
    if not tokens or any(one.question_id in cases or not one.question_id for one in tokens):
        return False
    return bool(history.letters_to(tx, desk, mail.sender.address, mail.in_reply_to))


def _ends_with(subject: str, first: str) -> bool:
    """Lists put their tag before the subject; any subject ends with an empty one."""
    return subject.endswith(first) if first else not subject


def token_carriers(tokens: Iterable[Token], office: Office, cases: Mapping[int, Case]) -> Iterable[Carrier]:
    """A token with the person it was made for; a question we do not have, or a bad signature, is not valid."""
    for token in tokens:
        case = cases.get(token.question_id)
        owner = owner_of(token, office.desk.secrets, people_of(case, office))
        known = bool(owner) and (case is not None or token.question_id == 0)
        kind = "undo" if token.code else "token"
        yield Carrier(kind, token.question_id, known, token.role, owner, token.code)


def letter_carriers(
    answered: Iterable[tuple[int, Role]], reader: str, office: Office, cases: Mapping[int, Case]
) -> Iterable[Carrier]:
    """Who answers a letter of his own holds its Message-ID, which is signed as a token is: proof enough where the
    suffix of the address was lost, or where there is none (docs/decisions/0010)."""
    for question, role in answered:
        if (role, reader) in people_of(cases.get(question), office) and (not question or question in cases):
            yield Carrier("letter", question, True, role, reader)


def people_of(case: Case | None, office: Office) -> list[tuple[Role, str]]:
    """To whom letters about this case (or about no case) may have gone."""
    people = [(Role.COORDINATOR, one.email) for one in office.desk.coordinators]
    if case is None:
        return people + [(Role.EXPERT, one.expert.email) for one in office.candidates]
    people.append((Role.BUYER, case.question.buyer))
    people += [(Role.EXPERT, email) for email in dict.fromkeys(one.expert for one in case.offers)]
    if case.question.expert:
        people.append((Role.EXPERT, case.question.expert))
    return people


def lines_for(tx: Tx, office: Office, mail: Mail, now: datetime) -> dict[str, str]:
    """The numbered lines of the digests this coordinator got, or nothing for anybody else."""
    sender = mail.sender.address
    if sender not in {one.email for one in office.desk.coordinators}:
        return {}
    return digests.lines(tx, office.desk.name, sender, now - LINES_LAST)
