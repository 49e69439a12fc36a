"""What the tests of profiles share."""

from collections.abc import Iterator

import polars as pl
import pytest
from tests.risk.profiles.parity_kit import DuckDB, trap_view


@pytest.fixture(scope="session")
def traps() -> pl.DataFrame:
    return trap_view()


@pytest.fixture(scope="session")
def duck(traps: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    engine = DuckDB(traps, tmp_path_factory.mktemp("duckdb"))
    yield engine
    engine.connection.close()
