"""One simulated day that the tests look at from all sides."""

from datetime import date
from pathlib import Path

import pytest

from darvoza.training import Traffic, generate, write

DAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def day() -> date:
    return DAY


@pytest.fixture(scope="session")
def traffic() -> Traffic:
    return generate(seed=11, consignments=2_500, day=DAY)


@pytest.fixture(scope="session")
def folder(traffic: Traffic, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("day")
    write(traffic, path, damage=0)
    return path
