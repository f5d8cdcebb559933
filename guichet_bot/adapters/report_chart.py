"""The picture of a report: months as stacked columns. Needs the `charts` extra.

It is drawn twice, for light and for dark pages; the same numbers stand below it in a table.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

# Inches, dots, points: 814 px wide, sharp at 540, the words still read at the 300 px of a phone.
_WIDTH, _HEIGHT, _DPI, _SIZE = 3.7, 2.5, 220, 8
_SHORT = ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc")
_MOST_LABELS, _FEWEST = 12, 6


@dataclass(frozen=True, slots=True)
class Palette:
    """`series` from the first part of a column to the last."""

    ground: str
    ink: str
    faint: str
    series: tuple[str, ...]


LIGHT = Palette("#ffffff", "#1b2420", "#cdd8d2", ("#0f5a3c", "#d39a2d", "#a03325", "#b4beb8"))
DARK = Palette("#18201c", "#e5ece8", "#3a4640", ("#8fd3b3", "#e8c27a", "#f0a294", "#66736c"))


def columns(months: Sequence[date], series: Sequence[tuple[str, Sequence[int]]], palette: Palette) -> bytes | None:
    """Stacked columns a month as a PNG; None without matplotlib or without anything to show."""
    totals = [sum(values) for values in zip(*(values for _, values in series), strict=True)]
    figure = _figure(palette) if any(totals) else None
    if figure is None:
        return None
    axes, floor = figure.subplots(), [0] * len(months)
    for (name, values), color in zip(series, palette.series, strict=True):
        if any(values):
            axes.bar(range(len(months)), values, bottom=floor, color=color, width=0.72, label=name)
            floor = [a + b for a, b in zip(floor, values, strict=True)]
    if len(months) <= 2 * _MOST_LABELS:
        for place, total in enumerate(totals):
            if total:
                axes.annotate(
                    str(total), (place, total), (0, 2), textcoords="offset points", ha="center", **_text(palette)
                )
    every = -(-len(months) // _MOST_LABELS)
    axes.set_xticks(range(0, len(months), every), [_month(months, i) for i in range(0, len(months), every)])
    axes.set_yticks([])
    room = max(0.0, (_FEWEST - len(months)) / 2)  # a lone month is a column, not a wall
    axes.set_xlim(-0.6 - room, len(months) - 0.4 + room)
    axes.margins(y=0.14)
    _dress(axes, palette)
    axes.spines["bottom"].set_visible(True)
    figure.legend(
        loc="outside lower center", ncols=2, frameon=False, fontsize=_SIZE, labelcolor=palette.ink, handlelength=1
    )
    return _png(figure)


def _figure(palette: Palette) -> Any:
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - slow to import, often absent
    except ImportError:
        return None
    return Figure(figsize=(_WIDTH, _HEIGHT), dpi=_DPI, facecolor=palette.ground, layout="constrained")


def _png(figure: Any) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415

    picture = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(picture, metadata={"Software": None})
    return picture.getvalue()


def _text(palette: Palette) -> dict[str, Any]:
    return {"color": palette.ink, "fontsize": _SIZE}


def _month(months: Sequence[date], place: int) -> str:
    """The year stands under the first month shown and under each January."""
    month = months[place]
    return f"{_SHORT[month.month - 1]}\n{month.year}" if place == 0 or month.month == 1 else _SHORT[month.month - 1]


def _dress(axes: Any, palette: Palette) -> None:
    axes.set_facecolor(palette.ground)
    axes.tick_params(length=0, labelsize=_SIZE - 0.5, labelcolor=palette.ink)
    for spine in axes.spines.values():
        spine.set_visible(False)
        spine.set_color(palette.faint)
