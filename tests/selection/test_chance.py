"""Stops by chance: drawn as often as their record says, and estimates from them right on average."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darvoza.selection import BY_CHANCE, Capacity, Ground, select
from darvoza.selection.chance import inclusion

SIZE = 60


def candidates(seed: int) -> pl.DataFrame:
    chance = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "row": np.arange(SIZE),
            "id": [f"c{number:04}" for number in range(SIZE)],
            "office": ["UZAVY"] * SIZE,
            "score": chance.random(SIZE).round(3),
            "mandatory": np.arange(SIZE) < 2,
            "uncertainty": chance.random(SIZE) ** 3,
        }
    )


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40), st.floats(0, 20))
def test_probabilities_add_up_to_the_size(uncertainty: list[float], size: float) -> None:
    found = inclusion(np.array(uncertainty), size)
    assert found.sum() == pytest.approx(min(size, len(uncertainty)))
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()


@given(st.lists(st.floats(0.01, 10), min_size=2, max_size=30), st.floats(0.1, 10))
def test_the_less_is_known_the_likelier(uncertainty: list[float], size: float) -> None:
    found = inclusion(np.array(uncertainty), size)
    assert (np.diff(found[np.argsort(uncertainty, kind="stable")]) >= -1e-9).all()


def test_unknown_uncertainty_is_as_uncertain_as_any() -> None:
    assert inclusion(np.array([1.0, np.nan, 4.0]), 0.9).round(6).tolist() == [0.1, 0.4, 0.4]
    assert inclusion(np.array([0.0, 0.0]), 1.0).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("capacity", [20, Capacity({"scan": 12, "document check": 8})])
def test_each_is_drawn_as_often_as_its_record_says(capacity: int | Capacity) -> None:
    frame, rounds = candidates(1), 120
    drawn = np.zeros(SIZE)
    for seed in range(rounds):
        how = {"capacity": capacity, "random_share": 0.1, "exploratory_share": 0.15, "seed": seed}
        rows = select(frame, **how).rows
        drawn += rows["ground"].is_in(list(BY_CHANCE)).to_numpy()
    probability = rows["probability"].to_numpy()[2:]
    spread = np.sqrt(rounds * probability * (1 - probability))
    assert np.abs((drawn[2:] - rounds * probability) / spread).max() < 4.5
    assert drawn[:2].sum() == 0
    assert probability.std() > 0.01


def test_findings_weighted_by_their_record_estimate_what_risk_alone_would_leave() -> None:
    frame = candidates(2)
    bad = np.random.default_rng(5).random(SIZE) < 0.3
    estimates, truths = [], []
    for seed in range(120):
        rows = select(frame, capacity=20, random_share=0.1, exploratory_share=0.2, seed=seed).rows
        left = ~rows["by_risk"].fill_null(value=True).to_numpy()
        sample = left & rows["ground"].is_in(list(BY_CHANCE)).to_numpy()
        estimates.append((bad[sample] / rows["probability"].to_numpy()[sample]).sum())
        truths.append(bad[left].sum())
    assert len(set(truths)) == 1  # what risk alone would do does not depend on the draw
    assert abs(np.mean(estimates) - truths[0]) < 4 * np.std(estimates) / np.sqrt(len(estimates))


def test_who_risk_alone_would_stop_is_stopped_whatever_chance_does() -> None:
    frame = candidates(3)
    for seed in range(15):
        rows = select(frame, capacity=15, random_share=0.2, exploratory_share=0.2, seed=seed).rows
        assert rows.filter(pl.col("by_risk"))["selected"].all()
        assert rows["selected"].sum() <= 15


def test_exploring_needs_to_know_what_is_uncertain() -> None:
    with pytest.raises(ValueError, match="no column 'uncertainty'"):
        select(candidates(1).drop("uncertainty"), capacity=5, seed=1, exploratory_share=0.1)
    with pytest.raises(ValueError, match="exploratory_share is -1"):
        select(candidates(1), capacity=5, seed=1, exploratory_share=-1)


def test_without_exploring_the_random_sample_is_as_it_was() -> None:
    frame = candidates(4)
    plain = select(frame.drop("uncertainty"), capacity=20, random_share=0.3, seed=3).rows
    with_doubt = select(frame, capacity=20, random_share=0.3, seed=3).rows
    assert plain["ground"].equals(with_doubt["ground"])
    assert (with_doubt["ground"] == Ground.EXPLORATORY).sum() == 0
