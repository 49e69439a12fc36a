"""How sure the evidence of two names makes it that they are one party's: trees that were learned from public lists.

Each tree asks a few questions of the evidence (:data:`~darvoza.parties.likeness.pairing.EVIDENCE`) and adds
to the log-odds what it says where they end. No more evidence for a match can lower the odds: the trees were learned so
(:mod:`darvoza.parties.learning`). They lie in ``data/trees.json``.
"""

from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import compiled
from darvoza.parties.likeness.pairing import EVIDENCE

LEAST_NAME, MOST_NAME = -5.0, 9.0  # log-odds: names alone neither exclude nor prove


_LEAN: Final = np.float32(0.02 / 255)
_LEANING: Final = np.array(
    [
        _LEAN * (name in {"declared_met", "listed_met", "together", "literal", "same", "legal_form"})
        for name in EVIDENCE
    ],
    np.float32,
)
"""What a step of some evidence adds beside the trees: hardly anything, but of two alike to them the nearer is first."""


class Tree(msgspec.Struct, frozen=True, array_like=True):
    """Questions, and what each end adds: question ``i`` asks whether ``evidence[i]`` is at most ``at_most[i]``.

    ``yes`` and ``no`` are the next question, or the end ``-1 - i``.
    """

    evidence: tuple[int, ...]
    at_most: tuple[int, ...]
    yes: tuple[int, ...]
    no: tuple[int, ...]
    ends: tuple[float, ...]


class Learned(msgspec.Struct, frozen=True):
    """The trees and the evidence they ask about; ``learned_from`` says from what, ``start`` are the odds before all."""

    evidence: tuple[str, ...]
    learned_from: str
    start: float
    trees: tuple[Tree, ...]


class Trees(NamedTuple):
    """All trees in arrays, so that one look for each piece of evidence answers the questions of all of them.

    The ends of a tree are bits of one number, first end lowest. Evidence ``e`` of value ``v`` leaves of each tree the
    ends in ``left[rows[256 * e + v]:]``; the lowest that all evidence leaves is where the tree ends (Lucchese and
    others, QuickScorer, SIGIR 2015). End ``i`` of tree ``t`` adds ``values[16 * t + _PLACE[i]]``.
    """

    rows: npt.NDArray[np.int32]
    left: npt.NDArray[np.uint16]
    values: npt.NDArray[np.float32]
    leaning: npt.NDArray[np.float32]
    start: npt.NDArray[np.float32]


@cache
def known_trees() -> Trees:
    """The trees of ``data/trees.json``."""
    learned = msgspec.json.decode(files("darvoza.parties").joinpath("data", "trees.json").read_bytes(), type=Learned)
    return in_arrays(learned)


def in_arrays(learned: Learned) -> Trees:
    """These trees in arrays, ready to judge.

    Raises:
        ValueError: they were learned from other evidence than is collected now.
    """
    if learned.evidence != EVIDENCE:
        msg = "The trees were learned from other evidence: learn them again with python -m darvoza.parties.learning."
        raise ValueError(msg)
    values = np.zeros((len(learned.trees), _ENDS), np.float32)
    left = np.full((len(EVIDENCE), _ALL, len(learned.trees)), (1 << _ENDS) - 1, np.uint16)
    for number, tree in enumerate(learned.trees):
        if len(tree.ends) > _ENDS:
            msg = f"Tree {number} has {len(tree.ends)} ends; there is room for {_ENDS}."
            raise ValueError(msg)
        order: list[int] = []
        _take(tree, 0, left[:, :, number], order)
        values[number, _PLACE[: len(order)]] = [tree.ends[end] for end in order]
    rows = np.zeros((len(EVIDENCE), _ALL), np.int32)
    kept: list[npt.NDArray[np.uint16]] = []
    for which, each in enumerate(left):
        different = np.append(True, (each[1:] != each[:-1]).any(axis=1))
        rows[which] = (np.cumsum(different) - 1 + len(kept)) * len(learned.trees)
        kept += list(each[different])
    return Trees(
        rows.ravel(),
        np.array(kept, np.uint16).ravel(),
        values.ravel(),
        _LEANING,
        np.array([learned.start], np.float32),
    )


def _take(tree: Tree, at: int, left: npt.NDArray[np.uint16], order: list[int]) -> int:
    """Note what each answer from this question on leaves; returns the ends below it as bits, and adds them in order."""
    if at < 0:
        order.append(-1 - at)
        return 1 << (len(order) - 1)
    yes = _take(tree, tree.yes[at], left, order)
    no = _take(tree, tree.no[at], left, order)
    left[tree.evidence[at], tree.at_most[at] + 1 :] &= np.uint16(((1 << _ENDS) - 1) & ~yes)
    return yes | no


_ALL: Final = 256
_ENDS: Final = 16
_SPREAD: Final = np.uint64(0x09AF)  # a de Bruijn sequence: every four bits of it are different
_PLACE: Final = np.array([((1 << end) * int(_SPREAD) & 0xFFFF) >> 12 for end in range(_ENDS)])
"""Where the value of each end stands: what its bit makes of that number."""
_LEAST: Final = np.float32(LEAST_NAME)
_MOST: Final = np.float32(MOST_NAME)


def judging_room(trees: Trees) -> npt.NDArray[np.uint16]:
    """Room to judge in, for one thread."""
    return np.zeros(trees_in(trees), np.uint16)


def trees_in(trees: Trees) -> int:
    """How many trees there are."""
    return len(trees.values) // _ENDS


@compiled
def judge(trees: Trees, evidence: npt.NDArray[np.uint8], room: npt.NDArray[np.uint16]) -> float:
    """The log-odds that this evidence makes, within the bounds of what names alone can say."""
    rows, left, values, leaning, start = trees
    many = len(room)
    for tree in range(many):
        room[tree] = np.uint16(0xFFFF)
    for which in range(len(leaning)):
        row = rows[_ALL * which + evidence[which]]
        some = left[row : row + many]
        for tree in range(many):
            room[tree] &= some[tree]
    odds = start[0]
    for tree in range(many):
        ends = np.uint64(room[tree])
        lowest = ends & (~ends + np.uint64(1))
        end = ((lowest * _SPREAD) >> np.uint64(12)) & np.uint64(15)
        odds += values[np.uint64(_ENDS) * np.uint64(tree) + end]
    odds = min(max(odds, _LEAST), _MOST)
    for place in range(len(leaning)):
        odds += leaning[place] * np.float32(evidence[place])
    return float(odds)
