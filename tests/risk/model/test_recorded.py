"""From the record to the next day: what examinations found is learned from, and the next assessment hears it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from darvoza.cli import main
from darvoza.consignment import Consignment, ConsignmentBatch, GoodsItem, Lodgement, Mode, Party, Role
from darvoza.history import History
from darvoza.risk.model import Shelf, fit, from_history
from darvoza.signals import SignalKind, Typology, raise_signals

pytest.importorskip("deltalake", reason="the history is an extra: pip install 'darvoza[history]'")

FIRST = date(2026, 1, 5)
DAYS, A_DAY = 20, 15
MAPPING = """
name: our-declarations
title: Declarations of a small post
recognise: [No, HS]
reference: No
fields:
  goods.hs_code: HS
  goods.origin: From
  goods.net_mass_kg: Kg
"""
CIGARETTES, SHIRTS = "240220", "610910"


def consignment(number: int, hs_code: str, *, lodged: datetime | None = None) -> Consignment:
    return Consignment(
        id=f"9f86d081884c-{number}",
        message="9f86d081884c",
        reference=f"CMR {number}",
        lodgement=Lodgement.MANIFEST,
        mode=Mode.ROAD,
        lodged=lodged,
        parties=(Party(role=Role.CONSIGNEE, name=f"Firm {number % 7}"),),
        goods=(GoodsItem(description="goods", hs_code=hs_code, origin="TR", net_mass_kg=100.0 + number, value=5000.0),),
    )


def signs(batch: ConsignmentBatch) -> pl.DataFrame:
    """An indicator that fires on every cigarette, as an assessment keeps its signals."""
    rows = batch.goods.filter(pl.col("hs_code") == CIGARETTES).select("row")
    raised = raise_signals(
        rows,
        kind=SignalKind.INDICATOR,
        id="smokes",
        typology=Typology.REVENUE,
        weight=0.1,
        reason="Cigarettes",
        evidence={},
    )
    nested = raised.group_by("row").agg(signals=pl.struct(pl.col("kind").cast(pl.String), "id"))
    return batch.consignments.with_row_index("row").select("row", "id").join(nested, on="row", how="left").drop("row")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty days of a small post: two in three are examined; cigarettes are mostly in breach."""
    folder = tmp_path_factory.mktemp("history")
    history, chance = History(folder), np.random.default_rng(4)
    number = 0
    for place in range(DAYS):
        day = FIRST + timedelta(days=place)
        codes = chance.choice([CIGARETTES, SHIRTS], A_DAY, p=[0.3, 0.7])
        batch = ConsignmentBatch.of([consignment(number + each, str(code)) for each, code in enumerate(codes)])
        number += A_DAY
        history.record(batch, signs(batch), day=day, run=f"assessed {place}")
        breach = chance.random(A_DAY) < np.where(codes == CIGARETTES, 0.8, 0.05)
        findings = batch.consignments.select(
            pl.col("id").alias("consignment"),
            examined=pl.lit(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).replace(tzinfo=None)),
            breach=pl.Series(breach),
            critical=pl.Series(breach & (chance.random(A_DAY) < 0.5)),
            amount=pl.when(pl.Series(breach)).then(pl.lit(900.0)),
        )
        history.record_findings(findings.head(10), day=day, run=f"found {place}")
        history.record_findings(
            findings[10:11].with_columns(breach=pl.lit(None, pl.Boolean)), day=day, run=f"open {place}"
        )
    return folder


def test_only_what_was_examined_and_closed_has_an_outcome(folder: Path) -> None:
    observed, outcomes = from_history(folder)
    assert observed.height == outcomes.height == DAYS * A_DAY
    assert outcomes["breach"].count() == DAYS * 10
    assert outcomes.filter(pl.col("breach"))["revenue"].unique().to_list() == [900.0]
    assert outcomes.filter(pl.col("breach").is_null())["critical"].count() == 0


def test_a_consignment_stands_in_the_past_on_the_day_of_its_run_with_the_indicators_that_fired_then(
    folder: Path,
) -> None:
    observed, _ = from_history(folder)
    assert (observed["day"].min(), observed["day"].max()) == (FIRST, FIRST + timedelta(days=DAYS - 1))
    fired = observed.filter(pl.col("sign: smokes") == 1.0)
    assert fired["hs6"].unique().to_list() == [CIGARETTES]
    assert fired.height == observed.filter(pl.col("hs6") == CIGARETTES).height


def test_a_history_without_findings_has_no_outcomes_to_learn_from(tmp_path: Path) -> None:
    batch = ConsignmentBatch.of([consignment(1, SHIRTS)])
    History(tmp_path).record(batch, signs(batch), day=FIRST, run="assessed")
    observed, outcomes = from_history(tmp_path)
    assert observed["hs6"].to_list() == [SHIRTS]
    assert outcomes["breach"].to_list() == [None]


def test_what_was_learned_from_the_record_tells_cigarettes_from_shirts(folder: Path) -> None:
    observed, outcomes = from_history(folder)
    scores = fit(observed, outcomes).model.score(observed).with_columns(observed["hs6"])
    mean = dict(scores.group_by("hs6").agg(pl.col("probability").mean()).iter_rows())
    assert mean[CIGARETTES] > mean[SHIRTS] + 0.4


def test_the_next_assessment_hears_the_model_in_use(folder: Path, tmp_path: Path) -> None:
    observed, outcomes = from_history(folder)
    Shelf(tmp_path / "models").add(fit(observed, outcomes), observed, outcomes)
    pl.DataFrame(
        {"No": [f"N{number}" for number in range(20)], "HS": [CIGARETTES] + [SHIRTS] * 19, "From": "TR", "Kg": 150.0}
    ).write_csv(tmp_path / "new.csv")
    (tmp_path / "our.yaml").write_text(MAPPING)

    def signals(*further: str) -> pl.DataFrame:
        out = tmp_path / f"out {len(further)}"
        given = ["assess", str(tmp_path / "new.csv"), "--mapping", str(tmp_path / "our.yaml"), "--seed", "1"]
        result = CliRunner().invoke(main, [*given, "--out", str(out), *further], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        told = pl.read_parquet(out / "assessments.parquet").select("reference", "signals").explode("signals")
        return told.drop_nulls("signals").unnest("signals").filter(pl.col("kind").cast(pl.String) == "model")

    heard = signals("--model", str(tmp_path / "models"))
    assert set(heard["reference"]) == {"N0"}
    assert heard["weight"].is_between(0, 0.9).all()
    assert signals().is_empty()
