"""The same question once more: people press "send" twice, or write again because no receipt showed up.

One question, one expert: what was sent again belongs to the question that is there.
"""

from datetime import datetime, timedelta

from guichet_bot.core.decide.buyers import from_buyer
from guichet_bot.core.decide.doubtful import hold
from guichet_bot.core.decide.hand import Hand, Thread, settled, to_buyer
from guichet_bot.core.decide.threads import Doubt
from guichet_bot.core.effects import Decision, LetterKind, Send
from guichet_bot.core.folding import one_line
from guichet_bot.core.known import Case
from guichet_bot.core.mail.enclosed import documents, with_files_named, without_files_named
from guichet_bot.core.mail.passed_on import asked
from guichet_bot.core.mail.subject import unmarked
from guichet_bot.core.model import Cause, EntryKind, Mail, Question, QuestionState, Role

WITHIN = timedelta(days=7)  # later, whoever asks the same again means it
AT_ONCE = timedelta(minutes=10)  # the first receipt is still on its way
AGAIN = "Le même texte que la question {number}, envoyé une nouvelle fois."
UNSERVED = (
    "L'acheteur envoie une nouvelle fois le texte de sa question {number}, après sa réponse ou sa clôture : "
    "a-t-il reçu notre courrier ?"
)
_NONE = ("", "(sans objet)")


def may_repeat(mail: Mail, question: Question, now: datetime) -> bool:
    """Whether the sender's earlier question is recent and has the subject of this mail: its text is worth reading."""
    recent = now - question.opened_at <= WITHIN and question.buyer == mail.sender.address
    return recent and _subject(mail.subject) == _subject(question.subject)


def repeated(hand: Hand) -> Decision | None:
    """What follows when a mail without any thread says again, word for word, what a recent question said."""
    words = one_line(asked(hand.mail))
    if not words or hand.known.released:
        return None
    for case in sorted(hand.known.cases.values(), key=lambda case: -case.question.id):
        first = next((entry.text for entry in case.entries if entry.kind is EntryKind.QUESTION), "")
        if may_repeat(hand.mail, case.question, hand.now) and one_line(without_files_named(first)) == words:
            return _once_more(hand, case, first)
    return None


def _once_more(hand: Hand, case: Case, first: str) -> Decision:
    question = case.question
    told = with_files_named(asked(hand.mail), hand.mail)
    at_once = hand.now - question.opened_at <= AT_ONCE
    if documents(hand.mail) and (not at_once or one_line(told) != one_line(first)):
        return from_buyer(hand, Thread(case, Role.BUYER, hand.sender))  # a forgotten file, or one that may be another
    if question.over and not at_once:
        return hold(hand, Doubt(UNSERVED.format(number=question.number), question.id, tell=True))
    return settled(
        Cause.DUPLICATE,
        *(() if at_once else (_sign(hand, question),)),
        question=question.id,
        reason=AGAIN.format(number=question.number),
        trace={"verdict": "duplicate", "repeats": question.number},
    )


def _sign(hand: Hand, question: Question) -> Send:
    """Whoever asks again has read nothing of ours: the receipt once more, at most once a day, or what is awaited."""
    waits = question.state is QuestionState.WAITING
    letter = to_buyer(LetterKind.WAIT_BUYER if waits else LetterKind.ACK, question)
    return Send(
        letter.kind,
        letter.to,
        letter.role,
        question.id,
        {"files": len(documents(hand.mail))},
        cause=f"again:{question.id}:{hand.today}",
        to_name=letter.to_name,
    )


def _subject(text: str) -> str:
    folded = one_line(unmarked(text))
    return "" if folded in _NONE else folded
