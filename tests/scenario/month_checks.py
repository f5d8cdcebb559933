"""What must hold after weeks of work, read from the letters that left and from the store; each gives what broke it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from guichet_bot.core.known import Case
from guichet_bot.core.model import Cause, EntryKind, Expert, InboundState, OfferState, Question, QuestionState
from guichet_bot.store import events, outbox, questions, schema
from guichet_bot.store.events import EventRow
from guichet_bot.store.outbox import OutboxRow
from tests.scenario.month_desk import MonthDesk, Post
from tests.scenario.month_people import ABSENCES, BRIDGE, COORDINATORS, PLACES, People, works_at

NEVER_WAIT = {"transcript", "absence", "late_notice", "aside", "back"}  # the answer to what a person just wrote
REGULAR = {"digest", "sign_of_life", "weekly"}  # at the hour of the desk's mornings
ASKED = ("offer", "follow_up", "escalation")
OPEN = (QuestionState.OFFERED, QuestionState.COORDINATION, QuestionState.WAITING)


@dataclass
class Month:
    """Everything there is to look at."""

    desk: MonthDesk
    people: People
    cases: dict[int, Case]
    letters: list[OutboxRow]
    happened: dict[int, list[EventRow]]
    closed: tuple[date, ...] = (BRIDGE,)  # days on which the desk told that it is closed

    @property
    def staff(self) -> set[str]:
        return {one.email for one in COORDINATORS}

    def posts_about(self, question: Question) -> Iterator[Post]:
        return (post for post in self.desk.posts if question.number in post.mail.subject)


def read(desk: MonthDesk, people: People) -> Month:
    with desk.store.read() as tx:
        ids = [one.id for one in questions.listing(tx, "resocc", limit=10_000)]
        letters = outbox.listing(tx, "resocc", limit=100_000)
        return Month(
            desk, people, questions.cases(tx, "resocc", ids), letters, {one: events.of_question(tx, one) for one in ids}
        )


def every_mail_has_one_end(month: Month) -> Iterator[str]:
    rows = sa.select(schema.inbound.c.id, schema.inbound.c.state, schema.inbound.c.cause)
    with month.desk.store.read() as tx:
        found = list(tx.execute(rows))
    if len(found) != month.desk.fed:
        yield f"{month.desk.fed} mails came, {len(found)} are known"
    for number, state, cause in found:
        held = state is InboundState.HELD and cause is Cause.HELD
        if cause is None or not (held or state is InboundState.DONE):
            yield f"mail {number} is {state} for {cause}"


def every_letter_left_once(month: Month) -> Iterator[str]:
    for message_id, count in Counter(post.mail.message_id for post in month.desk.posts).items():
        if count > 1:
            yield f"letter {message_id} left {count} times"
    for letter in month.letters:
        waits = letter.state == "queued" and letter.next_at > month.desk.now
        if letter.state not in ("sent", "cancelled") and not waits:
            yield f"letter {letter.key} is {letter.state}"
    sent = sum(letter.state == "sent" for letter in month.letters)
    if sent != len(month.desk.posts):
        yield f"{sent} letters are said to have left, the relay took {len(month.desk.posts)}"


def nobody_is_forgotten(month: Month) -> Iterator[str]:
    """Each question ends answered, or closed for a buyer who was asked and said nothing, or the coordinators know."""
    for case in month.cases.values():
        question = case.question
        if question.answered_at is not None:
            continue
        asked = any(one.kind is EntryKind.DETAILS for one in case.entries)
        if asked and question.state in (QuestionState.CLOSED, QuestionState.WAITING):
            continue
        told = [post for post in month.posts_about(question) if post.to in month.staff]
        if question.state not in OPEN or not any(one.kind in ("coordination", "escalation") for one in told):
            yield f"{question.number} ends {question.state}, and no coordinator was told"


def lapses_are_escalated_in_time(month: Month) -> Iterator[str]:
    """Whoever still waits two working days after the first lapse is known to a coordinator by then."""
    for number, case in month.cases.items():
        lapse = next((one for one in month.happened[number] if one.kind == "lapse"), None)
        if lapse is None:
            continue
        limit = working_days_later(lapse.at, 2)
        ended = (e.at for e in case.entries if e.kind in (EntryKind.ANSWER, EntryKind.DETAILS))
        told = (post.at for post in month.posts_about(case.question) if post.to in month.staff)
        if month.desk.now > limit and not any(at <= limit for at in (*ended, *told)):
            yield f"{case.question.number} lapsed on {lapse.at} and nobody was told by {limit}"


def buyers_hear_new_dates(month: Month) -> Iterator[str]:
    """Before each of the first two lapses the buyer is told the new date; never a third, but for a new question."""
    for number, case in month.cases.items():
        question = case.question
        told = [one for one in month.happened[number] if one.kind == "new_date"]
        letters = [post.at for post in month.posts_about(question) if post.kind == "new_date"]
        again = sum(one.kind is EntryKind.FOLLOW_UP for one in case.entries)
        if len(told) > 2 * (1 + again) or len(letters) != len(told):
            yield f"{question.number}: {len(told)} new dates, {len(letters)} letters"
        for lapse in (one for one in month.happened[number] if one.kind == "lapse"):
            date_of = lapse.data["promised_at"]
            known = [one for one in told if one.data["old"] == date_of]
            before = [one for one in told if one.at < lapse.at and one.data["old"] < date_of]
            if not known and len(before) < 2:
                yield f"{question.number}: {date_of} passed and the buyer did not hear a new date"
            for one in known:
                if not any(one.at <= at < datetime.fromisoformat(date_of) for at in letters):
                    yield f"{question.number}: the letter about {date_of} came too late"


def ceilings_hold(month: Month) -> Iterator[str]:
    """Counted anew from the history. What was declined or taken back does not use up the month; who answered a buyer
    may go beyond his ceiling when that buyer asks again."""
    offers = sorted((offer for case in month.cases.values() for offer in case.offers), key=lambda one: one.offered_at)
    seen: set[tuple[int, str]] = set()
    for index, offer in enumerate(offers):
        key = (offer.question_id, offer.expert)
        again, expert = key in seen, month.people.experts[offer.expert]
        seen.add(key)
        if again:
            continue
        before = [one for one in offers[:index] if one.expert == offer.expert]
        held = [one for one in before if one.ended_at is None or one.ended_at > offer.offered_at]
        used = [one for one in before if one in held or one.state not in (OfferState.DECLINED, OfferState.WITHDRAWN)]
        same = [one for one in used if local(one.offered_at).month == local(offer.offered_at).month]
        if len(held) >= expert.ceiling_open or len(same) >= expert.ceiling_month:
            yield f"{offer.expert} was asked with {len(held)} open and {len(same)} this month"


def nobody_is_written_to_outside_his_hours(month: Month) -> Iterator[str]:
    for post in month.desk.posts:
        expert = month.people.experts.get(post.to)
        known = expert is not None or post.to in month.staff
        if known and post.kind not in NEVER_WAIT | REGULAR and not works_at(expert, post.at, month.closed):
            yield f"{post.kind} to {post.to} at {post.at}"


def nobody_absent_is_written_to(month: Month) -> Iterator[str]:
    """From the moment the desk could know; the one letter that confirms the absence does not count."""
    for post in month.desk.posts:
        away = ABSENCES.get(post.to)
        if away is None or post.kind in NEVER_WAIT or post.at < month.people.knew.get(post.to, month.desk.now):
            continue
        today = post.at.astimezone(ZoneInfo(PLACES[month.people.experts[post.to].zone])).date()
        if away.first <= today <= away.until:
            yield f"{post.kind} to {post.to}, absent, at {post.at}"


def nobody_is_asked_again(month: Month) -> Iterator[str]:
    """Who declined, stayed silent or was away is asked the same question again only when his answer, however late, is
    what the buyer writes about; one offer at a time."""
    for case in month.cases.values():
        answered = {(e.author, e.at) for e in case.entries if e.kind is EntryKind.ANSWER}
        for offer in case.offers:
            earlier = [one for one in case.offers if one.expert == offer.expert and one.offered_at < offer.offered_at]
            if earlier and not any(who == offer.expert and at < offer.offered_at for who, at in answered):
                yield f"{case.question.number} was offered to {offer.expert} again on {offer.offered_at}"
        for one, following in pairwise(sorted(case.offers, key=lambda offer: offer.offered_at)):
            if one.ended_at is None or one.ended_at > following.offered_at:
                yield f"{case.question.number} was with {one.expert} and {following.expert}"


def nobody_is_hurried(month: Month) -> Iterator[str]:
    """Who is told that he did not reply in time had the question before him for most of a working day of his."""
    for case in month.cases.values():
        for offer in case.offers:
            if offer.state is not OfferState.LAPSED or offer.ended_at is None:
                continue
            expert = month.people.experts[offer.expert]
            posts = [post for post in month.posts_about(case.question) if post.to == offer.expert]
            held = [post.at for post in posts if offer.offered_at <= post.at < offer.ended_at and post.kind in ASKED]
            got = min(held, default=None)
            if got is None or worked(expert, got, offer.ended_at, month.closed) < timedelta(hours=2):
                yield f"{case.question.number}: {offer.expert} got it at {got} and lost it at {offer.ended_at}"


def one_digest_a_day(month: Month) -> Iterator[str]:
    """At most one a coordinator and day, and never on a day off."""
    mornings = Counter((post.to, local(post.at).date()) for post in month.desk.posts if post.kind == "digest")
    for (who, day), count in mornings.items():
        if count > 1 or not works_at(None, datetime.combine(day, time(8), tzinfo=UTC), month.closed):
            yield f"{count} digests to {who} on {day}"


def exclusions_hold(month: Month) -> Iterator[str]:
    for case in month.cases.values():
        domain = case.question.buyer.rpartition("@")[2]
        for offer in case.offers:
            if domain in month.people.experts[offer.expert].exclusions:
                yield f"{case.question.number} of {domain} was offered to {offer.expert}"


CHECKS = (
    every_mail_has_one_end,
    every_letter_left_once,
    nobody_is_forgotten,
    lapses_are_escalated_in_time,
    buyers_hear_new_dates,
    ceilings_hold,
    nobody_is_written_to_outside_his_hours,
    nobody_absent_is_written_to,
    nobody_is_asked_again,
    nobody_is_hurried,
    one_digest_a_day,
    exclusions_hold,
)


def broken(month: Month, checks: Iterable[Any] = CHECKS) -> list[str]:
    """Everything that does not hold, by the check that says so."""
    return [f"{check.__name__}: {fault}" for check in checks for fault in check(month)]


def gini(values: Iterable[float]) -> float:
    """0: all the same; near 1: one has everything."""
    ordered = sorted(values)
    total, count = sum(ordered), len(ordered)
    if not total:
        return 0.0
    return 2 * sum(rank * value for rank, value in enumerate(ordered, 1)) / (count * total) - (count + 1) / count


def loads(month: Month) -> dict[str, list[int]]:
    """Questions offered in all, of the experts who can be compared: same topics, desk's hours, same ceilings, no
    absence and no exclusion."""
    count = Counter(offer.expert for case in month.cases.values() for offer in case.offers)
    groups: dict[str, list[int]] = defaultdict(list)
    for expert in month.people.experts.values():
        if expert.email not in ABSENCES and expert.hours is None and not expert.exclusions:
            groups[" + ".join(expert.topics)].append(count[expert.email])
    return {name: found for name, found in groups.items() if len(found) > 1}


def local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo("Europe/Paris"))


def working_days_later(at: datetime, days: int) -> datetime:
    """The end of the desk's `days`-th working day after the one of `at`."""
    day: date = local(at).date()
    while days:
        day += timedelta(days=1)
        days -= works_at(None, datetime.combine(day, time(8), tzinfo=UTC))
    return datetime.combine(day, time(16), tzinfo=UTC)


def worked(expert: Expert, since: datetime, until: datetime, closed: tuple[date, ...]) -> timedelta:
    """The expert's working time in between, by the quarter of an hour, as far as it matters."""
    total, quarter = timedelta(), timedelta(minutes=15)
    while since < until and total < timedelta(days=1):
        total += quarter if works_at(expert, since, closed) else timedelta()
        since += quarter
    return total
