"""The coordinators' morning: what is late, what waits for them, what is new, what was answered, what comes.

Each open question stands once, where it is most urgent, under the number by which an answer may name it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from guichet_bot.core.letters.actions import held_buttons
from guichet_bot.core.letters.links import Button, order
from guichet_bot.core.letters.sheet import Row, Section, Sheet
from guichet_bot.core.mail.subject import plain_subject
from guichet_bot.core.mail.token import ReplyTo
from guichet_bot.core.model import Question, QuestionState
from guichet_bot.core.reports import figures, happenings, words
from guichet_bot.core.reports.numbering import Numbering
from guichet_bot.core.reports.reconcile import reconcile
from guichet_bot.core.reports.scene import OPENED, RIGHTS, Happened, HeldMail, News, Scene
from guichet_bot.core.time.french import say_date, say_day

MOST_ROWS = 15  # of a section: mail clients cut long letters off
MOST_BRIEF = 20  # after them, one line each: who comes back from leave sees them all the same
MOST_WITH_BUTTONS = 6  # of the rows: the others are answered by their number, for a button weighs as much as a row
_WEEK = timedelta(days=7)
_NEW_NOTE = "Sans nouvelle de vous, ces propositions suivent leur cours. Pour en corriger une, répondez à ce courrier."
_GROUPS_NOTE = "De quoi réunir un groupe de travail : trois questions semblables ou plus, de plusieurs structures."


@dataclass(frozen=True, slots=True)
class Page:
    """What every row is made with: the scene, the news, the numbers, and the address that signs its reader's orders."""

    scene: Scene
    news: News
    lines: Numbering
    to: ReplyTo


def build(scene: Scene, news: News, lines: Numbering, to: ReplyTo, chart: bool = False) -> tuple[Sheet, bool]:
    """The digest of one coordinator, and whether it says anything. `chart`: a picture named "chart" goes along."""
    page = Page(scene, news, lines, to)
    late = [one for one in scene.open if is_late(one, scene)]
    waiting = [one for one in scene.open if one not in late and one.state is QuestionState.COORDINATION]
    new = [one for one in _new(page) if one not in late and one not in waiting]
    shown = (
        _questions(page, "En retard, ou pour aujourd’hui", late),
        _waiting(page, waiting),
        _questions(page, "Nouvelles questions", new, _NEW_NOTE),
        Section("Répondues depuis le dernier point", items=happenings.answered(news, lines, scene.office)),
        Section("Closes par l’acheteur", items=happenings.withdrawn(news, lines)),
        Section("Refus et silences", items=happenings.refusals(news, lines, scene.office)),
    )
    told = tuple(section for section in shown if section.rows or section.items)
    groups = happenings.groups(scene)
    context = (
        Section("Absences en cours et à venir", items=happenings.absences(scene)),
        Section("Ce qui revient", items=groups, note=_GROUPS_NOTE),
    )
    reconciled = reconcile(news.ends, news.unfinished, _since(page))
    by_week, by_topic = figures.weeks(scene), figures.topics(scene)
    sheet = Sheet(
        day=say_date(scene.today),
        reconciled=reconciled.line,
        alert=reconciled.alert,
        summary=_summary(len(_new(page)), late, len(waiting) + len(scene.held)),
        sections=told + tuple(section for section in context if section.items),
        weeks=by_week,
        weeks_title=figures.WEEKS_TITLE,
        bars=by_topic,
        bars_title=figures.TOPICS_TITLE,
        chart_cid="chart" if chart else "",
        chart_alt=figures.alternative(scene, by_week, by_topic) if chart else "",
    )
    return sheet, bool(told or reconciled.alert or _fresh(scene))


def is_late(question: Question, scene: Scene) -> bool:
    """Its promise lapsed, or does so today."""
    if question.promised_at is None:
        return False
    return bool(question.lapses) or words.local(question.promised_at, scene.office).date() <= scene.today


def _new(page: Page) -> list[Question]:
    """The open questions that came since the last digest."""
    opened = {one.question for one in page.news.happened if one.kind == OPENED}
    return [one for one in page.scene.open if one.id in opened]


def _fresh(scene: Scene) -> bool:
    """What comes back is worth a letter of its own when it came back during the last week."""
    return any(group.questions[-1].at >= scene.now - _WEEK for group in scene.groups)


def _questions(page: Page, title: str, questions: list[Question], note: str = "") -> Section:
    return Section(title, _rows(page, questions), note, _briefly(page, questions))


def _rows(page: Page, questions: list[Question]) -> tuple[Row, ...]:
    return tuple(_row(page, one, rank < MOST_WITH_BUTTONS) for rank, one in enumerate(questions[:MOST_ROWS]))


def _briefly(page: Page, questions: list[Question]) -> tuple[str, ...]:
    """The questions that have no row, one line each under their number, then how many are left out."""
    scene = page.scene
    rest = questions[MOST_ROWS : MOST_ROWS + MOST_BRIEF]
    dues = (words.promised(one, scene.now, scene.today, scene.office) for one in rest)
    said = (
        happenings.named(one, page.lines) + (f" : {due}" if due else "") for one, due in zip(rest, dues, strict=True)
    )
    return (*said, *_more(len(questions), MOST_ROWS + MOST_BRIEF))


