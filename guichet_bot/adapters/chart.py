"""The picture of a digest: questions week by week, and by topic. Needs the `charts` extra; without it there is none.

On white with dark text, so that it reads on a light and on a dark letter; the words stand in the letter beside it.
"""

import io
from collections.abc import Sequence
from typing import Any

from guichet_bot.core.letters.sheet import Bar

_WIDTH, _DPI = 5.4, 120  # inches and dots: 648 px, shown at 592 px or less
_GREEN, _INK, _FAINT = "#0f5a3c", "#1e2723", "#cdd8d2"
_SIZE = 10
_LABEL = 34  # characters of a topic


def draw(weeks: Sequence[Bar], topics: Sequence[Bar], weeks_title: str, topics_title: str) -> bytes | None:
    """A PNG, the same bytes for the same figures; None without matplotlib or without figures."""
    if not weeks or not topics:
        return None
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow to import, often absent
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError:
        return None
    below = 0.5 + 0.3 * len(topics)
    figure: Any = Figure(figsize=(_WIDTH, 2.2 + below), dpi=_DPI, facecolor="white", layout="constrained")
    upper, lower = figure.subplots(2, 1, height_ratios=(2.2, below))
    _columns(upper, weeks, weeks_title)
    _rows(lower, topics, topics_title)
    picture = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(picture, metadata={"Software": None})
    return picture.getvalue()


def _columns(axes: Any, bars: Sequence[Bar], title: str) -> None:
    drawn = axes.bar(range(len(bars)), [bar.count for bar in bars], color=_GREEN, width=0.7)
    axes.bar_label(drawn, padding=2, color=_INK, fontsize=_SIZE)
    axes.set_xticks(range(len(bars)), [bar.label for bar in bars])
    axes.set_yticks([])
    axes.margins(y=0.2)
    _dress(axes, title)


def _rows(axes: Any, bars: Sequence[Bar], title: str) -> None:
    drawn = axes.barh(range(len(bars)), [bar.count for bar in bars], color=_GREEN, height=0.65)
    axes.bar_label(drawn, padding=3, color=_INK, fontsize=_SIZE)
    axes.set_yticks(range(len(bars)), [_short(bar.label) for bar in bars])
    axes.set_xticks([])
    axes.invert_yaxis()
    axes.margins(x=0.1)
    _dress(axes, title)


def _dress(axes: Any, title: str) -> None:
    axes.set_title(_plain(title), loc="left", fontsize=_SIZE + 1, fontweight="bold", color=_INK)
    axes.tick_params(length=0, labelsize=_SIZE, labelcolor=_INK)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom" and not axes.yaxis_inverted())
        spine.set_color(_FAINT)


def _short(label: str) -> str:
    return _plain(label if len(label) <= _LABEL else label[: _LABEL - 1].rstrip() + "…")


def _plain(text: str) -> str:
    """ "$" starts a formula in matplotlib."""
    return text.replace("$", r"\$")
