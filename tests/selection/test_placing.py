"""The best use of places: never more than there are, never worse than any other use, and provably so."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from darvoza.selection import place
from darvoza.selection.placing import NOWHERE

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@st.composite
def problems(draw: st.DrawFn, most: int = 12) -> tuple[Floats, Integers]:
    rows, techniques = draw(st.integers(0, most)), draw(st.integers(1, 4))
    values = st.sampled_from([0.0, 0.5, 1.0, 1.0, 2.0, 3.7, 10.0])
    worth = draw(st.lists(values, min_size=rows * techniques, max_size=rows * techniques))
    places = draw(st.lists(st.integers(0, 4), min_size=techniques, max_size=techniques))
    return np.array(worth, dtype=np.float64).reshape(rows, techniques), np.array(places)


def best_by_trying(worth: Floats, places: Integers) -> float:
    options = range(-1, worth.shape[1])
    best = 0.0
    for choice in itertools.product(options, repeat=len(worth)):
        used = [choice.count(technique) for technique in range(worth.shape[1])]
        if all(each <= most for each, most in zip(used, places, strict=True)):
            best = max(best, sum(worth[row, at] for row, at in enumerate(choice) if at >= 0))
    return best


def used(technique: Integers, places: Integers) -> Integers:
    return np.bincount(technique[technique != NOWHERE], minlength=len(places))


@settings(max_examples=60, deadline=None)
@given(problems(most=5))
def test_no_other_use_of_the_places_is_worth_more(problem: tuple[Floats, Integers]) -> None:
    worth, places = problem
    assert place(worth, places).worth == pytest.approx(best_by_trying(worth, places))


@settings(max_examples=60, deadline=None)
@given(problems())
def test_places_are_kept_to_and_the_bound_proves_the_plan(problem: tuple[Floats, Integers]) -> None:
    worth, places = problem
    placing = place(worth, places)
    assert (used(placing.technique, places) <= places).all()
    placed = np.flatnonzero(placing.technique != NOWHERE)
    assert (worth[placed, placing.technique[placed]] > 0).all()
    assert worth[placed, placing.technique[placed]].sum() == pytest.approx(placing.worth)
    assert placing.bound == pytest.approx(placing.worth)


@settings(max_examples=60, deadline=None)
@given(problems(), st.integers(0, 11), st.floats(1.01, 5))
def test_whoever_is_placed_stays_placed_when_it_is_worth_more(
    problem: tuple[Floats, Integers], row: int, factor: float
) -> None:
    worth, places = problem
    placing = place(worth, places)
    if row >= len(worth) or placing.technique[row] == NOWHERE:
        return
    raised = worth.copy()
    raised[row] *= factor
    assert place(raised, places).technique[row] != NOWHERE


def test_who_is_worth_more_than_the_price_is_placed_and_who_is_worth_less_is_not() -> None:
    chance = np.random.default_rng(3)
    worth, places = chance.random((300, 3)), np.array([20, 10, 5])
    placing = place(worth, places)
    gain = (worth - placing.prices).max(axis=1)
    assert (placing.technique[gain > 1e-9] != NOWHERE).all()
    assert (placing.technique[gain < -1e-9] == NOWHERE).all()


def test_many_candidates_are_placed_as_well_as_few() -> None:
    chance = np.random.default_rng(4)
    worth = chance.random((20_000, 6)) * chance.random((20_000, 1)) ** 4
    placing = place(worth, np.array([300, 200, 100, 50, 150, 80]))
    assert placing.bound == pytest.approx(placing.worth, rel=1e-12)
    assert (placing.technique != NOWHERE).sum() == 880


@pytest.mark.parametrize("places", [[0, 0], [3, 0]])
def test_nothing_to_place_or_no_place_is_no_error(places: list[int]) -> None:
    assert place(np.zeros((4, 2)), np.array(places)).worth == 0
    assert place(np.zeros((0, 2)), np.array(places)).technique.size == 0
