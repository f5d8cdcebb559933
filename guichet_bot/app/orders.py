"""Orders carried out: all of a mail's lines in order, or none; each with a code that undoes it, and a transcript."""

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from guichet_bot.app.applying import Applying
from guichet_bot.app.office import Offices
from guichet_bot.app.setup import Setup
from guichet_bot.core.decide.hand import member_of
from guichet_bot.core.decide.orders import carry_out
from guichet_bot.core.decide.orders_given import Given, Refused
from guichet_bot.core.effects import LetterKind, Obey, Send
from guichet_bot.core.known import Case, Known
from guichet_bot.core.mail.token import make_undo_token
from guichet_bot.core.model import InboundState, QuestionState, Role
from guichet_bot.core.model.orders import Order, OrderLine, Orders, Verb
from guichet_bot.core.triage.orders_words import help_lines
from guichet_bot.store import history, inbound, outbox, questions, undo


class NothingDone(Exception):
    """Leaves the savepoint of a mail's orders: one could not be done, or it was a simulation."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One line as the transcript tells it. `code` undoes it, "" when there is nothing to undo."""

    line: OrderLine
    said: str
    code: str = ""
    refused: bool = False


def obey(applying: Applying, effect: Obey, known: Known) -> None:
    """Carry out the orders of the mail in hand and answer with the transcript."""
    lines = effect.orders.lines
    unclear = not effect.orders.clear
    if unclear:
        carried = [Carried(line, line.problem or "comprise", refused=line.order is None) for line in lines]
    else:
        carried = carry_out_all(applying, effect, known.digest_lines)
    transcribe(applying, effect, carried)


def carry_out_all(applying: Applying, effect: Obey, digest_lines: Mapping[str, str]) -> list[Carried]:
    """Every line in its order, inside a savepoint that is left untouched when one is refused or all is simulated."""
    carried: list[Carried] = []
    try:
        with applying.tx.savepoint():
            for index, line in enumerate(effect.orders.lines):
                done = one(applying, effect, line, index, digest_lines)
                carried.append(done)
            if effect.orders.simulate or any(done.refused for done in carried):
                raise NothingDone
    except NothingDone:
        applying.offices.forget(applying.desk)
        return [replace(done, code="") for done in carried]
    applying.cases.clear()
    return carried


def one(applying: Applying, effect: Obey, line: OrderLine, index: int, digest_lines: Mapping[str, str]) -> Carried:
    """One line, with what it changed recorded under its undo code."""
    order = line.order
    if order is None:
        return Carried(line, line.problem, refused=True)
    cause = f"{applying.cause}:{index}"
    try:
        if order.verb is Verb.UNDO:
            return take_back(applying, effect, line, str(order.args["code"]), code_of(cause))
        work = Applying(
            applying.tx, applying.setup, applying.offices, applying.desk, applying.now, cause, None, applying.inbound_id
        )
        work.mail = applying.mail
        done = carry_out(order, given(work, effect, order, digest_lines))
    except Refused as refused:
        return Carried(line, str(refused), refused=True)
    code = code_of(cause) if done.effects else ""
    with undo.recording(applying.tx) as journal:
        work.carry_out(done.effects)
        work.log(work.opened, "order", {"by": effect.by, "line": line.text, "said": done.said, "code": code})
        work.flush()
    if code:
        undo.save(applying.tx, code, applying.desk, effect.by, line.text, journal, applying.now)
    return Carried(line, done.said, code)


def take_back(applying: Applying, effect: Obey, line: OrderLine, code: str, again: str) -> Carried:
    """Undo an earlier order; the undoing itself can be undone."""
    row = undo.get(applying.tx, code)
    if row is None or row.desk != applying.desk or (effect.role is Role.EXPERT and row.by != effect.by):
        return Carried(line, "ce code d'annulation n'est pas connu", refused=True)
    with undo.recording(applying.tx) as journal:
        reverted = undo.revert(applying.tx, code, applying.now)
    applying.offices.forget(applying.desk)
    if not reverted.ok:
        return Carried(line, reverted.problem, refused=True)
    undo.save(applying.tx, again, applying.desk, effect.by, line.text, journal, applying.now)
    left = f" ; le courrier à {', '.join(reverted.left)} était déjà parti" if reverted.left else ""
    return Carried(line, f"« {row.what} » est annulé{left}", again)


