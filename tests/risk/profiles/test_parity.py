"""One condition means one thing: closures, columns, Polars, DuckDB and Spark give the same three-valued answers."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.risk.profiles.parity_kit import DuckDB, by_closures, by_codes, by_polars, conditions

from darvoza.risk.profiles import Predicate


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of the strategy, when it tries again
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(asked=st.lists(conditions(), min_size=5, max_size=8))
def test_every_engine_on_this_machine_says_the_same(asked: list[Predicate], traps: pl.DataFrame, duck: DuckDB) -> None:
    one_by_one = [by_closures(traps, condition) for condition in asked]
    assert by_polars(traps, asked) == one_by_one
    assert by_codes(traps, asked) == one_by_one
    assert duck.answers(asked) == one_by_one
