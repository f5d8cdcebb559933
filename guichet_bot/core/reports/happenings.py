"""What happened and what comes, one line each."""

import re
from collections.abc import Iterable
from datetime import timedelta

from guichet_bot.core.decide.closing import WITHDRAWN
from guichet_bot.core.decide.hand import expert_of, member_of
from guichet_bot.core.known import Office
from guichet_bot.core.model import Absence, Candidate, Question
from guichet_bot.core.reports import words
from guichet_bot.core.reports.numbering import Numbering
from guichet_bot.core.reports.scene import BOUNCED, CLOSED, DECLINED, LAPSED, REPLIED, Happened, News, Scene
from guichet_bot.core.triage.recurring import Group

AHEAD = timedelta(days=14)
MOST_ITEMS = 20
MOST_GROUPS = 5
EVIDENCE = 6  # numbers of questions shown for a group
_PASS = re.compile(r"^\s{0,9}je passe\b[\s,.:;!–-]{0,9}", re.IGNORECASE)


def answered(news: News, lines: Numbering, office: Office) -> tuple[str, ...]:
    """The questions that were answered, each once, with who wrote."""
    found: dict[int, list[str]] = {}
    for one in news.happened:
        if one.kind == REPLIED and one.question is not None and one.question in news.questions:
            found.setdefault(one.question, []).append(words.person(str(one.data.get("by", "")), office))
    said = [
        f"{named(news.questions[question], lines)} : réponse {' et '.join(words.of(who) for who in dict.fromkeys(by))}"
        for question, by in found.items()
    ]
    return _bounded(said)


def withdrawn(news: News, lines: Numbering) -> tuple[str, ...]:
    """The questions whose buyer needs no answer any more."""
    ended = (one.question for one in news.happened if one.kind == CLOSED and one.data.get("why") == WITHDRAWN)
    questions = [news.questions[one] for one in dict.fromkeys(ended) if one is not None and one in news.questions]
    return _bounded([f"{named(one, lines)} : l’acheteur n’a plus besoin de réponse" for one in questions])


def refusals(news: News, lines: Numbering, office: Office) -> tuple[str, ...]:
    """Who declined (and why), who let it pass, which letters did not arrive."""
    reasons = {
        (one.question, one.data.get("expert")): str(one.data["reason"])
        for one in news.happened
        if one.kind == DECLINED and one.data.get("reason")
    }
    said = dict.fromkeys(_refusal(one, news, lines, reasons, office) for one in news.happened)
    return _bounded([one for one in said if one])


def _refusal(
    one: Happened, news: News, lines: Numbering, reasons: dict[tuple[int | None, object], str], office: Office
) -> str:
    question = news.questions.get(one.question or 0)
    if question is None or one.kind not in (DECLINED, LAPSED, BOUNCED):
        return ""
    if one.kind == BOUNCED:
        return f"{named(question, lines)} : un courrier n’est pas arrivé à {one.data.get('address', '?')}"
    who = words.person(str(one.data.get("expert", "")), office)
    if one.kind == LAPSED:
        return f"{named(question, lines)} : {who} n’a pas répondu à temps"
    reason = _PASS.sub("", reasons.get((one.question, one.data.get("expert")), ""))
    return f"{named(question, lines)} : {who} a décliné{' (' + reason[:120] + ')' if reason else ''}"


def absences(scene: Scene) -> tuple[str, ...]:
    """Who is or will be away within 14 days, who stands in, and what they hold."""
    last = scene.today + AHEAD
    office = scene.office
    members = (member_of(office, one.email) for one in office.desk.coordinators)
    others = (Candidate(one) for one in members if one and not expert_of(office, one.email))
    people = (*office.candidates, *others)
    found = [
        (absence.first, one, absence)
        for one in people
        for absence in one.expert.absences
        if absence.first <= last and (absence.until is None or absence.until >= scene.today)
    ]
    found.sort(key=lambda item: (item[0], item[1].expert.email))
    return _bounded([_absence(one, absence, office) for _, one, absence in found])


def _absence(one: Candidate, absence: Absence, office: Office) -> str:
    expert = one.expert
    if not expert_of(office, expert.email):
        return f"{expert.name or expert.email}, coordination : {words.days_away(absence)}"
    stand_in = f"suppléance {words.of(words.person(expert.backup, office))}" if expert.backup else "sans suppléant"
    holds = f", {words.count(one.open, 'question', 'questions')} en main" if one.open else ""
    return f"{expert.name or expert.email}, {words.days_away(absence)} : {stand_in}{holds}"


def groups(scene: Scene) -> tuple[str, ...]:
    """Similar questions of several structures, with their numbers as evidence."""
    return tuple(_group(one, scene.office) for one in scene.groups[:MOST_GROUPS])


def _group(group: Group, office: Office) -> str:
    numbers = [one.number for one in group.questions]
    shared = f" ({', '.join(group.words[:4])})" if group.words else ""
    return (
        f"{office.rules.label(group.topic)} : {len(numbers)} questions semblables de {group.structures} structures "
        f"depuis 90 jours{shared} : {', '.join(numbers[:EVIDENCE])}{', …' if len(numbers) > EVIDENCE else ''}"
    )


def named(question: Question, lines: Numbering) -> str:
    return f"{lines.of(question.number)}. {words.subject(question)} ({question.number})"


def _bounded(said: Iterable[str]) -> tuple[str, ...]:
    every = list(said)
    rest = len(every) - MOST_ITEMS
    return (*every[:MOST_ITEMS], f"et {words.count(rest, 'autre', 'autres')}") if rest > 0 else tuple(every)
