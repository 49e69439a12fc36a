"""Item response: difficulties and abilities that were put in are found again, and cohorts come onto one scale."""

import numpy as np
import pytest

from darvoza.training.exercises import exercise, prepare
from darvoza.training.scoring import ability, as_events, fit, of_ability, responses, score

RNG = np.random.default_rng(5)


def _cohort(size: int, mean: float, hard: np.ndarray, sharp: np.ndarray | float = 1.0) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    able = RNG.normal(mean, 1, size)
    chance = 1 / (1 + np.exp(-sharp * (able[:, None] - hard)))
    return able, (RNG.random(chance.shape) < chance).astype(float)


def _rank(values: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    return np.argsort(np.argsort(values))


def _correlation(a: np.ndarray, b: np.ndarray) -> float:  # type: ignore[type-arg]
    return float(np.corrcoef(_rank(np.asarray(a)), _rank(np.asarray(b)))[0, 1])


HARD = np.linspace(-2, 2, 24)
KEYS = [f"i{n}" for n in range(len(HARD))]


@pytest.mark.parametrize("sharp", [False, True])
def test_difficulty_and_ability_are_found_again(sharp: bool) -> None:  # noqa: FBT001 - a case of the test
    able, table = _cohort(120, 0.0, HARD)
    fitted = fit([f"t{n}" for n in range(120)], KEYS, table, sharp=sharp)
    assert _correlation(HARD, np.array([item.difficulty for item in fitted.items])) > 0.95
    assert _correlation(able, np.array([each.ability for each in fitted.trainees])) > 0.8
    assert (
        np.mean([abs(item.difficulty - b) < 3 * item.error for item, b in zip(fitted.items, HARD, strict=True)]) > 0.8
    )
    assert all(item.answered == 120 for item in fitted.items)


def test_sharpness_is_told_apart() -> None:
    slopes = np.where(np.arange(len(HARD)) % 2 == 0, 0.5, 2.2)
    _, table = _cohort(600, 0.0, HARD, slopes)
    fitted = fit([str(n) for n in range(600)], KEYS, table, sharp=True)
    found = np.array([item.discrimination for item in fitted.items])
    assert found[1::2].mean() > 1.5 * found[::2].mean()


def test_a_weaker_cohort_is_weaker_on_the_scale_of_the_first() -> None:
    _, first = _cohort(200, 0.0, HARD)
    fitted = fit([str(n) for n in range(200)], KEYS, first)
    able, second = _cohort(100, -1.0, HARD)
    found = [ability(dict(zip(KEYS, row > 0, strict=True)), fitted.items).ability for row in second]
    assert np.mean(found) == pytest.approx(-1.0, abs=0.3)
    assert _correlation(able, np.array(found)) > 0.8


def test_items_that_somebody_did_not_have_say_nothing() -> None:
    _, table = _cohort(80, 0.0, HARD)
    table[::2, :12] = np.nan
    fitted = fit([str(n) for n in range(80)], KEYS, table)
    assert [item.answered for item in fitted.items[:12]] == [40] * 12
    assert _correlation(HARD, np.array([item.difficulty for item in fitted.items])) > 0.85


def test_nobody_and_everybody_solving_an_item_keeps_it_within_reach() -> None:
    table = np.column_stack([np.ones(10), np.zeros(10)])
    fitted = fit([str(n) for n in range(10)], ["easy", "hard"], table)
    assert -6 < fitted.items[0].difficulty < 0 < fitted.items[1].difficulty < 6
    with pytest.raises(ValueError, match="not of"):
        fit(["a"], ["x"], table)


def test_planted_difficulty_is_found_through_runs_and_scores() -> None:
    scores, planted = [], {}
    for name in ("search-vehicles", "screen-spellings", "desk-dual-use"):
        prepared = prepare(exercise(name), 78, level=2)
        for number, able in enumerate(RNG.normal(0, 1, 45).tolist()):
            who = f"t{number}"
            scores.append(score(prepared, as_events(of_ability(prepared, able, number), who=who), who=who))
        planted |= {f"{name}:2:{each.key}": each.difficulty for each in scores[-1].outcomes if each.planted}
    people, items, table = responses(scores)
    fitted = fit(people, items, table, planted=planted)
    hard = np.array([planted[key] for key in items])
    found = np.array([item.difficulty for item in fitted.items])
    assert float(np.corrcoef(hard, found)[0, 1]) > 0.75
    assert found.mean() == pytest.approx(hard.mean())
