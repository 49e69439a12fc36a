"""Placing consignments with techniques: the best use of so many places for each technique, and a proof that it is.

What an examination with a technique is worth differs by consignment, and each technique has only so many places: an
assignment problem. It is solved by prices: each technique gets the price at which no more consignments want it than it
has places, and what the prices leave undecided is settled by exchanges, each of which raises the worth. The prices that
remain bound from above what any choice could be worth (linear programming duality), so that every plan comes with how
far it can be from the best; in practice the two are equal but for rounding.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NOWHERE = -1
"""Not placed with any technique."""

_SWEEPS = 40
_EXCHANGES = 2_000
_NOTHING = -np.inf


@dataclass(frozen=True, slots=True)
class Placing:
    """With which technique each consignment is examined (its number, or :data:`NOWHERE`), and what places cost.

    ``prices`` is what a place with each technique is worth at the margin: a consignment that is worth less with every
    technique than that technique's price is not examined. ``bound`` is more than any other placing could be worth.
    """

    technique: Integers
    prices: Floats
    worth: float
    bound: float


def place(worth: Floats, places: Integers) -> Placing:
    """The placing of highest total worth; ``worth`` has a row a consignment and a column a technique, 0 for useless.

    >>> place(np.array([[3.0, 2.0], [2.0, 0.5]]), np.array([1, 1])).technique.tolist()
    [1, 0]
    """
    rows = np.flatnonzero((worth > 0).any(axis=1))
    rows = rows[_contenders(worth[rows], int(places.sum()))]
    values = np.where(worth[rows] > 0, worth[rows], _NOTHING)
    values[:, places == 0] = _NOTHING
    here = _first(values, _prices(values, places), places)
    _exchange(values, here, places)
    prices = _margins(values, here, places)
    technique = np.full(len(worth), NOWHERE)
    technique[rows] = here
    placed = np.flatnonzero(here != NOWHERE)
    total = float(values[placed, here[placed]].sum())
    open_ = np.where(places > 0, prices, 0.0)
    rest = np.maximum((values - open_).max(axis=1, initial=0.0), 0.0)
    return Placing(technique, prices, total, float((open_ * places).sum() + rest.sum()))


def _contenders(values: Floats, most: int) -> Integers:
    """The rows among the best for some technique, as many as there are places: nobody else can be placed."""
    if len(values) <= most:
        return np.arange(len(values))
    chosen = np.zeros(len(values), dtype=bool)
    for column in values.T:
        # Whoever is as good as the last of the best is kept too, so that the order of rows decides nothing here.
        chosen |= column >= np.partition(column, len(column) - most)[len(column) - most] if most else False
    return np.flatnonzero(chosen)


def _prices(values: Floats, places: Integers) -> Floats:
    """Prices raised from nothing until no technique is wanted by more than it has places for, or nearly so."""
    prices, columns = np.zeros(len(places)), np.ascontiguousarray(values.T)
    open_ = np.flatnonzero((places > 0) & (places < len(values)))
    for _ in range(_SWEEPS):
        before = prices.copy()
        for technique in open_.tolist():
            gain = columns - prices[:, None]
            gain[technique] = 0.0
            wanting = columns[technique] - gain.max(axis=0)
            at = len(wanting) - places[technique] - 1
            prices[technique] = max(float(np.partition(wanting, at)[at]), 0.0)
        if np.array_equal(before, prices):
            break
    return prices


def _first(values: Floats, prices: Floats, places: Integers) -> Integers:
    """Everyone where it gains most at these prices; of too many, those that gain most."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    gain = values - prices
    here = np.where(gain.max(axis=1) > 0, gain.argmax(axis=1), NOWHERE)
    for technique, most in enumerate(places.tolist()):
        wanting = np.flatnonzero(here == technique)
        order = np.argsort(-gain[wanting, technique], kind="stable")
        here[wanting[order[most:]]] = NOWHERE
    return here


def _steps(values: Floats, here: Integers, places: Integers) -> tuple[Floats, Integers]:
    """What one step gains at best, and who makes it: between techniques, from and to outside, and to free places.

    Nodes are the techniques, then outside, then the free places. A step into the free places fills one; a step out of
    them leaves one behind.
    """
    size = len(places)
    outside, free = size, size + 1
    gain = np.full((size + 2, size + 2), _NOTHING)
    who = np.full((size + 2, size + 2), NOWHERE)
    for start in range(size + 1):
        at_start = np.flatnonzero(here == (start if start < size else NOWHERE))
        if not at_start.size:
            continue
        left = values[at_start, start] if start < size else np.zeros(at_start.size)
        change = values[at_start] - left[:, None]
        best = change.argmax(axis=0)
        gain[start, :size] = change[best, np.arange(size)]
        who[start, :size] = at_start[best]
        if start < size:
            least = int(left.argmin())
            gain[start, outside], who[start, outside] = -left[least], at_start[least]
            gain[free, start] = 0.0
    used = np.bincount(here[here != NOWHERE], minlength=size)
    gain[np.flatnonzero(used < places), free] = 0.0
    gain[free, outside] = 0.0
    np.fill_diagonal(gain, _NOTHING)
    return gain, who


def _exchange(values: Floats, here: Integers, places: Integers) -> None:
    """Carry out rounds of steps that gain together, until there is none."""
    tolerance = 1e-12 * max(float(np.max(values, initial=0.0)), 1e-300)
    for _ in range(_EXCHANGES):
        gain, who = _steps(values, here, places)
        round_ = _gaining_round(gain, tolerance)
        if not round_:
            return
        for start, end in zip(round_, [*round_[1:], round_[0]], strict=True):
            if who[start, end] != NOWHERE:
                here[who[start, end]] = end if end < len(places) else NOWHERE


def _gaining_round(gain: Floats, tolerance: float) -> list[int]:
    """Nodes of a round of steps with a gain, by Bellman and Ford's relaxation; empty if there is none."""
    size = len(gain)
    reached, came = np.zeros(size), np.full(size, NOWHERE)
    last = NOWHERE
    for _ in range(size):
        through = reached[:, None] + gain
        best = through.argmax(axis=0)
        better = through[best, np.arange(size)] > reached + tolerance
        if not better.any():
            return []
        reached = np.where(better, through[best, np.arange(size)], reached)
        came = np.where(better, best, came)
        last = int(np.flatnonzero(better)[0])
    for _ in range(size):
        last = int(came[last])
    round_, node = [last], int(came[last])
    while node != last:
        round_.append(node)
        node = int(came[node])
    return round_[::-1]


def _margins(values: Floats, here: Integers, places: Integers) -> Floats:
    """What is lost by giving one place of each technique away: the price of a place; infinite where there is none."""
    size = len(places)
    gain, _ = _steps(values, here, places)
    loss = np.where(gain[:size, size + 1] == 0.0, 0.0, -gain[:size, size])
    for _ in range(size):
        loss = np.minimum(loss, (loss[None, :] - gain[:size, :size]).min(axis=1, initial=np.inf))
    return np.where(places > 0, np.maximum(loss, 0.0), np.inf)
