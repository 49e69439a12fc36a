"""The replay of a run as a picture: when things were opened, asked and decided, and how much had been found by then."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from markupsafe import Markup

from darvoza.office.words import Words
from darvoza.training.exercises import What
from darvoza.training.scoring import Moment

_WIDE, _HIGH, _LEFT, _TOP, _LANE = 960, 190, 150, 14, 26
_LANES: Final = (What.OPENED, What.ASKED, What.DECIDED)
_BELOW: Final = _TOP + _HIGH + 28
_TICKS: Final = 6


def drawn(timeline: Sequence[Moment], minutes: int, words: Words) -> Markup:
    """One run: a line for the share found, and below it a mark for each thing that was done.

    Marks carry their place in the timeline, for the page's script to step through them; the table says the same.
    """
    most = _span([timeline], minutes)
    marks = "".join(
        f'<circle class="did-{each.what.name.lower()}" data-moment="{number}" r="5" cx="{_x(each.at, most):.1f}" '
        f'cy="{_lane(_LANES.index(each.what))}"><title>{escape(_told(each, words))}</title></circle>'
        for number, each in enumerate(timeline)
        if each.what in _LANES
    )
    lanes = "".join(
        f'<text class="lane-name" x="{_LEFT - 12}" y="{_lane(place) + 4}">{escape(words.say(what.value))}</text>'
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDE}" y1="{_lane(place)}" y2="{_lane(place)}"/>'
        for place, what in enumerate(_LANES)
    )
    cursor = f'<line class="cursor" x1="{_LEFT}" x2="{_LEFT}" y1="{_TOP}" y2="{_lane(len(_LANES))}"/>'
    found = _line(timeline, most, "mine")
    title = words.say("When things were done, and how much had been found by then; the table below says the same")
    return _whole(_axes(most, words) + lanes + found + marks + cursor, _lane(len(_LANES)) + 30, title)


def together(
    timelines: Sequence[Sequence[Moment]], minutes: int, levels: Sequence[tuple[str, float]], words: Words
) -> Markup:
    """All runs of a session without names, with lines across at what others found."""
    most = _span(timelines, minutes)
    lines = "".join(_line(timeline, most, "one") for timeline in timelines)
    across = "".join(
        f'<line class="level" x1="{_LEFT}" x2="{_WIDE}" y1="{_y(share):.1f}" y2="{_y(share):.1f}"/>'
        f'<text class="level-name" x="{x}" y="{_y(share) + aside:.1f}">{escape(name)}</text>'
        for name, share, x, aside in _apart(levels)
    )
    title = words.say("How much each trainee had found by when; lines across say what others found")
    return _whole(_axes(most, words) + across + lines, _TOP + _HIGH + 34, title)


def _span(timelines: Sequence[Sequence[Moment]], minutes: int) -> float:
    """The seconds that a picture shows: the exercise's time, or only what was used of it where that was little."""
    used = max((each.at for timeline in timelines for each in timeline), default=0.0)
    return max(used, minutes * 60.0) if used > minutes * 60 * _LITTLE or not used else max(used * 1.05, 60.0)


def _apart(levels: Sequence[tuple[str, float]]) -> Iterator[tuple[str, float, int, float]]:
    """Each level with where its name stands: above its line, or below it where another line is near above."""
    above, x, below = 2.0, _WIDE - 6, False
    for name, share in sorted(levels, key=lambda each: -each[1]):
        near = above - share < _CLOSE
        x = x - _NAME if near and below else _WIDE - 6
        below = near or share > _HIGHEST
        above = share
        yield name, share, x, 16.0 if below else -5.0


_LITTLE: Final = 0.6
_CLOSE: Final = 0.12
_NAME: Final = 190
"""How far apart two levels have to be for their names, and how wide a name is at most."""
_HIGHEST: Final = 0.9


def _whole(inside: str, high: float, title: str) -> Markup:
    return Markup(  # noqa: S704 - numbers, and texts that were escaped
        f'<svg class="replay-picture" viewBox="0 0 {_WIDE + 12} {high:.0f}" role="img" aria-label="{escape(title)}">'
        f"{inside}</svg>"
    )


def _axes(most: float, words: Words) -> str:
    across = "".join(
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDE}" y1="{_y(share):.1f}" y2="{_y(share):.1f}"/>'
        f'<text class="lane-name" x="{_LEFT - 12}" y="{_y(share) + 4:.1f}">{escape(words.percent(share))}</text>'
        for share in (0.0, 0.5, 1.0)
    )
    step = max(round(most / 60 / _TICKS), 1)
    bottom = _TOP + _HIGH
    ticks = "".join(
        f'<text class="tick-name" x="{_x(minute * 60, most):.1f}" y="{_TOP - 3}">{minute}′</text>'
        f'<path class="grid" d="M{_x(minute * 60, most):.1f} {_TOP}V{bottom}"/>'
        for minute in range(0, int(most // 60) + 1, step)
    )
    return across + ticks


def _line(timeline: Sequence[Moment], most: float, name: str) -> str:
    points, share = [(0.0, 0.0)], 0.0
    for each in timeline:
        if each.found is not None and each.found != share:
            points += [(each.at, share), (each.at, each.found)]
            share = each.found
    points.append((max(most, points[-1][0]), share))
    path = " ".join(f"{_x(at, most):.1f},{_y(value):.1f}" for at, value in points)
    return f'<polyline class="found-{name}" points="{path}"/>'


def _lane(place: int) -> int:
    return _BELOW + _LANE * place


def _x(at: float, most: float) -> float:
    return _LEFT + (_WIDE - _LEFT) * at / most if most else float(_LEFT)


def _y(share: float) -> float:
    return _TOP + _HIGH * (1 - share)


def _told(each: Moment, words: Words) -> str:
    minute = f"{int(each.at // 60)}:{int(each.at % 60):02}"
    return " · ".join(filter(None, (minute, words.say(each.what.value), each.about or each.item, each.source)))