def _more(many: int, shown: int) -> tuple[str, ...]:
    rest = many - shown
    return (f"Et {words.count(rest, 'autre', 'autres')}.",) if rest > 0 else ()


def _row(page: Page, question: Question, buttons: bool) -> Row:
    scene, office = page.scene, page.scene.office
    line = page.lines.of(question.number)
    theirs = question.state is QuestionState.COORDINATION
    return Row(
        words.subject(question),
        line=line,
        number=question.number,
        who=words.buyer(question),
        topic=office.rules.label(question.topic) if question.topic else "thème à choisir",
        expert="" if theirs else f"proposée à {words.person(question.expert, office)}",
        due=words.promised(question, scene.now, scene.today, office),
        age=words.age(question.opened_at, scene.today, office),
        note=" ".join(_notes(page, question, theirs)),
        buttons=_buttons(page, question, line) if buttons else (),
    )


def _notes(page: Page, question: Question, theirs: bool) -> Iterable[str]:
    if question.live_tender:
        yield "Une consultation semble en cours : à vous seuls de répondre."
    elif theirs:
        yield "Aucun expert ne l’a : elle vous attend."
    read = page.news.triage.get(question.id)
    if read is not None:
        yield from _confidence(read, page)


def _confidence(read: object, page: Page) -> Iterable[str]:
    """How sure the topic of a new question is, and what else it could be."""
    rules = page.scene.office.rules
    found = read.get("topics", ()) if isinstance(read, dict) else ()
    scores = [(str(one["id"]), float(one["score"])) for one in found if isinstance(one, dict)]
    if not scores:
        return
    best = scores[0]
    others = " ou ".join(rules.label(topic) for topic, _ in scores[1:2])
    if not read.get("confident"):  # type: ignore[attr-defined]
        yield f"Thème incertain : {rules.label(best[0])}{' ou ' + others if others else ''} ?"
    elif best[1] >= 2 * rules.topics.enough:
        yield "Thème reconnu avec une confiance élevée."
    else:
        yield f"Thème reconnu avec une confiance moyenne{' (sinon : ' + others + ')' if others else ''}."


def _buttons(page: Page, question: Question, line: int) -> tuple[Button, ...]:
    """What a coordinator most often does. The links name the question by its own number, which never changes."""
    whom = "Confier à…" if question.state is QuestionState.COORDINATION else "Réattribuer"
    entrust = _button(page, question, whom, "réattribuer ", f"« {line} réattribuer » et un nom")
    made = [
        *(() if question.live_tender else (entrust,)),
        _button(page, question, "Prolonger", "prolonger 2j", f"« {line} prolonger 2j »"),
        _button(page, question, "Clore", "clore", f"« {line} clore »"),
    ]
    if question.id in page.news.triage:
        made.insert(1, _button(page, question, "Changer le thème", "thème ", f"« {line} thème » et son nom"))
    return tuple(made)


def _button(page: Page, question: Question, label: str, written: str, say: str) -> Button:
    return order(label, page.to, f"{label} {question.number}", f"{question.number} {written}", say)


def _waiting(page: Page, questions: list[Question]) -> Section:
    """Questions that nobody has, held mails, and requests about personal data."""
    held = tuple(_held(page, one) for one in page.scene.held[:MOST_ROWS])
    rights = tuple(
        f"Une demande sur des données personnelles est arrivée : réponse due au plus tard le {_legal_date(one)}."
        for one in page.news.happened
        if one.kind == RIGHTS
    )
    return Section(
        "En attente de vous",
        _rows(page, questions) + held,
        items=rights + _briefly(page, questions) + _more(len(page.scene.held), MOST_ROWS),
    )


def _legal_date(one: Happened) -> str:
    return say_date(date.fromisoformat(str(one.data["due"]))) if one.data.get("due") else "mois prochain"


def _held(page: Page, mail: HeldMail) -> Row:
    office = page.scene.office
    question = page.news.questions.get(mail.question or 0)
    buttons = held_buttons(mail.inbound, page.to, mail.reason, late=mail.late)
    return Row(
        _about(mail, question),
        line=page.lines.of(question.number) if question is not None and mail.late else 0,
        number=question.number if question is not None else "",
        who=words.of(words.person(mail.sender, office)) if mail.sender else "",
        age=f"mis de côté le {say_day(words.local(mail.since, office).date())}",
        note=mail.reason,
        buttons=buttons,
    )


def _about(mail: HeldMail, question: Question | None) -> str:
    if question is not None:
        return words.subject(question)
    return plain_subject(mail.subject) if mail.subject.strip() else "(sans objet)"


def _since(page: Page) -> str:
    if page.news.since is None:
        return "depuis vingt-quatre heures"
    point = "point du " if page.news.since_letter else ""
    return f"depuis le {point}{say_day(words.local(page.news.since, page.scene.office).date())}"


def _summary(new: int, late: list[Question], waiting: int) -> str:
    said = [
        words.count(new, "nouvelle", "nouvelles") if new else "",
        f"{len(late)} en retard ou pour aujourd’hui" if late else "",
        f"{waiting} en attente de vous" if waiting else "",
    ]
    return ", ".join(one for one in said if one)
