"""Chance is the same for the same words, and fair."""

import numpy as np
import pytest

from darvoza.training.chance import Chance, significant


def test_the_same_words_give_the_same_draws() -> None:
    assert (Chance(5, "a", 1).uniform(50) == Chance(5, "a", 1).uniform(50)).all()


@pytest.mark.parametrize("other", [(6, "a", 1), (5, "b", 1), (5, "a", 2)])
def test_other_words_give_other_draws(other: tuple[int, str, int]) -> None:
    assert (Chance(5, "a", 1).uniform(50) != Chance(*other).uniform(50)).any()


def test_the_stream_is_the_one_pinned_for_every_machine() -> None:
    """If this fails, all simulated days change: that must be a decision, never an accident."""
    drawn = Chance(2026, "pinned", 7).uniform(4)
    assert [f"{number:.12f}" for number in drawn] == _PINNED


def test_weights_are_kept_to() -> None:
    drawn = Chance(1, "w").pick([1, 0, 3], 20_000)
    shares = np.bincount(drawn, minlength=3) / 20_000
    assert shares[1] == 0
    assert shares[2] == pytest.approx(0.75, abs=0.02)


def test_nothing_below_nothing_is_zero() -> None:
    assert Chance(1, "z").below([0, 1, 5])[:2].tolist() == [0, 0]


def test_factors_lie_about_one_with_their_spread() -> None:
    logs = np.log(Chance(1, "f").factors(0.3, 20_000))
    assert logs.mean() == pytest.approx(0, abs=0.01)
    assert logs.std() == pytest.approx(0.3, abs=0.01)


def test_a_sample_has_each_at_most_once() -> None:
    assert sorted(Chance(1, "s").sample("abc", 9)) == ["a", "b", "c"]


def test_one_at_a_time_stays_within_bounds() -> None:
    chance = Chance(1, "n")
    assert {chance.number(2, 4) for _ in range(200)} == {2, 3, 4}
    assert all(1.5 <= chance.between(1.5, 2.0) <= 2.0 for _ in range(100))
    assert len(chance.digits(8)) == 8
    assert not any(chance.happens(0) for _ in range(100))


def test_rounding_to_significant_digits() -> None:
    assert significant(np.array([0.0, 1234567.0, -0.00123456789]), 3).tolist() == [0.0, 1230000.0, -0.00123]


_PINNED = ["0.518256687911", "0.265580591934", "0.283536706421", "0.365231833366"]
