"""The figures of a digest: questions received week by week, and by topic."""

from collections import Counter
from datetime import timedelta

from guichet_bot.core.letters.sheet import Bar
from guichet_bot.core.reports.mornings import monday
from guichet_bot.core.reports.scene import WEEKS, Scene
from guichet_bot.core.reports.words import local
from guichet_bot.core.time.french import say_day

TOPICS = 6
WEEKS_TITLE = "Questions reçues, par semaine (date du lundi)"
TOPICS_TITLE = "Par thème, depuis 90 jours"
NO_TOPIC = "Sans thème reconnu"
_WEEK = timedelta(days=7)


def weeks(scene: Scene) -> tuple[Bar, ...]:
    """The last 8 weeks, this one included, oldest first; none when nothing was received. A label is its Monday."""
    last = monday(scene.today)
    found = Counter(monday(local(one.at, scene.office).date()) for one in scene.asked)
    days = [last - _WEEK * back for back in reversed(range(WEEKS))]
    most = max(found[day] for day in days)
    return tuple(Bar(f"{day:%d/%m}", found[day], found[day] / most) for day in days) if most else ()


def topics(scene: Scene) -> tuple[Bar, ...]:
    """The most frequent topics of 90 days, then the rest together."""
    found = Counter(scene.office.rules.label(one.topic) if one.topic else NO_TOPIC for one in scene.asked)
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    shown, rest = ranked[:TOPICS], sum(number for _, number in ranked[TOPICS:])
    if rest:
        shown.append(("Autres thèmes", rest))
    most = max((number for _, number in shown), default=1)
    return tuple(Bar(label, number, number / most) for label, number in shown)


def alternative(scene: Scene, by_week: tuple[Bar, ...], by_topic: tuple[Bar, ...]) -> str:
    """The chart in words, for who does not see it."""
    first = monday(scene.today) - _WEEK * (WEEKS - 1)
    said = f"Questions reçues par semaine depuis le {say_day(first)} : {', '.join(str(bar.count) for bar in by_week)}"
    listed = ", ".join(f"{bar.label} {bar.count}" for bar in by_topic)
    return f"{said}. {TOPICS_TITLE} : {listed}.".replace("[", "(").replace("]", ")")[:490]
