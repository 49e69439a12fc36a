"""The score: open, bounded, monotone, and not to be driven up by saying one thing ten times."""

import math
import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.risk import Scores, score
from darvoza.signals import SIGNAL_SCHEMA, SignalKind, Typology

Told = tuple[int, str, Typology, float, str]

told = st.tuples(
    st.integers(0, 3),
    st.sampled_from(["PTY-07", "GDS-01", "CON-02", "2B350"]),
    st.sampled_from(list(Typology)),
    st.floats(0, 1),
    st.sampled_from(["consignment", "goods[0]", "goods[1]", "goods[7]", "parties[0]"]),
)


def signals(*each: Told, mandatory: bool = False) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "row": row,
                "kind": SignalKind.INDICATOR.value,
                "id": name,
                "typology": typology.value,
                "weight": weight,
                "mandatory": mandatory,
                "subject": subject,
                "reason": "because",
                "evidence": [],
            }
            for row, name, typology, weight, subject in each
        ],
        schema=SIGNAL_SCHEMA,
    )


def of_typology(scores: Scores, typology: Typology, row: int = 0) -> float:
    found = scores.typologies.filter((pl.col("row") == row) & (pl.col("typology") == typology.value))["score"]
    return float(found.item()) if len(found) else 0.0


def test_independent_signs_add_up_as_chances_do() -> None:
    scores = score(
        signals((0, "A", Typology.DRUGS, 0.2, "consignment"), (0, "B", Typology.DRUGS, 0.5, "consignment")), 2
    )
    assert of_typology(scores, Typology.DRUGS) == pytest.approx(1 - 0.8 * 0.5)
    assert scores.overall["score"].to_list() == pytest.approx([0.6, 0.0])


def test_general_signs_raise_the_overall_score_only() -> None:
    scores = score(
        signals((0, "A", Typology.DRUGS, 0.2, "consignment"), (0, "B", Typology.GENERAL, 0.5, "consignment")), 1
    )
    assert scores.typologies["typology"].to_list() == ["drugs"]
    assert of_typology(scores, Typology.DRUGS) == pytest.approx(0.2)
    assert scores.overall["score"].item() == pytest.approx(0.6)


def test_ten_vague_items_say_little_more_than_one() -> None:
    items = [(0, "GDS-01", Typology.REVENUE, 0.2, f"goods[{position}]") for position in range(10)]
    assert of_typology(score(signals(*items), 1), Typology.REVENUE) < 0.27
    different = [(0, f"GDS-{number}", Typology.REVENUE, 0.2, "goods[0]") for number in range(10)]
    assert of_typology(score(signals(*different), 1), Typology.REVENUE) > 0.85


def test_the_same_sign_on_another_kind_of_subject_counts_fully() -> None:
    both = signals((0, "A", Typology.DRUGS, 0.2, "goods[0]"), (0, "A", Typology.DRUGS, 0.2, "parties[0]"))
    assert of_typology(score(both, 1), Typology.DRUGS) == pytest.approx(1 - 0.8**2)


def test_a_mandatory_signal_makes_the_consignment_mandatory_whatever_the_score() -> None:
    overall = score(signals((1, "A", Typology.SANCTIONS, 0.0, "parties[0]"), mandatory=True), 3).overall
    assert overall["mandatory"].to_list() == [False, True, False]
    assert overall["score"].to_list() == [0, 0, 0]


@pytest.mark.parametrize("weight", [-0.1, 1.1, math.nan])
def test_a_weight_that_is_no_chance_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="signal A of row 0 weighs"):
        score(signals((0, "A", Typology.DRUGS, weight, "consignment")), 1)


def test_a_signal_of_no_consignment_is_refused() -> None:
    with pytest.raises(ValueError, match="row 5, but the batch has 2 rows"):
        score(signals((5, "A", Typology.DRUGS, 0.1, "consignment")), 2)


@settings(max_examples=25, deadline=None)
@given(st.lists(told, max_size=8))
def test_scores_stay_between_0_and_1_and_their_parts_add_up(each: list[Told]) -> None:
    scores = score(signals(*each), 4)
    assert scores.overall["score"].is_between(0, 1).all()
    assert scores.typologies["score"].is_between(0, 1).all()
    parts = scores.contributions.group_by("row").agg(pl.col("of_overall").sum()).sort("row")
    compared = parts.join(scores.overall, on="row")
    assert compared["of_overall"].to_list() == pytest.approx(compared["score"].to_list())
    of_each = scores.contributions.group_by("row", "typology").agg(pl.col("of_typology").sum())
    compared = of_each.join(scores.typologies, on=["row", "typology"])
    assert compared["of_typology"].to_list() == pytest.approx(compared["score"].to_list())


@settings(max_examples=25, deadline=None)
@given(st.lists(told, max_size=8), told, st.randoms(use_true_random=False))
def test_a_further_signal_never_lowers_a_score(each: list[Told], further: Told, chance: random.Random) -> None:
    before = score(signals(*each), 4)
    more = [*each, further]
    chance.shuffle(more)
    after = score(signals(*more), 4)
    grown = after.overall["score"] - before.overall["score"]
    assert (grown >= -1e-12).all()
    for row in range(4):
        for typology in Typology:
            assert of_typology(after, typology, row) >= of_typology(before, typology, row) - 1e-12


@settings(max_examples=25, deadline=None)
@given(st.lists(told, min_size=1, max_size=8), st.floats(0, 1), st.integers(0, 7))
def test_a_heavier_signal_never_lowers_a_score(each: list[Told], weight: float, which: int) -> None:
    at = which % len(each)
    row, name, typology, old, subject = each[at]
    heavier = [*each]
    heavier[at] = (row, name, typology, max(old, weight), subject)
    grown = score(signals(*heavier), 4).overall["score"] - score(signals(*each), 4).overall["score"]
    assert (grown >= -1e-12).all()


def test_the_order_of_signals_changes_nothing() -> None:
    each: list[Told] = [(0, f"I{n}", Typology.DRUGS, 0.01 * n, f"goods[{n}]") for n in range(30)]
    assert score(signals(*each), 1).overall.equals(score(signals(*each[::-1]), 1).overall)
