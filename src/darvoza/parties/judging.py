"""How sure the evidence of two names makes it that they are one party's: trees that were learned from public lists.

Each tree asks a few questions of the evidence (:data:`~darvoza.parties.pairing.EVIDENCE`) and adds to the log-odds what
it says where they end. No more evidence for a match can lower the odds: the trees were learned so
(:mod:`darvoza.parties.learning`). They lie in ``data/trees.json``.
"""

from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from darvoza.parties.compiled import compiled
from darvoza.parties.pairing import EVIDENCE

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
    """All trees in arrays: the questions of tree ``i`` begin at ``roots[i]``; ends are counted through."""

    roots: npt.NDArray[np.int32]
    evidence: npt.NDArray[np.int32]
    at_most: npt.NDArray[np.int32]
    yes: npt.NDArray[np.int32]
    no: npt.NDArray[np.int32]
    ends: npt.NDArray[np.float32]
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
    roots, ends_before, questions = [], 0, 0
    next_yes: list[int] = []
    next_no: list[int] = []
    for tree in learned.trees:
        roots.append(questions)
        for side, whole in ((tree.yes, next_yes), (tree.no, next_no)):
            whole += [each + questions if each >= 0 else each - ends_before for each in side]
        questions += len(tree.evidence)
        ends_before += len(tree.ends)
    return Trees(
        np.array(roots, np.int32),
        np.array([each for tree in learned.trees for each in tree.evidence], np.int32),
        np.array([each for tree in learned.trees for each in tree.at_most], np.int32),
        np.array(next_yes, np.int32),
        np.array(next_no, np.int32),
        np.array([each for tree in learned.trees for each in tree.ends], np.float32),
        _LEANING,
        np.array([learned.start], np.float32),
    )


_LEAST: Final = np.float32(LEAST_NAME)
_MOST: Final = np.float32(MOST_NAME)


@compiled
def judge(trees: Trees, evidence: npt.NDArray[np.uint8]) -> float:
    """The log-odds that this evidence makes, within the bounds of what names alone can say."""
    roots, asked, at_most, yes, no, ends, leaning, start = trees
    odds = start[0]
    for root in roots:
        at = root
        while at >= 0:
            at = yes[at] if evidence[asked[at]] <= at_most[at] else no[at]
        odds += ends[-1 - at]
    odds = min(max(odds, _LEAST), _MOST)
    for place in range(len(leaning)):
        odds += leaning[place] * np.float32(evidence[place])
    return float(odds)
