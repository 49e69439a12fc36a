"""The learned model finds what there is to find, says it as a probability, and says why."""

from dataclasses import replace

import lightgbm
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.risk.model import Fit, MissingColumnsError, TooFewFindingsError, explain, fit, reason
from darvoza.risk.model.calibrating import calibration_error, fit_curve, with_precedents
from darvoza.risk.model.counting import elsewhere, past_of_others, past_sums
from darvoza.risk.model.forest import Forest, UnreadableTreesError
from darvoza.risk.model.head import first_of_kind, fold_of
from darvoza.risk.model.metrics import auc, interval, precision_at, recall_at

from .conftest import ROWS, world


def new(**changes: object) -> pl.DataFrame:
    observed, _ = world(1, seed=9)
    return observed.with_columns(**{name: pl.lit(value) for name, value in changes.items()})


def test_risky_goods_and_a_bad_importer_stand_out_and_the_scale_is_that_of_outcomes(fitted: Fit) -> None:
    observed, outcomes = world(1000, seed=5)
    scores = fitted.model.score(observed)
    breach = outcomes["breach"].cast(pl.Float64).to_numpy()
    said = scores["probability"].to_numpy()
    assert auc(breach, said) > 0.8
    assert calibration_error(said, breach) < 0.08
    assert scores["id"].to_list() == observed["id"].to_list()
    assert (scores["critical_probability"] <= scores["probability"]).all()


def test_an_importer_with_a_past_counts_and_a_level_that_tells_nothing_is_left_out(fitted: Fit) -> None:
    assert "importer" in fitted.model.level_names
    bad = fitted.model.score(new(importer="firm 1"))["probability"][0]
    good = fitted.model.score(new(importer="firm 2"))["probability"][0]
    assert bad > good + 0.2
    observed, outcomes = world()
    shuffled = observed.with_columns(pl.col("importer").shuffle(seed=1))
    assert "importer" not in fit(shuffled, outcomes).model.level_names


def test_values_never_seen_fall_back_on_broader_groups(fitted: Fit) -> None:
    unknown = fitted.model.score(new(hs6="240299", origin="XX", dispatch="XX", importer="nobody"))
    strange = fitted.model.score(new(hs2="99", hs4="9999", hs6="999999", importer=None, mass=None, value=None))
    assert 0 < unknown["probability"][0] < 1
    assert 0 < strange["probability"][0] < 1
    assert strange["expected_revenue"][0] is None or strange["expected_revenue"][0] >= 0


def test_columns_come_in_any_order_and_one_that_lacks_is_named(fitted: Fit) -> None:
    observed, _ = world(50, seed=3)
    turned = observed.select(reversed(observed.columns))
    assert fitted.model.score(turned).equals(fitted.model.score(observed))
    with pytest.raises(MissingColumnsError, match="origin"):
        fitted.model.score(observed.drop("origin"))
    assert fitted.model.score(observed.head(0)).height == 0


def test_precedents_decide_where_there_are_any() -> None:
    observed, outcomes = world()
    twice = pl.concat([observed, observed.with_columns(pl.col("day").dt.offset_by("1y"))])
    model = fit(twice, pl.concat([outcomes, outcomes])).model
    said = model.score(observed)["probability"].to_numpy()
    breach = outcomes["breach"].to_numpy()
    assert said[breach].min() > said[~breach].max()


def test_too_few_findings_are_refused_with_the_number_it_takes() -> None:
    observed, outcomes = world(90)
    with pytest.raises(TooFewFindingsError, match="100"):
        fit(observed, outcomes)
    observed, outcomes = world(300)
    with pytest.raises(TooFewFindingsError, match="too few"):
        fit(observed, outcomes.with_columns(inspected=pl.Series([True] * 50 + [False] * 250)))


def test_expected_revenue_is_of_the_size_that_was_found(fitted: Fit) -> None:
    observed, outcomes = world(1000, seed=5)
    expected = fitted.model.score(observed)["expected_revenue"].sum()
    assert 0.5 < expected / outcomes["revenue"].sum() < 2


def test_contributions_add_up_to_the_probability_and_read_as_sentences(fitted: Fit) -> None:
    observed, _ = world(20, seed=7)
    explained = explain(fitted.model, observed)
    total = explained.parts.group_by("row").agg(pl.col("contribution").sum()).sort("row")["contribution"].to_numpy()
    said = fitted.model.score(observed)["probability"].to_numpy()
    np.testing.assert_allclose(1 / (1 + np.exp(-(total + explained.start))), said, atol=1e-6)
    worst = explain(fitted.model, new(importer="firm 1", hs6="392690", hs4="3926", hs2="39")).parts.to_dicts()
    assert "What was found with this importer before speaks for a breach" in [reason(part) for part in worst]


def test_the_same_data_and_seed_give_the_same_model(fitted: Fit) -> None:
    again = fit(*world())
    assert again.model.heads == fitted.model.heads
    assert len(again.probability) == ROWS


