"""What follows from a mail or a due timer: values in, a closed list of effects and the reasons out."""

from guichet_bot.core.decide.due import decide_timer
from guichet_bot.core.decide.incoming import decide_mail

__all__ = ["decide_mail", "decide_timer"]
