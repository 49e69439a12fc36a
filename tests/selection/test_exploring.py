"""Exploring: where much comes and little was lately examined, an examination tells most."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.selection import beyond_the_edge, worth_knowing

NOTHING = np.zeros((0, 1), dtype=np.int64)
NEVER = np.zeros(0)


def group(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)[:, None]


def test_what_much_belongs_to_is_worth_more_than_what_comes_once() -> None:
    broker, stranger = worth_knowing(group(1, 1, 1, 2), NOTHING, NEVER)[[0, 3]]
    assert broker > stranger > 0


def test_the_more_was_examined_of_a_group_the_less_another_tells() -> None:
    told = worth_knowing(group(1, 2, 3), group(1, 1, 2), np.zeros(3))
    assert told[0] < told[1] < told[2]


def test_what_was_examined_long_ago_is_half_forgotten() -> None:
    lately = worth_knowing(group(1), group(1), np.array([0.0]))
    long_ago = worth_knowing(group(1), group(1), np.array([8.0]))
    never = worth_knowing(group(1), NOTHING, NEVER)
    assert lately[0] < long_ago[0] < never[0]
    assert lately[0] == worth_knowing(group(1), group(1, 1), np.array([8.0, 8.0]))[0]


def test_a_group_that_is_not_known_tells_nothing() -> None:
    told = worth_knowing(group(-1, -1, 4), group(-1), np.array([1.0]))
    assert told[0] == told[1] == 0
    assert told[2] > 0


def test_kinds_of_groups_add_up() -> None:
    none = np.zeros((0, 2), dtype=np.int64)
    both, one = worth_knowing(np.array([[1, 5], [1, -1]]), none, NEVER)
    assert both > one


CODES = st.lists(st.integers(-1, 4), min_size=1, max_size=20)


@settings(max_examples=50)
@given(CODES, CODES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(come: list[int], seen: list[int], chance: object) -> None:
    ages = np.arange(len(seen), dtype=float)
    told = worth_knowing(group(*come), group(*seen), ages)
    assert (told >= 0).all()
    order = list(range(len(come)))
    chance.shuffle(order)  # type: ignore[attr-defined]  # hypothesis hands out random.Random as an object
    again = worth_knowing(group(*[come[at] for at in order]), group(*seen), ages)
    assert np.allclose(again, told[order])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=30, unique=True), st.integers(0, 35))
def test_who_is_stopped_anyway_is_not_explored_and_the_next_is_likeliest(likely: list[float], places: int) -> None:
    explored = beyond_the_edge(np.array(likely), places)
    assert (explored == 0).sum() == min(places, len(likely))
    if places < len(likely):
        assert explored.max() == sorted(likely, reverse=True)[places]


def test_exploring_beyond_the_edge_leaves_what_was_given_as_it_was() -> None:
    likely = np.array([0.3, 0.6])
    beyond_the_edge(likely, 1)
    assert likely.tolist() == [0.3, 0.6]
