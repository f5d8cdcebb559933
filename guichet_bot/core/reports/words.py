"""How a digest says people, dates and topics."""

from datetime import date, datetime

from guichet_bot.core.known import Office
from guichet_bot.core.mail.subject import plain_subject
from guichet_bot.core.model import Absence, Question
from guichet_bot.core.time.french import say_day, say_time
from guichet_bot.core.time.worktime import zone_info

_ELIDED = frozenset("aàâäeéèêëhiîïoôöuùûü")


def local(at: datetime, office: Office) -> datetime:
    """That instant on the desk's clock."""
    return at.astimezone(zone_info(office.desk.timezone))


def person(email: str, office: Office) -> str:
    """A name as people of the desk know it."""
    names = {one.expert.email: one.expert.name for one in office.candidates}
    names |= {one.email: one.name for one in office.desk.coordinators}
    return names.get(email) or email


def buyer(question: Question) -> str:
    """Who asks, for coordinators."""
    who = question.buyer_name or question.buyer
    return of(who) if who else ""


def of(name: str) -> str:
    """As in "de Camille Roux", "d’Anne Vidal"; an address stays apart from its "de"."""
    return f"d’{name}" if name[:1].lower() in _ELIDED and "@" not in name else f"de {name}"


def subject(question: Question) -> str:
    """The subject as a digest shows it."""
    return plain_subject(question.subject) if question.subject.strip() else "(sans objet)"


def age(at: datetime, today: date, office: Office) -> str:
    """Since when, as people count: "reçue hier"."""
    days = (today - local(at, office).date()).days
    return "reçue aujourd’hui" if days <= 0 else "reçue hier" if days == 1 else f"reçue il y a {days} jours"


def promised(question: Question, now: datetime, today: date, office: Office) -> str:
    """The promised date as it stands this morning."""
    if question.promised_at is None:
        return ""
    at, times = local(question.promised_at, office), f" {question.lapses} fois" if question.lapses > 1 else ""
    if question.promised_at <= now:
        return f"délai promis dépassé{times}{',' if times else ''} depuis {_day(at.date(), today)}"
    said = f"promise pour {'aujourd’hui, ' + say_time(at) if at.date() == today else 'le ' + say_day(at.date())}"
    return f"délai déjà dépassé{times}, {said}" if question.lapses else said


def days_away(absence: Absence) -> str:
    """As in "du lundi 4 mai au mercredi 6 mai"."""
    if absence.until is None:
        return f"à partir du {say_day(absence.first)}, sans date de retour"
    if absence.until == absence.first:
        return f"le {say_day(absence.first)}"
    return f"du {say_day(absence.first)} au {say_day(absence.until)}"


def count(number: int, one: str, several: str) -> str:
    """As in "1 question", "2 questions"."""
    return f"{number} {one if number < 2 else several}"


def _day(day: date, today: date) -> str:
    days = (today - day).days
    return "aujourd’hui" if days == 0 else "hier" if days == 1 else f"le {say_day(day)}"
