"""The style of the demo's page: read by day and by night, on a phone, on paper, and from nowhere else than itself."""

import re
from importlib import resources

import pytest

CSS, PAGE = (resources.files("guichet_bot.demo").joinpath(name).read_text() for name in ("page.css", "page.html.j2"))
NIGHT = CSS.index("@media (prefers-color-scheme:dark)")
DAY_COLOURS = dict(re.findall(r"--([a-z]+):(#[0-9a-f]{3,6})\b", CSS[:NIGHT]))
NIGHT_COLOURS = DAY_COLOURS | dict(re.findall(r"--([a-z]+):(#[0-9a-f]{3,6})\b", CSS[NIGHT : CSS.index("}}", NIGHT)]))
TEXT_ON = [
    *((ink, ground) for ink in ("ink", "soft", "green") for ground in ("ground", "sheet", "mint")),
    *((tone, f"{tone}bg") for tone in ("good", "wait", "stop", "none")),
    ("deep", "ground"),
    ("deep", "sheet"),
    ("sheet", "green"),
]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [DAY_COLOURS, NIGHT_COLOURS], ids=["day", "night"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_every_text_can_be_read(colours: dict[str, str], ink: str, ground: str) -> None:
    light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_night_has_its_own_colours() -> None:
    assert sum(NIGHT_COLOURS[name] != colour for name, colour in DAY_COLOURS.items()) >= 12


def test_nothing_is_fetched_and_no_script_runs() -> None:
    assert not re.search(r"url\(|@import|<script|https?://|<link| on[a-z]+=", CSS + PAGE)
    assert "default-src 'none'" in PAGE and '<html lang="fr">' in PAGE


def test_paper_gets_what_people_wrote_and_the_letters_that_its_reader_opened_in_words() -> None:
    """With every letter it took 140 sheets."""
    printed = CSS[CSS.index("@media print") :]
    assert "iframe" in printed and ".mail[open]>.raw::details-content" in printed
    assert ".exchange::details-content" in printed and "}details::details-content" not in printed
