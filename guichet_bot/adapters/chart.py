"""The picture of a digest: questions week by week, and by topic. Needs the `charts` extra; without it there is none.

On white with dark text, so that it reads on a light and on a dark letter; the words stand in the letter beside it.
"""

import io
from collections.abc import Sequence
from typing import Any

from guichet_bot.core.letters.sheet import Bar

_WIDTH, _DPI = 3.6, 160  # inches and dots: 576 px, shown at 400 px, at 290 on a phone, where it must still read
_GREEN, _INK, _FAINT = "#0f5a3c", "#1e2723", "#cdd8d2"
_SIZE = 9
_LONGEST = 46  # characters of a label


def draw(weeks: Sequence[Bar], topics: Sequence[Bar], topics_title: str) -> bytes | None:
    """A PNG, the same bytes for the same figures; None without matplotlib or without figures."""
    if not weeks or not topics:
        return None
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow to import, often absent
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError:
        return None
    below = 0.4 + 0.42 * len(topics)
    figure: Any = Figure(figsize=(_WIDTH, 1.9 + below), dpi=_DPI, facecolor="white", layout="constrained")
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12)
    upper, lower = figure.subplots(2, 1, height_ratios=(1.9, below))
    _columns(upper, weeks)
    _rows(lower, topics, topics_title)
    picture = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(picture, metadata={"Software": None})
    return picture.getvalue()


def _columns(axes: Any, bars: Sequence[Bar]) -> None:
    drawn = axes.bar(range(len(bars)), [bar.count for bar in bars], color=_GREEN, width=0.7)
    axes.bar_label(drawn, padding=2, color=_INK, fontsize=_SIZE)
    axes.set_xticks(range(len(bars)), [_every_other(bars, place) for place in range(len(bars))])
    axes.set_yticks([])
    axes.margins(y=0.2)
    _dress(axes)
    axes.spines["bottom"].set_visible(True)


def _every_other(bars: Sequence[Bar], place: int) -> str:
    """The label of every other week, the last among them: side by side they would touch."""
    return bars[place].label if (len(bars) - place) % 2 else ""


def _rows(axes: Any, bars: Sequence[Bar], title: str) -> None:
    """Each label stands above its bar: both panels then use the whole width, on a phone too."""
    drawn = axes.barh(range(len(bars)), [bar.count for bar in bars], color=_GREEN, height=0.4)
    axes.bar_label(drawn, padding=3, color=_INK, fontsize=_SIZE)
    for place, bar in enumerate(bars):
        axes.text(0, place - 0.28, _plain(bar.label), color=_INK, fontsize=_SIZE, va="bottom", ha="left")
    axes.set_ylim(len(bars) - 0.7, -0.75)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.margins(x=0.08)
    axes.set_title(_plain(title), loc="left", fontsize=_SIZE + 1, fontweight="bold", color=_INK)
    _dress(axes)


def _dress(axes: Any) -> None:
    axes.tick_params(length=0, labelsize=_SIZE, labelcolor=_INK)
    for spine in axes.spines.values():
        spine.set_visible(False)
        spine.set_color(_FAINT)


def _plain(text: str) -> str:
    """A dollar sign would start a formula."""
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
    return short.replace("$", r"\$")
