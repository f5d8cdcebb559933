"""What follows from a mail, a due timer or a refused letter: values in, effects and their reasons out."""

from guichet_bot.core.decide.due import decide_timer
from guichet_bot.core.decide.incoming import decide_mail
from guichet_bot.core.decide.undelivered import decide_refused

__all__ = ["decide_mail", "decide_refused", "decide_timer"]
