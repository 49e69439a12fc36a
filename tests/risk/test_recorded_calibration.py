"""Scores are calibrated on what the administration itself recorded and found."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from darvoza.assess import Resources, assess, assessments, decide
from darvoza.history import History
from darvoza.risk import recorded_calibration
from darvoza.training import generate

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """A day on which every consignment was examined, and schemes were found where they were."""
    history = History(tmp_path_factory.mktemp("history"))
    traffic = generate(seed=4, consignments=400, day=DAY, schemes_share=0.1)
    assessed = assess(traffic.batch, Resources())
    record = assessments(assessed, decide(assessed, seed=1, random_share=0.5).selection.rows)
    history.record(assessed.batch, record, day=DAY, run="shift")
    truth = traffic.truth.unique("reference", keep="first").select("reference", "typology")
    findings = record.select("id", "reference").join(truth, on="reference", how="left")
    findings = findings.select(consignment="id", breach=pl.col("typology").is_not_null(), typology="typology")
    history.record_findings(findings, day=DAY, run="found")
    return history


def test_weights_are_fitted_to_what_was_recorded_and_found(history: History) -> None:
    calibration = recorded_calibration(history)
    assert calibration is not None
    assert calibration.findings == 400
    assert calibration.shared is not None
    assert calibration.weights["seen"].max() > 20


def test_the_next_shift_is_scored_in_probabilities(history: History) -> None:
    batch = generate(seed=4, consignments=400, day=date(2026, 11, 21), schemes_share=0.1).batch
    calibrated = assess(batch, Resources(calibration=recorded_calibration(history)))
    assert calibrated.overall["score"].mean() == pytest.approx(0.1, abs=0.06)
    assert calibrated.typology_scores["score"].is_between(0, 1).all()
    assert dict(calibrated.versions)["scores"].startswith("400 findings")


def test_without_findings_there_is_nothing_to_calibrate_on(tmp_path: Path) -> None:
    assert recorded_calibration(History(tmp_path)) is None
