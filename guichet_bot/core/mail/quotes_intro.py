"""The line that a mail program writes above the mail being answered ("Le ..., Anne <...> a écrit :").

People write such lines too, about the mails of others, and what follows is theirs. A mail program knows no more than
who wrote and when: a line that says to whom, or names the author as prose does, is a person's.
"""

from guichet_bot.core.mail import quotes_words as words


def may_introduce(line: str) -> bool:
    """`line` ends as introductions do; most lines do not. It is not blank."""
    return (
        line[-1] in ":：-"
        or line[:4].isdigit()
        or line.lower().endswith(words.VERB_ENDS)
        or ("@" in line and words.NAME_THEN_DATE.match(line) is not None)
    )


def introduces(joined: str, below: str) -> bool:
    """`joined`, some lines put together, is an introduction. `below`: the next line that is not blank, or ""."""
    quoted = below.startswith(">")
    if words.DATED_NAME.match(joined) or (quoted and words.SAYS.match(joined)):
        return True
    dated = bool(words.MOMENT.search(joined))
    addressed = "@" in joined and words.ADDRESS.search(joined) is not None
    if not (dated or addressed or quoted):
        return False
    verbs = [verb.end() for verb in words.VERB.finditer(joined)]
    if not verbs:
        return _without_verb(joined, quoted) and dated and addressed
    after = joined[verbs[-1] :].strip(" :：->*_\"'")
    if after and (len(after) > 90 or not (words.MOMENT.search(after) or words.ADDRESS.search(after))):
        return False
    if quoted or addressed:
        return True
    return not below.startswith(("«", '"', "“")) and words.OPENING.match(joined) is not None


def reports(joined: str) -> bool:
    """The author of the mail tells what somebody wrote."""
    if words.REPORTED.search(joined):
        return not words.SAYS.match(joined)
    if not words.ARTICLE.match(joined):
        return False
    return not words.VERB.search(joined) or ("@" not in joined and words.SOMEBODY.match(joined) is not None)


def announces(line: str) -> bool:
    """The author announces what he quotes below; a line with a date or an address may be an unknown introduction."""
    return line.endswith(":") and "@" not in line and not words.MOMENT.search(line)


def _without_verb(joined: str, quoted: bool) -> bool:
    return joined.rstrip(" :：").endswith(">") or (quoted and words.NAME_THEN_DATE.match(joined) is not None)
