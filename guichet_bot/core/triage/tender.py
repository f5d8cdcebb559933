"""Is a tender under way? Then only the coordinators see the question: equal treatment of candidates."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guichet_bot.core.folding import one_line
from guichet_bot.core.triage.reading import Reader
from guichet_bot.core.triage.text import Segment


@dataclass(frozen=True, slots=True)
class LiveSigns:
    """A sentence that matches `signs` and not `unless` shows a tender under way; None = the rules have none.

    `sure` needs no second look: it holds whatever else the sentence says (a dispute, for instance).
    """

    signs: re.Pattern[str] | None = None
    sure: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None


def compile_live_signs(reader: Reader) -> LiveSigns:
    """The `[live_tender]` table of a parsed `routing.toml`; patterns are matched on folded text, word by word."""
    table = reader.table.get("live_tender", {})
    signs = Reader(table if isinstance(table, Mapping) else {}, f"{reader.place}, [live_tender]", reader.problems)
    signs.only("sure", "signs", "unless")
    return LiveSigns(signs.patterns("signs"), signs.patterns("sure"), signs.patterns("unless"))


def live_tender(live: LiveSigns, mail: Sequence[Segment]) -> str:
    """What shows a tender under way, quoted in French; "" when nothing does."""
    for segment in mail:
        text = one_line(segment.text)
        if live.sure and (found := live.sure.search(text)):
            return f"consultation en cours : « {found.group()} »"
        if live.signs and (found := live.signs.search(text)) and not (live.unless and live.unless.search(text)):
            return f"consultation en cours : « {found.group()} »"
    return ""
