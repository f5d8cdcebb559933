"""The buyer wrote again: thanks, nothing more to answer, or more to say."""

from dataclasses import replace

from guichet_bot.core.decide.closing import WITHDRAWN, close
from guichet_bot.core.decide.hand import Hand, Thread, settled
from guichet_bot.core.decide.own_words import with_what_it_points_to
from guichet_bot.core.decide.relaying import follow_up, pass_thanks
from guichet_bot.core.effects import AddEntry, ChangeQuestion, Decision, Effect, Log
from guichet_bot.core.known import Case
from guichet_bot.core.mail.enclosed import documents, with_files_named
from guichet_bot.core.model import Cause, EntryKind, Role
from guichet_bot.core.triage.intent_buyer import BuyerIntent, read_on_question
from guichet_bot.core.triage.rating import Rating, read_rating
from guichet_bot.core.triage.triage import triage


def from_buyer(hand: Hand, thread: Thread) -> Decision:
    """Thanks close an answered question, "laissez tomber" any; anything else goes to whoever deals with it."""
    case = thread.case
    over = case.question.over
    intent = read_on_question(hand.text, over)
    if intent is BuyerIntent.THANKS and not documents(hand.mail):
        return thanks(hand, case)
    if intent is BuyerIntent.WITHDRAWN and not documents(hand.mail):
        return withdrawn(hand, case, told=not over)
    rating = read_rating(hand.text) if over else None
    if rating and intent is BuyerIntent.RATING and not documents(hand.mail):
        return rated(hand, case, rating)
    case, seen = _watched(hand, case)
    noted = (_counted(case, rating),) if rating else ()
    effects = follow_up(case, with_files_named(with_what_it_points_to(hand), hand.mail), hand.office, hand.now)
    return settled(Cause.FOLLOW_UP, *seen, *noted, *effects, question=case.question.id, trace={"intent": "follow_up"})


def thanks(hand: Hand, case: Case) -> Decision:
    """ "Merci !" closes what was answered and reaches who answered; it never reopens, and before an answer moves
    nothing."""
    question = case.question
    effects: list[Effect] = [AddEntry(question.id, EntryKind.THANKS, Role.BUYER, question.buyer, hand.text)]
    if question.over:
        effects += pass_thanks(case, hand.text, hand.office, hand.now)
        effects += close(case, "remerciements de l'acheteur", hand.office, hand.now)
    return settled(Cause.THANKS, *effects, question=question.id, trace={"intent": "thanks"})


def withdrawn(hand: Hand, case: Case, told: bool) -> Decision:
    """ "Laissez tomber", "cela me suffit": nobody works on it any more. `told`: a letter says how to open it again."""
    question = case.question
    return settled(
        Cause.FOLLOW_UP,
        AddEntry(question.id, EntryKind.FOLLOW_UP, Role.BUYER, question.buyer, hand.text),
        *close(case, WITHDRAWN, hand.office, hand.now, tell_buyer=told, asked=True),
        question=question.id,
        trace={"intent": "withdrawn"},
    )


def rated(hand: Hand, case: Case, rating: Rating) -> Decision:
    """A digit from 1 to 5 after the answer is how useful it was: counted, and the question is over. Who answered hears
    of praise, not of a low digit without a word: he could do nothing with it."""
    question = case.question
    said = hand.text if rating.words else f"{rating.value} sur 5"
    return settled(
        Cause.THANKS,
        AddEntry(question.id, EntryKind.THANKS, Role.BUYER, question.buyer, hand.text),
        _counted(case, rating),
        *(pass_thanks(case, said, hand.office, hand.now) if rating.praises else ()),
        *close(case, "avis de l'acheteur", hand.office, hand.now),
        question=question.id,
        trace={"intent": "rating"},
    )


def _counted(case: Case, rating: Rating) -> Log:
    return Log(case.question.id, "rating", {"value": rating.value})


def _watched(hand: Hand, case: Case) -> tuple[Case, tuple[Effect, ...]]:
    """A tender that begins while the question is open takes it away from the experts."""
    question = case.question
    why = "" if question.live_tender else triage(hand.mail.subject, hand.text, hand.office.rules).live_why
    if not why:
        return case, ()
    seen = (ChangeQuestion(question.id, {"live_tender": True}), Log(question.id, "live_tender", {"why": why}))
    return replace(case, question=replace(question, live_tender=True)), seen
