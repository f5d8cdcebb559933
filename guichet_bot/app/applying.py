"""Effects become rows: one `match`, in the transaction that decided them. Letters are written last, from the case as
it then stands, and go through the gate together."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import assert_never

from guichet_bot.app import letters
from guichet_bot.app.office import Offices
from guichet_bot.app.pending import Pending
from guichet_bot.app.setup import Setup
from guichet_bot.core import effects as fx
from guichet_bot.core.known import Case, Office
from guichet_bot.core.model import Entry, EntryKind, Mail, Offer, OfferState, Question, QuestionState, Role, Timer
from guichet_bot.core.time.worktime import local_day
from guichet_bot.store import (
    closures,
    events,
    inbound,
    outbox,
    pausing,
    people,
    questions,
    suppressions,
    switches,
    timers,
)
from guichet_bot.store.engine import Tx

REPLIES = (EntryKind.ANSWER, EntryKind.BY_HAND)  # the digest tells who answered what
ABOUT_AN_OFFER = ("offer", "reminder", "follow_up")  # letters that a person need not get once their offer has ended
TO_BE_DECIDED = ("coordination", "escalation")  # letters that say to coordinators that a question is theirs
LEFT = ("sending", "sent", "unsure")  # states of a letter that its reader has, or may have


class Applying:
    """Carries out the effects of one decision.

    `cause` is the natural cause of its letters (hash of the mail, or of the timer). `cases` are the questions that
    may be touched, by id. Call `carry_out`, then `flush` once.
    """

    def __init__(
        self,
        tx: Tx,
        setup: Setup,
        offices: Offices,
        desk: str,
        now: datetime,
        cause: str,
        cases: Mapping[int, Case] | None = None,
        inbound_id: int | None = None,
        mail: Mail | None = None,
    ) -> None:
        self.tx, self.setup, self.offices, self.desk = tx, setup, offices, desk
        self.now, self.cause, self.inbound_id, self.mail = now, cause, inbound_id, mail
        self.cases: dict[int, Case] = dict(cases or {})
        self.opened: int | None = None
        self.settled: fx.Settle | None = None
        self.obeys: list[fx.Obey] = []
        self._sends: list[fx.Send] = []
        self._unasked: set[tuple[int | None, str]] = set()
        self._timers: list[Timer] = []
        self._events: list[events.NewEvent] = []
        self._refs: list[tuple[str, int]] = []

    @property
    def office(self) -> Office:
        return self.offices.of(self.desk)

    def carry_out(self, effects: Iterable[fx.Effect]) -> None:
        for effect in effects:
            self.one(effect)

    def one(self, effect: fx.Effect) -> None:  # noqa: C901, PLR0912, PLR0915 - the closed list, one line each
        match effect:
            case fx.OpenQuestion():
                self.open_question(effect)
            case fx.ChangeQuestion():
                self.change(self.id_of(effect.question), effect.changes)
            case fx.AddEntry():
                self.add_entry(effect)
            case fx.MakeOffer():
                self.make_offer(effect)
            case fx.EndOffer():
                self.end_offer(effect)
            case fx.SetTimer():
                self._timers.append(Timer(self.desk, self.subject(effect), effect.kind, effect.due_at, effect.step))
            case fx.ClearTimers():
                self.clear_timers(effect)
            case fx.Send():
                if not (effect.kind is fx.LetterKind.PASSED_ON and (effect.question, effect.to) in self._unasked):
                    self._sends.append(effect)
            case fx.Settle():
                self.settled = effect
            case fx.SetAbsence():
                people.set_absence(self.tx, self.desk, effect.expert, effect.absence)
                self.offices.forget(self.desk)
            case fx.EndAbsence():
                calendar = self.office.calendar_of(effect.expert)
                people.end_absence(self.tx, self.desk, effect.expert, local_day(effect.at, calendar.timezone))
                self.offices.forget(self.desk)
            case fx.Suppress():
                suppressions.set(self.tx, self.desk, effect.address, effect.until, effect.why)
                self.offices.forget(self.desk)
            case fx.SetSwitch():
                self.switch(effect)
            case fx.SetExpert():
                people.change(self.tx, self.desk, effect.expert, effect.changes)
                self.offices.forget(self.desk)
            case fx.AddClosure():
                closures.add(
                    self.tx, self.desk, date.fromisoformat(effect.first), date.fromisoformat(effect.last), effect.name
                )
                self.offices.forget(self.desk)
            case fx.ReleaseHeld():
                self.release(effect)
            case fx.Obey():
                self.obeys.append(effect)
            case fx.Log():
                self.log(effect.question, effect.kind, effect.data)
            case _:
                assert_never(effect)

    def flush(self, pending: Pending | None = None) -> None:
        """Write what was gathered: timers, letters, events. With `pending` it is left there, and its owner writes it
        together with what other decisions leave."""
        into = pending or Pending(self.tx, self.setup, self.offices, self.now)
        written = [letters.write(self, send) for send in self._sends]
        refs = [*self._refs, *((one.message_id, one.question_id) for one in written if one.question_id)]
        into.take(self.desk, self._timers, written, refs, self._events)
        self._timers, self._sends, self._refs, self._events = [], [], [], []
        if pending is None:
            into.write()

    def received(self, mail: Mail, question: int | None) -> None:
        """From now on answers to this mail find its question."""
        if question is not None and mail.message_id:
            self._refs.append((mail.message_id, question))

    def id_of(self, question: int | None) -> int:
        """The question that an effect names, or the one this decision opened."""
        found = question if question is not None else self.opened
        if found is None:
            raise ValueError("an effect names no question and the decision opened none")
        return found

    def case(self, question: int | None) -> Case | None:
        """The case as it now stands; read from the store when the decision did not bring it."""
        number = question if question is not None else self.opened
        if number is None:
            return None
        if number not in self.cases:
            self.cases |= questions.cases(self.tx, self.desk, [number])
        return self.cases.get(number)

    def log(self, question: int | None, kind: str, data: Mapping[str, object]) -> None:
        about = question if question is not None else self.opened
        self._events.append(events.NewEvent(self.desk, self.now, kind, about, self.inbound_id, dict(data)))

    def open_question(self, draft: fx.OpenQuestion) -> None:
        office = self.office
        year = local_day(draft.opened_at, office.desk.timezone).year
        key = self.offices.keep_calendar(office)
        question = questions.open(self.tx, self.desk, office.desk.prefix, year, draft, key)
        self.opened = question.id
        self.cases[question.id] = Case(question)
        self.add_entry(fx.AddEntry(question.id, EntryKind.QUESTION, Role.BUYER, draft.buyer, draft.text))
        self.log(question.id, "opened", {"topic": draft.topic, "promised_at": draft.promised_at.isoformat()})

    def change(self, question: int, changes: Mapping[str, object]) -> None:
        questions.change(self.tx, question, changes)
        case = self.case(question)
        if case is not None:
            theirs = QuestionState.COORDINATION
            if case.question.state is theirs and changes.get("state", theirs) is not theirs:
                outbox.cancel(self.tx, question, kinds=TO_BE_DECIDED)  # for the morning; the evening settled it
            self.keep(replace(case, question=replace(case.question, **changes)))  # type: ignore[arg-type]

    def add_entry(self, effect: fx.AddEntry) -> None:
        question = self.id_of(effect.question)
        questions.add_entry(
            self.tx, question, self.now, effect.kind, effect.role, effect.author, effect.text, self.inbound_id
        )
        if effect.kind in REPLIES:
            self.log(question, "replied", {"by": effect.author})
        case = self.case(question)
        if case is not None:
            entry = Entry(question, self.now, effect.kind, effect.role, effect.author, effect.text, self.inbound_id)
            self.keep(replace(case, entries=(*case.entries, entry)))

    def make_offer(self, effect: fx.MakeOffer) -> None:
        question = self.id_of(effect.question)
        questions.make_offer(self.tx, question, effect.expert, self.now, effect.why)
        self.offices.offered(self.desk, effect.expert)
        case = self.case(question)
        if case is not None:
            self.keep(replace(case, offers=(*case.offers, Offer(question, effect.expert, OfferState.OPEN, self.now))))
        self.log(question, "offered", {"expert": effect.expert, "why": list(effect.why)})

    def end_offer(self, effect: fx.EndOffer) -> None:
        question = self.id_of(effect.question)
        questions.end_offer(self.tx, question, effect.expert, effect.state, self.now)
        self.offices.ended(self.desk, effect.expert, effect.state)
        if effect.state is not OfferState.ANSWERED:
            cancelled = outbox.cancel(self.tx, question, effect.expert, ABOUT_AN_OFFER)
            if cancelled and not self.was_asked(question, effect.expert):
                self._unasked.add((question, effect.expert))
        case = self.case(question)
        if case is not None:
            self.keep(replace(case, offers=tuple(self.ended(offer, effect) for offer in case.offers)))
        self.log(question, effect.state.value, {"expert": effect.expert})

    def was_asked(self, question: int, expert: str) -> bool:
        """Whether a letter about this question left for him, or may have: who knows of nothing is told no end of it."""
        return any(one.rcpt == expert and one.state in LEFT for one in outbox.of_question(self.tx, question))

    def ended(self, offer: Offer, effect: fx.EndOffer) -> Offer:
        if offer.expert == effect.expert and offer.state is OfferState.OPEN:
            return replace(offer, state=effect.state, ended_at=self.now)
        return offer

    def clear_timers(self, effect: fx.ClearTimers) -> None:
        if effect.question is None and not effect.subject:
            return  # a question opened in this decision has none yet
        subject = effect.subject or f"question:{effect.question}"
        kept = (
            one for one in self._timers if one.subject != subject or (effect.kinds and one.kind not in effect.kinds)
        )
        self._timers = list(kept)
        timers.clear(self.tx, self.desk, subject, effect.kinds)

    def subject(self, effect: fx.SetTimer) -> str:
        return effect.subject or f"question:{self.id_of(effect.question)}"

    def release(self, effect: fx.ReleaseHeld) -> None:
        if effect.how == "release":
            inbound.release(self.tx, effect.inbound)
        else:
            inbound.discard(self.tx, effect.inbound, self.now)

    def switch(self, effect: fx.SetSwitch) -> None:
        switches.set(self.tx, self.desk, effect.name, effect.value)
        if effect.name == "paused":
            (pausing.hold if effect.value else pausing.free)(self.tx, self.desk)
        self.offices.forget(self.desk)

    def keep(self, case: Case) -> None:
        self.cases[case.question.id] = case

    def question(self, question: int | None) -> Question | None:
        case = self.case(question)
        return case.question if case else None
