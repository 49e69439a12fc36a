"""Small plots as SVG, drawn here so that the page needs nothing from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH = 460
_LABEL = 150
_ROW = 26
_HEIGHT = 170
_BASE = 140


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it counts, how many in all, and how many of those are picked out in the stronger colour."""

    label: str
    total: float
    marked: float = 0


def horizontal_bars(bars: Sequence[Bar], *, title: str, unit: str) -> str:
    """Bars one under the other, each with its label before it and its numbers behind; the marked part is drawn first.

    >>> "<title>Posts</title>" in horizontal_bars([Bar("Khujand", 10, 2)], title="Posts", unit="consignments")
    True
    """
    height = _ROW * len(bars) + 8
    most = max((bar.total for bar in bars), default=0) or 1
    room = _WIDTH - _LABEL - 90
    parts = []
    for index, bar in enumerate(bars):
        y = 4 + index * _ROW
        total, marked = room * bar.total / most, room * bar.marked / most
        numbers = f"{bar.marked:,.0f} / {bar.total:,.0f}" if bar.marked else f"{bar.total:,.0f}"
        parts.append(
            f'<text x="{_LABEL - 8}" y="{y + 15}" class="label end">{escape(_short(bar.label))}</text>'
            f'<rect x="{_LABEL}" y="{y + 3}" width="{max(total, 1):.1f}" height="{_ROW - 10}" class="total"/>'
            f'<rect x="{_LABEL}" y="{y + 3}" width="{marked:.1f}" height="{_ROW - 10}" class="marked"/>'
            f'<text x="{_LABEL + max(total, 1) + 6:.1f}" y="{y + 15}" class="number">{numbers}</text>',
        )
    return _figure(title, unit, height, "".join(parts))


def histogram(bars: Sequence[Bar], *, title: str, unit: str) -> str:
    """Bars side by side on a square-root scale, so that the few high scores stay visible beside the many low ones."""
    most = max((bar.total for bar in bars), default=0) or 1
    step = (_WIDTH - 20) / max(len(bars), 1)
    parts = []
    for index, bar in enumerate(bars):
        x = 10 + index * step
        total = (_BASE - 22) * (bar.total / most) ** 0.5
        # the marked part keeps its share of the bar's height, whatever the scale
        marked = total * bar.marked / bar.total if bar.total else 0
        middle, wide = f"{x + step / 2:.1f}", f'x="{x + 2:.1f}" width="{step - 4:.1f}"'
        parts.append(
            f'<rect {wide} y="{_BASE - total:.1f}" height="{total:.1f}" class="total"/>'
            f'<rect {wide} y="{_BASE - marked:.1f}" height="{marked:.1f}" class="marked"/>'
            f'<text x="{middle}" y="{_BASE - total - 5:.1f}" class="number middle">{bar.total:,.0f}</text>'
            f'<text x="{middle}" y="{_BASE + 16}" class="label middle">{escape(bar.label)}</text>',
        )
    axis = f'<line x1="10" x2="{_WIDTH - 10}" y1="{_BASE}" y2="{_BASE}" class="axis"/>'
    return _figure(title, unit, _HEIGHT, axis + "".join(parts))


def intervals(rows: Sequence[tuple[str, float, float, float]], *, title: str, unit: str) -> str:
    """Shares from 0 to 1 with their intervals: label, share, low end, high end."""
    left, right = _LABEL, _WIDTH - 70
    height = 34 * len(rows) + 26
    parts = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = f"{_at(tick, left, right):.1f}"
        parts.append(
            f'<line x1="{x}" x2="{x}" y1="2" y2="{height - 22}" class="grid"/>'
            f'<text x="{x}" y="{height - 8}" class="label middle">{tick:.0%}</text>',
        )
    for index, (label, share, low, high) in enumerate(rows):
        y = 18 + 34 * index
        parts.append(
            f'<text x="{left - 12}" y="{y + 4}" class="label end">{escape(_short(label))}</text>'
            f'<line x1="{_at(low, left, right):.1f}" x2="{_at(high, left, right):.1f}" '
            f'y1="{y}" y2="{y}" class="interval"/>'
            f'<circle cx="{_at(share, left, right):.1f}" cy="{y}" r="6" class="dot"/>'
            f'<text x="{right + 14}" y="{y + 4}" class="number">{share:.1%}</text>',
        )
    return _figure(title, unit, height, "".join(parts))


def _at(share: float, left: float, right: float) -> float:
    return left + (right - left) * share


_LONGEST = 24


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _figure(title: str, unit: str, height: float, body: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" class="plot">'
        f"<title>{escape(title)}</title><desc>{escape(unit)}</desc>{body}</svg>"
    )
