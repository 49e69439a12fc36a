"""What a run is held against: chance, the engine alone, and an expert who knows four truths in five."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import numpy as np

from darvoza.training.chance import Chance
from darvoza.training.exercises import Form, Item, Prepared, Standing, Truth
from darvoza.training.scoring.engine import engine
from darvoza.training.scoring.outcomes import PICKED
from darvoza.training.scoring.score import MEASURES, Measure, Score, scored

EXPERT: Final = 0.8
"""How much of the truth the expert knows."""

_DRAWS: Final = 60


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody else would have scored: means over many draws, with the middle 95 % of them."""

    name: str
    mark: Measure
    measures: dict[str, Measure]


def baselines(prepared: Prepared, *, draws: int = _DRAWS) -> list[Baseline]:
    """Chance, the engine alone (on the items it has an answer to) and the expert, on the same exercise."""
    found = [_of("chance", [scored(prepared, by_chance(prepared, n)) for n in range(draws)])]
    alone = engine(prepared)
    if alone is not None:
        found.append(_of("engine", [scored(prepared, alone, only=frozenset(alone.chosen))]))
    found.append(_of("expert", [scored(prepared, expert(prepared, n)) for n in range(draws)]))
    return found


def _of(name: str, scores: Sequence[Score]) -> Baseline:
    marks = _middle([each.mark.value for each in scores], scores[0].mark)
    measures = {}
    for measure in MEASURES:
        known = [each.measures[measure] for each in scores if measure in each.measures]
        if known:
            measures[measure] = _middle([each.value for each in known], known[0])
    return Baseline(name=name, mark=marks, measures=measures)


def _middle(values: Sequence[float], own: Measure) -> Measure:
    """The mean and the middle of many draws; of a single one, its own interval."""
    if len(values) == 1:
        return own
    low, high = np.quantile(values, (0.025, 0.975))
    return Measure(value=float(np.mean(values)), low=float(low), high=float(high), cases=own.cases)


def by_chance(prepared: Prepared, draw: int = 0) -> Standing:
    """Somebody who answers everything by chance, and uses all the capacity there is."""
    chance = Chance(draw, "by chance", prepared.materials.exercise)
    return answered(prepared, lambda item, _: _drawn(chance, prepared, item))


def expert(prepared: Prepared, draw: int = 0, *, knows: float = EXPERT) -> Standing:
    """Somebody who knows so much of the truth, stops only what they know of, says why and asks what settles it."""
    chance = Chance(draw, "expert", prepared.materials.exercise)
    now = answered(prepared, lambda item, truth: _known(chance, prepared, item, truth, knows))
    for item in _items(prepared):
        truth = prepared.hidden.truth(item.id)
        picked = now.chosen.get(item.id, ())
        for mark in truth.marks:
            if mark.ref in picked:
                now.confidence[item.id, mark.ref] = 0.95
                if item.reasons:
                    now.reasons[item.id, mark.ref] = tuple(name for name in mark.reasons if chance.happens(knows))
                if item.questions and mark.settles and chance.happens(knows):
                    now.asked.append((item.id, mark.settles[0], mark.ref))
        if not truth.marks:
            about = item.about[0] if item.about else ""
            now.confidence[item.id, ""] = knows
            if truth.reasons:
                now.reasons[item.id, about] = tuple(name for name in truth.reasons if chance.happens(knows))
            if truth.settles and chance.happens(knows):
                now.asked.append((item.id, truth.settles[0], about))
    return now


def answered(prepared: Prepared, answer: Callable[[Item, Truth], tuple[str, ...]]) -> Standing:
    """How things stand when each item is answered by a rule."""
    now = Standing()
    for item in _items(prepared):
        if item.form is not Form.TEXT:
            now.chosen[item.id] = answer(item, prepared.hidden.truth(item.id))
            now.decided[item.id] = 0.0
    return now


def _items(prepared: Prepared) -> tuple[Item, ...]:
    return (*prepared.materials.items, *prepared.hidden.later)


def refs_of(prepared: Prepared, item: Item) -> tuple[str, ...]:
    """What there is to pick from: for a condition, the unseen consignments."""
    if item.form is Form.CONDITION:
        return tuple(ref for day in prepared.unseen for ref in day.batch.consignments["reference"].to_list())
    return item.about


def _drawn(chance: Chance, prepared: Prepared, item: Item) -> tuple[str, ...]:
    if item.form in PICKED:
        return tuple(sampled(chance, refs_of(prepared, item), item.capacity))
    names = [option.id for option in item.options]
    if item.form is Form.ONE:
        return (chance.choice(names),)
    some = [name for name in names if chance.happens(0.5)]
    return tuple(chance.sample(some, len(some)))


def sampled(chance: Chance, refs: Sequence[str], count: int) -> list[str]:
    """So many different ones of these: for long lists, without shuffling all."""
    if len(refs) <= count * 4:
        return chance.sample(refs, count)
    found: dict[str, None] = {}
    while len(found) < count:
        found[chance.choice(refs)] = None
    return list(found)


def _known(  # a truth that is known with this probability
    chance: Chance, prepared: Prepared, item: Item, truth: Truth, knows: float
) -> tuple[str, ...]:
    if item.form in PICKED:
        return tuple(ref for ref in truth.right if chance.happens(knows))[: item.capacity or None]
    if item.form is Form.SEVERAL:
        right, bad = set(truth.right), set(truth.harmful)
        sure = [option.id for option in item.options if (option.id in right) == chance.happens(knows)]
        return tuple(name for name in sure if name not in bad)
    if chance.happens(knows):
        return truth.right
    return _drawn(chance, prepared, item)
