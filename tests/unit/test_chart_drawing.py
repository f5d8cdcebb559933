"""The digest's picture: same figures, same bytes; none without the library that draws it."""

import struct
import sys

import pytest

from guichet_bot.adapters.chart import draw
from guichet_bot.core.letters.sheet import Bar

WEEKS = tuple(Bar(f"{day:02}/11", day, day / 8) for day in range(1, 9))
TOPICS = (Bar("Restauration collective et EGalim", 6, 1.0), Bar("Prix $x_1$ du \\papier {recyclé}" * 3, 3, 0.5))
TITLE = "Par thème, depuis 90 jours"


def test_a_picture_is_a_png_that_fits_a_mail() -> None:
    pytest.importorskip("matplotlib")
    png = draw(WEEKS, TOPICS, TITLE)
    assert png is not None and png.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", png[16:24])
    assert width <= 592 and 300 < height < 900
    assert len(png) < 60_000
    assert draw(WEEKS, TOPICS, TITLE) == png
    assert draw(WEEKS[:-1], TOPICS, TITLE) != png


def test_nothing_to_show_no_picture() -> None:
    assert draw((), TOPICS, TITLE) is None
    assert draw(WEEKS, (), TITLE) is None


def test_without_the_library_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert draw(WEEKS, TOPICS, TITLE) is None
