"""A small world in which goods, an importer and repeats of a declaration tell of breaches, and nothing else does."""

import numpy as np
import polars as pl
import pytest

from darvoza.risk.model import Fit, fit

ROWS = 1500


def world(rows: int = ROWS, seed: int = 0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Declarations as the model looks at them, and what was found."""
    chance = np.random.default_rng(seed)
    hs6 = chance.choice(["240220", "240290", "870899", "610910", "847130", "392690"], rows)
    origin = chance.choice(["CN", "TR", "DE"], rows)
    importer = chance.choice([f"firm {number}" for number in range(40)], rows)
    risk = np.where(hs6 == "240220", 0.6, 0.05) + np.where(importer == "firm 1", 0.7, 0.0)
    breach = chance.random(rows) < risk
    critical = breach & (chance.random(rows) < 0.3)
    value = chance.lognormal(8, 1, rows)
    days = np.sort(chance.integers(20_000, 20_300, rows)).astype(np.int32)
    observed = pl.DataFrame(
        {
            "id": [f"D{number}" for number in range(rows)],
            "day": pl.Series(days).cast(pl.Date),
            "hs2": [code[:2] for code in hs6],
            "hs4": [code[:4] for code in hs6],
            "hs6": hs6,
            "origin": origin,
            "dispatch": origin,
            "importer": importer,
            "mass": chance.lognormal(5, 1, rows).round(2),
            "value": value,
            "packages": 1.0,
            "items": 1.0,
            "tax_rate": 10.0,
        }
    )
    outcomes = pl.DataFrame(
        {"breach": breach, "critical": critical, "revenue": np.where(breach, value * 0.1, 0.0)},
    )
    return observed, outcomes


@pytest.fixture(scope="session")
def fitted() -> Fit:
    return fit(*world())