def test_our_trees_say_what_lightgbm_says(fitted: Fit) -> None:
    texts = fitted.model.heads["breach"].texts
    forest = Forest.of(texts)
    matrix = np.random.default_rng(0).normal(size=(700, forest.width)).astype(np.float32)
    matrix[::7] = np.nan
    theirs = [lightgbm.Booster(model_str=text).predict(matrix, raw_score=True, num_threads=1) for text in texts]
    np.testing.assert_allclose(forest.raw(matrix), np.mean(theirs, axis=0), atol=1e-9)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("left_child=", "left_child=9", 1),
        lambda text: text.replace("leaf_value=", "leaf_value=x", 1),
        lambda text: text.replace("split_feature=", "split_feature=999", 1),
        lambda _: "",
    ],
)
def test_trees_that_were_tampered_with_are_refused(fitted: Fit, spoil: object) -> None:
    with pytest.raises(UnreadableTreesError):
        Forest.of([spoil(fitted.model.heads["breach"].texts[0])])  # type: ignore[operator] # a function


history = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 5), st.booleans()), max_size=30)


@settings(max_examples=50)
@given(history)
def test_the_past_holds_only_earlier_days_and_no_precedents(rows: list[tuple[int, int, int, bool]]) -> None:
    group, own, day, hit = (
        np.array(column, dtype=np.int64) for column in (zip(*rows, strict=True) if rows else [[]] * 4)
    )
    count, total = past_of_others(group, own, day, hit.astype(float))
    for place, (code, kind, when, _) in enumerate(rows):
        before = [each for each in rows if each[0] == code and each[1] != kind and each[2] < when]
        assert count[place] == len(before)
        assert total[place] == sum(each[3] for each in before)


@settings(max_examples=50)
@given(history)
def test_other_parts_tell_of_a_row_and_its_own_part_does_not(rows: list[tuple[int, int, int, bool]]) -> None:
    group, part, _, hit = (
        np.array(column, dtype=np.int64) for column in (zip(*rows, strict=True) if rows else [[]] * 4)
    )
    count, total = elsewhere(group - 1, part, hit.astype(float))
    for place, (code, own, _, _) in enumerate(rows):
        others = [each for each in rows if each[0] == code and code > 0 and each[1] != own]
        assert count[place] == len(others)
        assert total[place] == sum(each[3] for each in others)


@settings(max_examples=30)
@given(history)
def test_what_happens_later_changes_nothing(rows: list[tuple[int, int, int, bool]]) -> None:
    group, _, day, hit = (
        np.array(column, dtype=np.int64) for column in (zip(*rows, strict=True) if rows else [[]] * 4)
    )
    _, total = past_sums(group, day, hit.astype(float))
    _, turned = past_sums(group, day, np.where(day == day.max(initial=0), 1 - hit, hit).astype(float))
    np.testing.assert_array_equal(total, turned)


def test_precedents_share_a_fold_and_only_the_first_is_learned_from() -> None:
    own = np.array([0, 1, 0, -1, 1, -1])
    fold = fold_of(own, seed=1)
    assert fold[0] == fold[2]
    assert fold[1] == fold[4]
    assert first_of_kind(own, np.array([2, 1, 1, 1, 3, 1])).tolist() == [False, True, True, True, False, True]


@settings(max_examples=50)
@given(st.floats(0.01, 0.99), st.integers(0, 20), st.integers(0, 20), st.floats(0.02, 200))
def test_another_precedent_in_breach_never_lowers_a_probability(prior: float, hits: int, misses: int, k: float) -> None:
    def said(hit: int, count: int) -> float:
        return float(with_precedents(np.array([prior]), np.array([count]), np.array([hit]), k)[0])

    assert said(hits, hits + misses) <= said(hits + 1, hits + misses + 1) + 1e-12
    assert 0 <= said(hits, hits + misses) <= 1


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(-5, 5), st.booleans()), min_size=1, max_size=40))
def test_a_curve_always_rises(rows: list[tuple[float, bool]]) -> None:
    score, outcome = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    curve = fit_curve(score, outcome)
    assert (np.diff(curve.probability(np.linspace(-6, 6, 25))) >= 0).all()


def test_measures_are_what_their_names_say() -> None:
    outcome, score = np.array([1.0, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.1])
    assert (precision_at(0.25)(outcome, score), recall_at(0.25)(outcome, score)) == (1.0, 0.5)
    low, high = interval(auc, np.tile(outcome, 50), np.tile(score, 50), np.repeat(np.arange(50), 4))
    assert low <= 0.75 <= high


def test_a_model_without_the_critical_head_leaves_that_column_empty(fitted: Fit) -> None:
    only = replace(fitted.model, heads={"breach": fitted.model.heads["breach"]})
    assert only.score(new())["critical_probability"].to_list() == [None]
