"""Findings turn judged weights into fitted ones; scores rise with every sign and become probabilities."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.risk import Calibration, fit_calibration, score
from darvoza.signals import SIGNAL_SCHEMA, SignalKind, Typology, raise_signals


def signals(rows: list[tuple[int, str, float]], *, mandatory: bool = False) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame(schema=SIGNAL_SCHEMA)
    hits = pl.DataFrame(rows, schema={"row": pl.UInt32, "sign": pl.String, "weight": pl.Float64}, orient="row")
    return raise_signals(
        hits,
        kind=SignalKind.INDICATOR,
        id=pl.col("sign"),
        typology=Typology.DRUGS,
        weight=pl.col("weight"),
        reason="",
        evidence={},
        mandatory=mandatory,
    )


def examined(breach: list[bool], chance: list[float | None] | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {"row": range(len(breach)), "breach": breach, "probability": chance or [None] * len(breach)},
        schema={"row": pl.UInt32, "breach": pl.Boolean, "probability": pl.Float64},
    )


def fitted(seed: int = 0, rows: int = 2000) -> Calibration:
    """A sign that tells, one that tells nothing and one that was seen once, all judged alike."""
    chance = np.random.default_rng(seed)
    telling, empty = chance.random(rows) < 0.2, chance.random(rows) < 0.2
    breach = chance.random(rows) < np.where(telling, 0.6, 0.05)
    raised = [(row, "TELLS", 0.3) for row in np.flatnonzero(telling)]
    raised += [(row, "EMPTY", 0.3) for row in np.flatnonzero(empty)] + [(0, "ONCE", 0.3)]
    calibration = fit_calibration(signals(raised), examined(breach.tolist()))
    assert calibration is not None
    return calibration


def weight(calibration: Calibration, sign: str) -> float:
    return calibration.weights.row(by_predicate=pl.col("sign") == sign, named=True)["weight"]


def test_weights_follow_findings_and_lean_on_the_expert_where_there_are_few() -> None:
    calibration = fitted()
    assert weight(calibration, "TELLS") == pytest.approx(0.57, abs=0.08)
    assert weight(calibration, "EMPTY") < 0.08
    assert weight(calibration, "ONCE") == pytest.approx(0.3, abs=0.06)


def test_the_score_becomes_a_probability_and_mandatory_signals_stay() -> None:
    calibration = fitted()
    overall = calibration.scores(signals([(0, "TELLS", 0.3)], mandatory=True), 2).overall
    assert overall["score"].to_list() == pytest.approx([0.6, 0.05], abs=0.08)
    assert overall["mandatory"].to_list() == [True, False]


def test_without_enough_findings_nothing_is_fitted() -> None:
    assert fit_calibration(signals([]), examined([True, False])) is None
    assert fit_calibration(signals([]), examined([False] * 200)) is None


def test_findings_count_by_how_unlikely_their_selection_was() -> None:
    targeted, drawn = 400, 100
    rows = [(row, "SIGN", 0.3) for row in range(targeted + drawn)]
    breach = [row % 2 == 0 for row in range(targeted)] + [row % 10 == 0 for row in range(drawn)]
    fair = fit_calibration(signals(rows), examined(breach, [1.0] * targeted + [0.05] * drawn))
    naive = fit_calibration(signals(rows), examined(breach))
    assert fair is not None
    assert naive is not None
    assert fair.probability(np.array([0.3]))[0] < naive.probability(np.array([0.3]))[0]


CALIBRATION = fitted()
some = st.lists(st.tuples(st.just(0), st.sampled_from(["TELLS", "EMPTY", "NEW"]), st.floats(0, 1)), max_size=6)


@settings(max_examples=40)
@given(some, st.sampled_from(["TELLS", "EMPTY", "NEW"]), st.floats(0, 1))
def test_a_further_sign_never_lowers_a_score(rows: list[tuple[int, str, float]], sign: str, more: float) -> None:
    before = CALIBRATION.scores(signals(rows), 1).overall["score"][0]
    after = CALIBRATION.scores(signals([*rows, (0, sign, more)]), 1).overall["score"][0]
    assert after >= before - 1e-9
    assert 0 <= after <= 1


@settings(max_examples=40)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_heavier_signal_of_a_sign_stays_heavier(one: float, other: float) -> None:
    light, heavy = sorted((one, other))
    reweighed = CALIBRATION.reweigh(signals([(0, "TELLS", light), (1, "TELLS", heavy)]))["weight"]
    assert 0 <= reweighed[0] <= reweighed[1] <= 1


def test_signs_that_findings_never_showed_stay_as_they_are() -> None:
    unknown = signals([(0, "NEW", 0.4)])
    assert CALIBRATION.reweigh(unknown)["weight"].to_list() == pytest.approx([0.4])
    assert score(CALIBRATION.reweigh(unknown), 1).overall["score"][0] == pytest.approx(0.4)


def of_two_kinds() -> tuple[Calibration, pl.DataFrame]:
    """Of what looks like drugs half are, of what looks like waste one in twenty; too little arms was found to tell."""
    chance = np.random.default_rng(5)
    kinds = [Typology.DRUGS, Typology.WASTE, Typology.ARMS]
    raised, found = [], []
    for row in range(1500):
        kind = kinds[row % 3] if row < 1430 else Typology.ARMS
        often = {Typology.DRUGS: 0.5, Typology.WASTE: 0.05, Typology.ARMS: 0.01}[kind]
        hit = chance.random() < often
        raised.append((row, kind.value, 0.3))
        found.append((row, hit, kind.value if hit else None))
    of_kind = signals(raised).with_columns(typology=pl.col("id").cast(SIGNAL_SCHEMA["typology"]))
    findings = examined([hit for _, hit, _ in found]).with_columns(typology=pl.Series([kind for *_, kind in found]))
    calibration = fit_calibration(of_kind, findings)
    assert calibration is not None
    return calibration, of_kind


def test_the_score_of_a_kind_of_harm_is_how_often_that_harm_is_found() -> None:
    calibration, raised = of_two_kinds()
    assert set(calibration.curves) == {"drugs", "waste"}
    told = calibration.scores(raised.filter(pl.col("row") < 3), 3).typologies
    said = dict(zip(told["typology"].cast(pl.String), told["score"], strict=True))
    assert said["drugs"] == pytest.approx(0.5, abs=0.06)
    assert said["waste"] == pytest.approx(0.05, abs=0.03)
    assert said["arms"] < 0.05
    assert "drugs" not in fitted().curves  # nobody wrote down what was found


@settings(max_examples=20)
@given(some, st.floats(0, 1))
def test_a_further_sign_never_lowers_the_score_of_its_kind(rows: list[tuple[int, str, float]], more: float) -> None:
    calibration, _ = TWO_KINDS
    before = calibration.scores(signals(rows), 1).typologies["score"].to_list() or [0.0]
    after = calibration.scores(signals([*rows, (0, "drugs", more)]), 1).typologies["score"][0]
    assert after >= before[0] - 1e-9
    assert 0 <= after <= 1


TWO_KINDS = of_two_kinds()
