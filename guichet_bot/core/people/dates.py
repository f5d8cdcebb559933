"""Read when somebody is away, from French as people write it ("du 3 au 17 août", "jusqu'à lundi"...), and the same
phrases in the other languages of vacation replies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guichet_bot.core.people.dates_scan import Mention, mention_of, scan
from guichet_bot.core.people.dates_words import NUMBERS, fold, one_of

_MOST_TEXT = 2000
_LONGEST = timedelta(days=300)  # of a period whose years were not written; a longer one is a slip
_LONGEST_WRITTEN = timedelta(days=3 * 366)

_D = r"[\ue000-\uf8ff]"
_N = (
    r"(?<![\d/.,:])\d{1,2}(?=(?:er|st|nd|rd|th|\.)?(?:\s|[,;!?)-]|\.?$))(?!\s*(?:h\b|heures?|uhr|min|%|€|jours?|days?))"
)
_ORDINAL = r"(?:er|st|nd|rd|th|\.)?"
_ARTICLE = r"(?:(?:le|la|the|el|il|dem|den|dia|giorno|au|al)\s+){0,2}"
_TO = (
    r"(?:-|>|aux?|a|to|al|(?:(?:et|and|und|y|e)\s+)?(?:jusqu'?\s?(?:au|a)|through|thru|until|till|bis|hasta|fino\s+al?)|"
    r"et|and|und|y|e)"
    r"(?:\s+(?:zum|einschliesslich|inkl\.?|including))*"
)
_LEAD = r"(?P<lead>\b(?:entre|between|zwischen|tra))?"
_RANGES = tuple(
    re.compile(rf"{lead}\s*{_ARTICLE}(?P<first>{first}){_ORDINAL}\s*,?\s*(?P<to>{_TO})\s*{_ARTICLE}(?P<last>{last})")
    for lead, first, last in (
        (_LEAD, _D, _D),  # du 3 août au 2 septembre
        (_LEAD, _N, _D),  # 3-17 août
        (r"(?P<lead>\b(?:du|from|vom|del|dal|entre|between))", _N, _N),  # du 3 au 17
        (r"(?P<lead>)", _D, _N),  # August 3-14
    )
)
_UNTIL = re.compile(
    r"\b(?:jusqu'?\s?(?:aux?|a|en)\b(?:\s+la\s+fin\s+d[eu])?|until|till|through|bis|hasta|fino\s+al?)\s*"
    r"(?:(?:zum|einschliesslich|inkl\.?|and\s+including|\(?including\)?|and\s+with|la\s+date\s+du)\s+)*"
    rf"(?:{_ARTICLE}(?P<last>{_D})|(?<=au\s){_ARTICLE}(?P<au>{_N})|(?:the|zum|el|al)\s+(?P<the>{_N}))"
    rf"|\bbis\s+zum\s+(?P<zum>{_N})|\bhasta\s+el\s+(?P<el>{_N})|\bfino\s+al\s+(?P<al>{_N})|\b(?:until|till)\s+the\s+(?P<til>{_N})"
)
_BACK_WORDS = (
    r"(?:de\s+retour|(?:de|a)\s+nouveau|(?:mon|notre|date\s+de)\s+retour|retour\s+(?:prevue?|au\s+bureau|le|:)|revien(?:s|drai|drons)|rentre(?:rai)?|"
    r"repren(?:ds|drai)|reprise|(?:be|am|get|come)\s+back|back\s+(?:in|at|on|to)|return(?:ing|s)?\b|"
    r"zuruck|ruckkehr|wieder|regres[oa]r?e?|vuel(?:vo|ta)|volvere|reincorpor[oa]r?e?|"
    r"rientr[oi]|rientrero|torn[oi]|tornero|ritorn[oi]|ritornero)"
)
_FROM_WORDS = (
    r"(?:a\s+partir\s+d[ue]|a\s+compter\s+d[ue]|des|from|starting|as\s+of|since|depuis|ab|seit|a\s+partir\s+del?|desde|"
    r"a\s+partire\s+dal?|dal)"
)
_THE = rf"(?:{_ARTICLE}(?P<back>{_D})|(?:le|du|au|the|am|dem|el|il|dal)\s+(?P<back_on>{_N}))"
_NOT_BEFORE = re.compile(
    rf"\b(?:pas|not|nicht|no|non)\b[^.!?;{_D[1:-1]}]{{0,40}}?\b(?:avant|before|vor|antes\s+del?|prima\s+del?)\s+{_THE}"
    rf"|\bnot\s+(?:be\s+)?(?:return|back)\w*[^.!?;{_D[1:-1]}]{{0,30}}?\b(?:until|till)\s+{_ARTICLE}(?P<until>{_D})"
)
_RETURNS = (
    re.compile(rf"\b{_BACK_WORDS}\b[^.!?;{_D[1:-1]}]{{0,45}}?{_THE}"),
    re.compile(
        r"\b(?:joignable|disponible|available|reachable|erreichbar|disponibile|reperibile|raggiungibile|"
        r"repondrai|traiterai|lirai|connaissance|reply|respond|answer|beantworte|melde|respondere|contestare|rispondero)\b"
        rf"[^.!?;{_D[1:-1]}]{{0,30}}?\b{_FROM_WORDS}\s+{_THE}"
    ),
    re.compile(rf"{_THE}[^.!?;{_D[1:-1]}]{{0,40}}?\b(?:wieder|zuruck|de\s+retour|back)\b"),
)
_SINCE = re.compile(rf"\b{_FROM_WORDS}\s+{_ARTICLE}(?:(?P<since>{_D})|(?<=du\s)(?P<du>{_N}))")
_EXCLUDED = re.compile(r"\s*\(?(?:exclue?s?|non\s+(?:inclus|compris)e?|excluded|exklusive)\b")
_LASTS = re.compile(
    rf"(?<!dans\s)(?<!\w)(?P<count>\d{{1,3}}|{one_of(NUMBERS)})\s*(?P<unit>jours?|j|semaines?|mois)\b(?!\s*/)"
)
_UNIT_DAYS = {"j": 1, "s": 7, "m": 30}
_OTHER_NUMBER = re.compile(r"(?<![\d:])\d+(?!\d|\s*(?:h\b|h\d|:))")  # not an hour: "les 14 et 20 août" is not one day
_OPEN_END = re.compile(r"nouvel\s+ordre|duree\s+indeterminee|date\s+inconnue")


@dataclass(frozen=True, slots=True)
class Span:
    """What a text says about a time away: local dates, the last one still away; None is what it does not say."""

    first: date | None = None
    until: date | None = None


def read_range(text: str, today: date, *, past: bool = False) -> tuple[date, date | None] | None:
    """The days that a French phrase names, both included: ("du 3 au 17 août") -> 3 and 17 August.

    "" means from today on, without an end; so does "jusqu'à nouvel ordre". "de retour le 17" ends on the 16. Accents
    and capitals do not matter. None when the text names no days, or days out of reason or, unless `past`, over.
    """
    folded = fold(text[:_MOST_TEXT]).strip(" .!,;:")
    if not folded or _OPEN_END.search(folded):
        return today, None
    skeleton, mentions = scan(folded, today)
    span = read_span(skeleton, mentions, today)
    if span is None or span.until is None:
        span = _lasting(skeleton, mentions, today) or span or _single(skeleton, mentions, today)
    if span is None:
        return None
    first = span.first if span.first is not None else today
    if span.until is not None and (span.until < first or (span.until < today and not past)):
        return None
    return first, span.until


def read_span(skeleton: str, mentions: tuple[Mention, ...], today: date) -> Span | None:
    """The time away that a scanned text tells by a range, an end, a return or a beginning; None when it does not."""
    spans = list(_ranges(skeleton, mentions, today))
    covered = spans[0] if spans else None
    back = _returns(_RETURNS, skeleton, mentions, today)
    if covered is not None and covered.until is not None:
        later = back is not None and covered.until <= back <= covered.until + timedelta(days=10)
        return Span(covered.first, back) if later else covered
    until = _returns((_NOT_BEFORE,), skeleton, mentions, today) or _until(skeleton, mentions, today) or back
    since = _since(skeleton, mentions, today)
    if until is not None:
        return Span(until=until)
    return Span(since) if since is not None else None


def _ranges(skeleton: str, mentions: tuple[Mention, ...], today: date) -> Iterator[Span]:
    for pattern in _RANGES:
        for match in pattern.finditer(skeleton):
            first, last = mention_of(match["first"], mentions), mention_of(match["last"], mentions)
            if match["last"].isdigit() and first.month:
                last = replace(first, day=last.day)
            span = _between(first, last, today, match["to"] in {"et", "and", "und", "y", "e"} and not match["lead"])
            if span is not None:
                excluded = _EXCLUDED.match(skeleton, match.end())
                yield Span(span[0], span[1] - timedelta(days=1) if excluded else span[1])


def _between(first: Mention, last: Mention, today: date, neighbours: bool) -> tuple[date, date] | None:
    """From one date to another; `neighbours`: "le 14 et le 15" is a period only when one day follows the other."""
    if first.year and not last.year:
        start = first.first(date(first.year, 12, 31))
        end = last.last(start, start + timedelta(days=60)) if start is not None else None
    else:
        end = last.last(today, today)
        start = first.first(end) if end is not None else None
    if start is None or end is None or start > end:
        return None
    longest = _LONGEST_WRITTEN if last.year and first.year else _LONGEST
    too_long = end - start > (timedelta(days=1) if neighbours else longest)
    return None if too_long else (start, end)


def _until(skeleton: str, mentions: tuple[Mention, ...], today: date) -> date | None:
    match = _UNTIL.search(skeleton)
    if match is None:
        return None
    end = mention_of(_written(match), mentions).last(today + timedelta(days=1), today)
    return end - timedelta(days=1) if end is not None and _EXCLUDED.match(skeleton, match.end()) else end


def _returns(
    patterns: tuple[re.Pattern[str], ...], skeleton: str, mentions: tuple[Mention, ...], today: date
) -> date | None:
    """The day before the return."""
    match = next((found for pattern in patterns if (found := pattern.search(skeleton)) is not None), None)
    if match is None:
        return None
    back = mention_of(_written(match), mentions).begin(today + timedelta(days=1), today)
    return back - timedelta(days=1) if back is not None else None


def _since(skeleton: str, mentions: tuple[Mention, ...], today: date) -> date | None:
    match = _SINCE.search(skeleton)
    if match is None:
        return None
    mention = mention_of(_written(match), mentions)
    past = match.group().startswith(("depuis", "since", "seit"))
    return mention.first(today) if past else mention.begin(today + timedelta(days=1), today)


def _written(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


def _lasting(skeleton: str, mentions: tuple[Mention, ...], today: date) -> Span | None:
    """As in "pendant 10 jours", "deux semaines à partir du 3 août"."""
    match = _LASTS.search(skeleton)
    if match is None:
        return None
    count = NUMBERS.get(match["count"]) or int(match["count"])
    days = count * _UNIT_DAYS[match["unit"][0]]
    first = mentions[0].begin(today + timedelta(days=1), today) if mentions else today
    return Span(first, first + timedelta(days=days - 1)) if first is not None and 0 < days <= 366 else None


def _single(skeleton: str, mentions: tuple[Mention, ...], today: date) -> Span | None:
    """A day or a period by itself: "demain", "lundi", "la semaine prochaine", "le 14 mai", "en août"."""
    if len(mentions) != 1 or _OTHER_NUMBER.search(skeleton):
        return None
    return single_span(mentions[0], today + timedelta(days=1), today)


def single_span(mention: Mention, floor: date, today: date) -> Span | None:
    """The whole of what one date names; a weekday or a bare day of the month is the first from `floor` on."""
    first, last = mention.begin(floor, today), mention.last(floor, today)
    return Span(first, last) if first is not None and last is not None else None
