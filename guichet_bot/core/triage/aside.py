"""Words of an expert that are not for the buyer: "je regarde lundi", "qui est cet acheteur ?".

Three ways: nothing but a sign of life (`takes_it`), words that seem meant for the desk (`speaks_to_desk`), or neither.
Only short texts without substance are looked at: a long text is an answer, and so is one with an article or a price.
"""

from guichet_bot.core.folding import fold, one_line
from guichet_bot.core.triage import aside_words as words
from guichet_bot.core.triage.expert_words import ACKNOWLEDGED, REQUEST, SENTENCES
from guichet_bot.core.triage.said import said_lines

LONGEST = 300  # characters: beyond, it is an answer whatever stands beside it and whomever it names
_MOST_STRANGE = 4  # words that a sentence about the writer's own work may hold besides, before it says something else


def takes_it(said: str) -> bool:
    """A short text (courtesy and signature left out) in which every sentence says that, or when, he will answer."""
    clauses = _clauses(said)
    if ":" in said or _answers(said):  # an order, or an answer announced
        return False
    return any(_kind(clause) == "deals" for clause in clauses) and all(_kind(clause, 1) for clause in clauses)


def speaks_to_desk(text: str) -> bool:
    """Whether a short text asks or tells the people of the desk something, or promises an answer with words that may be
    one: somebody should look before the buyer reads it."""
    said = "\n".join(said_lines(text))
    if len(said) > LONGEST:
        return False
    folded = one_line(said)
    if words.THIRD.search(folded) and not words.ANOTHER.search(folded):
        return True
    if any(map(_states_figures, words.STOP.split(folded))):  # whatever is asked beside it
        return False
    if folded.strip(" .!,") in ("oui", "yes") or words.TO_DESK.search(folded):
        return True
    if any(_asks_for_himself(sentence) for sentence in SENTENCES.findall(folded)):
        return True
    clauses = _clauses(said)
    kinds = [_kind(clause, _MOST_STRANGE) for clause in clauses]
    return all(kinds) and ("deals" in kinds or any(words.FIRST_PERSON.search(clause) for clause in clauses))


def speaks_of_the_matter(text: str) -> bool:
    """Whether words of a text are those of an answer, of advice, or of a question about the purchase."""
    if len(text) > LONGEST:
        return True
    folded = one_line(text)
    if words.MATTER.search(folded):
        return True
    if folded.rstrip(" .").endswith("?"):
        return words.ASKS_BUYER.search(folded) is not None
    return bool(words.OPINES.search(folded) or words.ADVISES.search(folded) or "http" in folded or "www." in folded)


def states_figures(text: str) -> bool:
    """Whether a text gives an article of law, a price or a weight."""
    return words.FIGURES.search(fold(text)) is not None


def _states_figures(sentence: str) -> bool:
    """ "Oui, article L2113-10.": only an answer gives an article, a price or a weight."""
    return words.FIGURES.search(sentence) is not None and not (sentence.endswith("?") or words.TO_DESK.search(sentence))


def _answers(said: str) -> bool:
    """What he works on is the purchase, and no day ahead says that he has yet to do it. The number of a question or a
    year says nothing."""
    folded = one_line(said[:LONGEST])
    if words.FIGURES.search(folded):
        return True
    matter = words.PRACTICE.search(folded) or words.MATTER.search(words.NUMBER.sub("", folded))
    return matter is not None and words.AHEAD.search(folded) is None


def _asks_for_himself(sentence: str) -> bool:
    """ "Combien de temps ai-je ?": no question for the buyer, unless it asks him for details ("me préciser...")."""
    asks = sentence.rstrip().endswith("?") and not sentence.lstrip().startswith(words.SUGGESTS)
    return asks and words.FIRST_PERSON.search(sentence) is not None and REQUEST.match(sentence) is None


def _clauses(said: str) -> list[str]:
    if len(said) > LONGEST:
        return []
    folded = "\n".join(" ".join(line.split()) for line in fold(said).split("\n"))
    return [clause for clause in words.CLAUSE.split(folded) if clause and len(clause.strip()) > 1]


def _kind(clause: str, strange: int = 0) -> str:
    """ "deals" or "stands" when the clause is about the writer's own work, "" when it says something else."""
    if ACKNOWLEDGED.fullmatch(clause.strip(" ,-")):
        return "deals" if words.FIRST_PERSON.search(clause) or words.REPLY_LATER.search(clause) else "stands"
    if words.ANNOUNCES.search(clause) or words.OPINES.search(clause):
        return ""
    if words.NEGATES.search(clause) and not words.NOT_NEGATED.search(clause):
        return ""
    written = words.WORD.findall(clause)
    if sum(word not in words.KNOWN and not word.isdigit() for word in written) > strange:
        return ""
    if words.DEALS.search(clause) or words.REPLY_LATER.search(clause):
        return "deals"
    return "stands" if words.STANDS.search(clause) or len(written) <= 2 else ""
