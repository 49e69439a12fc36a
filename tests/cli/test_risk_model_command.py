"""Fitting, scoring, explaining and promoting from the command line, on a table of one's own."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from darvoza.cli import main

MAPPING = """
name: our-declarations
title: Declarations of a small post
recognise: [No, HS]
reference: No
date: "%Y-%m-%d"
fields:
  consignments.lodged: Day
  goods.hs_code: HS
  goods.origin: From
  goods.net_mass_kg: Kg
  goods.value: Worth
"""
OUTCOMES = """
outcomes: {breach: Found}
features: {regime: Regime}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    chance = np.random.default_rng(1)
    rows = 400
    hs = chance.choice(["240220", "610910"], rows)
    table = pl.DataFrame(
        {
            "No": [f"N{number}" for number in range(rows)],
            "Day": "2026-01-02",
            "HS": hs,
            "From": chance.choice(["CN", "TR"], rows),
            "Kg": chance.uniform(1, 100, rows).round(1),
            "Worth": chance.uniform(100, 900, rows).round(),
            "Regime": "A",
            "Found": np.where(chance.random(rows) < np.where(hs == "240220", 0.7, 0.05), "yes", "no"),
        }
    )
    table.write_csv(tmp_path / "train.csv")
    table.drop("Found").select("Worth", "Regime", "Kg", "From", "HS", "Day", "No").write_csv(tmp_path / "new.csv")
    (tmp_path / "our.yaml").write_text(MAPPING + OUTCOMES)
    (tmp_path / "bare.yaml").write_text(MAPPING)
    return tmp_path


def call(folder: Path, *arguments: str) -> tuple[int, str]:
    given = [str(folder / each) if "." in each and " " not in each and "/" not in each else each for each in arguments]
    result = CliRunner().invoke(main, ["risk", *given])
    return result.exit_code, " ".join(result.output.split())


def test_fit_score_explain_and_promote(folder: Path) -> None:
    models = ("--model", str(folder / "models"))
    assert call(folder, "fit", "--input", "train.csv", "--mapping", "our.yaml", *models)[0] == 0
    out = folder / "scores.csv"
    code, told = call(folder, "score", "--input", "new.csv", "--mapping", "our.yaml", *models, "--out", str(out))
    assert code == 0, told
    scores = pl.read_csv(out)
    assert scores.columns == ["id", "probability", "critical_probability", "expected_revenue"]
    assert scores["id"].to_list() == [f"N{number}" for number in range(400)]
    code, told = call(folder, "explain", "--input", "new.csv", "--mapping", "our.yaml", *models, "--id", "N3")
    assert (code, "Probability of a breach" in told) == (0, True)
    version = next(each.name for each in (folder / "models").iterdir() if each.is_dir())
    code, told = call(folder, "models", "promote", version, *models, "--by", "A. Karimov", "--reason", "first")
    assert (code, "A. Karimov" in told) == (0, True)
    assert version in call(folder, "models", "list", *models)[1]
    pl.read_csv(folder / "new.csv").drop("Regime").write_csv(folder / "less.csv")
    code, told = call(folder, "score", "--input", "less.csv", "--mapping", "our.yaml", *models, "--out", "x.csv")
    assert (code, "Regime" in told) == (2, True)


def test_what_is_missing_is_said(folder: Path) -> None:
    models = ("--model", str(folder / "models"))
    code, told = call(folder, "fit", "--input", "train.csv", "--mapping", "bare.yaml", *models)
    assert (code, "no outcomes" in told) == (2, True)
    code, told = call(folder, "fit", "--input", "train.csv", "--mapping", "nobody", *models)
    assert (code, "kcs-declarations" in told) == (2, True)
    code, told = call(folder, "score", "--input", "new.csv", "--mapping", "our.yaml", *models, "--out", "x.csv")
    assert (code, "holds no model" in told) == (2, True)
    assert call(folder, "score", *models, "--out", "x.csv")[0] == 2