def given(work: Applying, effect: Obey, order: Order, digest_lines: Mapping[str, str]) -> Given:
    """What this order is given with.

    Raises:
        Refused: the question it names is not known.
    """
    case = case_of(work, effect, order, digest_lines)
    held = {
        row.id: row.sender
        for row in (
            inbound.of_question(work.tx, case.question.id)
            if case and order.verb is Verb.SEND
            else inbound.held(work.tx, work.desk)
            if order.verb in (Verb.RELEASE, Verb.DISCARD)
            else ()
        )
        if row.state is InboundState.HELD
    }
    return Given(
        by=effect.by,
        role=effect.role,
        office=work.office,
        now=work.now,
        cause=work.cause,
        case=case,
        held=held,
        holding=lambda email: holding(work, email),
        stats=lambda: stats(work),
    )


def case_of(work: Applying, effect: Obey, order: Order, digest_lines: Mapping[str, str]) -> Case | None:
    """The question of a digest's line, of a number, or of the letter that was answered."""
    target = order.target
    if not target:
        return locked(work, effect.question)
    if target.isdigit():
        number = digest_lines.get(target)
        if number is None:
            raise Refused(f"la ligne {target} n'est dans aucun point du matin de ces quatorze jours")
    else:
        number = target.upper()
    found = questions.by_number(work.tx, work.desk, number)
    if found is None:
        raise Refused(f"aucune question ne porte le numéro {number}")
    if effect.role is Role.EXPERT and found.id != effect.question:
        raise Refused("répondez au courrier de cette question pour agir sur elle")
    return locked(work, found.id)


def locked(work: Applying, question: int | None) -> Case | None:
    """The case, which nobody else moves before this transaction ends."""
    if question is not None:
        work.tx.lock(f"question:{question}")
    return work.case(question)


def holding(work: Applying, email: str) -> tuple[Case, ...]:
    """The cases of the questions that this expert holds."""
    cases = questions.cases(work.tx, work.desk, history.held_by(work.tx, work.desk, email))
    work.cases |= cases
    return tuple(cases.values())


def stats(work: Applying) -> str:
    """The desk's figures in one sentence."""
    counts = questions.counts(work.tx, work.desk)
    waiting = sum(
        count for state, count in counts.items() if state not in (QuestionState.CLOSED, QuestionState.ANSWERED)
    )
    total = sum(counts.values())
    letters = outbox.counts(work.tx, work.desk)
    experts = work.office.candidates
    busy = sum(one.open for one in experts)
    return (
        f"questions reçues en tout : {total}, en attente de réponse : {waiting}, "
        f"répondues et pas encore closes : {counts.get(QuestionState.ANSWERED, 0)}, "
        f"closes : {counts.get(QuestionState.CLOSED, 0)} ; courriers envoyés : {letters.get('sent', 0)} ; "
        f"experts : {len(experts)}, propositions en cours : {busy}"
    )


def transcribe(applying: Applying, effect: Obey, carried: list[Carried]) -> None:
    """The transcript to who gave the orders: each line, its effect, the way to undo it."""
    desk = applying.office.desk
    refused = any(done.refused for done in carried)
    lines = tuple(
        (done.line.text, done.said, make_undo_token(desk, done.code, effect.by) if done.code else "")
        for done in carried
    )
    wanted = refused or not carried or any(done.line.order and done.line.order.verb is Verb.HELP for done in carried)
    extra = {
        "lines": lines,
        "simulated": effect.orders.simulate and not refused,
        "refused": refused,
        "help": "\n".join(help_lines(effect.role)) if wanted else "",
    }
    member = member_of(applying.office, effect.by)
    name = member.name if member else ""
    applying.one(Send(LetterKind.TRANSCRIPT, effect.by, effect.role, effect.question, extra, to_name=name))


def tell(setup: Setup, desk: str, order: Order, now: datetime, by: str = "ligne de commande") -> Carried:
    """One order from the command line: the same code, no transcript. Its effect, or why it was refused."""
    cause = hashlib.sha256(f"cli:{desk}:{order}:{now.isoformat()}".encode()).hexdigest()
    text = f"{order.target} {order.verb.value}".strip()
    with setup.store.begin() as tx:
        applying = Applying(tx, setup, Offices(tx, setup, now), desk, now, cause)
        effect = Obey(by, Role.OPERATOR, Orders((OrderLine(text, order),)))
        return carry_out_all(applying, effect, {})[0]


def code_of(cause: str) -> str:
    """Eight letters and digits that name one order of one mail."""
    return b32encode(hashlib.sha256(f"undo:{cause}".encode()).digest())[:8].decode().lower()
