"""What became of each thing that was asked: right or wrong, how far, how sure, and what it counts as."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np

from darvoza.training.exercises import Form, Item, Mark, Prepared, Standing, Truth
from darvoza.training.scoring.conditions import hits_of

PICKED: Final = frozenset((Form.PICK, Form.CONDITION))


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one item, or of one thing that should have been (or was) picked.

    ``share`` is how far it is right (0 to 1), ``right`` whether it counts as solved; ``planted``: it was one to pick.
    ``reasons`` and ``questions`` are shares too, None where there were none to give. ``order`` is the share of
    lawful things that were held to be less likely (ties count half). ``harmful``: an answer that does harm was chosen;
    ``unsafe``: a step that had to come first did not.
    """

    item: str
    ref: str = ""
    measures: str = "answers"
    share: float
    right: bool
    planted: bool = True
    harm: float = 0.0
    difficulty: float = 0.0
    order: float | None = None
    reasons: float | None = None
    questions: float | None = None
    confidence: float | None = None
    harmful: bool = False
    unsafe: bool = False
    decided: bool = False

    @property
    def key(self) -> str:
        """The item, or the one thing of it, by a name that is the same for everyone who had it."""
        return f"{self.item}/{self.ref}" if self.ref else self.item


def outcomes(prepared: Prepared, now: Standing) -> list[Outcome]:
    """The outcome of every item, as things stand; an item that nobody answered is wrong.

    Injects' items are among them once they were answered, or when they could have come in the exercise's time.
    """
    later = [item for item in prepared.hidden.later if item.id in now.chosen or _came(prepared, item)]
    found: list[Outcome] = []
    for item in (*prepared.materials.items, *later):
        truth = prepared.hidden.truth(item.id)
        if item.form in PICKED:
            found += _picked(prepared, item, truth, now)
        elif item.form is not Form.TEXT and truth.right:
            found.append(_answered(item, truth, now))
    return found


def chosen(prepared: Prepared, item: Item, now: Standing) -> tuple[str, ...]:
    """What was picked: each once, within the capacity, the first ones first; of a condition, all that it hits."""
    values = tuple(dict.fromkeys(now.chosen.get(item.id, ())))
    if item.form is Form.CONDITION:
        return values or hits_of(prepared, now.texts.get(item.id, ""))
    known = frozenset(item.about)
    return tuple(ref for ref in values if ref in known)[: item.capacity or None]


def _came(prepared: Prepared, item: Item) -> bool:
    return any(each.item == item.id and each.minute <= prepared.materials.minutes for each in prepared.hidden.coming)


def _picked(prepared: Prepared, item: Item, truth: Truth, now: Standing) -> Iterator[Outcome]:
    picks = chosen(prepared, item, now)
    marks = {mark.ref: mark for mark in truth.marks}
    orders = _orders(item, truth, now) if item.form is Form.PICK else {}
    for mark in truth.marks:
        hit = mark.ref in picks
        yield Outcome(
            item=item.id,
            ref=mark.ref,
            share=float(hit),
            right=hit,
            harm=mark.harm,
            difficulty=mark.difficulty,
            order=orders.get(mark.ref),
            reasons=_reasons(mark, now.reasons.get((item.id, mark.ref))) if hit and item.reasons else None,
            questions=_questions(mark, item, now),
            confidence=now.confidence.get((item.id, mark.ref)),
            decided=item.id in now.chosen,
        )
    for ref in picks:
        if ref not in marks:
            sure = now.confidence.get((item.id, ref))
            yield Outcome(item=item.id, ref=ref, share=0.0, right=False, planted=False, confidence=sure, decided=True)


def _orders(item: Item, truth: Truth, now: Standing) -> dict[str, float]:
    """For each thing to pick, the share of the others that were held to be less likely; ties count half."""
    marks = {mark.ref for mark in truth.marks}
    lawful = np.sort([now.suspicion(item.id, ref) for ref in item.about if ref not in marks])
    if not len(lawful):
        return {}
    held = np.array([now.suspicion(item.id, ref) for ref in marks])
    below, upto = np.searchsorted(lawful, held, "left"), np.searchsorted(lawful, held, "right")
    return dict(zip(marks, ((below + upto) / (2 * len(lawful))).tolist(), strict=True))


def _reasons(mark: Mark, given: Sequence[str] | None) -> float | None:
    if not mark.reasons:
        return None
    return overlap(given or (), mark.reasons)


def _questions(mark: Mark, item: Item, now: Standing) -> float | None:
    if not mark.settles or not item.questions:
        return None
    asked = {source for of, source, about in now.asked if of == item.id and about == mark.ref}
    return float(bool(asked.intersection(mark.settles)))


def _answered(item: Item, truth: Truth, now: Standing) -> Outcome:
    given = now.chosen.get(item.id, ())
    harmful = bool(set(given) & set(truth.harmful))
    share = _share(item.form, given, truth.right)
    first = truth.first
    unsafe = bool(first) and set(given[: len(first)]) != set(first)
    if harmful or unsafe:
        share *= _UNSAFE
    about = item.about[0] if item.about else ""
    asked = {source for of, source, _ in now.asked if of == item.id}
    return Outcome(
        item=item.id,
        measures=item.measures,
        share=share,
        right=share >= _SOLVED,
        difficulty=truth.difficulty,
        reasons=overlap(now.reasons.get((item.id, about)) or now.reasons.get((item.id, ""), ()), truth.reasons)
        if truth.reasons
        else None,
        questions=float(bool(asked.intersection(truth.settles))) if truth.settles else None,
        confidence=now.confidence.get((item.id, "")),
        harmful=harmful,
        unsafe=unsafe and bool(given),
        decided=item.id in now.chosen,
    )


_UNSAFE: Final = 0.25
"""What is left of an answer that endangers people or evidence."""

_SOLVED: Final = 0.75


def _share(form: Form, given: Sequence[str], right: Sequence[str]) -> float:
    if form is Form.ONE:
        return float(tuple(given[:1]) == tuple(right))
    if form is Form.ORDER:
        return overlap(given, right) * _in_order(given, right)
    return overlap(given, right)


def overlap(given: Sequence[str], right: Sequence[str]) -> float:
    """How far two choices are the same: twice what they share over what they have together (F1).

    >>> overlap(("a", "b"), ("b", "c")), overlap((), ())
    (0.5, 1.0)
    """
    both = len(set(given)) + len(set(right))
    return 2 * len(set(given) & set(right)) / both if both else 1.0


def _in_order(given: Sequence[str], right: Sequence[str]) -> float:
    """The share of neighbouring steps that stand in the right order; 1 where there are none."""
    places = [right.index(step) for step in given if step in right]
    steps = list(pairwise(places))
    return sum(a < b for a, b in steps) / len(steps) if steps else 1.0
