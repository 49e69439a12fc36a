"""Drawings of the board and of backtests, as SVG; each has its figures in a table beside it."""

from collections.abc import Sequence
from html import escape
from typing import Final

from markupsafe import Markup

from darvoza.office.examination.learning import HitRate

_WIDTH, _HEIGHT, _LEFT, _BASE, _TOP = 640, 200, 44, 168, 14


def interval(rate: HitRate | None) -> Markup:
    """A hit rate as a dot with the line of its interval, on a scale from 0 to 1; the row it stands in has the figures.

    >>> str(interval(None))
    ''
    """
    if rate is None:
        return Markup("")
    low, high, here = (round(4 + 152 * each, 1) for each in (rate.lower, rate.upper, rate.rate))
    return Markup(  # noqa: S704 - numbers only
        '<svg class="interval" viewBox="0 0 160 16" aria-hidden="true" focusable="false">'
        '<line class="axis" x1="4" x2="156" y1="8" y2="8"/>'
        f'<line class="spread" x1="{low}" x2="{max(high, low + 1)}" y1="8" y2="8"/>'
        f'<circle cx="{here}" cy="8" r="4.5"/></svg>'
    )


def rates(title: str, points: Sequence[tuple[str, HitRate | None]], whole: float | None) -> Markup:
    """Hit rates over time, each with the line of its interval; the broken line is the rate of the whole period."""
    top = _nice(max((rate.upper for _, rate in points if rate is not None), default=1.0))
    parts = [_open(title), _scale(top)]
    if whole is not None:
        y = _y(whole / top)
        parts.append(f'<line class="whole" x1="{_LEFT}" x2="{_WIDTH - 8}" y1="{y}" y2="{y}"/>')
    for number, (label, rate) in enumerate(points):
        x = _x(number, len(points))
        parts.append(_label(x, label, number, len(points)))
        if rate is not None:
            low, high = _y(rate.lower / top), _y(rate.upper / top)
            parts.append(f'<line class="spread" x1="{x}" x2="{x}" y1="{high}" y2="{low}"/>')
            parts.append(f'<circle cx="{x}" cy="{_y(rate.rate / top)}" r="5"/>')
    return _closed(parts)


def bars(
    title: str, points: Sequence[tuple[str, float]], *, percent: bool = False, marked: Sequence[float] = ()
) -> Markup:
    """Amounts over time as bars from 0; shares of 0 to 1 with ``percent``.

    ``marked`` is how much of each amount is drawn darker, with its number above it.
    """
    top = 1.0 if percent else float(_whole(max((amount for _, amount in points), default=1.0)))
    room = (_WIDTH - _LEFT - 8) / max(len(points), 1)
    wide = round(min(room * 0.62, 48), 1)
    parts = [_open(title), _scale(top, percent=percent)]
    for number, (label, amount) in enumerate(points):
        x, y = _x(number, len(points)), _y(amount / top)
        parts.append(_label(x, label, number, len(points)))
        height = round(_BASE - y, 1)
        parts.append(f'<rect class="amount" x="{round(x - wide / 2, 1)}" y="{y}" width="{wide}" height="{height}"/>')
        if number < len(marked) and marked[number]:
            top_of = _y(marked[number] / top)
            parts.append(
                f'<rect class="marked" x="{round(x - wide / 2, 1)}" y="{top_of}" width="{wide}" '
                f'height="{round(_BASE - top_of, 1)}"/><text x="{x}" y="{round(y - 4, 1)}" text-anchor="middle">'
                f"{marked[number]:g}</text>"
            )
    return _closed(parts)


def _open(title: str) -> str:
    return f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"><title>{escape(title)}</title>'


def _closed(parts: list[str]) -> Markup:
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - numbers, and texts that were escaped


def _scale(top: float, *, percent: bool = True) -> str:
    """Lines at nothing, half and all of the scale, with their values."""
    parts = []
    for part in (0.0, 0.5, 1.0):
        y, value = _y(part), top * part
        said = f"{value:.0%}" if percent else f"{value:g}"
        parts.append(f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - 8}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{said}</text>')
    return "".join(parts)


def _label(x: float, label: str, number: int, of: int) -> str:
    """Every label where there is room, else every second, third ..."""
    every = max(1, -(-of // _LABELS))
    if number % every:
        return ""
    return f'<text x="{x}" y="{_BASE + 20}" text-anchor="middle">{escape(label)}</text>'


def _x(number: int, of: int) -> float:
    return round(_LEFT + (number + 0.5) * (_WIDTH - _LEFT - 8) / max(of, 1), 1)


def _y(share: float) -> float:
    return round(_BASE - (_BASE - _TOP) * min(max(share, 0.0), 1.0), 1)


def _nice(upper: float) -> float:
    return next((each for each in (0.05, 0.1, 0.2, 0.5) if upper <= each), 1.0)


def _whole(most: float) -> int:
    """The next round number, at least 2, so that its half is whole too."""
    size = 1
    while True:
        for step in (2, 4, 10):
            if most <= step * size:
                return step * size
        size *= 10


_LABELS: Final = 10
