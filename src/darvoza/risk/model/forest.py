"""Trees as flat arrays: read from LightGBM's text with every number checked, and walked by compiled code."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from darvoza.risk.model.boosting import Matrix
from darvoza.risk.model.counting import Floats

_MOST_TREES = 20_000
_LEAVES = 8
_SETS = 1 << _LEAVES
_BLOCK = 512
_DEFAULT_LEFT, _MISSING_IS_NAN = 2, 8  # LightGBM's bits of a split's decision type


class UnreadableTreesError(ValueError):
    """A text is not the trees of a model."""


@dataclass(frozen=True, slots=True)
class Forest:
    """All splits of all trees one after another; ``starts`` says where each tree begins.

    ``masks`` are the leaves that stay possible when a split goes right, ``missing_left`` says whether a missing value
    goes left, and ``tables`` has each tree's value for every set of leaves that can be left. Raw scores are divided by
    ``parts``, the number of models averaged.
    """

    starts: NDArray[np.int64]
    features: NDArray[np.int64]
    thresholds: NDArray[np.float32]
    missing_left: NDArray[np.bool_]
    masks: NDArray[np.uint8]
    tables: Floats
    parts: int
    width: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Forest":
        """The trees in these texts.

        Raises:
            UnreadableTreesError: a text is cut off, points outside itself, or holds more than a model has.
        """
        trees = [tree for text in texts for tree in _trees(text)]
        if len(trees) > _MOST_TREES:
            raise UnreadableTreesError(f"{len(trees)} trees are more than the {_MOST_TREES} that a model may have")
        widths = {_width(text) for text in texts}
        if len(widths) > 1:
            raise UnreadableTreesError("its parts look at different numbers of columns")
        width = widths.pop() if widths else 0
        made = [_Tree.of(tree, width) for tree in trees]
        masked = [_masks(each) for each in made]
        return cls(
            starts=np.concatenate([[0], np.cumsum([len(each.features) for each in made])]).astype(np.int64),
            features=np.concatenate([np.empty(0, np.int64), *(each.features for each in made)]),
            thresholds=_below(np.concatenate([np.empty(0), *(each.thresholds for each in made)])),
            missing_left=np.concatenate([np.empty(0, np.bool_), *(each.missing_left() for each in made)]),
            masks=np.concatenate([np.empty(0, np.uint8), *(masks for masks, _ in masked)]),
            tables=np.array([table for _, table in masked]).reshape(-1, _SETS),
            parts=max(len(texts), 1),
            width=width,
        )

    def raw(self, matrix: Matrix) -> Floats:
        """The raw score of each row, as LightGBM gives it."""
        if matrix.shape[1] != self.width:
            raise ValueError(f"the trees look at {self.width} columns, and there are {matrix.shape[1]}")
        columns = np.ascontiguousarray(matrix.T)
        total = _sum(columns, self.starts, self.features, self.thresholds, self.missing_left, self.masks, self.tables)
        return np.asarray(total) / self.parts


def _below(thresholds: Floats) -> NDArray[np.float32]:
    """The largest single-precision number not above each threshold: columns are in single precision."""
    rounded = thresholds.astype(np.float32)
    return np.where(rounded > thresholds, np.nextafter(rounded, np.float32(-np.inf)), rounded)


@dataclass(frozen=True, slots=True)
class _Tree:
    features: NDArray[np.int64]
    thresholds: Floats
    options: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    leaves: Floats

    @classmethod
    def of(cls, fields: dict[str, str], width: int) -> "_Tree":
        leaves = _numbers(fields, "leaf_value")
        names = ("split_feature", "decision_type", "left_child", "right_child")
        features, options, left, right = (_numbers(fields, name).astype(np.int64) for name in names)
        tree = cls(features, _numbers(fields, "threshold"), options, left, right, leaves)
        splits = len(features)
        same = {splits, len(tree.thresholds), len(options), len(left), len(right)}
        inside = all(
            ((-len(leaves) <= child) & ((child > place) & (child < splits) | (child < 0))).all()
            for child in (left, right)
            for place in [np.arange(splits)]
        )
        known = ((features >= 0) & (features < width)).all() and not (options & 1).any()
        if len(same) > 1 or not inside or not known or len(leaves) > _LEAVES or len(leaves) != splits + 1:
            raise UnreadableTreesError("a tree points outside itself; the file was cut off or changed")
        if not np.isfinite(leaves).all():
            raise UnreadableTreesError("a leaf is no number")
        return tree

    def missing_left(self) -> NDArray[np.bool_]:
        """Whether each split sends a missing value left; where it knows of none, a missing value is a zero."""
        as_zero = self.thresholds >= 0
        return np.where(self.options & _MISSING_IS_NAN, (self.options & _DEFAULT_LEFT) != 0, as_zero)


def _trees(text: str) -> list[dict[str, str]]:
    head, *trees = text.split("\nTree=")
    if not head.startswith("tree\n") or not trees or "end of trees" not in trees[-1]:
        raise UnreadableTreesError("it does not begin and end as trees do; the file was cut off or changed")
    return [dict(line.split("=", 1) for line in tree.split("\n") if "=" in line) for tree in trees]


def _width(text: str) -> int:
    for line in text.split("\nTree=", 1)[0].split("\n"):
        if line.startswith("max_feature_idx=") and line[16:].isdigit():
            return int(line[16:]) + 1
    raise UnreadableTreesError("it does not say how many columns its trees look at")


def _numbers(fields: dict[str, str], name: str) -> Floats:
    try:
        return np.array([float(each) for each in fields.get(name, "").split()])
    except ValueError as error:
        raise UnreadableTreesError(f"{name} holds something that is no number") from error


def _masks(tree: _Tree) -> tuple[NDArray[np.uint8], Floats]:
    """For each split the leaves that stay possible if it goes right, and the leaf's value for every set that stays.

    Leaves are numbered from left to right, so of those that no split has ruled out the lowest is the one reached
    (Lucchese and others, QuickScorer, 2015).
    """
    order: list[int] = []
    masks = np.full(len(tree.features), 0xFF, dtype=np.uint8)

    def number(node: int) -> list[int]:
        if node < 0:
            order.append(-1 - node)
            return [len(order) - 1]
        lost = number(int(tree.left[node]))
        masks[node] = 0xFF & ~sum(1 << leaf for leaf in lost)
        return lost + number(int(tree.right[node]))

    number(0 if len(tree.features) else -1)
    values = tree.leaves[order]
    table = np.zeros(_SETS)
    for left_over in range(1, _SETS):
        lowest = (left_over & -left_over).bit_length() - 1
        table[left_over] = values[min(lowest, len(values) - 1)]
    return masks, table


# Compiled to machine code, which neither sees type hints nor is seen by coverage.
@njit(cache=True, nogil=True)
def _sum(columns, starts, features, thresholds, from_missing, masks, tables):  # type: ignore[no-untyped-def] # pragma: no cover - compiled # noqa: ANN001, ANN202 - see above
    """The sum of all trees for each row, a block of rows at a time so that its columns stay near."""
    rows = columns.shape[1]
    total = np.zeros(rows)
    left_over = np.empty(_BLOCK, dtype=np.uint8)
    for begin in range(0, rows, _BLOCK):
        count = min(_BLOCK, rows - begin)
        for tree in range(len(starts) - 1):
            left_over[:count] = 0xFF
            for split in range(starts[tree], starts[tree + 1]):
                column = columns[features[split], begin : begin + count]
                threshold, mask, missing = thresholds[split], masks[split], from_missing[split]
                for row in range(count):
                    value = column[row]
                    stays = (value <= threshold) | (np.isnan(value) & missing)
                    left_over[row] &= np.uint8(0xFF) if stays else mask
            table = tables[tree]
            for row in range(count):
                total[begin + row] += table[left_over[row]]
    return total
