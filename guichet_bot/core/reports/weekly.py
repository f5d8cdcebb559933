"""An expert's own list: the questions he holds, without a word about who asks."""

from guichet_bot.core.decide.hand import holder_of, open_offers, told_at
from guichet_bot.core.known import Case, Office
from guichet_bot.core.letters.facts import origin
from guichet_bot.core.letters.links import Button, mailto, order
from guichet_bot.core.letters.sheet import Row
from guichet_bot.core.mail.introduced import private_of
from guichet_bot.core.mail.private import scrub
from guichet_bot.core.mail.token import make_token, reply_to, subject_tag
from guichet_bot.core.model import Role
from guichet_bot.core.reports.words import local
from guichet_bot.core.time.french import say_day


def rows(cases: tuple[Case, ...], expert: str, office: Office) -> tuple[Row, ...]:
    """One row a question, the soonest promised first. A button writes to the question's own signed address."""
    held = [case for case in cases if holder_of(case) == expert]
    held.sort(key=lambda case: (case.question.promised_at is None, case.question.promised_at, case.question.id))
    return tuple(_row(case, expert, office) for case in held)


def _row(case: Case, expert: str, office: Office) -> Row:
    question = case.question
    offered = next(told_at(one, office) for one in open_offers(case) if one.expert == expert)
    promised = question.promised_at
    return Row(
        scrub(question.subject, private_of(case)).strip()[:120] or "(sans objet)",
        number=question.number,
        who=origin(question),
        topic=office.rules.label(question.topic) if question.topic else "",
        due=f"promise pour le {say_day(local(promised, office).date())}" if promised else "",
        age=f"proposée le {say_day(local(offered, office).date())}",
        buttons=_buttons(case, expert, office),
    )


def _buttons(case: Case, expert: str, office: Office) -> tuple[Button, ...]:
    desk, question = office.desk, case.question
    to = reply_to(desk, make_token(desk.secrets, question.id, Role.EXPERT, expert))
    tag = subject_tag(desk, question.number)
    where = f"{to.address}, avec « {tag} » dans l’objet" if to.tag else to.address
    return (
        Button("Répondre", mailto(to, f"Réponse {tag}"), f"écrivez à {where}"),
        order("Je passe", to, f"Je passe {tag}", "je passe", f"écrivez « je passe » à {where}"),
    )
