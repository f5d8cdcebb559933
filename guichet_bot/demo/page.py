"""The page that tells the demo: one file, nothing loaded from anywhere, no script."""

import re
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from guichet_bot.core.mail.prose import with_apostrophes
from guichet_bot.demo import cast, words
from guichet_bot.demo.facts import Facts, Item, Story, gather, slug
from guichet_bot.demo.play import Played
from guichet_bot.demo.story import lessons

_SPACED = re.compile(r" (?=[:;?!»%])|(?<=«) ")
TONES = {"answered": "good", "declined": "wait", "lapsed": "wait", "withdrawn": "none", "open": "plain"}


def write_page(played: Played) -> Path:
    """Write `guichet.html` into the demo's folder; where it lies."""
    path = played.folder / "guichet.html"
    path.write_text(render(gather(played), played.seconds), encoding="utf-8")
    return path


def render(facts: Facts, seconds: float) -> str:
    """The whole page."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=_french)
    template = environment.from_string(with_apostrophes(_read("page.html.j2")))
    told = lessons()
    return template.render(
        facts=facts,
        desk=cast.DESK_TITLE,
        longest=max(facts.stories, key=lambda story: len(story.items)),
        seconds=round(seconds),
        css=Markup(_read("page.css")),
        boxes=sorted({slug(person) for story in facts.stories for person in story.boxes}),
        subjects={story.question.id: story.question.subject for story in facts.stories},
        lessons={story.question.id: told.get(story.question.subject, "") for story in facts.stories},
        slug=slug,
        roles=words.ROLES,
        tones=TONES,
        candidates=_candidates,
        share=_share,
        rows=_rows,
    )


def _french(value: Any) -> Any:
    """No-break blanks and apostrophes where French typography wants them; a letter's own HTML stays as it is."""
    if type(value) is str and not value.startswith("<!DOCTYPE"):
        return _SPACED.sub("\u00a0", with_apostrophes(value))
    return value


def _candidates(why: dict[str, Any]) -> list[tuple[str, str]]:
    """The ladder's order first, then those it left out."""
    best = [(one["name"], f"{rank}. {one['why']}") for rank, one in enumerate(why["candidates"], 1)]
    return [*best, *why["rejected"]]


def _rows(item: Item) -> int:
    """About how many lines a letter has: its frame, without a script, cannot measure it."""
    return sum(1 + len(line) // 70 for line in item.text.splitlines())


def _share(story: Story) -> int:
    """How much of the promised time was used, in percent, 100 at most."""
    return min(100, round(100 * story.minutes / story.promise)) if story.promise else 0


def _read(name: str) -> str:
    return resources.files("guichet_bot.demo").joinpath(name).read_text(encoding="utf-8")
